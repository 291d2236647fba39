// Bytes as a file that is there as long as this: for readers that want a path.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cairn {

class TemporaryCopy {
 public:
  /// `name`: what the file is called, in a folder of its own. Fails where there is no room.
  static Result<TemporaryCopy> of(const std::string& name, std::string_view bytes);
  TemporaryCopy(TemporaryCopy&& other) noexcept : folder_(std::move(other.folder_)), path_(std::move(other.path_)) {
    other.folder_.clear();
  }
  TemporaryCopy& operator=(TemporaryCopy&&) = delete;
  ~TemporaryCopy();
  std::string path() const { return path_.string(); }

 private:
  TemporaryCopy() = default;
  std::filesystem::path folder_, path_;
};

}  // namespace cairn
