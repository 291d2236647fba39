// Files: whole reads, writes that are there completely or not at all, memory maps and locks.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cairn {

/// The whole file; "-" is standard input.
Result<std::string> read_file(const std::string& path);

/// Replaces a file durably: write beside it, fsync, rename, fsync the folder. After a crash the old or the new text
/// is there, never a part.
Result<void> write_file(const std::filesystem::path& path, std::string_view text);

/// fsync of a file, and of the folder that names it, written by somebody else (DuckDB).
Result<void> make_durable(const std::filesystem::path& path);

/// A file mapped read-only for as long as this lives.
class MappedFile {
 public:
  static Result<MappedFile> open(const std::filesystem::path& path);
  MappedFile() = default;
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  ~MappedFile();
  std::span<const std::byte> bytes() const { return {data_, size_}; }

 private:
  const std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

/// The bytes of a mapped file as text.
inline std::string_view text_of(const MappedFile& file) {
  return {reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size()};
}

/// A lock on a file that the operating system releases when the process ends, however it ends.
class FileLock {
 public:
  enum class Mode { shared, exclusive };
  /// Fails with ErrorCode::conflict, at once, when another process holds it in a way that excludes this one.
  static Result<FileLock> take(const std::filesystem::path& path, Mode mode);
  FileLock() = default;
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;
  ~FileLock();

 private:
  int descriptor_ = -1;
};

/// An Error for a failed system call, with errno in words.
Error system_error(const std::string& what, const std::string& path);

}  // namespace cairn
