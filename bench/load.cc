#include "load.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <deque>
#include <utility>

#include "base/clock.h"
#include "load_body.h"

namespace cairn::bench {
namespace {

using Clock = std::chrono::steady_clock;
constexpr double last_answers_s = 10;  ///< that are waited for after the last sending
constexpr std::size_t most_remembered = 1 << 20;

double thread_cpu() {
  timespec cpu{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &cpu);
  return static_cast<double>(cpu.tv_sec) + static_cast<double>(cpu.tv_nsec) * 1e-9;
}

std::string base64(std::string_view bytes) {
  static constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i)
      group = group << 8 | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0U);
    for (std::size_t i = 0; i < 4; ++i) text += at + i > bytes.size() ? '=' : digits[group >> (18 - 6 * i) & 63];
  }
  return text;
}

struct Connection {
  int descriptor = -1;
  bool busy = false;       ///< waits for its answer
  bool finishing = false;  ///< answered before all was sent
  std::unique_ptr<BatchBody> body;
  std::size_t sent = 0;                        ///< of head and body
  double due = 0, begun = 0, rests_until = 0;  ///< s since the start
  std::string answer;
};

class Generator {
 public:
  explicit Generator(const Load& load)
      : load_(load), random_(load.seed), interval_(load.rate > 0 ? load.events / load.rate : 0) {
    connections_.resize(load.connections);
    for (auto& connection : connections_) connection.body = std::make_unique<BatchBody>(load.events);
    head_ = fmt::format(
        "POST /v1/batch HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nAuthorization: Basic {}\r\nContent-Type: "
        "application/json\r\nContent-Length: {}\r\n\r\n",
        load.port, base64(load.key + ":"), connections_.front().body->text().size());
  }

  LoadOutcome run() {
    poll_ = ::epoll_create1(EPOLL_CLOEXEC);
    for (auto& connection : connections_) connect(connection);
    began_ = Clock::now();
    const auto cpu = thread_cpu();
    const double end = load_.warm_s + load_.seconds;
    while (now() < end && !stopped()) {
      send_what_is_due();
      answers(interval_ > 0 && !idle_.empty() ? std::min(next_due() - now(), 0.05) : 0.05);
    }
    outcome_.generator_cpu_s = thread_cpu() - cpu;
    outcome_.whole_s = now();
    while (busy_ > 0 && now() < end + last_answers_s && !stopped()) answers(0.05);
    outcome_.failed += busy_;
    outcome_.seconds = load_.seconds;
    for (auto& connection : connections_) ::close(connection.descriptor);
    ::close(poll_);
    std::sort(outcome_.latency_ms.begin(), outcome_.latency_ms.end());
    std::sort(outcome_.answer_ms.begin(), outcome_.answer_ms.end());
    return std::move(outcome_);
  }

 private:
  double now() const { return std::chrono::duration<double>(Clock::now() - began_).count(); }
  bool stopped() const { return load_.stop != nullptr && *load_.stop; }
  bool measured(double when) const { return when >= load_.warm_s && when < load_.warm_s + load_.seconds; }
  double next_due() const { return static_cast<double>(scheduled_) * interval_; }

