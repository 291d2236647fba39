#include "net/session.h"

#include <algorithm>

#include "net/reply.h"

namespace cairn::net {
namespace {

constexpr std::size_t buffer_of_body = 128 * 1024;  // small reads cost two thirds of the speed
constexpr std::size_t drained_bytes = 64 * 1024;
constexpr std::chrono::seconds linger_time{1}, free_body_time{5};

Response refusal(int status, const std::string& reason) {
  std::string quoted;
  for (char c : reason) quoted += c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20 ? '\'' : c;
  Response response;
  response.status = status;
  response.body = "{\"error\":{\"message\":\"" + quoted + "\"}}\n";
  return response;
}

Response too_busy() {
  Response response = refusal(503, "the server holds as many bodies as it may; try again");
  response.headers.emplace_back("Retry-After", "1");
  return response;
}

}  // namespace

Session::Session(std::shared_ptr<ServerCore> core, std::unique_ptr<Transport> transport, std::string peer, bool local)
    : core_(std::move(core)),
      transport_(std::move(transport)),
      peer_(std::move(peer)),
      local_(local),
      timer_(transport_->executor()) {}

Session::~Session() { core_->give_bytes(held_bytes_); }

void ServerCore::take_turn(std::shared_ptr<Session> session) {
  {
    std::lock_guard lock(turns_mutex);
    if (turns_left == 0) return waiting.push_back(std::move(session));
    --turns_left;
  }
  begin_turn(std::move(session));
}

void ServerCore::end_turn() {
  std::shared_ptr<Session> next;
  {
    std::lock_guard lock(turns_mutex);
    if (waiting.empty()) {
      ++turns_left;
      return;
    }
    next = std::move(waiting.front());
    waiting.pop_front();
  }
  begin_turn(std::move(next));
}

void ServerCore::begin_turn(std::shared_ptr<Session> session) {
  auto executor = session->executor();
  boost::asio::post(executor, [core = shared_from_this(), session = std::move(session)] {
    session->process();
    core->end_turn();
  });
}

void Session::start() {
  set_deadline(core_->limits.head_time);
  transport_->handshake([self = shared_from_this()](boost::system::error_code error, std::size_t) {
    if (self->state_ != State::handshake) return;
    if (error) return self->close();
    self->buffer_.resize(self->core_->limits.head_bytes + 1);
    self->next_request();
  });
}

void Session::begin_stop() {
  stopping_ = true;
  if (state_ == State::handshake) close();
  if (state_ == State::idle || state_ == State::resting) linger();
  if (state_ == State::streaming) {
    std::unique_lock lock(stream_->mutex);
    stream_->open = false;
    stream_->ended = true;
    lock.unlock();
    flush_stream();
  }
}

void Session::close() {
  if (state_ == State::closed) return;
  state_ = State::closed;
  timer_.cancel();
  transport_->close();
  if (stream_) {
    std::lock_guard lock(stream_->mutex);
    stream_->open = false;
    stream_->waiting.clear();
  }
  stream_.reset();
  core_->give_bytes(std::exchange(held_bytes_, 0));
  core_->leave(this);
}

void Session::read() {
  if (reading_ || state_ == State::closed) return;
  if (begin_ > 0) {
    std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_),
              buffer_.begin() + static_cast<std::ptrdiff_t>(end_), buffer_.begin());
    end_ -= std::exchange(begin_, 0);
  }
  if (end_ == buffer_.size()) return;
  reading_ = true;
  transport_->read_some(boost::asio::buffer(buffer_.data() + end_, buffer_.size() - end_),
                        [self = shared_from_this()](boost::system::error_code error, std::size_t bytes) {
                          self->reading_ = false;
                          self->on_read(error, bytes);
                        });
}

