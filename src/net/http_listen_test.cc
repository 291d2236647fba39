// Starting, listening, stopping.
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <thread>
#include <vector>

#include "net/server_test_support.h"

namespace cairn::net {

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

TEST_CASE("a local server whose queue of connections is full is busy, not absent") {
  const auto path = std::filesystem::temp_directory_path() / ("cairn-busy-" + std::to_string(::getpid()));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::copy_n(path.c_str(), path.string().size(), address.sun_path);
  const auto* where = reinterpret_cast<const sockaddr*>(&address);
  const int listening = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  REQUIRE(::bind(listening, where, sizeof address) == 0);
  REQUIRE(::listen(listening, 0) == 0);
  std::vector<int> waiting;
  do waiting.push_back(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  while (::connect(waiting.back(), where, sizeof address) == 0);
  REQUIRE(errno == EAGAIN);
  ClientRequest request;
  request.unix_socket = path.string();
  request.connect_time = milliseconds(60);
  CHECK(fetch(request).error().code == ErrorCode::limit);
  // Once somebody is taken, the next one is connected, and waits for an answer only.
  request.connect_time = milliseconds(5'000);
  request.read_time = milliseconds(60);
  const int taken = ::accept(listening, nullptr, nullptr);
  auto outcome = fetch(request);
  CHECK(outcome.error().code == ErrorCode::limit);
  CHECK(outcome.error().message.find("did not answer in time") != std::string::npos);
  ::close(taken);
  for (int each : waiting) ::close(each);
  ::close(listening);
  std::filesystem::remove(path);
  CHECK(fetch(request).error().code == ErrorCode::not_found);
}

}  // namespace cairn::net
