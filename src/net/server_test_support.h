// Shared by the tests of the server: one that answers with what came, and simple requests to it.
#pragma once

#include <doctest/doctest.h>

#include "net/http_client.h"
#include "net/http_server.h"
#include "net/test_socket.h"

namespace cairn::net {

using std::chrono::milliseconds;

/// Answers with what came: "GET /path?query body".
inline void echo(const Request& request, const std::shared_ptr<Reply>& reply) {
  Response response;
  response.type = "text/plain";
  response.body = request.method + " " + request.path + "?" + request.query + " " + request.body;
  reply->send(std::move(response));
}

struct Setup {
  ServerOptions options;
  Gate gate;
  Handler handler = echo;
  std::unique_ptr<HttpServer> server;

  explicit Setup(int threads = 2) { options.threads = threads; }
  std::uint16_t start() {
    auto started = HttpServer::start(options, gate, handler);
    REQUIRE_MESSAGE(started.ok(), started.error().text());
    server = std::move(*started);
    return server->port();
  }
};

inline Response get(std::uint16_t port, const std::string& target = "/") {
  ClientRequest request;
  request.address = "127.0.0.1";
  request.port = port;
  request.target = target;
  auto response = fetch(request);
  REQUIRE_MESSAGE(response.ok(), response.error().text());
  return *response;
}

inline std::string post(std::string_view body, const std::string& more = "") {
  return "POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + more + "\r\n" +
         std::string(body);
}

inline const std::string plain_get = "GET /g HTTP/1.1\r\nHost: x\r\n\r\n";

}  // namespace cairn::net
