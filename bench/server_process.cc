#include "server_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <regex>
#include <utility>

#include "net/http_client.h"

extern char** environ;

namespace cairn::bench {
namespace {

using Clock = std::chrono::steady_clock;

std::string found(const std::string& text, const char* pattern) {
  std::smatch match;
  return std::regex_search(text, match, std::regex(pattern)) ? match[1].str() : std::string();
}

net::ClientRequest request_of(std::uint16_t port, const std::string& path, const std::string& token = "") {
  net::ClientRequest request;
  request.address = "127.0.0.1";
  request.port = port;
  request.target = path;
  if (!token.empty()) request.headers.emplace_back("Authorization", "Bearer " + token);
  return request;
}

}  // namespace

Result<ServerProcess> ServerProcess::start(const std::string& program, const std::string& workspace) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return Error{ErrorCode::unreadable, "no pipe", program, ""};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  const auto log = workspace + ".log";
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  std::vector<std::string> words{program, "--workspace", workspace, "serve", "--port", "0"};
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  ServerProcess server;
  int failed = ::posix_spawn(&server.process_, program.c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  server.output_ = ends[0];
  if (failed != 0) return Error{ErrorCode::not_found, "it does not start", program, "build the target cairn"};
  std::string text;
  char piece[4096];
  while (text.find("stop it with") == std::string::npos) {
    auto got = ::read(server.output_, piece, sizeof piece);
    if (got <= 0) return Error{ErrorCode::unreadable, "the server ended", program, "see " + log};
    text.append(piece, static_cast<std::size_t>(got));
  }
  server.port_ = static_cast<std::uint16_t>(std::stoi(found(text, R"(127\.0\.0\.1:(\d+))")));
  server.key_ = found(text, R"(write key +(\S+))");
  server.token_ = found(text, R"(admin token +(\S+))");
  return server;
}

ServerProcess::ServerProcess(ServerProcess&& other) noexcept
    : process_(std::exchange(other.process_, -1)),
      output_(std::exchange(other.output_, -1)),
      port_(other.port_),
      key_(std::move(other.key_)),
      token_(std::move(other.token_)) {}

ServerProcess::~ServerProcess() {
  kill();
  if (output_ >= 0) ::close(output_);
}

void ServerProcess::kill() {
  if (process_ < 0) return;
  ::kill(process_, SIGKILL);
  ::waitpid(std::exchange(process_, -1), nullptr, 0);
}

bool ServerProcess::stop() {
  if (process_ < 0) return true;
  ::kill(process_, SIGTERM);
  for (auto began = Clock::now(); Clock::now() - began < std::chrono::seconds(60);) {
    int status = 0;
    if (::waitpid(process_, &status, WNOHANG) == process_) {
      process_ = -1;
      return WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  kill();
  return false;
}

ServerProcess::Memory ServerProcess::memory() const {
  std::ifstream file(fmt::format("/proc/{}/statm", process_));
  std::uint64_t all = 0, resident = 0, shared = 0;
  file >> all >> resident >> shared;
  const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  return {(resident - std::min(shared, resident)) * page, resident * page};
}

int status_of(std::uint16_t port, const std::string& path) {
  auto request = request_of(port, path);
  request.read_time = std::chrono::milliseconds(10'000);
  auto answer = net::fetch(request);
  return answer ? answer->status : 0;
}

Result<double> metric(std::uint16_t port, const std::string& token, const std::string& name) {
  CAIRN_TRY(auto answer, net::fetch(request_of(port, "/metrics", token)));
  auto figure = found(answer.body, ("(?:^|\n)" + name + R"( (\S+))").c_str());
  if (figure.empty()) return Error{ErrorCode::not_found, "/metrics does not tell it", name, ""};
  return std::stod(figure);
}

Result<Json> post_json(std::uint16_t port, const std::string& token, const std::string& path, const Json& body) {
  auto request = request_of(port, path, token);
  request.method = "POST";
  request.body = body.dump();
  CAIRN_TRY(auto answer, net::fetch(request));
  if (answer.status != 200)
    return Error{ErrorCode::unreadable, fmt::format("answered {}: {}", answer.status, answer.body), path, ""};
  return parse_json(answer.body, path);
}

Watch::Watch(const ServerProcess& server, double wait_s) {
  thread_ = std::thread([this, &server, wait_s] {
    std::this_thread::sleep_for(std::chrono::duration<double>(wait_s));
    while (!stopped_) {
      auto began = Clock::now();
      bool answered = status_of(server.port(), "/healthz") == 200;
      slowest_ms = std::max(slowest_ms, std::chrono::duration<double, std::milli>(Clock::now() - began).count());
      ++looks;
      unanswered += answered ? 0 : 1;
      auto memory = server.memory();
      most.own = std::max(most.own, memory.own);
      most.resident = std::max(most.resident, memory.resident);
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  });
}

void Watch::stop() {
  stopped_ = true;
  if (thread_.joinable()) thread_.join();
}

}  // namespace cairn::bench