  void connect(Connection& connection) {
    if (connection.descriptor >= 0) ::close(connection.descriptor);
    connection.descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int on = 1;
    ::setsockopt(connection.descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(load_.port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    (void)::connect(connection.descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    epoll_event event{EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, {.ptr = &connection}};
    ::epoll_ctl(poll_, EPOLL_CTL_ADD, connection.descriptor, &event);
    connection.answer.clear();
    idle_.push_back(&connection);
  }

  void send_what_is_due() {
    for (; !resting_.empty() && resting_.front()->rests_until <= now(); resting_.pop_front()) {
      resting_.front()->rests_until = 0;
      idle_.push_back(resting_.front());
    }
    if (interval_ == 0) {
      for (; !idle_.empty(); idle_.pop_front()) begin(*idle_.front(), now());
      return;
    }
    const auto at = now();
    for (; next_due() <= at; ++scheduled_) {
      const bool given_up = load_.give_up_s > 0 && at - next_due() > load_.give_up_s;
      if (given_up && measured(next_due())) ++outcome_.not_sent;
      if (given_up) continue;
      if (idle_.empty()) return;
      auto* connection = idle_.front();
      idle_.pop_front();
      begin(*connection, next_due());
    }
  }

  SentEvent event(std::int64_t now_ms) {
    if (!remembered_.empty() && random_.chance(load_.repeated)) return remembered_[random_.below(remembered_.size())];
    const double away_s = random_.chance(load_.late) ? 7.0 * 86'400 : 10;
    SentEvent event{random_.next(), now_ms - static_cast<std::int64_t>(random_.uniform() * away_s * 1000)};
    if (remembered_.size() < most_remembered)
      remembered_.push_back(event);
    else
      remembered_[random_.below(most_remembered)] = event;
    return event;
  }

  void begin(Connection& connection, double due) {
    const auto now_ms = clock_now().us / 1000;
    for (std::uint32_t i = 0; i < load_.events; ++i)
      connection.body->set_event(i, event(now_ms), random_, load_.customers);
    connection.due = due;
    connection.begun = now();
    connection.sent = 0;
    connection.busy = true;
    ++busy_;
    outcome_.all_sent_events += load_.events;
    go_on(connection);
  }

  void go_on(Connection& connection) {
    const auto& body = connection.body->text();
    while (connection.sent < head_.size() + body.size()) {
      const auto of_head = std::min(connection.sent, head_.size()), of_body = connection.sent - of_head;
      iovec parts[2] = {{head_.data() + of_head, head_.size() - of_head},
                        {const_cast<char*>(body.data()) + of_body, body.size() - of_body}};
      msghdr message{};
      message.msg_iov = parts;
      message.msg_iovlen = 2;
      auto sent = ::sendmsg(connection.descriptor, &message, MSG_NOSIGNAL);
      if (sent <= 0) return;  // it goes on, or ends, when the poll says so
      connection.sent += static_cast<std::size_t>(sent);
    }
    if (std::exchange(connection.finishing, false))
      (connection.rests_until > 0 ? resting_ : idle_).push_back(&connection);
  }

  void answers(double wait_s) {
    epoll_event events[256];
    wait_s = std::max(0.0, wait_s);
    timespec most{static_cast<time_t>(wait_s), static_cast<long>((wait_s - std::floor(wait_s)) * 1e9)};
    int count = ::epoll_pwait2(poll_, events, 256, &most, nullptr);
    for (int i = 0; i < count; ++i) {
      auto& connection = *static_cast<Connection*>(events[i].data.ptr);
      bool ended = (events[i].events & (EPOLLERR | EPOLLHUP)) != 0;
      if ((events[i].events & (EPOLLIN | EPOLLRDHUP)) != 0) ended = !receive(connection) || ended;
      if (ended)
        lose(connection);
      else if ((connection.busy || connection.finishing) && (events[i].events & EPOLLOUT) != 0)
        go_on(connection);
    }
  }

  /// False: the connection has ended.
  bool receive(Connection& connection) {
    char piece[16 * 1024];
    for (;;) {
      auto got = ::recv(connection.descriptor, piece, sizeof piece, 0);
      if (got == 0) return false;
      if (got < 0) return errno == EAGAIN;
      connection.answer.append(piece, static_cast<std::size_t>(got));
      if (!take_answer(connection)) return false;
    }
  }

  /// False: the server closes after it.
  bool take_answer(Connection& connection) {
    auto& answer = connection.answer;
    auto head_end = answer.find("\r\n\r\n");
    if (head_end == std::string::npos) return true;
    auto head = std::string_view(answer).substr(0, head_end);
    auto length = head.find("Content-Length: ");
    std::size_t size = length == std::string::npos ? 0 : std::strtoul(head.data() + length + 16, nullptr, 10);
    if (answer.size() < head_end + 4 + size) return true;
    count(connection, std::atoi(answer.c_str() + 9), head, std::string_view(answer).substr(head_end + 4));
    bool closes = head.find("Connection: close") != std::string_view::npos;
    answer.clear();
    connection.busy = false;
    --busy_;
    if (closes) return false;
    connection.finishing = true;
    go_on(connection);
    return true;
  }

  void count(Connection& connection, int status, std::string_view head, std::string_view body) {
    const auto at = now();
    const bool counts = measured(at);
    if (status == 200) {
      auto known = body.find("\"known\":");
      outcome_.all_acknowledged_events += load_.events;
      if (known != std::string_view::npos)
        outcome_.all_known_events += std::strtoul(body.data() + known + 8, nullptr, 10);
      if (counts) outcome_.acknowledged_events += load_.events, ++outcome_.acknowledged;
      if (measured(connection.due)) {
        outcome_.latency_ms.push_back(static_cast<float>((at - connection.due) * 1000));
        outcome_.answer_ms.push_back(static_cast<float>((at - connection.begun) * 1000));
      }
    } else if (status == 503 || status == 429) {
      if (counts) ++outcome_.refused;
      auto retry = head.find("Retry-After: ");
      if (retry == std::string_view::npos)
        ++outcome_.refused_without_retry;
      else
        connection.rests_until = at + std::strtod(head.data() + retry + 13, nullptr);
    } else {
      ++outcome_.failed;
    }
  }

  void lose(Connection& connection) {
    if (connection.busy) {
      ++outcome_.failed;
      --busy_;
    }
    connection.busy = connection.finishing = false;
    std::erase(idle_, &connection);
    std::erase(resting_, &connection);
    connection.rests_until = 0;
    connect(connection);
  }

  const Load& load_;
  Random random_;
  const double interval_;
  std::string head_;
  std::vector<Connection> connections_;
  std::deque<Connection*> idle_;
  std::deque<Connection*> resting_;  ///< refused, for as long as Retry-After says, as the SDKs do
  std::uint64_t busy_ = 0, scheduled_ = 0;
  std::vector<SentEvent> remembered_;
  int poll_ = -1;
  Clock::time_point began_;
  LoadOutcome outcome_;
};

}  // namespace

double LoadOutcome::of_share(const std::vector<float>& ascending, double share) {
  if (ascending.empty()) return 0;
  auto at = static_cast<std::size_t>(std::ceil(share * static_cast<double>(ascending.size())));
  return ascending[std::clamp<std::size_t>(at, 1, ascending.size()) - 1];
}

LoadOutcome run_load(const Load& load) { return Generator(load).run(); }

}  // namespace cairn::bench
