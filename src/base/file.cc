#include "base/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/crash_point.h"

namespace cairn {
namespace {

/// A descriptor that closes itself.
struct Descriptor {
  int number = -1;
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
};

Result<void> sync_path(const std::filesystem::path& path, int flags) {
  Descriptor file{::open(path.c_str(), flags)};
  if (file.number < 0) return system_error("cannot open", path);
  if (::fsync(file.number) != 0) return system_error("cannot make durable", path);
  return {};
}

}  // namespace

Error system_error(const std::string& what, const std::string& path) {
  int number = errno;
  std::string hint;
  if (number == ENOENT) hint = "check the path";
  if (number == EACCES || number == EPERM) hint = "check who may read and write there";
  if (number == ENOSPC) hint = "make room on this disk, then run it again";
  return {number == ENOENT ? ErrorCode::not_found : ErrorCode::unreadable,
          fmt::format("{}: {}", what, std::strerror(number)), path, hint};
}

Result<std::string> read_file(const std::string& path) {
  Descriptor file{path == "-" ? ::dup(0) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.number < 0) return system_error("cannot open", path);
  std::string text;
  char buffer[1 << 16];
  for (;;) {
    ssize_t got = ::read(file.number, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_error("cannot read", path);
    if (got == 0) return text;
    text.append(buffer, static_cast<std::size_t>(got));
  }
}

Result<void> write_file(const std::filesystem::path& path, std::string_view text) {
  // Several threads may write the same file at once; each beside it under a name of its own.
  static std::atomic<unsigned> writes = 0;
  auto beside = path;
  beside += fmt::format(".{}-{}.tmp", ::getpid(), ++writes);
  {
    Descriptor file{::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)};
    if (file.number < 0) return system_error("cannot write", path);
    while (!text.empty()) {
      ssize_t put = ::write(file.number, text.data(), text.size());
      if (put < 0 && errno == EINTR) continue;
      if (put < 0) {
        auto error = system_error("cannot write", path);
        ::unlink(beside.c_str());
        return error;
      }
      text.remove_prefix(static_cast<std::size_t>(put));
    }
    if (::fsync(file.number) != 0) {
      auto error = system_error("cannot make durable", path);
      ::unlink(beside.c_str());
      return error;
    }
  }
  crash_point("file: beside, not renamed");
  if (::rename(beside.c_str(), path.c_str()) != 0) {
    auto error = system_error("cannot rename onto", path);
    ::unlink(beside.c_str());
    return error;
  }
  return sync_path(path.has_parent_path() ? path.parent_path() : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

Result<void> make_durable(const std::filesystem::path& path) {
  CAIRN_TRY_VOID(sync_path(path, O_RDONLY | O_CLOEXEC));
  return sync_path(path.has_parent_path() ? path.parent_path() : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

Result<MappedFile> MappedFile::open(const std::filesystem::path& path) {
  Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.number < 0) return system_error("cannot open", path);
  struct stat status {};
  if (::fstat(file.number, &status) != 0) return system_error("cannot look at", path);
  MappedFile mapped;
  mapped.size_ = static_cast<std::size_t>(status.st_size);
  if (mapped.size_ == 0) return mapped;
  void* data = ::mmap(nullptr, mapped.size_, PROT_READ, MAP_PRIVATE, file.number, 0);
  if (data == MAP_FAILED) {
    mapped.size_ = 0;
    return system_error("cannot map", path);
  }
  mapped.data_ = static_cast<const std::byte*>(data);
  return mapped;
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}
MappedFile::~MappedFile() {
  if (data_ != nullptr) ::munmap(const_cast<std::byte*>(data_), size_);
}

Result<FileLock> FileLock::take(const std::filesystem::path& path, Mode mode) {
  FileLock lock;
  lock.descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  // A reader may be somebody who cannot write there.
  if (lock.descriptor_ < 0 && mode == Mode::shared && (errno == EACCES || errno == EROFS || errno == EPERM))
    lock.descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (lock.descriptor_ < 0) return system_error("cannot open", path);
  int operation = (mode == Mode::exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB;
  if (::flock(lock.descriptor_, operation) != 0) {
    if (errno != EWOULDBLOCK) return system_error("cannot lock", path);
    return Error{ErrorCode::conflict, "another cairn process is using this", path,
                 "wait until it has finished, or stop it"};
  }
  return lock;
}

FileLock::FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
FileLock& FileLock::operator=(FileLock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}
FileLock::~FileLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace cairn
