#include "net/http_server.h"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <atomic>
#include <filesystem>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "net/http_client.h"
#include "net/test_socket.h"

namespace cairn::net {
namespace {

using std::chrono::milliseconds;

/// Answers with what came: "GET /path?query body".
void echo(const Request& request, const std::shared_ptr<Reply>& reply) {
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

Response get(std::uint16_t port, const std::string& target = "/") {
  ClientRequest request;
  request.address = "127.0.0.1";
  request.port = port;
  request.target = target;
  auto response = fetch(request);
  REQUIRE_MESSAGE(response.ok(), response.error().text());
  return *response;
}

std::string post(std::string_view body, const std::string& more = "") {
  return "POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + more + "\r\n" +
         std::string(body);
}

const std::string plain_get = "GET /g HTTP/1.1\r\nHost: x\r\n\r\n";

}  // namespace

TEST_CASE("a request comes as it was sent, its path decoded") {
  Setup setup;
  auto port = setup.start();
  CHECK(get(port, "/a%20b/%E5%AE%A2?x=%20").body == "GET /a b/客?x=%20 ");
  CHECK(get(port, "/a%2e%2e/b").body == "GET /a../b? ");
  RawSocket raw(port);
  raw.send(post("hello"));
  CHECK(raw.answer().ends_with("POST /p? hello"));
  raw.send(
      "POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nA: b\r\n\r\n");
  CHECK(raw.answer().ends_with("POST /c? abcde"));
  raw.send("GET http://x/absolute?q HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(raw.answer().ends_with("GET /absolute?q "));
}

TEST_CASE("parameters are decoded, the first of a name counts") {
  Request request;
  request.query = "a=1+2%2B&b&a=3&%63=d&bad=%zz";
  CHECK(request.parameter("a") == "1 2+");
  CHECK(request.parameter("b") == "");
  CHECK(request.parameter("c") == "d");
  CHECK(!request.parameter("none"));
  CHECK(!request.parameter("bad"));
}

TEST_CASE("what two servers could read differently is a 400, and the connection ends") {
  Setup setup;
  auto port = setup.start();
  const std::string start = "POST / HTTP/1.1\r\nHost: x\r\n";
  for (const std::string& bad : {
           start + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
           start + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
           start + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
           start + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
           start + "Content-Length: 3, 3\r\n\r\nabc",
           start + "Content-Length: -1\r\n\r\n",
           start + "Content-Length: +3\r\n\r\nabc",
           start + "Content-Length: 99999999999999999999999\r\n\r\n",
           start + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
           start + "Transfer-Encoding: identity\r\n\r\n",
           start + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
           start + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n",
           start + "Transfer-Encoding: chunked\r\n\r\n-1\r\n",
           start + "Transfer-Encoding: chunked\r\n\r\n0x3\r\nabc\r\n0\r\n\r\n",
           start + "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
           start + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
           start + "A: b\r\n folded\r\n\r\n",
           start + "A : b\r\n\r\n",
           start + "A: b\n\r\n\r\n",
           start + "A: \x01\r\n\r\n",
           start + "Host: y\r\n\r\n",
           std::string("GET / HTTP/1.1\r\n\r\n"),
           std::string("GET / HTTP/2.0\r\nHost: x\r\n\r\n"),
           std::string("GET nothing HTTP/1.1\r\nHost: x\r\n\r\n"),
           std::string("GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n"),
           std::string("GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n"),
           std::string("\x16\x03\x01\x02\x02\x01 no TLS here\r\n\r\n"),
           std::string("GET /\n\n"),
       }) {
    CAPTURE(bad);
    RawSocket raw(port);
    raw.send(bad);
    auto answer = raw.all();
    CHECK(status_of(answer) == 400);
    CHECK(raw.ended());
    CHECK(answer.find("Connection: close") != std::string::npos);
  }
  CHECK(setup.server->counts().malformed_total == 28);
}

TEST_CASE("a head is bounded") {
  Setup setup;
  setup.options.limits.head_bytes = 1024;
  RawSocket raw(setup.start());
  raw.send("GET / HTTP/1.1\r\nHost: x\r\nA: " + std::string(2000, 'a') + "\r\n\r\n");
  CHECK(status_of(raw.all()) == 431);
}

TEST_CASE("a body is bounded, declared or in chunks") {
  Setup setup;
  setup.options.limits.body_bytes = 100'000;
  auto port = setup.start();
  RawSocket fits(port);
  fits.send(post(std::string(100'000, 'a')));
  CHECK(status_of(fits.answer()) == 200);
  RawSocket declared(port);
  declared.send(post(std::string(100'001, 'a')));
  CHECK(status_of(declared.all()) == 413);
  RawSocket chunks(port);
  chunks.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 200; ++i) chunks.send("400\r\n" + std::string(1024, 'a') + "\r\n");
  CHECK(status_of(chunks.all()) == 413);
  CHECK(setup.server->counts().too_large_total == 2);
}

TEST_CASE("all bodies together are bounded, and what is answered is given back") {
  Setup setup;
  setup.options.limits.bodies_bytes = 10'000;
  std::mutex mutex;
  std::shared_ptr<Reply> held;
  setup.handler = [&](const Request& request, std::shared_ptr<Reply> reply) {
    if (request.path == "/hold") {
      std::lock_guard lock(mutex);
      held = std::move(reply);
    } else {
      echo(request, reply);
    }
  };
  auto port = setup.start();
  RawSocket first(port), second(port);
  first.send("POST /hold HTTP/1.1\r\nHost: x\r\nContent-Length: 6000\r\n\r\n" + std::string(6000, 'a'));
  while (setup.server->counts().bodies_bytes < 6000) std::this_thread::sleep_for(milliseconds(1));
  second.send(post(std::string(5000, 'b')));
  auto refused = second.answer();
  CHECK(status_of(refused) == 503);
  CHECK(refused.find("Retry-After: 1\r\n") != std::string::npos);
  RawSocket chunks(port);
  chunks.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1388\r\n" + std::string(5000, 'c') +
              "\r\n0\r\n\r\n");
  CHECK(status_of(chunks.all()) == 503);
  {
    while (true) {
      std::lock_guard lock(mutex);
      if (held) break;
    }
    std::lock_guard lock(mutex);
    held->send({});
    held.reset();
  }
  CHECK(status_of(first.answer()) == 200);
  second.send(post(std::string(5000, 'b')));
  CHECK(status_of(second.answer()) == 200);
  while (setup.server->counts().bodies_bytes > 0) std::this_thread::sleep_for(milliseconds(1));
}

TEST_CASE("the gate answers before the body; a small body is drained, a large one ends the connection") {
  Setup setup;
  setup.gate = [](const Request& head) -> std::optional<Response> {
    if (head.path != "/p") return std::nullopt;
    Response response;
    response.status = 401;
    return response;
  };
  auto port = setup.start();
  RawSocket small(port);
  small.send("POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n");
  CHECK(status_of(small.answer()) == 401);
  small.send("hello" + plain_get);
  CHECK(status_of(small.answer()) == 200);
  RawSocket large(port);
  large.send("POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n\r\n");
  auto answer = large.all();
  CHECK(status_of(answer) == 401);
  CHECK(large.ended());
}

TEST_CASE("100 Continue is sent when asked for, and not when the gate refuses") {
  Setup setup;
  setup.gate = [](const Request& head) -> std::optional<Response> {
    if (head.path != "/no") return std::nullopt;
    Response response;
    response.status = 404;
    return response;
  };
  auto port = setup.start();
  const std::string rest = " HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n";
  RawSocket asked(port);
  asked.send("POST /p" + rest);
  CHECK(asked.answer() == "HTTP/1.1 100 Continue\r\n\r\n");
  asked.send("hello");
  CHECK(asked.answer().ends_with("POST /p? hello"));
  RawSocket refused(port);
  refused.send("POST /no" + rest);
  CHECK(status_of(refused.all()) == 404);
  RawSocket other(port);
  other.send("POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: tea\r\n\r\n");
  CHECK(status_of(other.all()) == 417);
}

TEST_CASE("pipelined requests are answered in order, also when answered late") {
  Setup setup;
  std::vector<std::thread> threads;
  setup.handler = [&](Request request, std::shared_ptr<Reply> reply) {
    threads.emplace_back([request = std::move(request), reply = std::move(reply)] {
      if (request.path == "/0") std::this_thread::sleep_for(milliseconds(30));
      echo(request, reply);
    });
  };
  RawSocket raw(setup.start());
  std::string all;
  for (int i = 0; i < 20; ++i) all += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\n\r\n";
  raw.send(all);
  for (int i = 0; i < 20; ++i) CHECK(raw.answer().ends_with("GET /" + std::to_string(i) + "? "));
  setup.server.reset();
  for (auto& thread : threads) thread.join();
}

TEST_CASE("ten thousand requests over kept connections") {
  Setup setup;
  auto port = setup.start();
  std::vector<RawSocket> sockets;
  for (int i = 0; i < 20; ++i) sockets.emplace_back(port);
  const std::string request = post("body");
  int good = 0;
  for (int round = 0; round < 500; ++round) {
    for (auto& socket : sockets) socket.send(request);
    for (auto& socket : sockets) good += status_of(socket.answer()) == 200;
  }
  CHECK(good == 10'000);
  CHECK(setup.server->counts().connections_total == 20);
  CHECK(setup.server->counts().requests_total == 10'000);
}

TEST_CASE("HEAD, HTTP/1.0 and Connection: close are kept to") {
  Setup setup;
  auto port = setup.start();
  RawSocket head(port);
  head.send("HEAD /h HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(head.answer(true).find("Content-Length: 9\r\n") != std::string::npos);
  head.send(plain_get);
  CHECK(status_of(head.answer()) == 200);  // nothing of a body in between
  RawSocket old(port);
  old.send("GET /old HTTP/1.0\r\n\r\n");
  CHECK(old.all().ends_with("GET /old? "));
  CHECK(old.ended());
  RawSocket kept(port);
  kept.send("GET /old HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  CHECK(kept.answer().find("Connection: keep-alive") != std::string::npos);
  kept.send("GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  CHECK(kept.all().ends_with("GET /last? "));
  CHECK(kept.ended());
}

TEST_CASE("what fails in a handler or a gate is a 500, and the server lives") {
  Setup setup;
  setup.gate = [](const Request& head) -> std::optional<Response> {
    if (head.path == "/gate") throw std::runtime_error("gate");
    return std::nullopt;
  };
  setup.handler = [](const Request& request, const std::shared_ptr<Reply>& reply) {
    if (request.path == "/throw") throw std::runtime_error("handler");
    if (request.path != "/drop") echo(request, reply);
    if (request.path == "/twice") echo(request, reply);
  };
  auto port = setup.start();
  for (const char* path : {"/gate", "/throw", "/drop"}) CHECK(get(port, path).status == 500);
  for (const char* path : {"/twice", "/ok"}) CHECK(get(port, path).status == 200);
}

TEST_CASE("slow heads and bodies end by their deadlines, and slow ones do not hinder others") {
  Setup setup;
  setup.options.limits.head_time = milliseconds(700);
  setup.options.limits.body_time = milliseconds(700);
  setup.options.limits.idle_time = milliseconds(300);
  auto port = setup.start();
  std::vector<RawSocket> slow;
  for (int i = 0; i < 200; ++i) {
    slow.emplace_back(port);
    slow.back().send(i % 2 ? "GET / HTTP/1.1\r\nHo" : "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc");
  }
  RawSocket idle(port);
  auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 20; ++i) CHECK(get(port).status == 200);
  CHECK(std::chrono::steady_clock::now() - start < milliseconds(500));
  for (auto& socket : slow) {
    CHECK(status_of(socket.all()) == 408);
    CHECK(socket.ended());
  }
  CHECK(idle.all().empty());
  CHECK(idle.ended());
  CHECK(setup.server->counts().timeouts_total == 200);
}

TEST_CASE("an answer that nobody reads is given up") {
  Setup setup;
  setup.options.limits.write_time = milliseconds(200);
  setup.handler = [](const Request&, const std::shared_ptr<Reply>& reply) {
    Response response;
    response.body.assign(32 << 20, 'x');
    reply->send(std::move(response));
  };
  RawSocket raw(setup.start());
  raw.send(plain_get);
  auto start = std::chrono::steady_clock::now();
  while (setup.server->counts().timeouts_total == 0 && std::chrono::steady_clock::now() - start < milliseconds(4000))
    std::this_thread::sleep_for(milliseconds(5));
  CHECK(setup.server->counts().timeouts_total == 1);
  CHECK(setup.server->counts().connections_open == 0);
}

TEST_CASE("connections beyond the limit are closed and counted; a place that is free is taken") {
  Setup setup;
  setup.options.limits.connections = 3;
  auto port = setup.start();
  {
    RawSocket a(port), b(port), c(port);
    for (auto* socket : {&a, &b, &c}) {
      socket->send(plain_get);
      CHECK(status_of(socket->answer()) == 200);
    }
    RawSocket d(port);
    CHECK(d.all().empty());
    CHECK(d.ended());
    CHECK(setup.server->counts().connections_refused == 1);
  }
  while (setup.server->counts().connections_open > 0) std::this_thread::sleep_for(milliseconds(1));
  CHECK(get(port).status == 200);
}

TEST_CASE("listening goes on when descriptors had run out") {
  Setup setup;
  auto port = setup.start();
  rlimit limit{}, before{};
  REQUIRE(getrlimit(RLIMIT_NOFILE, &before) == 0);
  RawSocket waiting(port);
  waiting.send(plain_get);
  CHECK(status_of(waiting.answer()) == 200);
  int made = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  limit = before;
  limit.rlim_cur = static_cast<rlim_t>(made) + 1;
  REQUIRE(setrlimit(RLIMIT_NOFILE, &limit) == 0);
  bool connected = ::connect(made, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  std::this_thread::sleep_for(milliseconds(150));
  setrlimit(RLIMIT_NOFILE, &before);
  CHECK(connected);
  CHECK(::send(made, plain_get.data(), plain_get.size(), MSG_NOSIGNAL) > 0);
  char answer[64];
  CHECK(::recv(made, answer, sizeof answer, 0) > 0);
  ::close(made);
}

TEST_CASE("a stream comes piece by piece, in order, from any thread, and its connection is kept") {
  Setup setup;
  std::thread sender;
  setup.handler = [&](const Request& request, const std::shared_ptr<Reply>& reply) {
    if (request.path != "/stream") return echo(request, reply);
    Response head;
    head.type = "text/event-stream";
    sender = std::thread([stream = reply->stream(std::move(head))] {
      for (int i = 0; i < 1000; ++i) stream->send("data: " + std::to_string(i) + "\n\n");
    });
  };
  auto port = setup.start();
  std::string expected, got;
  for (int i = 0; i < 1000; ++i) expected += "data: " + std::to_string(i) + "\n\n";
  ClientRequest request;
  request.address = "127.0.0.1";
  request.port = port;
  request.target = "/stream";
  request.on_body = [&](std::string_view piece) { got += piece; };
  auto response = fetch(request);
  REQUIRE(response.ok());
  CHECK(response->type == "text/event-stream");
  CHECK(got == expected);
  sender.join();
  RawSocket raw(port);
  raw.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n" + plain_get);
  std::string text;
  while (!text.ends_with("GET /g? ")) {
    auto more = raw.some(3000);
    REQUIRE(!more.empty());
    text += more;
  }
  CHECK(text.find("\r\n0\r\n\r\nHTTP/1.1 200") != std::string::npos);
  sender.join();
}

TEST_CASE("a stream notices that its reader is gone or too slow") {
  Setup setup;
  setup.options.limits.stream_bytes = 100'000;
  std::mutex mutex;
  std::shared_ptr<Stream> stream;
  setup.handler = [&](const Request&, const std::shared_ptr<Reply>& reply) {
    std::lock_guard lock(mutex);
    stream = reply->stream({});
  };
  auto port = setup.start();
  auto begun = [&] {
    while (true) {
      std::lock_guard lock(mutex);
      if (stream) return std::exchange(stream, nullptr);
    }
  };
  auto gone_in = [](Stream& s, const std::string& piece) {
    for (int i = 0; i < 2000; ++i) {
      if (!s.open() || !s.send(piece)) return true;
      std::this_thread::sleep_for(milliseconds(1));
    }
    return false;
  };
  {
    std::shared_ptr<Stream> lost;
    {
      RawSocket raw(port);
      raw.send(plain_get);
      lost = begun();
      CHECK(raw.some(2000).find("chunked") != std::string::npos);
    }
    CHECK(gone_in(*lost, "x"));
    lost->send("harmless");
  }
  RawSocket slow(port);
  slow.send(plain_get);
  auto unread = begun();
  CHECK(gone_in(*unread, std::string(50'000, 'x')));
  auto start = std::chrono::steady_clock::now();
  while (setup.server->counts().connections_open > 0 && std::chrono::steady_clock::now() - start < milliseconds(3000))
    std::this_thread::sleep_for(milliseconds(1));
  CHECK(setup.server->counts().connections_open == 0);
}

TEST_CASE("replies that come when the connection or the server is gone are harmless") {
  std::vector<std::shared_ptr<Reply>> replies;
  std::mutex mutex;
  std::shared_ptr<Stream> late;
  {
    Setup setup;
    setup.handler = [&](const Request&, std::shared_ptr<Reply> reply) {
      std::lock_guard lock(mutex);
      replies.push_back(std::move(reply));
    };
    auto port = setup.start();
    for (int i = 0; i < 3; ++i) {
      RawSocket raw(port);
      raw.send(post("abc"));
      while (true) {
        std::lock_guard lock(mutex);
        if (replies.size() == static_cast<std::size_t>(i) + 1) break;
      }
    }
    replies[0]->send({});
    setup.server.reset();
  }
  replies[1]->send({});
  late = replies[2]->stream({});
  CHECK(!late->send("x"));
  replies.clear();
}

TEST_CASE("stopping under load loses no request that is in hand, then nobody listens") {
  Setup setup;
  setup.handler = [](const Request& request, const std::shared_ptr<Reply>& reply) {
    std::thread([request, reply] {
      std::this_thread::sleep_for(milliseconds(5));
      echo(request, reply);
    }).detach();
  };
  auto port = setup.start();
  std::atomic<int> answered{0}, torn{0}, told{0};
  std::vector<std::thread> clients;
  for (int i = 0; i < 8; ++i)
    clients.emplace_back([&] {
      RawSocket raw(port);
      while (raw.send(plain_get)) {
        auto answer = raw.answer();
        if (answer.empty()) break;  // closed between two requests
        if (!answer.ends_with("GET /g? ")) ++torn;
        ++answered;
        if (answer.find("Connection: close") != std::string::npos) ++told;
      }
    });
  std::this_thread::sleep_for(milliseconds(150));
  auto start = std::chrono::steady_clock::now();
  setup.server->stop(milliseconds(5000));
  CHECK(std::chrono::steady_clock::now() - start < milliseconds(2500));
  for (auto& client : clients) client.join();
  CHECK(answered > 8);
  CHECK(torn == 0);
  CHECK(told > 0);
  CHECK(setup.server->counts().connections_open == 0);
  ClientRequest request;
  request.address = "127.0.0.1";
  request.port = port;
  auto after = fetch(request);
  REQUIRE(!after.ok());
  CHECK(after.error().code == ErrorCode::not_found);
}

TEST_CASE("stopping waits no longer than it may") {
  Setup setup;
  std::shared_ptr<Reply> held;
  setup.handler = [&](const Request&, std::shared_ptr<Reply> reply) { held = std::move(reply); };
  RawSocket raw(setup.start());
  raw.send(plain_get);
  std::this_thread::sleep_for(milliseconds(50));
  auto start = std::chrono::steady_clock::now();
  setup.server->stop(milliseconds(100));
  auto took = std::chrono::steady_clock::now() - start;
  CHECK(took >= milliseconds(100));
  CHECK(took < milliseconds(2000));
  CHECK(raw.all().empty());
  CHECK(held != nullptr);
}

TEST_CASE("the Unix socket is for its owner only; a stale one is replaced, one in use is not") {
  auto folder = std::filesystem::temp_directory_path() / ("cairn-net-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  auto path = (folder / "socket").string();
  Setup setup;
  setup.options.unix_socket = path;
  setup.handler = [](const Request& request, const std::shared_ptr<Reply>& reply) {
    Response response;
    response.body = request.local ? "local" : request.peer;
    reply->send(std::move(response));
  };
  auto port = setup.start();
  struct stat there {};
  REQUIRE(::lstat(path.c_str(), &there) == 0);
  CHECK((there.st_mode & 0777) == 0600);
  ClientRequest request;
  request.unix_socket = path;
  CHECK(fetch(request)->body == "local");
  CHECK(get(port).body == "127.0.0.1");

  auto second = HttpServer::start(setup.options, {}, echo);
  REQUIRE(!second.ok());
  CHECK(second.error().code == ErrorCode::conflict);
  CHECK(fetch(request)->body == "local");

  setup.server.reset();
  CHECK(!std::filesystem::exists(path));
  CHECK(fetch(request).error().code == ErrorCode::not_found);
  {  // as a killed server leaves it
    int made = ::socket(AF_UNIX, SOCK_STREAM, 0);
    struct {
      sa_family_t family = AF_UNIX;
      char text[108] = {};
    } address;
    path.copy(address.text, sizeof address.text - 1);
    REQUIRE(::bind(made, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    ::close(made);
  }
  setup.start();
  CHECK(fetch(request)->body == "local");
  setup.server.reset();
  std::filesystem::remove_all(folder);
}

TEST_CASE("IPv6 works, and errors of starting name what is at fault") {
  Setup setup;
  setup.options.address = "[::1]";
  auto started = HttpServer::start(setup.options, {}, echo);
  if (started.ok()) {
    ClientRequest request;
    request.address = "::1";
    request.port = (*started)->port();
    CHECK(fetch(request)->status == 200);
  } else {
    MESSAGE("no IPv6 here: " << started.error().message);
  }
  setup.options.address = "127.0.0.1";
  setup.options.port = setup.start();
  auto taken = HttpServer::start(setup.options, {}, echo);
  REQUIRE(!taken.ok());
  CHECK(taken.error().code == ErrorCode::conflict);
  CHECK(taken.error().message.find(std::to_string(setup.options.port)) != std::string::npos);
  setup.options.port = 0;
  setup.options.certificate_file = "/nothing/here.pem";
  CHECK(HttpServer::start(setup.options, {}, echo).error().code == ErrorCode::usage);
  setup.options.key_file = "/nothing/key.pem";
  auto none = HttpServer::start(setup.options, {}, echo);
  REQUIRE(!none.ok());
  CHECK(none.error().message.find("/nothing/here.pem") != std::string::npos);
}

TEST_CASE("a client gives up when told to") {
  Setup setup;
  std::shared_ptr<Reply> held;
  setup.handler = [&](const Request&, std::shared_ptr<Reply> reply) { held = std::move(reply); };
  ClientRequest request;
  request.address = "127.0.0.1";
  request.port = setup.start();
  std::atomic<bool> stop{false};
  request.stop = &stop;
  std::thread stopper([&] {
    std::this_thread::sleep_for(milliseconds(60));
    stop = true;
  });
  CHECK(fetch(request).error().code == ErrorCode::cancelled);
  stopper.join();
  request.stop = nullptr;
  request.read_time = milliseconds(60);
  CHECK(fetch(request).error().code == ErrorCode::limit);
}

}  // namespace cairn::net
