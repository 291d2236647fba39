#include "net/http_client.h"

#include <fmt/format.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include "base/text.h"
#include "net/unix_path.h"

namespace cairn::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using beast::error_code;

constexpr std::chrono::milliseconds look_every{50};

std::string place_of(const ClientRequest& request) {
  return request.unix_socket.empty() ? fmt::format("{}:{}", request.address, request.port) : request.unix_socket;
}

/// Runs one asynchronous step to its end, looking whether it is still wanted.
template <class Begin>
Result<error_code> step(asio::io_context& io, const ClientRequest& request, std::chrono::milliseconds most,
                        const Begin& begin, const std::function<void()>& cancel) {
  std::optional<error_code> outcome;
  begin([&](error_code fault, auto&&...) { outcome = fault; });
  auto started = std::chrono::steady_clock::now();
  io.restart();
  while (!outcome) {
    io.run_for(look_every);
    if (outcome) break;
    bool stopped = request.stop != nullptr && *request.stop;
    bool late = most.count() > 0 && std::chrono::steady_clock::now() - started > most;
    if (!stopped && !late) {
      if (io.stopped()) io.restart();
      continue;
    }
    cancel();
    io.restart();
    io.run();
    return stopped ? Error{ErrorCode::cancelled, "stopped", place_of(request), ""}
                   : Error{ErrorCode::unreadable, "the server does not answer", place_of(request),
                           "see whether it is well"};
  }
  return *outcome;
}

http::request<http::string_body> message_of(const ClientRequest& request) {
  http::request<http::string_body> message;
  message.version(11);
  message.method_string(request.method);
  message.target(request.target);
  message.set(http::field::host, request.unix_socket.empty() ? place_of(request) : "localhost");
  message.set(http::field::connection, "close");
  for (const auto& [name, value] : request.headers) message.set(name, value);
  message.body() = request.body;
  message.prepare_payload();
  return message;
}

template <class Socket>
Result<Response> exchange(asio::io_context& io, Socket& socket, const ClientRequest& request) {
  auto cancel = [&] {
    error_code ignored;
    socket.close(ignored);
  };
  auto lost = [&](const error_code& fault) {
    return Error{ErrorCode::unreadable, "the connection was lost: " + fault.message(), place_of(request),
                 "see whether the server is well"};
  };
  auto message = message_of(request);
  CAIRN_TRY(auto written,
            step(
                io, request, request.read_time, [&](auto done) { http::async_write(socket, message, done); }, cancel));
  // A server that refuses a body may close before it has all of it; what it said is still to be read.
  beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(boost::none);
  CAIRN_TRY(auto headed, step(
                             io, request, request.read_time,
                             [&](auto done) { http::async_read_header(socket, buffer, parser, done); }, cancel));
  if (headed) return lost(written ? written : headed);
  Response response;
  response.status = parser.get().result_int();
  response.type.clear();
  for (const auto& field : parser.get()) {
    auto name = to_lower(std::string_view(field.name_string().data(), field.name_string().size()));
    std::string value(field.value().data(), field.value().size());
    if (name == "content-type") response.type = value;
    response.headers.emplace_back(std::move(name), std::move(value));
  }
  auto& body = parser.get().body();
  while (!parser.is_done()) {
    CAIRN_TRY(auto read, step(
                             io, request, request.read_time,
                             [&](auto done) { http::async_read_some(socket, buffer, parser, done); }, cancel));
    if (request.on_body && !body.empty()) {
      request.on_body(body);
      body.clear();
    }
    if (read && !(read == http::error::end_of_stream && !parser.get().chunked())) return lost(read);
    if (read) break;
  }
  if (request.on_body && !body.empty()) {
    request.on_body(body);
    body.clear();
  }
  response.body = std::move(body);
  return response;
}

Error not_there(const ClientRequest& request, const error_code& fault) {
  return {ErrorCode::not_found, "no server answers: " + fault.message(), place_of(request), "start one: cairn serve"};
}

Result<Response> fetch_unix(const ClientRequest& request) {
  asio::io_context io;
  UnixPath path(request.unix_socket);
  asio::local::stream_protocol::socket socket(io);
  error_code fault;
  socket.connect(asio::local::stream_protocol::endpoint(path.text()), fault);
  if (fault) return not_there(request, fault);
  return exchange(io, socket, request);
}

Result<Response> fetch_tcp(const ClientRequest& request) {
  asio::io_context io;
  asio::ip::tcp::resolver resolver(io);
  error_code fault;
  auto found = resolver.resolve(request.address, std::to_string(request.port), fault);
  if (fault) return not_there(request, fault);
  asio::ip::tcp::socket socket(io);
  CAIRN_TRY(auto connected,
            step(
                io, request, request.connect_time, [&](auto done) { asio::async_connect(socket, found, done); },
                [&] {
                  error_code ignored;
                  socket.close(ignored);
                }));
  if (connected) return not_there(request, connected);
  return exchange(io, socket, request);
}

}  // namespace

Result<Response> fetch(const ClientRequest& request) {
  return request.unix_socket.empty() ? fetch_tcp(request) : fetch_unix(request);
}

}  // namespace cairn::net
