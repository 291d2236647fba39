#include "base/machine.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <vector>

using namespace cairn;

TEST_CASE("the memory of a control group is the least on its way up") {
  namespace fs = std::filesystem;
  auto root = fs::temp_directory_path() / ("cairn-cgroup-" + std::to_string(::getpid()));
  fs::create_directories(root / "a/b");
  fs::create_directories(root / "memory/c");
  auto write = [&](const char* file, const char* text) { std::ofstream(root / file) << text; };
  CHECK(control_group_memory("0::/a/b\n", root.string()) == UINT64_MAX);
  write("a/b/memory.max", "max\n");
  CHECK(control_group_memory("0::/a/b\n", root.string()) == UINT64_MAX);
  write("a/memory.max", "3000\n");
  CHECK(control_group_memory("0::/a/b\n", root.string()) == 3000);
  write("memory/memory.limit_in_bytes", "2000\n");
  write("memory/c/memory.limit_in_bytes", "9223372036854771712\n");
  CHECK(control_group_memory("5:cpu:/x\n4:memory:/c\n0::/a/b\n", root.string()) == 2000);
  CHECK(control_group_memory("4:memory:/not/here\n", root.string()) == 2000);
  CHECK(control_group_memory("nonsense", root.string()) == UINT64_MAX);
  fs::remove_all(root);
}

TEST_CASE("memory that is touched is counted") {
  CHECK(machine_memory() > 64'000'000);
  auto before = process_memory();
  REQUIRE(before > 0);
  std::vector<char> block(64'000'000, 1);
  CHECK(process_memory() >= before + 60'000'000);
  CHECK(block[12345] == 1);
}

TEST_CASE("amounts of memory") {
  CHECK(*parse_bytes("4GB", "") == 4'000'000'000);
  CHECK(*parse_bytes(" 512 mb ", "") == 512'000'000);
  CHECK(*parse_bytes("1.5GiB", "") == 1'610'612'736);
  CHECK(*parse_bytes("300000", "") == 300'000);
  for (const char* wrong : {"", "GB", "4 apples", "-1GB", "1e30GB"}) {
    auto parsed = parse_bytes(wrong, "--memory-limit");
    REQUIRE(!parsed.ok());
    CHECK(parsed.error().where == "--memory-limit");
  }
  CHECK(format_bytes(4'100'000'000) == "4.1 GB");
  CHECK(format_bytes(512'000'000) == "512 MB");
}
