// One connection of the HTTP server, for any kind of stream below it. Inside src/net only: it includes Beast.
//
//   wait for the first byte (idle) ─▶ head (deadline) ─▶ gate ─▶ body (deadline, least rate) ─▶ handler ─▶ response ─┐
//        ▲────────────────────────────────── keep-alive, pipelining in order ──────────────────────────────────────┘
//
// Everything of a connection runs on its strand; replies come from any thread and are brought there.
#pragma once

#include <fmt/format.h>

#include <atomic>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <deque>
#include <set>

#include "base/text.h"
#include "net/message.h"
#include "net/server_state.h"

namespace cairn::net {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using beast::error_code;

/// What replies and streams hold of a connection.
class ConnectionBase : public std::enable_shared_from_this<ConnectionBase> {
 public:
  virtual ~ConnectionBase() = default;
  virtual void respond(Response response) = 0;
  virtual void begin_stream(Response head) = 0;
  virtual void send_chunk(std::string chunk) = 0;
  virtual void end_stream() = 0;
  /// Ends what waits for a request, or streams; what is being answered goes on and is the last.
  virtual void wind_down() = 0;
  virtual void close_now() = 0;

  std::atomic<bool> gone = false;
  std::atomic<std::size_t> unsent = 0;  ///< bytes of a stream that the peer has not taken
};

class ConnectionStream : public Stream {
 public:
  ConnectionStream(std::shared_ptr<ConnectionBase> connection, std::size_t most)
      : connection_(std::move(connection)), most_(most) {}
  ~ConnectionStream() override { connection_->end_stream(); }
  bool send(std::string chunk) override {
    if (connection_->gone) return false;
    if (connection_->unsent + chunk.size() > most_) {
      connection_->close_now();
      return false;
    }
    if (chunk.empty()) return true;
    connection_->unsent += chunk.size();
    connection_->send_chunk(std::move(chunk));
    return true;
  }
  bool open() const override { return !connection_->gone; }

 private:
  std::shared_ptr<ConnectionBase> connection_;
  std::size_t most_;
};

class ConnectionReply : public Reply {
 public:
  ConnectionReply(std::shared_ptr<ConnectionBase> connection, std::size_t most_unsent)
      : connection_(std::move(connection)), most_unsent_(most_unsent) {}
  ~ConnectionReply() override {
    if (!used_.exchange(true)) connection_->respond({500, R"({"error":{"code":"internal","message":"no answer"}})"});
  }
  void send(Response response) override {
    if (!used_.exchange(true)) connection_->respond(std::move(response));
  }
  std::shared_ptr<Stream> stream(Response head) override {
    if (!used_.exchange(true)) connection_->begin_stream(std::move(head));
    return std::make_shared<ConnectionStream>(connection_, most_unsent_);
  }

 private:
  std::shared_ptr<ConnectionBase> connection_;
  std::size_t most_unsent_;
  std::atomic<bool> used_ = false;
};

template <class StreamType>
class Connection : public ConnectionBase {
 public:
  Connection(StreamType stream, ServerState& server, std::string peer, bool local)
      : stream_(std::move(stream)), server_(server), peer_(std::move(peer)), local_(local) {
    buffer_.reserve(128 * 1024);
    server_.opened(this);
  }
  ~Connection() override {
    release_body();
    server_.closed(this);
  }

  void run() {
    asio::dispatch(stream_.get_executor(), [self = me()] { self->begin(); });
  }

  void respond(Response response) override {
    asio::post(stream_.get_executor(),
               [self = me(), response = std::move(response)]() mutable { self->write(std::move(response)); });
  }
  void begin_stream(Response head) override {
    asio::post(stream_.get_executor(),
               [self = me(), head = std::move(head)]() mutable { self->write_stream_head(std::move(head)); });
  }
  void send_chunk(std::string chunk) override {
    asio::post(stream_.get_executor(), [self = me(), chunk = std::move(chunk)]() mutable {
      self->queue_.push_back(std::move(chunk));
      self->write_chunks();
    });
  }
  void end_stream() override {
    asio::post(stream_.get_executor(), [self = me()] {
      self->stream_ended_ = true;
      self->write_chunks();
    });
  }
  void wind_down() override {
    asio::post(stream_.get_executor(), [self = me()] {
      if (self->waiting_ || self->streaming_) self->drop();
    });
  }
  void close_now() override {
    asio::post(stream_.get_executor(), [self = me()] { self->drop(); });
  }

