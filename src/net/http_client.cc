#include "net/http_client.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstring>
#include <thread>

namespace cairn::net {
namespace http = boost::beast::http;
namespace {

using Clock = std::chrono::steady_clock;
constexpr int look_at_stop_ms = 50;

struct Connection {
  int descriptor = -1;
  Connection() = default;
  Connection(Connection&& other) noexcept : descriptor(std::exchange(other.descriptor, -1)) {}
  Connection& operator=(Connection&& other) noexcept {
    std::swap(descriptor, other.descriptor);
    return *this;
  }
  ~Connection() {
    if (descriptor >= 0) ::close(descriptor);
  }
};

std::string name_of(const ClientRequest& request) {
  if (!request.unix_socket.empty()) return request.unix_socket;
  return request.address + " port " + std::to_string(request.port);
}

Error absent(const ClientRequest& request, const std::string& why) {
  return {ErrorCode::not_found, "no server answers at " + name_of(request) + ": " + why, "", "is it running?"};
}
Error broken(const ClientRequest& request, const std::string& why) {
  return {ErrorCode::unreadable, "the answer of " + name_of(request) + ": " + why, "", ""};
}
Error stopped() { return {ErrorCode::cancelled, "the request was given up", "", ""}; }

/// Until the socket is ready; an Error when stopped or late.
Result<void> wait_for(const ClientRequest& request, int descriptor, short events, std::chrono::milliseconds most) {
  auto start = Clock::now();
  for (;;) {
    if (request.stop && *request.stop) return stopped();
    pollfd ready{descriptor, events, 0};
    int n = ::poll(&ready, 1, look_at_stop_ms);
    if (n > 0) return {};
    if (n < 0 && errno != EINTR) return broken(request, std::strerror(errno));
    if (most.count() > 0 && Clock::now() - start >= most)
      return Error{ErrorCode::limit, name_of(request) + " did not answer in time", "", ""};
  }
}

Result<Connection> connect_to(const ClientRequest& request, int family, const sockaddr* address, socklen_t size) {
  Connection connection;
  connection.descriptor = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (connection.descriptor < 0) return broken(request, std::strerror(errno));
  // A local server whose queue of connections is full is busy, not absent.
  const auto start = Clock::now();
  int failed = ::connect(connection.descriptor, address, size);
  while (failed && errno == EAGAIN && Clock::now() - start < request.connect_time) {
    if (request.stop && *request.stop) return stopped();
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    failed = ::connect(connection.descriptor, address, size);
  }
  if (!failed) return connection;
  if (errno == EAGAIN)
    return Error{ErrorCode::limit, name_of(request) + " is too busy to take another connection", "", "try again"};
  if (errno != EINPROGRESS) return absent(request, std::strerror(errno));
  if (auto ready = wait_for(request, connection.descriptor, POLLOUT, request.connect_time); !ready)
    return ready.error().code == ErrorCode::limit ? absent(request, "no connection in time") : ready.error();
  int error = 0;
  socklen_t length = sizeof error;
  ::getsockopt(connection.descriptor, SOL_SOCKET, SO_ERROR, &error, &length);
  if (error) return absent(request, std::strerror(error));
  int on = 1;
  if (family != AF_UNIX) ::setsockopt(connection.descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return connection;
}

Result<Connection> connect_local(const ClientRequest& request) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (request.unix_socket.size() >= sizeof address.sun_path) return absent(request, "the path is too long");
  std::copy(request.unix_socket.begin(), request.unix_socket.end(), address.sun_path);
  return connect_to(request, AF_UNIX, reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

Result<Connection> connect_tcp(const ClientRequest& request) {
  std::string host = request.address;
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  addrinfo wanted{}, *found = nullptr;
  wanted.ai_socktype = SOCK_STREAM;
  int code = ::getaddrinfo(host.c_str(), std::to_string(request.port).c_str(), &wanted, &found);
  if (code != 0) return absent(request, ::gai_strerror(code));
  std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> all(found, ::freeaddrinfo);
  Result<Connection> last = absent(request, "it has no address");
  for (auto* one = found; one; one = one->ai_next) {
    last = connect_to(request, one->ai_family, one->ai_addr, one->ai_addrlen);
    if (last.ok() || last.error().code == ErrorCode::cancelled) break;
  }
  return last;
}

std::string text_of(const ClientRequest& request) {
  std::string host = request.unix_socket.empty() ? request.address : "localhost";
  if (host.find(':') != std::string::npos && !host.starts_with('[')) host = "[" + host + "]";
  if (request.unix_socket.empty()) host += ":" + std::to_string(request.port);
  std::string text = request.method + " " + request.target + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n";
  for (const auto& [name, value] : request.headers) text += name + ": " + value + "\r\n";
  if (!request.body.empty() || request.method == "POST" || request.method == "PUT")
    text += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  return text + "\r\n" + request.body;
}

/// A server may refuse before it has read everything: then its answer, not the failed write, is what counts.
Result<void> send_all(const ClientRequest& request, const Connection& connection) {
  std::string text = text_of(request);
  for (std::size_t sent = 0; sent < text.size();) {
    CAIRN_TRY_VOID(wait_for(request, connection.descriptor, POLLOUT, request.read_time));
    ssize_t n = ::send(connection.descriptor, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
    if (n < 0 && errno != EAGAIN && errno != EINTR) return {};
    if (n > 0) sent += static_cast<std::size_t>(n);
  }
  return {};
}

using Parser = http::response_parser<http::string_body>;

Response head_of(const Parser& parser) {
  Response response;
  response.status = static_cast<int>(parser.get().result_int());
  response.type.clear();
  for (const auto& field : parser.get()) {
    std::string name(field.name_string().data(), field.name_string().size());
    for (char& c : name)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    std::string value(field.value().data(), field.value().size());
    if (name == "content-type") response.type = value;
    response.headers.emplace_back(std::move(name), std::move(value));
  }
  return response;
}

/// The bytes that have come, as far as they go; false: Beast wants more.
Result<bool> parse(const ClientRequest& request, Parser& parser, std::string& bytes, Response& response) {
  bool more = true;
  while (more && !bytes.empty() && !parser.is_done()) {
    boost::system::error_code error;
    std::size_t taken = parser.put(boost::asio::buffer(bytes), error);
    if (error && error != http::error::need_more) return broken(request, error.message());
    more = !error && taken > 0;
    bytes.erase(0, taken);
  }
  auto& body = parser.get().body();
  if (body.empty()) return parser.is_done();
  if (request.on_body)
    request.on_body(body);
  else
    response.body += body;
  body.clear();
  return parser.is_done();
}

Result<Response> receive(const ClientRequest& request, const Connection& connection) {
  auto fresh = [&] {
    auto parser = std::make_unique<Parser>();
    parser->body_limit(boost::none);
    parser->header_limit(256 * 1024);
    parser->eager(true);
    parser->skip(request.method == "HEAD");
    return parser;
  };
  auto parser = fresh();
  Response response;
  std::string bytes;
  std::array<char, 64 * 1024> piece;
  for (;;) {
    CAIRN_TRY(bool done, parse(request, *parser, bytes, response));
    if (done && parser->get().result_int() / 100 == 1) {  // "100 Continue"
      parser = fresh();
      if (!bytes.empty()) continue;
    } else if (done) {
      break;
    }
    CAIRN_TRY_VOID(wait_for(request, connection.descriptor, POLLIN, request.read_time));
    ssize_t n = ::recv(connection.descriptor, piece.data(), piece.size(), 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (n < 0) return broken(request, std::strerror(errno));
    if (n == 0) {
      boost::system::error_code error;
      parser->put_eof(error);
      if (error || !parser->is_header_done()) return broken(request, "it ends before it is whole");
      break;
    }
    bytes.append(piece.data(), static_cast<std::size_t>(n));
  }
  Response whole = head_of(*parser);
  whole.body = std::move(response.body);
  return whole;
}

}  // namespace

Result<Response> fetch(const ClientRequest& request) {
  CAIRN_TRY(Connection connection, request.unix_socket.empty() ? connect_tcp(request) : connect_local(request));
  CAIRN_TRY_VOID(send_all(request, connection));
  return receive(request, connection);
}

std::string percent_encoded(std::string_view text) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string encoded;
  for (char c : text) {
    bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                 std::string_view("-._~").find(c) != std::string_view::npos;
    if (plain) {
      encoded += c;
    } else {
      auto byte = static_cast<unsigned char>(c);
      encoded.append({'%', digits[byte >> 4], digits[byte & 15]});
    }
  }
  return encoded;
}

}  // namespace cairn::net
