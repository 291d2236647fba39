#include "store/ballast.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "store/test_support.h"

using namespace cairn::store;

TEST_CASE("the ballast lies there while there is room, and is laid down once") {
  Folder folder("ballast");
  std::filesystem::create_directories(folder.path);
  for (int i = 0; i < 2; ++i) {
    Ballast ballast(folder.path, 64 * 1024);
    CHECK_FALSE(ballast.disk_is_scarce());
    CHECK(std::filesystem::file_size(folder.path / "ballast") == 64 * 1024);
  }
}

TEST_CASE("a disk with less room than it should have is scarce, and no ballast is laid down") {
  Folder folder("ballast-scarce");
  std::filesystem::create_directories(folder.path);
  const auto free = std::filesystem::space(folder.path).available;
  Ballast ballast(folder.path, free * 2);
  CHECK(ballast.disk_is_scarce());
  CHECK_FALSE(std::filesystem::exists(folder.path / "ballast"));
}
