#include "collect/source_bytes.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <cerrno>
#include <cstring>

#include "base/check.h"
#include "base/file.h"
#include "collect/records.h"

namespace cairn::collect {

struct SourceBytes::Inflate {
  z_stream stream{};
  std::vector<char> packed = std::vector<char>(256 * 1024);
  bool member_done = false;  ///< between two members, where the file may end
  bool file_done = false;

  Inflate() { CAIRN_CHECK(inflateInit2(&stream, 15 + 16) == Z_OK); }
  ~Inflate() { inflateEnd(&stream); }
};

SourceBytes::SourceBytes() = default;
SourceBytes::~SourceBytes() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<std::unique_ptr<SourceBytes>> SourceBytes::open(const std::string& path) {
  std::unique_ptr<SourceBytes> source(new SourceBytes);
  source->name_ = path == "-" ? "standard input" : path;
  source->descriptor_ = path == "-" ? ::dup(0) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (source->descriptor_ < 0) return system_error("cannot open", source->name_);
  struct stat status {};
  if (::fstat(source->descriptor_, &status) != 0) return system_error("cannot look at", source->name_);
  if (S_ISDIR(status.st_mode))
    return Error{ErrorCode::invalid, "is a folder; a file of events was expected", source->name_,
                 fmt::format("name the files in it, for example {}/*.csv", path)};
  if (S_ISREG(status.st_mode)) source->file_size_ = static_cast<std::uint64_t>(status.st_size);

  source->pending_.resize(2);
  std::size_t got = 0;
  while (got < 2) {
    CAIRN_TRY(std::size_t more, source->read_descriptor(source->pending_.data() + got, 2 - got));
    if (more == 0) break;
    got += more;
  }
  source->pending_.resize(got);
  if (got == 0)
    return Error{ErrorCode::invalid, "is empty (0 bytes); events were expected", source->name_,
                 "check that the export was finished"};
  if (got == 2 && source->pending_[0] == '\x1f' && source->pending_[1] == '\x8b')
    source->inflate_ = std::make_unique<Inflate>();

  source->head_.resize(window_bytes);
  std::size_t filled = 0;
  while (filled < window_bytes) {
    CAIRN_TRY(std::size_t more, source->read_on(source->head_.data() + filled, window_bytes - filled));
    if (more == 0) {
      source->ended_ = true;
      break;
    }
    filled += more;
  }
  source->head_.resize(filled);
  if (filled == 0)
    return Error{ErrorCode::invalid, "holds nothing once unpacked; events were expected", source->name_,
                 "check that the export was finished"};
  return source;
}

Result<std::size_t> SourceBytes::read(char* into, std::size_t capacity) {
  if (head_used_ < head_.size()) {
    std::size_t size = std::min(capacity, head_.size() - head_used_);
    std::memcpy(into, head_.data() + head_used_, size);
    head_used_ += size;
    if (head_used_ == head_.size()) head_.shrink_to_fit();
    return size;
  }
  if (ended_) return std::size_t{0};
  return read_on(into, capacity);
}

Result<std::size_t> SourceBytes::read_on(char* into, std::size_t capacity) {
  CAIRN_TRY(std::size_t size, inflate_ ? unpack(into, capacity) : read_file_bytes(into, capacity));
  unpacked_bytes_ += size;
  return size;
}

Result<std::size_t> SourceBytes::read_file_bytes(char* into, std::size_t capacity) {
  if (pending_used_ == pending_.size()) return read_descriptor(into, capacity);
  std::size_t size = std::min(capacity, pending_.size() - pending_used_);
  std::memcpy(into, pending_.data() + pending_used_, size);
  pending_used_ += size;
  return size;
}

Result<std::size_t> SourceBytes::read_descriptor(char* into, std::size_t capacity) {
  for (;;) {
    ssize_t got = ::read(descriptor_, into, capacity);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_error("cannot read", name_);
    file_bytes_ += static_cast<std::uint64_t>(got);
    return static_cast<std::size_t>(got);
  }
}

Result<std::size_t> SourceBytes::unpack(char* into, std::size_t capacity) {
  auto& z = inflate_->stream;
  z.next_out = reinterpret_cast<Bytef*>(into);
  z.avail_out = static_cast<uInt>(std::min<std::size_t>(capacity, 1U << 30));
  const auto room = z.avail_out;
  while (z.avail_out == room) {
    if (z.avail_in == 0 && !inflate_->file_done) {
      CAIRN_TRY(std::size_t got, read_file_bytes(inflate_->packed.data(), inflate_->packed.size()));
      inflate_->file_done = got == 0;
      z.next_in = reinterpret_cast<Bytef*>(inflate_->packed.data());
      z.avail_in = static_cast<uInt>(got);
    }
    if (z.avail_in == 0 && inflate_->file_done) {
      if (inflate_->member_done) return std::size_t{0};
      return damaged("its gzip data end too early");
    }
    if (inflate_->member_done) {
      // gzip files may be joined end to end; anything else behind a member (padding) is not part of the data.
      if (*z.next_in != 0x1f) return std::size_t{0};
      inflateReset(&z);
      inflate_->member_done = false;
    }
    int outcome = ::inflate(&z, Z_NO_FLUSH);
    if (outcome == Z_STREAM_END)
      inflate_->member_done = true;
    else if (outcome != Z_OK && outcome != Z_BUF_ERROR)
      return damaged(fmt::format("its gzip data are damaged ({})", z.msg != nullptr ? z.msg : "zlib error"));
  }
  return static_cast<std::size_t>(room - z.avail_out);
}

Error SourceBytes::damaged(const std::string& what) const {
  return {ErrorCode::damaged,
          fmt::format("{}, after {} packed and {} unpacked bytes", what, file_bytes_, unpacked_bytes_), name_,
          "fetch or export the file again; rows that were imported already are not doubled by a second import"};
}

}  // namespace cairn::collect
