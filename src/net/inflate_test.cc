#include "net/inflate.h"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <zlib.h>

namespace cairn::net {
namespace {

std::string deflated(std::string_view text, int window = 15 + 16) {
  z_stream z{};
  REQUIRE(deflateInit2(&z, 9, Z_DEFLATED, window, 9, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&z, text.size()) + 64, '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  z.avail_in = static_cast<uInt>(text.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  REQUIRE(::deflate(&z, Z_FINISH) == Z_STREAM_END);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}

long peak_kb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

constexpr std::size_t mb = 1 << 20;

}  // namespace

TEST_CASE("gzip and zlib come back as they were") {
  std::string text;
  for (int i = 0; i < 50'000; ++i) text += std::to_string(i * 7919);
  for (int window : {15 + 16, 15}) {
    auto plain = inflate(deflated(text, window), 8 * mb);
    REQUIRE(plain.ok());
    CHECK(*plain == text);
  }
  CHECK(inflate(deflated(""), mb)->empty());
}

TEST_CASE("members of a gzip body follow each other") {
  auto plain = inflate(deflated("one,") + deflated("two"), mb);
  REQUIRE(plain.ok());
  CHECK(*plain == "one,two");
}

TEST_CASE("the limit is exact") {
  std::string text(70'000, 'x');
  CHECK(inflate(deflated(text), 70'000).ok());
  auto more = inflate(deflated(text), 69'999);
  REQUIRE(!more.ok());
  CHECK(more.error().code == ErrorCode::limit);
}

TEST_CASE("a bomb is stopped at a hundred times its size, and costs no memory") {
  std::string megabytes = deflated(std::string(64 * mb, '\0'));
  std::string bomb;
  for (int i = 0; i < 16; ++i) bomb += megabytes;  // 1 GB of about 1 MB
  long before = peak_kb();
  auto limited = inflate(bomb, 8 * mb);
  REQUIRE(!limited.ok());
  CHECK(limited.error().code == ErrorCode::limit);
  auto ratio = inflate(megabytes.substr(0, 20'000), 1024 * mb);
  REQUIRE(!ratio.ok());
  CHECK(ratio.error().code == ErrorCode::limit);
  CHECK(peak_kb() - before < 32 * 1024);
}

TEST_CASE("what is cut short, damaged, or followed by something else is refused") {
  auto whole = deflated("some text that is long enough to be cut");
  auto code = [](const std::string& bytes) { return inflate(bytes, mb).error().code; };
  for (std::size_t size = 0; size < whole.size(); ++size) CHECK(code(whole.substr(0, size)) == ErrorCode::invalid);
  for (const char* junk : {"x", "junk", "\x1f"}) CHECK(code(whole + junk) == ErrorCode::invalid);
  CHECK(code(whole + whole.substr(0, 12)) == ErrorCode::invalid);
  auto damaged = whole;
  damaged[damaged.size() - 6] ^= 1;  // its checksum
  CHECK(code(damaged) == ErrorCode::invalid);
  CHECK(code("plain text") == ErrorCode::invalid);
}

}  // namespace cairn::net
