#include "collect/temporary_file.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "base/file.h"
#include "collect/records.h"

namespace cairn::collect {
namespace {

Result<void> copy(SourceBytes& source, int descriptor, const std::string& path) {
  std::vector<char> buffer(window_bytes);
  for (;;) {
    CAIRN_TRY(std::size_t got, source.read(buffer.data(), buffer.size()));
    if (got == 0) return {};
    for (std::size_t put = 0; put < got;) {
      ssize_t written = ::write(descriptor, buffer.data() + put, got - put);
      if (written < 0) return system_error("cannot write", path);
      put += static_cast<std::size_t>(written);
    }
  }
}

}  // namespace

TemporaryFile::~TemporaryFile() {
  if (!path_.empty()) ::unlink(path_.c_str());
}

Result<void> TemporaryFile::fill(SourceBytes& source) {
  std::error_code ignored;
  path_ = (std::filesystem::temp_directory_path(ignored) / "cairn-import-XXXXXX").string();
  int descriptor = ::mkstemp(path_.data());
  if (descriptor < 0) {
    auto error = system_error("cannot make a temporary file", path_);
    path_.clear();
    return error;
  }
  auto outcome = copy(source, descriptor, path_);
  ::close(descriptor);
  return outcome;
}

}  // namespace cairn::collect