 private:
  static constexpr bool secure = requires(StreamType & stream) { stream.next_layer().socket(); };
  using Clock = std::chrono::steady_clock;
  static constexpr std::size_t drained_bytes = 256 * 1024;  ///< of a refused body, so that the connection can be kept
  static constexpr std::chrono::seconds grace_of_rate{5};

  std::shared_ptr<Connection> me() { return std::static_pointer_cast<Connection>(shared_from_this()); }
  auto& lowest() { return beast::get_lowest_layer(stream_); }
  const ServerLimits& limits() const { return server_.limits; }

  void begin() {
    if constexpr (secure) {
      lowest().expires_after(limits().head_time);
      stream_.async_handshake(asio::ssl::stream_base::server,
                              [self = me()](error_code fault) { fault ? self->drop() : self->next_request(); });
    } else {
      next_request();
    }
  }

  void next_request() {
    release_body();
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(limits().head_bytes));
    parser_->body_limit(limits().body_bytes);
    if (server_.stopping) return drop();
    if (buffer_.size() > 0) return read_head();
    waiting_ = true;
    lowest().expires_after(limits().idle_time);
    stream_.async_read_some(buffer_.prepare(64 * 1024), [self = me()](error_code fault, std::size_t bytes) {
      self->waiting_ = false;
      if (fault) return self->drop();
      self->buffer_.commit(bytes);
      self->read_head();
    });
  }

  void read_head() {
    lowest().expires_after(limits().head_time);
    http::async_read_header(stream_, buffer_, *parser_, [self = me()](error_code fault, std::size_t) {
      fault ? self->head_failed(fault) : self->have_head();
    });
  }

  void head_failed(error_code fault) {
    if (fault == beast::error::timeout) {
      ++server_.timeouts;
      return refuse({408, problem("timeout", "the head of the request took too long")});
    }
    if (fault == http::error::header_limit)
      return too_large({431, problem("limit", "the head of the request is too large")});
    if (fault == http::error::body_limit)
      return too_large({413, problem("limit", fmt::format("a body may have {} bytes", limits().body_bytes))});
    if (fault == http::error::end_of_stream || fault == http::error::partial_message ||
        fault.category() != http::make_error_code(http::error::bad_method).category())
      return drop();
    ++server_.malformed;
    refuse({400, problem("malformed", "this is no HTTP request: " + fault.message())});
  }

  void too_large(Response response) {
    ++server_.too_large;
    refuse(std::move(response));
  }

  /// Answers, and ends the connection: what else comes on it cannot be understood or is not wanted.
  void refuse(Response response) {
    keep_ = false;
    write(std::move(response));
  }

  void have_head() {
    const auto& message = parser_->get();
    keep_ = message.keep_alive();
    version_ = message.version();
    head_only_ = message.method() == http::verb::head;
    auto request = request_of(message);
    if (!request) return ++server_.malformed, refuse({400, problem("malformed", "the path is not well-formed")});
    request_ = *std::move(request);
    if (auto coding = request_.header("transfer-encoding"); !coding.empty() && to_lower(coding) != "chunked")
      return ++server_.malformed, refuse({400, problem("malformed", "the only transfer coding is chunked")});
    auto length = parser_->content_length();
    std::optional<Response> refused;
    try {
      refused = server_.gate(request_);
    } catch (const std::exception&) {
      refused = Response{500, problem("internal", "the request could not be looked at")};
    }
    if (refused) {
      bool small = length ? *length <= drained_bytes : !message.chunked();
      if (!small || expects_continue()) return refuse(*std::move(refused));
      refused_ = std::move(refused);
    } else if (!hold_body(length.value_or(0))) {
      return refuse(busy());
    }
    body_began_ = Clock::now();
    if (!expects_continue() || refused_) return read_body();
    static const std::string go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    lowest().expires_after(limits().write_time);
    asio::async_write(stream_, asio::buffer(go_on),
                      [self = me()](error_code fault, std::size_t) { fault ? self->drop() : self->read_body(); });
  }