void Session::on_read(boost::system::error_code error, std::size_t bytes) {
  if (state_ == State::closed) return;
  if (error) {
    peer_ended_ = true;
    // While an answer is being written the peer may have ended its side only.
    if (state_ != State::writing && state_ != State::handling) close();
    return;
  }
  end_ += bytes;
  if (state_ == State::lingering) {
    begin_ = end_ = 0;
    return read();
  }
  if (state_ == State::streaming) return read();
  bool is_new = !is_kept_ && (state_ == State::idle || state_ == State::head);
  if (!is_new) return core_->take_turn(shared_from_this());
  process();
}

void Session::consume(std::size_t bytes) {
  begin_ += bytes;
  if (begin_ == end_) begin_ = end_ = 0;
}

void Session::process() {
  if (state_ == State::idle || state_ == State::head) return process_head();
  if (state_ == State::body) return process_body();
  if (state_ == State::draining) return process_drain();
}

void Session::next_request() {
  if (stopping_ && received().empty()) return linger();
  if (peer_ended_ && received().empty()) return close();
  is_kept_ = reader_ != nullptr;
  reader_ = std::make_unique<RequestReader>(core_->limits.head_bytes, core_->limits.body_bytes);
  state_ = State::idle;
  continue_sent_ = drain_after_ = keep_after_ = head_request_ = false;
  body_received_ = 0;
  set_deadline(core_->limits.idle_time);
  process_head();
}

void Session::process_head() {
  while (reader_->state() == RequestReader::State::head && !received().empty()) {
    if (state_ == State::idle) {
      state_ = State::head;
      set_deadline(core_->limits.head_time);
    }
    std::size_t taken = reader_->read(received());
    consume(taken);
    if (taken == 0) break;
  }
  if (reader_->state() == RequestReader::State::failed) return fail(reader_->failed_status(), reader_->failed_reason());
  if (reader_->state() != RequestReader::State::head) return on_head();
  if (peer_ended_) return close();
  read();
}

std::optional<Response> Session::ask_gate() try {
  return core_->gate ? core_->gate(reader_->request()) : std::nullopt;
} catch (const std::exception&) {
  return refusal(500, "the server failed on this request");
}

void Session::on_head() {
  ++core_->requests_total;
  Request& request = reader_->request();
  request.peer = peer_;
  request.local = local_;
  head_request_ = request.method == "HEAD";
  std::string expect(request.header("expect"));
  for (char& c : expect)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  bool body_comes_asked = !expect.empty();
  bool small = !reader_->chunked() && reader_->declared() <= drained_bytes && !body_comes_asked;
  if (auto refused = ask_gate()) return refuse(std::move(*refused), small);
  if (body_comes_asked && expect != "100-continue")
    return refuse(told(refusal(417, "Expect: only 100-continue")), false);
  if (reader_->declared() > core_->limits.body_bytes) {
    ++core_->too_large_total;
    auto most = std::to_string(core_->limits.body_bytes);
    return refuse(told(refusal(413, "the body of the request is more than " + most + " bytes")), small);
  }
  if (!hold_body(reader_->declared())) return refuse(told(too_busy()), small);
  if (reader_->state() == RequestReader::State::done) return dispatch();
  state_ = State::body;
  bool is_large = reader_->chunked() || reader_->declared() > buffer_.size();
  if (is_large && buffer_.size() < buffer_of_body) buffer_.resize(buffer_of_body);
  body_start_ = Clock::now();
  set_deadline(body_deadline());
  if (body_comes_asked && !reader_->http_1_0() && received().empty()) {
    continue_sent_ = true;
    out_head_ = "HTTP/1.1 100 Continue\r\n\r\n";
    out_body_.clear();
    out_sent_ = 0;
    return write_piece();
  }
  process_body();
}

/// What a body holds of the bound on all of them together: at once when it says its length, else as it comes.
bool Session::hold_body(std::size_t bytes) {
  if (bytes <= held_bytes_) return true;
  if (!core_->take_bytes(bytes - held_bytes_)) return false;
  held_bytes_ = bytes;
  return true;
}

