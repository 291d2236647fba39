// The address of a Unix socket may have 107 bytes, the path of a workspace any number: a long one goes by way of its
// open folder.
#pragma once

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <string>

namespace cairn::net {

class UnixPath {
 public:
  explicit UnixPath(const std::string& path) : path_(path) {
    constexpr std::size_t most = 100;
    if (path.size() <= most) return;
    auto whole = std::filesystem::path(path);
    folder_ = ::open(whole.parent_path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (folder_ >= 0) path_ = fmt::format("/proc/self/fd/{}/{}", folder_, whole.filename().string());
  }
  UnixPath(const UnixPath&) = delete;
  UnixPath& operator=(const UnixPath&) = delete;
  ~UnixPath() {
    if (folder_ >= 0) ::close(folder_);
  }
  /// Good for as long as this lives.
  const std::string& text() const { return path_; }

 private:
  std::string path_;
  int folder_ = -1;
};

}  // namespace cairn::net
