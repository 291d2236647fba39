#include "journey/run.h"

#include <thread>

#include "journey/journey_test_support.h"
#include "journey/kind.h"

namespace cairn::journey {
namespace {

Index many_customers() {
  std::vector<Index::Row> rows;
  for (int who = 0; who < 400; ++who)
    for (int i = 0; i < 5; ++i) rows.push_back({"c" + std::to_string(who), "seen", new_year_ms + i * 1000, {}});
  return Index::in_memory(rows, 4);
}

const Json question{{"kind", "transitions"}, {"measures", {"count"}}};

/// What `each` does to a partial, over all buckets of an index, under an allowance.
struct Greedy {
  std::vector<std::vector<char>> blocks;
  void merge(Greedy&&) {}
};
template <class Each>
Result<Greedy> pass_over(const Index& index, const Allowance& allowance, int threads, const Each& each) {
  Run run(allowance);
  AskOptions options;
  options.threads = threads;
  options.run = &run;
  auto asked = Asked::make(index, question, options);
  REQUIRE(asked.ok());
  Basis basis;
  return over_buckets(*asked, basis, Greedy(), each);
}

TEST_CASE("a question that is cancelled says so, and reads no further") {
  auto index = many_customers();
  std::atomic<bool> stop = true;
  AskOptions options;
  options.allowance.stop = &stop;
  auto answer = ask(index, question, options);
  REQUIRE(!answer.ok());
  CHECK(answer.error().code == ErrorCode::cancelled);
  CHECK(answer.error().message.find("0 events were read") != std::string::npos);

  for (int threads : {1, 4}) {
    stop = false;
    std::atomic<int> buckets = 0;
    auto found = pass_over(index, options.allowance, threads, [&](const CaseView&, Greedy&) -> Result<void> {
      if (++buckets == 3) stop = true;
      return {};
    });
    REQUIRE(!found.ok());
    CHECK(found.error().code == ErrorCode::cancelled);
    CHECK(buckets < 3 + threads);
  }
}

TEST_CASE("a time limit that is reached is an error that names it") {
  auto index = many_customers();
  Allowance allowance;
  allowance.time = Duration{20};
  auto found = pass_over(index, allowance, 2, [](const CaseView&, Greedy&) -> Result<void> {
    std::this_thread::sleep_for(std::chrono::milliseconds(8));
    return {};
  });
  REQUIRE(!found.ok());
  CHECK(found.error().code == ErrorCode::limit);
  CHECK(found.error().where == "time limit");
  CHECK(found.error().hint.find("--time-limit") != std::string::npos);
}

TEST_CASE("memory that partials take is counted, and too much of it is an error that names the limit") {
  auto index = many_customers();
  auto take = [](const CaseView&, Greedy& partial) -> Result<void> {
    partial.blocks.emplace_back(8'000'000, 'x');
    std::this_thread::sleep_for(std::chrono::milliseconds(8));
    return {};
  };
  Allowance allowance;
  allowance.memory_bytes = 50'000'000;
  auto found = pass_over(index, allowance, 1, take);
  REQUIRE(!found.ok());
  CHECK(found.error().code == ErrorCode::limit);
  CHECK(found.error().where == "memory limit");
  CHECK(found.error().message.find("50 MB") != std::string::npos);
  allowance.memory_bytes = 1'000'000'000;
  CHECK(pass_over(index, allowance, 1, take).ok());
}

TEST_CASE("an answer says how many events were read, and progress goes up to all of them") {
  auto index = many_customers();
  AskOptions options;
  std::uint64_t most = 0, of = 0;
  options.allowance.progress = [&](std::uint64_t done, std::uint64_t all, std::uint64_t) {
    most = std::max(most, done);
    of = all;
  };
  auto answer = must_ask(index, question.dump(), options);
  CHECK(answer["basis"]["rows_read"] == 2000);
  Run run(options.allowance);
  run.begin_pass(100);
  std::this_thread::sleep_for(std::chrono::milliseconds(110));
  run.read(60);
  CHECK(most == 60);
  CHECK(of == 100);
}

}  // namespace
}  // namespace cairn::journey
