// The answering half of a connection.
#include <algorithm>
#include <boost/beast/http/status.hpp>
#include <ctime>

#include "base/clock.h"
#include "net/session.h"

namespace cairn::net {
namespace {

constexpr std::size_t piece_bytes = 256 * 1024;  // one deadline each, so that a large answer may take its time

bool bodiless(int status) { return status < 200 || status == 204 || status == 304; }

/// Header text from data must not become header lines.
void append_line(std::string& head, std::string_view name, std::string_view value) {
  auto append = [&](std::string_view text) {
    for (char c : text) head += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  };
  append(name);
  head += ": ";
  append(value);
  head += "\r\n";
}

/// RFC 9110, 5.6.7, whatever the locale.
std::string http_date() {
  static const char* const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static const char* const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::time_t seconds = clock_now().us / 1'000'000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char text[64];
  std::snprintf(text, sizeof text, "%s, %02d %s %d %02d:%02d:%02d GMT", days[utc.tm_wday], utc.tm_mday,
                months[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
  return text;
}

}  // namespace

std::string Session::head_of(const Response& response, bool keep, bool stream, bool chunked) const {
  auto reason = boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(response.status));
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + " ";
  head.append(reason.data(), reason.size()).append("\r\n");
  append_line(head, "Date", http_date());
  if (!response.type.empty() && !bodiless(response.status)) append_line(head, "Content-Type", response.type);
  for (const auto& [name, value] : response.headers) append_line(head, name, value);
  if (stream && chunked) append_line(head, "Transfer-Encoding", "chunked");
  if (!stream && !bodiless(response.status)) append_line(head, "Content-Length", std::to_string(response.body.size()));
  if (!keep)
    append_line(head, "Connection", "close");
  else if (reader_->http_1_0())
    append_line(head, "Connection", "keep-alive");
  return head += "\r\n";
}

void Session::answer(std::uint64_t serial, Response response) {
  if (state_ != State::handling || serial != serial_) return;
  write(std::move(response), reader_->keep_alive());
}

void Session::write(Response response, bool keep) {
  keep_after_ = keep && !stopping_;
  rest_after_ = response.status == 503;
  state_ = State::writing;
  out_head_ = head_of(response, keep_after_, false, false);
  out_body_ = head_request_ || bodiless(response.status) ? std::string() : std::move(response.body);
  out_sent_ = 0;
  write_piece();
}

void Session::write_piece() {
  writing_ = true;
  if (state_ != State::body) set_deadline(core_->limits.write_time);
  std::string_view head = out_head_, body = out_body_;
  head.remove_prefix(std::min(out_sent_, head.size()));
  body.remove_prefix(out_sent_ - (out_head_.size() - head.size()));
  body = body.substr(0, piece_bytes);
  transport_->write({boost::asio::buffer(head.data(), head.size()), boost::asio::buffer(body.data(), body.size())},
                    [self = shared_from_this()](boost::system::error_code error, std::size_t bytes) {
                      self->writing_ = false;
                      if (self->state_ == State::closed) return;
                      if (error) return self->close();
                      self->out_sent_ += bytes;
                      if (self->out_sent_ < self->out_head_.size() + self->out_body_.size()) return self->write_piece();
                      self->written();
                    });
}

void Session::written() {
  std::size_t body = out_body_.size();
  out_head_.clear();
  out_body_ = std::string();
  if (state_ == State::body) return process_body();  // "100 Continue"
  if (state_ == State::streaming) {
    {
      std::lock_guard lock(stream_->mutex);
      stream_->unread -= std::min(body, stream_->unread);
    }
    if (!stream_last_) return flush_stream();
    stream_.reset();
  }
  if (!keep_after_) return linger();
  if (!rest_after_) return go_on();
  state_ = State::resting;
  set_deadline(core_->limits.rest_time);
}

void Session::go_on() {
  if (!drain_after_) return next_request();
  state_ = State::draining;
  drain_after_ = false;
  body_start_ = Clock::now();
  process_drain();
}

void Session::begin_stream(std::uint64_t serial, Response head, std::shared_ptr<StreamState> stream) {
  if (state_ != State::handling || serial != serial_) {
    std::lock_guard lock(stream->mutex);
    stream->open = false;
    return;
  }
  state_ = State::streaming;
  stream_ = std::move(stream);
  stream_last_ = false;
  bool chunked = stream_->chunked;
  keep_after_ = chunked && reader_->keep_alive() && !stopping_;
  out_head_ = head_of(head, keep_after_, true, chunked);
  out_sent_ = 0;
  if (stopping_ || head_request_) {
    std::lock_guard lock(stream_->mutex);
    stream_->open = false;
    stream_->ended = true;
  }
  write_piece();
  read();  // only to notice that the peer is gone; a next request waits in the buffer
}

void Session::flush_stream() {
  if (state_ != State::streaming || writing_) return;
  bool too_slow = false;
  {
    std::lock_guard lock(stream_->mutex);
    stream_->flush_posted = false;
    too_slow = !stream_->open && !stream_->ended;
    out_body_ = std::exchange(stream_->waiting, {});
    stream_last_ = stream_->ended;
    if (stream_last_ && stream_->chunked) out_body_ += "0\r\n\r\n";
  }
  if (too_slow) return close();
  if (head_request_) out_body_.clear();
  out_sent_ = 0;
  if (!out_body_.empty()) return write_piece();
  if (stream_last_) return written();
  no_deadline();
}

}  // namespace cairn::net
