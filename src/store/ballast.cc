#include "store/ballast.h"

#include <fcntl.h>
#include <unistd.h>

namespace cairn::store {

Ballast::Ballast(const std::filesystem::path& workspace, std::uint64_t bytes)
    : file_(workspace / "ballast"), bytes_(bytes) {
  std::error_code none;
  lies_there_ = std::filesystem::file_size(file_, none) == bytes_ && !none;
  look();
}

void Ballast::look() {
  std::error_code fault;
  const auto space = std::filesystem::space(file_.parent_path(), fault);
  if (fault) return;
  const auto free = space.available;
  if (free < bytes_) scarce_ = true;
  if (free >= 3 * bytes_) scarce_ = false;
  if (lies_there_ && free < bytes_ / 4) give_back();
  if (!lies_there_ && free >= 3 * bytes_) lay_down();
}

void Ballast::lay_down() {
  const int file = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return;
  lies_there_ = ::posix_fallocate(file, 0, static_cast<off_t>(bytes_)) == 0;
  ::close(file);
  if (!lies_there_) give_back();
}

void Ballast::give_back() {
  std::error_code ignored;
  std::filesystem::remove(file_, ignored);
  lies_there_ = false;
}

}  // namespace cairn::store
