#include "net/request_reader.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "net/uri.h"

namespace cairn::net {
namespace http = boost::beast::http;
namespace {

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return result;
}

bool is_number(std::string_view text) {
  return !text.empty() && text.size() < 19 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

struct RequestReader::Parser {
  http::request_parser<http::string_body> beast;
};

RequestReader::RequestReader(std::size_t head_bytes, std::size_t body_bytes)
    : head_bytes_(head_bytes), body_bytes_(body_bytes), parser_(std::make_unique<Parser>()) {
  parser_->beast.header_limit(static_cast<std::uint32_t>(head_bytes));
  parser_->beast.body_limit(boost::none);  // the asker looks at a declared length before any of it is read
}

RequestReader::~RequestReader() = default;

bool RequestReader::fail(int status, std::string reason) {
  state_ = State::failed;
  failed_status_ = status;
  failed_reason_ = std::move(reason);
  return false;
}

std::size_t RequestReader::read(std::string_view bytes) {
  if (state_ == State::head) return read_head(bytes);
  if (state_ == State::body) return read_body(bytes);
  return 0;
}

/// Looks at each byte of the head once, however it trickles in.
bool RequestReader::head_text_good(std::string_view bytes) {
  for (; checked_ < bytes.size(); ++checked_) {
    char c = bytes[checked_], before = checked_ ? bytes[checked_ - 1] : '\0';
    if (c == '\0') return fail(400, "a NUL in the head of the request");
    if ((c == '\n') != (before == '\r')) return fail(400, "a line of the head does not end with CR LF");
    if ((c == ' ' || c == '\t') && before == '\n') return fail(400, "a folded line in the head of the request");
    if (c == '\n' && checked_ >= 3 && bytes[checked_ - 2] == '\n') {
      ++checked_;
      return true;
    }
  }
  return true;
}

std::size_t RequestReader::read_head(std::string_view bytes) {
  if (checked_ == 0 && bytes.starts_with("\r\n")) return 2;  // RFC 9112, 2.2: left over by a careless client
  if (checked_ == 0 && bytes == "\r") return 0;
  if (!head_text_good(bytes.substr(0, std::min(bytes.size(), head_bytes_)))) return 0;
  auto head = bytes.substr(0, checked_);
  if (!head.ends_with("\r\n\r\n")) {
    if (head.size() >= head_bytes_)
      fail(431, "the head of the request is more than " + std::to_string(head_bytes_) + " bytes");
    return 0;
  }
  boost::system::error_code error;
  parser_->beast.put(boost::asio::buffer(head.data(), head.size()), error);
  if (error && error != http::error::need_more) {
    fail(400, "the head of the request: " + error.message());
    return 0;
  }
  if (!parser_->beast.is_header_done()) {
    fail(400, "the head of the request is not one of HTTP/1.1");
    return 0;
  }
  if (!take_head()) return 0;
  state_ = has_body() ? State::body : State::done;
  parser_->beast.body_limit(body_bytes_);
  parser_->beast.eager(true);
  return head.size();
}

bool RequestReader::take_head() {
  const auto& message = parser_->beast.get();
  int lengths = 0, encodings = 0, hosts = 0;
  for (const auto& field : message) {
    auto name = lower(view(field.name_string()));
    auto value = view(field.value());
    if (name == "content-length") {
      ++lengths;
      if (!is_number(value)) return fail(400, "Content-Length is no number");
      declared_ = std::stoull(std::string(value));
    } else if (name == "transfer-encoding") {
      ++encodings;
      if (lower(value) != "chunked") return fail(400, "Transfer-Encoding is something else than chunked");
    } else if (name == "host") {
      ++hosts;
    }
    request_.headers.emplace_back(std::move(name), std::string(value));
  }
  http_1_0_ = message.version() < 11;
  chunked_ = encodings > 0;
  keep_alive_ = message.keep_alive();
  if (lengths > 1) return fail(400, "Content-Length is given more than once");
  if (encodings > 1 || (encodings && lengths)) return fail(400, "the length of the body is given in two ways");
  if (encodings && http_1_0_) return fail(400, "Transfer-Encoding in a request of HTTP/1.0");
  if (hosts > 1 || (hosts == 0 && !http_1_0_)) return fail(400, "not exactly one Host");
  request_.method = std::string(view(message.method_string()));
  return take_target(view(message.target()));
}

bool RequestReader::take_target(std::string_view target) {
  for (std::string_view scheme : {"http://", "https://"})
    if (lower(target.substr(0, scheme.size())) == scheme) {
      auto slash = target.find_first_of("/?", scheme.size());
      target = slash == std::string_view::npos ? "/" : target.substr(slash);
    }
  auto question = target.find('?');
  auto path = percent_decoded(target.substr(0, question), false);
  if (!path || !path->starts_with('/') || target.find('#') != std::string_view::npos)
    return fail(400, "the target of the request is no path");
  if (path->find('\0') != std::string::npos) return fail(400, "a NUL in the path");
  request_.path = std::move(*path);
  if (question != std::string_view::npos) request_.query = std::string(target.substr(question + 1));
  return true;
}

std::size_t RequestReader::read_body(std::string_view bytes) {
  auto& beast = parser_->beast;
  std::size_t taken = 0;
  while (taken < bytes.size() && !beast.is_done()) {
    boost::system::error_code error;
    std::size_t n = beast.put(boost::asio::buffer(bytes.data() + taken, bytes.size() - taken), error);
    taken += n;
    if (error == http::error::body_limit) {
      fail(413, "the body of the request is more than " + std::to_string(body_bytes_) + " bytes");
      return taken;
    }
    if (error && error != http::error::need_more) {
      fail(400, "the body of the request: " + error.message());
      return taken;
    }
    if (error || n == 0) break;
  }
  if (beast.is_done()) state_ = State::done;
  return taken;
}

std::size_t RequestReader::body_size() const { return parser_->beast.get().body().size(); }
std::string RequestReader::take_body() { return std::move(parser_->beast.get().body()); }

}  // namespace cairn::net
