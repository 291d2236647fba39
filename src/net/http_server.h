// An HTTP/1.1 server in which everything is bounded: connections, bytes of a head, of a body and of all bodies
// together, and time. One handler gets every request and answers once, at once or later and from any thread; a request
// that waits for a disk or a question holds no thread of the server.
//
//   socket ──head within its deadline──▶ declared length checked ──body──▶ Handler(Request, Reply) ──Response──▶ socket
//
// Listens on TCP (TLS when given a certificate) and, for commands on this machine, on a Unix socket. Boost.Beast stays
// inside the .cc files and their inner headers (session.h, transport.h); source: RFC 9110, 9112.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace cairn::net {

struct Request {
  std::string method;                                        ///< "POST"
  std::string path;                                          ///< percent-decoded, without the query; begins with "/"
  std::string query;                                         ///< as sent, without "?"
  std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case, in order
  std::string body;                                          ///< as sent: not inflated
  std::string peer;                                          ///< "203.0.113.7"; empty by the Unix socket
  bool local = false;                                        ///< came by the Unix socket

  /// Of the first header of that name (lower case); empty: none.
  std::string_view header(std::string_view name) const;
  /// The value of a query parameter, percent-decoded, "+" as space; nullopt: not given.
  std::optional<std::string> parameter(std::string_view name) const;
};

struct Response {
  int status = 200;
  std::string body;
  std::string type = "application/json";  ///< Content-Type; none when empty
  std::vector<std::pair<std::string, std::string>> headers = {};
};

/// A response that goes on (server-sent events): chunks from any thread, in order. What a slow reader has not taken is
/// kept up to a bound; then the connection is closed.
class Stream {
 public:
  virtual ~Stream() = default;  ///< ends the response
  /// False when the peer is gone or too slow: send no more.
  virtual bool send(std::string chunk) = 0;
  virtual bool open() const = 0;
};

/// The answer to one request: exactly one of the two, once. Dropped without an answer it sends a 500.
class Reply {
 public:
  virtual ~Reply() = default;
  virtual void send(Response response) = 0;
  virtual std::shared_ptr<Stream> stream(Response head) = 0;
};

using Handler = std::function<void(Request request, std::shared_ptr<Reply> reply)>;
/// Asked when the head is there, before the body is read: a response refuses the request (wrong key, too busy, no such
/// route), nullopt lets it in.
using Gate = std::function<std::optional<Response>(const Request& head)>;

struct ServerLimits {
  std::size_t connections = 4096;
  std::size_t head_bytes = 16 * 1024;
  std::size_t body_bytes = 8 * 1024 * 1024;
  std::size_t bodies_bytes = 256 * 1024 * 1024;  ///< of all requests that are not answered yet; more get 503
  std::size_t stream_bytes = 4 * 1024 * 1024;    ///< that a stream's reader may leave unread when more comes
  std::chrono::milliseconds head_time{10'000};   ///< from the first byte of a request to the end of its head
  std::chrono::milliseconds body_time{30'000};   ///< the absolute deadline of a body
  std::size_t body_bytes_a_second = 1024;        ///< the least rate of a body after its first 5 s
  std::chrono::milliseconds idle_time{60'000};   ///< of a kept connection between requests
  std::chrono::milliseconds write_time{30'000};
  /// After a 503 nothing more is read from the connection for so long, so that refusing costs little however much is
  /// sent.
  std::chrono::milliseconds rest_time{500};
};

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;                  ///< 0: any free one; see HttpServer::port
  std::string unix_socket;                 ///< path; empty: none. A stale one is replaced; made with mode 0600
  std::string certificate_file, key_file;  ///< PEM; both or none. TLS 1.2 and later
  int threads = 1;
  ServerLimits limits;
  std::function<void(int status)> refused;  ///< told of what never comes to gate or handler; may be empty
};

/// What has happened since the start, for /metrics.
struct ServerCounts {
  std::uint64_t connections_open = 0, connections_total = 0, connections_refused = 0;
  std::uint64_t requests_total = 0, timeouts_total = 0, too_large_total = 0, malformed_total = 0;
  std::uint64_t bodies_bytes = 0;  ///< held now
};

class HttpServer {
 public:
  /// Listens; errors name the address or the file that is at fault.
  static Result<std::unique_ptr<HttpServer>> start(ServerOptions options, Gate gate, Handler handler);
  virtual ~HttpServer() = default;  ///< as stop(0)
  virtual std::uint16_t port() const = 0;
  virtual ServerCounts counts() const = 0;
  /// Accepts nothing more, closes idle connections, lets requests in hand finish for so long, then closes the rest.
  virtual void stop(std::chrono::milliseconds grace) = 0;
};

}  // namespace cairn::net
