#include "net/inflate.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>

namespace cairn::net {
namespace {

constexpr std::size_t ratio = 100, small = 1'000'000;

Error wrong(const std::string& what) { return {ErrorCode::invalid, what, "request body", "send it as gzip, or plain"}; }

struct Stream {
  z_stream state{};
  Stream() { inflateInit2(&state, 15 + 32); }  // gzip or zlib, told from the header
  ~Stream() { inflateEnd(&state); }
};

}  // namespace

Result<std::string> inflate(std::string_view compressed, std::size_t most_bytes) {
  Stream stream;
  auto& state = stream.state;
  state.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));
  state.avail_in = static_cast<uInt>(compressed.size());
  std::string plain;
  std::array<char, 64 * 1024> piece{};
  auto most = std::min(most_bytes, std::max(small, compressed.size() * ratio));
  for (;;) {
    state.next_out = reinterpret_cast<Bytef*>(piece.data());
    state.avail_out = piece.size();
    int outcome = ::inflate(&state, Z_NO_FLUSH);
    plain.append(piece.data(), piece.size() - state.avail_out);
    if (plain.size() > most)
      return Error{ErrorCode::limit, fmt::format("the body is larger than {} bytes when it is inflated", most),
                   "request body", "send it in parts"};
    if (outcome == Z_STREAM_END) {
      if (state.avail_in == 0) return plain;
      // gzip may be several members, one after the other.
      bool member = state.avail_in > 1 && state.next_in[0] == 0x1F && state.next_in[1] == 0x8B;
      if (!member || inflateReset(&state) != Z_OK) return wrong("something follows the compressed data");
      continue;
    }
    if (outcome == Z_BUF_ERROR || (outcome == Z_OK && state.avail_in == 0 && state.avail_out > 0))
      return wrong("the compressed data end too early");
    if (outcome != Z_OK) return wrong(fmt::format("it is no gzip: {}", state.msg == nullptr ? "damaged" : state.msg));
  }
}

}  // namespace cairn::net
