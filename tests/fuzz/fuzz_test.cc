#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "base/file.h"
#include "targets.h"

namespace cairn::fuzz {

TEST_CASE("no seed and no input that once broke something breaks anything now") {
  for (const auto& [name, target] : targets) {
    std::vector<std::filesystem::path> inputs;
    for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(CAIRN_CORPUS) / name))
      inputs.push_back(entry.path());
    std::sort(inputs.begin(), inputs.end());
    CHECK_MESSAGE(inputs.size() > 2, name);
    for (const auto& input : inputs) {
      CAPTURE(input.string());
      auto bytes = read_file(input.string());
      REQUIRE(bytes.ok());
      target(*bytes);
      // Cut anywhere, a file is still only refused.
      for (std::size_t part : {std::size_t{1}, bytes->size() / 3, bytes->size() / 2, bytes->size() - bytes->size() / 8})
        target(std::string_view(*bytes).substr(0, part));
    }
  }
}

}  // namespace cairn::fuzz
