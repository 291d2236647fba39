#include "net/inflate.h"

#include <zlib.h>

#include <algorithm>
#include <array>

#include "base/check.h"

namespace cairn::net {
namespace {

constexpr std::size_t piece = 64 * 1024;
constexpr std::size_t most_ratio = 100, ratio_free = 1 << 20;
constexpr int gzip_or_zlib = 15 + 32;

Error too_large(std::size_t most) {
  return {ErrorCode::limit, "the compressed body is more than " + std::to_string(most) + " bytes when unpacked", "body",
          "send fewer events in a request"};
}

Error broken(const std::string& found) {
  return {ErrorCode::invalid, "the compressed body " + found, "body", "send gzip or zlib, whole and nothing after it"};
}

/// Owns zlib's state.
struct Inflater {
  z_stream z{};
  Inflater() { CAIRN_CHECK(inflateInit2(&z, gzip_or_zlib) == Z_OK); }
  ~Inflater() { inflateEnd(&z); }
};

/// Room grows in two steps: doubling would hold one and a half times of a large body. What is reserved and not written
/// costs address space only.
void append(std::string& plain, std::string_view more, std::size_t most) {
  if (plain.size() + more.size() > plain.capacity()) plain.reserve(most);
  plain.append(more);
}

}  // namespace

Result<std::string> inflate(std::string_view compressed, std::size_t most_bytes) {
  const std::size_t ratio_bound = std::max(ratio_free, compressed.size() * most_ratio);
  const std::size_t most = std::min(most_bytes, ratio_bound);
  const bool gzip = compressed.size() >= 2 && compressed[0] == '\x1f' && compressed[1] == '\x8b';
  std::string plain;
  plain.reserve(compressed.size() * 16 < most ? compressed.size() * 8 : most);

  Inflater inflater;
  z_stream& z = inflater.z;
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));
  z.avail_in = static_cast<uInt>(compressed.size());
  std::array<char, piece> buffer;
  for (;;) {
    z.next_out = reinterpret_cast<Bytef*>(buffer.data());
    z.avail_out = piece;
    int state = ::inflate(&z, Z_NO_FLUSH);
    std::size_t made = piece - z.avail_out;
    if (made > most - plain.size()) return too_large(most);
    append(plain, {buffer.data(), made}, most);
    if (state == Z_STREAM_END) {
      if (z.avail_in == 0) return plain;
      // A gzip file may have several members (RFC 1952, 2.2).
      if (!gzip || z.avail_in < 2 || z.next_in[0] != 0x1f || z.next_in[1] != 0x8b)
        return broken("is followed by " + std::to_string(z.avail_in) + " bytes that do not belong to it");
      CAIRN_CHECK(inflateReset(&z) == Z_OK);
    } else if (state == Z_BUF_ERROR || (state == Z_OK && z.avail_in == 0 && z.avail_out != 0)) {
      return broken("ends before it is whole");
    } else if (state != Z_OK) {
      return broken(std::string("is damaged: ") + (z.msg ? z.msg : "no such compression"));
    }
  }
}

}  // namespace cairn::net