void Session::process_body() {
  if (!received().empty()) {
    std::size_t taken = reader_->read(received());
    body_received_ += taken;
    consume(taken);
  }
  if (reader_->state() == RequestReader::State::failed) return fail(reader_->failed_status(), reader_->failed_reason());
  if (!hold_body(reader_->body_size())) return refuse(told(too_busy()), false);
  if (reader_->state() == RequestReader::State::done) return dispatch();
  if (peer_ended_) return close();
  if (received().size() == buffer_.size()) return fail(400, "a chunk's head or trailer has no end");
  set_deadline(body_deadline());
  read();
}

/// The absolute deadline, or earlier when it comes slower than the least rate.
Session::Clock::time_point Session::body_deadline() const {
  const auto& limits = core_->limits;
  auto absolute = body_start_ + limits.body_time;
  if (limits.body_bytes_a_second == 0) return absolute;
  auto earned = std::chrono::milliseconds(body_received_ * 1000 / limits.body_bytes_a_second);
  return std::min(absolute, body_start_ + free_body_time + earned);
}

void Session::dispatch() {
  state_ = State::handling;
  no_deadline();
  Request request = std::move(reader_->request());
  request.body = reader_->take_body();
  auto reply = make_reply(core_, weak_from_this(), ++serial_, std::exchange(held_bytes_, 0), !reader_->http_1_0());
  try {
    core_->handler(std::move(request), reply);
  } catch (const std::exception&) {  // the reply, dropped, sends a 500
  }
}

/// An answer of the connection's own, of which nobody else would know.
Response Session::told(Response response) {
  if (core_->refused) core_->refused(response.status);
  return response;
}

void Session::refuse(Response response, bool keep) {
  if (reader_->state() == RequestReader::State::body) {
    drain_after_ = keep;
    core_->give_bytes(std::exchange(held_bytes_, 0));
    return write(std::move(response), keep && reader_->keep_alive());
  }
  write(std::move(response), reader_->keep_alive());
}

/// The request cannot be understood, or not in time: what follows on the connection is not known.
void Session::fail(int status, const std::string& reason) {
  if (status == 400 || status == 431) ++core_->malformed_total;
  if (status == 413) ++core_->too_large_total;
  write(told(refusal(status, reason)), false);
}

void Session::process_drain() {
  std::size_t taken = reader_->read(received());
  body_received_ += taken;
  consume(taken);
  if (reader_->state() == RequestReader::State::failed) return linger();
  if (reader_->state() == RequestReader::State::done) return next_request();
  if (peer_ended_) return close();
  set_deadline(body_deadline());
  read();
}

void Session::linger() {
  if (state_ == State::closed) return;
  transport_->end();
  if (peer_ended_) return close();
  state_ = State::lingering;
  begin_ = end_ = 0;
  set_deadline(linger_time);
  read();
}

void Session::set_deadline(Clock::time_point when) {
  deadline_ = when;
  if (deadline_ < armed_) arm();
}

/// One that is moved later costs nothing: the timer, when it fires, looks again.
void Session::arm() {
  armed_ = deadline_;
  timer_.expires_at(armed_);
  timer_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
    auto self = weak.lock();
    if (error || !self || self->state_ == State::closed) return;
    self->armed_ = Clock::time_point::max();
    if (self->deadline_ <= Clock::now()) return self->on_deadline();
    if (self->deadline_ != Clock::time_point::max()) self->arm();
  });
}

void Session::on_deadline() {
  deadline_ = Clock::time_point::max();
  if (state_ == State::idle) return linger();
  if (state_ == State::resting) return go_on();
  if (state_ == State::lingering) return close();
  ++core_->timeouts_total;
  bool can_say = (state_ == State::head || state_ == State::body) && !writing_;
  if (!can_say) return close();
  fail(408, state_ == State::head ? "the head of the request took too long" : "the body of the request took too long");
}

}  // namespace cairn::net
