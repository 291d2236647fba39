#include "base/machine.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "base/file.h"
#include "base/text.h"

namespace cairn {
namespace {

/// The number that a file begins with; UINT64_MAX for "max", no file, or anything else.
std::uint64_t number_in(const std::string& path) {
  auto text = read_file(path);
  std::uint64_t number = UINT64_MAX;
  if (text) std::from_chars(text->data(), text->data() + text->size(), number);
  return number;
}

}  // namespace

std::uint64_t control_group_memory(std::string_view membership, const std::string& root) {
  std::uint64_t least = UINT64_MAX;
  for (auto line : split(membership, '\n')) {
    // "0::/a/b" (version 2) or "4:memory:/a/b" (version 1).
    auto parts = split(line, ':');
    bool unified = parts.size() == 3 && parts[1].empty();
    if (parts.size() != 3 || (!unified && parts[1] != "memory")) continue;
    std::string base = unified ? root : root + "/memory";
    const char* file = unified ? "/memory.max" : "/memory.limit_in_bytes";
    // In a container the path may be that of the machine outside; then only the root is there.
    for (std::string path(parts[2]);; path.erase(path.rfind('/'))) {
      least = std::min(least, number_in(base + (path == "/" ? "" : path) + file));
      if (path.find('/') == std::string::npos) break;
    }
  }
  return least;
}

std::uint64_t machine_memory() {
  static const std::uint64_t memory = [] {
    auto all =
        static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    auto membership = read_file("/proc/self/cgroup");
    return membership ? std::min(all, control_group_memory(*membership, "/sys/fs/cgroup")) : all;
  }();
  return memory;
}

void give_way(int steps) {
  // On Linux a priority is a thread's own. Where it is refused, nothing is lost but the order.
  (void)::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), steps);
}

std::uint64_t process_memory() {
  // statm: pages in all, resident, of these from files or shared, …
  auto text = read_file("/proc/self/statm");
  if (!text) return 0;
  std::uint64_t pages[3] = {};
  const char* at = text->data();
  const char* end = at + text->size();
  for (auto& number : pages) {
    while (at < end && *at == ' ') ++at;
    at = std::from_chars(at, end, number).ptr;
  }
  return pages[1] > pages[2] ? (pages[1] - pages[2]) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) : 0;
}

Result<std::uint64_t> parse_bytes(std::string_view text, const std::string& where) {
  struct Unit {
    const char* name;
    double bytes;
  };
  static constexpr Unit units[] = {{"", 1},         {"b", 1},        {"k", 1e3},      {"kb", 1e3},    {"m", 1e6},
                                   {"mb", 1e6},     {"g", 1e9},      {"gb", 1e9},     {"t", 1e12},    {"tb", 1e12},
                                   {"kib", 0x1p10}, {"mib", 0x1p20}, {"gib", 0x1p30}, {"tib", 0x1p40}};
  auto trimmed = trim(text);
  double amount = 0;
  auto [end, fault] = std::from_chars(trimmed.data(), trimmed.data() + trimmed.size(), amount);
  auto unit = to_lower(trim(trimmed.substr(static_cast<std::size_t>(end - trimmed.data()))));
  for (const auto& known : units)
    if (fault == std::errc() && amount >= 0 && amount * known.bytes < 0x1p63 && unit == known.name)
      return static_cast<std::uint64_t>(amount * known.bytes);
  return Error{ErrorCode::invalid, fmt::format("'{}' is not an amount of memory", text), where,
               "write 512MB, 4GB or 1.5GiB"};
}

std::string format_bytes(std::uint64_t bytes) {
  auto amount = static_cast<double>(bytes);
  if (bytes >= 1'000'000'000) return fmt::format("{:.1f} GB", amount / 1e9);
  if (bytes >= 1'000'000) return fmt::format("{:.0f} MB", amount / 1e6);
  return fmt::format("{:.0f} kB", amount / 1e3);
}

}  // namespace cairn
