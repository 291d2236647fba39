// One connection: its requests one after the other, each with its deadlines.
//
//   handshake ─▶ idle ─▶ head ─▶ body ─▶ handling ─▶ writing ─▶ idle …
//                         │       │         └──▶ streaming ─▶ idle …
//                         └ refused: writing ─▶ resting (503) ─▶ draining (a small body) ─▶ idle …
//                                        └───▶ lingering (until the peer has read and closed) ─▶ closed
//
// Everything here runs on the connection's strand.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <vector>

#include "net/request_reader.h"
#include "net/server_core.h"
#include "net/transport.h"

namespace cairn::net {

/// What has been sent into a stream and not yet taken by the peer.
struct StreamState {
  std::mutex mutex;
  std::string waiting;  ///< framed
  std::size_t unread = 0;
  bool open = true, ended = false, flush_posted = false;
  bool chunked = true;
};

class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(std::shared_ptr<ServerCore> core, std::unique_ptr<Transport> transport, std::string peer, bool local);
  ~Session();

  void start();
  void process();     ///< what has been received
  void begin_stop();  ///< idle: closes; else after the answer
  void close();

  /// Answers to the request in hand; a second one is not sent.
  void answer(std::uint64_t serial, Response response);
  void begin_stream(std::uint64_t serial, Response head, std::shared_ptr<StreamState> stream);
  void flush_stream();

  boost::asio::any_io_executor executor() { return transport_->executor(); }

 private:
  enum class State { handshake, idle, head, body, handling, writing, streaming, resting, draining, lingering, closed };
  using Clock = std::chrono::steady_clock;

  void read();
  void on_read(boost::system::error_code error, std::size_t bytes);
  void process_head();
  void on_head();
  void process_body();
  void process_drain();
  void next_request();
  void dispatch();
  std::optional<Response> ask_gate();
  bool hold_body(std::size_t bytes);

  Response told(Response response);
  void refuse(Response response, bool keep);
  void fail(int status, const std::string& reason);
  void write(Response response, bool keep);
  std::string head_of(const Response& response, bool keep, bool stream, bool chunked) const;
  void write_piece();
  void written();
  void go_on();
  void linger();

  void set_deadline(Clock::time_point when);
  void set_deadline(std::chrono::milliseconds from_now) { set_deadline(Clock::now() + from_now); }
  void no_deadline() { set_deadline(Clock::time_point::max()); }
  void arm();
  void on_deadline();
  Clock::time_point body_deadline() const;

  std::string_view received() const { return {buffer_.data() + begin_, end_ - begin_}; }
  void consume(std::size_t bytes);

  std::shared_ptr<ServerCore> core_;
  std::unique_ptr<Transport> transport_;
  const std::string peer_;
  const bool local_;
  boost::asio::steady_timer timer_;
  Clock::time_point deadline_ = Clock::time_point::max(), armed_ = Clock::time_point::max();

  State state_ = State::handshake;
  bool is_kept_ = false;  ///< it has had a request before
  bool reading_ = false, writing_ = false, stopping_ = false, peer_ended_ = false;
  std::vector<char> buffer_;
  std::size_t begin_ = 0, end_ = 0;

  std::unique_ptr<RequestReader> reader_;
  std::uint64_t serial_ = 0;
  bool head_request_ = false, continue_sent_ = false, drain_after_ = false, keep_after_ = false, rest_after_ = false;
  std::size_t held_bytes_ = 0, body_received_ = 0;
  Clock::time_point body_start_;

  std::string out_head_, out_body_;
  std::size_t out_sent_ = 0;
  std::shared_ptr<StreamState> stream_;
  bool stream_last_ = false;
};

template <class Work>
bool ServerCore::post_to(const std::weak_ptr<Session>& to, Work work) {
  std::shared_lock lock(door);
  if (door_shut) return false;
  auto session = to.lock();
  if (!session) return false;
  auto executor = session->executor();
  boost::asio::post(executor, [session = std::move(session), work = std::move(work)]() mutable { work(*session); });
  return true;
}

}  // namespace cairn::net
