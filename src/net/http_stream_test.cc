// Answers that go on, and those that come when nobody is there any more.

#include <mutex>
#include <thread>

#include "net/server_test_support.h"

namespace cairn::net {

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

TEST_CASE("a piece of a stream is sent whole however large it is") {
  Setup setup;
  setup.options.limits.stream_bytes = 1'000;
  const std::string small(900, 's'), large(10'000'000, 'l');
  setup.handler = [&](const Request&, const std::shared_ptr<Reply>& reply) {
    auto stream = reply->stream({});
    CHECK(stream->send(small));
    CHECK(stream->send(large));
  };
  ClientRequest request;
  request.address = "127.0.0.1";
  request.port = setup.start();
  auto response = fetch(request);
  REQUIRE_MESSAGE(response.ok(), response.error().message);
  CHECK(response->body == small + large);
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

}  // namespace cairn::net
