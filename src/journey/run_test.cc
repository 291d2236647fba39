#include "journey/run.h"

#include <thread>

#include "base/random.h"
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
  void merge(Greedy&&, Pace&) {}
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

/// Two buckets of customers, each with a way and a value of its own, so that partials hold a great many things.
Index unlike_customers() {
  std::vector<Index::Row> rows;
  Random random(11);
  for (int who = 0; who < 2000; ++who)
    for (int i = 0; i < 6; ++i)
      rows.push_back({"c" + std::to_string(who),
                      i == 0   ? "seen"
                      : i == 5 ? "done"
                               : "s" + std::to_string(random.below(40)),
                      new_year_ms + who * 7000 + i * 1000,
                      {{"who", {"w" + std::to_string(who), std::nullopt}}}});
  return Index::in_memory(rows, 1);
}

TEST_CASE("partials are merged within the limits, too") {
  auto index = unlike_customers();
  for (std::string text :
       {R"({"kind":"variants"})", R"({"kind":"transitions"})", R"({"kind":"paths","start":"seen","limit":100})",
        R"({"kind":"timing","from":"seen","to":"s1","by":"who"})",
        R"({"kind":"funnel","steps":["seen","s1"],"by":"who"})",
        R"({"kind":"funnel","steps":["seen","s1"],"correlate":{"properties":["who"]}})",
        R"({"kind":"conformance","model":["seen","done"],"by":"who"})",
        R"({"kind":"conformance","model":["seen","done"]})", R"({"kind":"customers","of":{"kind":"variants"}})"}) {
    CAPTURE(text);
    AskOptions options;
    options.threads = 2;
    must_ask(index, text, options);
    std::atomic<bool> stop = false;
    options.allowance.stop = &stop;
    options.allowance.progress_every = Duration{0};
    options.allowance.progress = [&](std::uint64_t done, std::uint64_t all, std::uint64_t) {
      if (done == all)
        stop = true;  // all is read: only merging is left
      else
        std::this_thread::sleep_for(std::chrono::milliseconds(50));  // the other thread takes the other bucket
    };
    auto answer = ask(index, *parse_json(text, "question"), options);
    REQUIRE(!answer.ok());
    CHECK(answer.error().code == ErrorCode::cancelled);
    CHECK(answer.error().message.find("100 % of this pass") != std::string::npos);
  }
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
