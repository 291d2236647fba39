// Bytes of a connection: requests one after the other, as net/session.cc reads them.
#include <algorithm>

#include "base/check.h"
#include "collect/form_fields.h"
#include "net/inflate.h"
#include "net/request_reader.h"
#include "targets.h"

namespace cairn::fuzz {
namespace {

constexpr std::size_t head_bytes = 2048, body_bytes = 8192, inflated_bytes = 64 * 1024;

struct Outcome {
  std::vector<net::Request> requests;
  int failed = 0;  ///< status
  bool operator==(const Outcome& other) const {
    return failed == other.failed && std::equal(requests.begin(), requests.end(), other.requests.begin(),
                                                other.requests.end(), [](const net::Request& a, const net::Request& b) {
                                                  return a.method == b.method && a.path == b.path &&
                                                         a.query == b.query && a.headers == b.headers &&
                                                         a.body == b.body;
                                                });
  }
};

/// Everything that comes in pieces of so many bytes; what the reader leaves is offered again with the next piece.
Outcome read(std::string_view bytes, std::size_t piece) {
  using State = net::RequestReader::State;
  Outcome outcome;
  auto reader = std::make_unique<net::RequestReader>(head_bytes, body_bytes);
  for (std::size_t begin = 0, end = 0; end < bytes.size() || begin < end;) {
    auto before = begin;
    if (begin < end) begin += reader->read(bytes.substr(begin, end - begin));
    CAIRN_CHECK(begin <= end);
    if (reader->state() == State::failed) {
      CAIRN_CHECK(!reader->failed_reason().empty());
      outcome.failed = reader->failed_status();
      CAIRN_CHECK(outcome.failed == 400 || outcome.failed == 413 || outcome.failed == 431);
      return outcome;
    }
    // As a session does: what is declared too large is refused before any of it is read.
    if (reader->state() != State::head && reader->declared() > body_bytes) {
      outcome.failed = 413;
      return outcome;
    }
    if (reader->state() == State::done) {
      outcome.requests.push_back(std::move(reader->request()));
      outcome.requests.back().body = reader->take_body();
      reader = std::make_unique<net::RequestReader>(head_bytes, body_bytes);
    } else if (begin == before) {
      if (end == bytes.size()) return outcome;
      end = std::min(bytes.size(), end + piece);
    }
  }
  return outcome;
}

void look_into(const net::Request& request) {
  CAIRN_CHECK(request.path.starts_with('/') && request.path.find('\0') == std::string::npos);
  CAIRN_CHECK(!request.method.empty() && request.body.size() <= body_bytes);
  for (const auto& [name, value] : request.headers) {
    CAIRN_CHECK(!name.empty() && std::none_of(name.begin(), name.end(), [](char c) { return c >= 'A' && c <= 'Z'; }));
    CAIRN_CHECK(value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos);
  }
  (void)request.parameter("token");
  auto inflated = net::inflate(request.body, inflated_bytes);
  CAIRN_CHECK(!inflated || inflated->size() <= inflated_bytes);
  (void)collect::form_fields(inflated ? *inflated : request.body);
}

}  // namespace

void http(std::string_view bytes) {
  auto whole = read(bytes, std::max<std::size_t>(bytes.size(), 1));
  for (const auto& request : whole.requests) look_into(request);
  CAIRN_CHECK(whole == read(bytes, 1));
  CAIRN_CHECK(whole == read(bytes, 7));
}

}  // namespace cairn::fuzz