  bool expects_continue() const {
    return version_ >= 11 && to_lower(std::string_view(request_.header("expect"))) == "100-continue";
  }

  static std::string problem(const char* code, const std::string& what) {
    std::string text = what;
    for (auto& c : text)
      if (static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\') c = ' ';
    return fmt::format(R"({{"error":{{"code":"{}","message":"{}","where":"","hint":""}}}})", code, text);
  }
  static Response busy() {
    Response response{503, problem("busy", "too many requests at once")};
    response.headers.emplace_back("Retry-After", "1");
    return response;
  }

  std::optional<Request> request_of(const http::request<http::string_body>& message) {
    Request request;
    request.method = std::string(message.method_string());
    request.peer = peer_;
    request.local = local_;
    std::string_view target(message.target().data(), message.target().size());
    // An absolute target names a host of its own; what counts is the path.
    if (auto scheme = target.find("://"); scheme != std::string_view::npos && !target.starts_with('/')) {
      auto path = target.find('/', scheme + 3);
      target = path == std::string_view::npos ? "/" : target.substr(path);
    }
    auto question = target.find('?');
    auto path = percent_decoded(target.substr(0, question), false);
    if (!path || path->empty() || path->front() != '/' || path->find('\0') != std::string::npos || !is_utf8(*path))
      return std::nullopt;
    request.path = *std::move(path);
    if (question != std::string_view::npos) request.query = std::string(target.substr(question + 1));
    for (const auto& field : message)
      request.headers.emplace_back(to_lower(std::string_view(field.name_string().data(), field.name_string().size())),
                                   std::string(field.value().data(), field.value().size()));
    return request;
  }

  void read_body() {
    if (parser_->is_done()) return have_body();
    // The time by which the least rate would be missed, never beyond the last deadline.
    auto bytes = parser_->get().body().size();
    auto allowed = std::min<std::chrono::milliseconds>(
        limits().body_time, grace_of_rate + std::chrono::milliseconds(bytes * 1000 / limits().body_bytes_a_second));
    lowest().expires_at(body_began_ + allowed);
    http::async_read_some(stream_, buffer_, *parser_,
                          [self = me()](error_code fault, std::size_t) { self->took_body(fault); });
  }

  void took_body(error_code fault) {
    if (fault == beast::error::timeout) {
      ++server_.timeouts;
      return refuse({408, problem("timeout", "the body of the request took too long")});
    }
    if (fault) return head_failed(fault);
    auto bytes = parser_->get().body().size();
    if (refused_ && bytes > drained_bytes) return refuse(*std::exchange(refused_, std::nullopt));
    if (!refused_ && !hold_body(bytes)) return refuse(busy());
    read_body();
  }

  void have_body() {
    if (refused_) return write(*std::exchange(refused_, std::nullopt));
    request_.body = std::move(parser_->get().body());
    lowest().expires_never();
    auto reply = std::make_shared<ConnectionReply>(shared_from_this(), limits().stream_bytes);
    ++server_.requests;
    try {
      server_.handler(std::move(request_), reply);
    } catch (const std::exception&) {
      reply->send({500, problem("internal", "the request could not be handled")});
    }
  }

  /// Counts this body among all; false when there is no room for it.
  bool hold_body(std::uint64_t bytes) {
    if (bytes <= held_) return true;
    auto more = bytes - held_;
    if (server_.bodies_bytes.fetch_add(more) + more > limits().bodies_bytes) {
      server_.bodies_bytes -= more;
      return false;
    }
    held_ = bytes;
    return true;
  }
  void release_body() {
    server_.bodies_bytes -= held_;
    held_ = 0;
  }

  void set_head(http::response_header<>& head, const Response& response) {
    head.version(version_ >= 11 ? 11 : 10);
    head.result(static_cast<unsigned>(response.status));
    head.set(http::field::server, "cairn");
    if (!response.type.empty()) head.set(http::field::content_type, response.type);
    for (const auto& [name, value] : response.headers) head.insert(name, value);
  }

  void write(Response response) {
    if (gone) return;
    keep_ = keep_ && !server_.stopping;
    auto message = std::make_shared<http::response<http::string_body>>();
    set_head(*message, response);
    message->keep_alive(keep_);
    bool bodiless = response.status == 204 || response.status == 304;
    if (!bodiless) message->content_length(response.body.size());
    if (!bodiless && !head_only_) message->body() = std::move(response.body);
    lowest().expires_after(limits().write_time);
    http::async_write(stream_, *message, [self = me(), message](error_code fault, std::size_t) {
      if (fault) return self->drop();
      self->keep_ ? self->next_request() : self->finish();
    });
  }

  void write_stream_head(Response response) {
    if (gone) return;
    streaming_ = true;
    chunked_ = version_ >= 11;
    auto message = std::make_shared<http::response<http::empty_body>>();
    set_head(*message, response);
    message->keep_alive(false);
    if (chunked_) message->chunked(true);
    auto serializer = std::make_shared<http::response_serializer<http::empty_body>>(*message);
    lowest().expires_after(limits().write_time);
    writing_ = true;
    http::async_write_header(stream_, *serializer, [self = me(), message, serializer](error_code fault, std::size_t) {
      self->writing_ = false;
      if (fault) return self->drop();
      self->watch();
      self->write_chunks();
    });
  }

  /// Only a read notices that the peer of a stream has gone.
  void watch() {
    stream_.async_read_some(buffer_.prepare(1024), [self = me()](error_code fault, std::size_t) {
      if (fault) return self->drop();
      self->watch();
    });
  }

  void write_chunks() {
    if (gone || writing_ || !streaming_) return;
    if (queue_.empty()) {
      if (!stream_ended_) return lowest().expires_never();
      auto last = std::make_shared<std::string>(chunked_ ? "0\r\n\r\n" : "");
      streaming_ = false;
      lowest().expires_after(limits().write_time);
      // Not finish(): the read of watch() is pending, and there is nothing to wait for.
      asio::async_write(stream_, asio::buffer(*last), [self = me(), last](error_code, std::size_t) { self->drop(); });
      return;
    }
    auto size = queue_.front().size();
    auto text = std::make_shared<std::string>(chunked_ ? fmt::format("{:x}\r\n{}\r\n", size, queue_.front())
                                                       : std::move(queue_.front()));
    queue_.pop_front();
    writing_ = true;
    lowest().expires_after(limits().write_time);
    asio::async_write(stream_, asio::buffer(*text), [self = me(), text, size](error_code fault, std::size_t) {
      self->writing_ = false;
      self->unsent -= size;
      if (fault) return self->drop();
      self->write_chunks();
    });
  }

  /// Ends in order: the peer sees the whole answer before the end, also while it is still sending.
  void finish() {
    if (gone) return;
    if constexpr (secure) {
      lowest().expires_after(std::chrono::seconds(2));
      stream_.async_shutdown([self = me()](error_code) { self->drop(); });
    } else {
      error_code ignored;
      lowest().socket().shutdown(asio::socket_base::shutdown_send, ignored);
      lowest().expires_after(std::chrono::seconds(2));
      linger();
    }
  }
  void linger() {
    constexpr std::size_t most = 8 * 1024 * 1024;
    if (lingered_ > most) return drop();
    buffer_.consume(buffer_.size());
    stream_.async_read_some(buffer_.prepare(64 * 1024), [self = me()](error_code fault, std::size_t bytes) {
      if (fault) return self->drop();
      self->lingered_ += bytes;
      self->linger();
    });
  }

  void drop() {
    if (gone.exchange(true)) return;
    error_code ignored;
    lowest().cancel();
    lowest().socket().close(ignored);
  }

  StreamType stream_;
  ServerState& server_;
  const std::string peer_;
  const bool local_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  Request request_;
  std::optional<Response> refused_;  ///< to be sent once the small body is drained
  bool keep_ = true, head_only_ = false, waiting_ = false;
  unsigned version_ = 11;
  Clock::time_point body_began_;
  std::uint64_t held_ = 0;
  std::size_t lingered_ = 0;
  bool streaming_ = false, chunked_ = false, writing_ = false, stream_ended_ = false;
  std::deque<std::string> queue_;
};

}  // namespace cairn::net
