// The bytes of a file or of standard input, unpacked when they are gzip.
//
//   path or "-" ──read──▶ gunzip, if it starts with 1f 8b ──▶ head (looked at first, given out again) ──▶ read()
//
// Streams: memory does not grow with the file.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace cairn::collect {

class SourceBytes {
 public:
  /// Fails when there is nothing to read: no file, a folder, an empty file.
  static Result<std::unique_ptr<SourceBytes>> open(const std::string& path);
  ~SourceBytes();
  SourceBytes(const SourceBytes&) = delete;
  SourceBytes& operator=(const SourceBytes&) = delete;

  /// "events.csv.gz" as given, or "standard input".
  const std::string& name() const { return name_; }
  bool compressed() const { return inflate_ != nullptr; }
  /// The first bytes, at most window_bytes; read() gives them again.
  std::string_view head() const { return {head_.data(), head_.size()}; }
  bool head_is_all() const { return ended_; }

  /// Up to `capacity` unpacked bytes; 0 at the end. A truncated or damaged gzip is an Error.
  Result<std::size_t> read(char* into, std::size_t capacity);

  /// Position in the file itself (packed bytes), for progress; the size is 0 when it is not known.
  std::uint64_t bytes_done() const { return file_bytes_; }
  std::uint64_t bytes_total() const { return file_size_; }

 private:
  struct Inflate;
  SourceBytes();
  Result<std::size_t> read_descriptor(char* into, std::size_t capacity);
  Result<std::size_t> read_file_bytes(char* into, std::size_t capacity);
  Result<std::size_t> unpack(char* into, std::size_t capacity);
  Result<std::size_t> read_on(char* into, std::size_t capacity);
  Error damaged(const std::string& what) const;

  std::string name_;
  int descriptor_ = -1;
  std::uint64_t file_bytes_ = 0, file_size_ = 0, unpacked_bytes_ = 0;
  std::vector<char> pending_;  ///< read from the file to find the gzip magic, not yet given out
  std::size_t pending_used_ = 0;
  std::unique_ptr<Inflate> inflate_;
  std::vector<char> head_;
  std::size_t head_used_ = 0;
  bool ended_ = false;
};

}  // namespace cairn::collect
