#include "freshness.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>

#include "base/clock.h"
#include "base/json.h"
#include "net/http_client.h"
#include "server_process.h"

namespace cairn::bench {
namespace {

using Clock = std::chrono::steady_clock;
constexpr double first_answer_s = 120, last_answer_s = 15;

double ms_since(Clock::time_point from) {
  return std::chrono::duration<double, std::milli>(Clock::now() - from).count();
}

/// Customers who reached the first step.
std::uint64_t reached(const Json& answer) {
  if (!answer.contains("columns")) return 0;
  for (std::size_t i = 0; i < answer["columns"].size(); ++i)
    if (answer["columns"][i].value("name", "") == "reached") return answer["rows"][0][i].get<std::uint64_t>();
  return 0;
}

class Markers {
 public:
  explicit Markers(const Asking& asking) : asking_(asking) {}

  Result<Freshness> run() {
    CAIRN_TRY_VOID(send());
    std::vector<std::thread> threads;
    threads.emplace_back([this] { follow(); });
    for (int i = 0; i < asking_.questioners; ++i) threads.emplace_back([this, i] { ask(i); });
    // Nobody has asked yet, so the index is opened now.
    for (auto began = Clock::now(); seen() == 0 && ms_since(began) < first_answer_s * 1000;)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    {
      std::lock_guard guard(mutex_);
      if (!freshness_.lag_ms.empty()) freshness_.first_ms = freshness_.lag_ms.front();
      freshness_.lag_ms.clear();
      freshness_.question_ms.clear();
    }
    Result<void> outcome;
    for (auto began = Clock::now(); outcome && ms_since(began) < asking_.seconds * 1000;) {
      outcome = send();
      std::this_thread::sleep_for(std::chrono::duration<double>(asking_.pause_s));
    }
    asked_enough_ = true;
    for (auto ended = Clock::now(); seen() < acknowledged_.size() && ms_since(ended) < last_answer_s * 1000;)
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    stop_ = true;
    for (auto& thread : threads) thread.join();
    if (!outcome) return outcome.error();
    freshness_.sent = acknowledged_.size();
    freshness_.never_seen = acknowledged_.size() - seen_;
    std::sort(freshness_.lag_ms.begin(), freshness_.lag_ms.end());
    std::sort(freshness_.question_ms.begin(), freshness_.question_ms.end());
    return std::move(freshness_);
  }

 private:
  std::uint64_t seen() {
    std::lock_guard guard(mutex_);
    return seen_;
  }

  Result<void> send() {
    net::ClientRequest request;
    request.address = "127.0.0.1";
    request.port = asking_.port;
    request.method = "POST";
    request.target = "/v1/track";
    const auto who = fmt::format("{} {}", asking_.new_name, acknowledged_.size());
    request.body = Json{{"writeKey", asking_.key}, {"type", "track"},  {"event", asking_.new_name},
                        {"userId", who},           {"messageId", who}, {"timestamp", format_time(clock_now())}}
                       .dump();
    CAIRN_TRY(auto answer, net::fetch(request));
    if (answer.status != 200)
      return Error{ErrorCode::unreadable, fmt::format("answered {}: {}", answer.status, answer.body), "/v1/track", ""};
    std::lock_guard guard(mutex_);
    acknowledged_.push_back(Clock::now());
    return {};
  }

  void follow() {
    net::ClientRequest request;
    request.address = "127.0.0.1";
    request.port = asking_.port;
    request.method = "POST";
    request.target = "/api/ask/follow";
    request.headers = {{"Authorization", "Bearer " + asking_.token}, {"Content-Type", "application/json"}};
    request.body = Json{{"kind", "funnel"}, {"steps", {asking_.new_name, "event_00"}}}.dump();
    request.stop = &stop_;
    std::string text;
    request.on_body = [&](std::string_view piece) {
      text += piece;
      for (std::size_t end; (end = text.find("\n\n")) != std::string::npos; text.erase(0, end + 2)) {
        auto data = text.find("data: ");
        if (data < end) take(Json::parse(text.substr(data + 6, end - data - 6), nullptr, false));
      }
    };
    (void)net::fetch(request);
  }

  void take(const Json& answer) {
    if (!answer.is_object()) return;
    auto count = reached(answer);
    std::lock_guard guard(mutex_);
    for (; seen_ < std::min<std::uint64_t>(count, acknowledged_.size()); ++seen_)
      freshness_.lag_ms.push_back(ms_since(acknowledged_[seen_]));
  }

  void ask(int first) {
    const Json questions[] = {
        {{"kind", "funnel"}, {"steps", {"event_00", "event_02", "event_04", "event_07"}}, {"window", "P7D"}},
        {{"kind", "transitions"}, {"measures", {"count", "mean_gap"}}},
        {{"kind", "timing"}, {"from", "event_03"}, {"to", "event_05"}, {"window", "P7D"}},
        {{"kind", "retention"}, {"interval", "week"}},
        {{"kind", "customers"}, {"customer", "c00000042"}},
    };
    for (auto i = static_cast<std::size_t>(first); !asked_enough_; ++i) {
      auto began = Clock::now();
      auto answer = post_json(asking_.port, asking_.token, "/api/ask", questions[i % std::size(questions)]);
      std::lock_guard guard(mutex_);
      freshness_.question_ms.push_back(ms_since(began));
      if (!answer) ++freshness_.questions_failed;
    }
  }

  const Asking& asking_;
  std::mutex mutex_;
  std::vector<Clock::time_point> acknowledged_;
  std::uint64_t seen_ = 0;
  Freshness freshness_;
  std::atomic<bool> asked_enough_ = false, stop_ = false;
};

}  // namespace

Result<Freshness> measure_freshness(const Asking& asking) { return Markers(asking).run(); }

}  // namespace cairn::bench
