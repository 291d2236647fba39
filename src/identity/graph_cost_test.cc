// What the graph costs: among many customers, and under attack.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <functional>

#include "identity/graph.h"
#include "identity/identity_test_support.h"

namespace cairn::identity {
namespace {

using Clock = std::chrono::steady_clock;
double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

}  // namespace

TEST_CASE("an observation costs the same however many customers there are") {
  // CAIRN_CUSTOMERS=1000000 is the long form.
  const char* given = std::getenv("CAIRN_CUSTOMERS");
  const int customers = given == nullptr ? 100'000 : std::atoi(given);
  Graph graph;
  auto start = Clock::now();
  int done = 0;
  auto grow = [&](int until) {
    for (; done < until; ++done) {
      auto user = Identifier{"user_id", fmt::format("user-{:07}", done)};
      auto event = hash128(user.value);
      graph.add(std::vector{
          Observation{user, {"phone", fmt::format("+86138{:08}", done)}, day(done % 300), event, "web", "identify"},
          Observation{user, {"cookie", event.hex()}, day(done % 300), event, "web", "identify"},
          Observation{user, {"openid:wx1", "o" + event.hex()}, day(done % 300), event, "web", "identify"}});
      if (done % 1'000 == 999) graph.take_changes();
    }
    graph.take_changes();
  };
  /// Median of single observations, each with its own take_changes().
  auto cost = [&] {
    std::vector<double> all;
    for (int i = 0; i < 200; ++i) {
      auto user = fmt::format("user-{:07}", i * 37 % done);
      Observation one{{"user_id", user}, {"cookie", fmt::format("{}-{}", user, done)}, day(5), {}, "web", "identify"};
      auto begun = Clock::now();
      graph.add(std::span(&one, 1));
      graph.take_changes();
      all.push_back(seconds_since(begun));
    }
    std::nth_element(all.begin(), all.begin() + 100, all.end());
    return all[100];
  };
  grow(customers / 10);
  auto few = cost();
  grow(customers);
  auto many = cost();
  MESSAGE(customers << " customers: an observation " << many * 1e6 << " us, with a tenth of them " << few * 1e6
                    << " us; " << graph.bytes() / 1'000'000 << " MB, " << graph.identifiers() << " identifiers, "
                    << graph.links() << " links, " << seconds_since(start) << " s");
  CHECK(many < 10 * few + 100e-6);
  CHECK(graph.bytes() / graph.links() < 200);
}

TEST_CASE("components of a hundred thousand identifiers cost little, and only themselves") {
  constexpr int many = 100'000;
  auto number = [](const char* kind, int i) { return fmt::format("{}=x{}", kind, i); };
  struct Attack {
    const char* name;
    std::function<Observation(int)> make;
  };
  const Attack attacks[] = {
      {"anonymous ids into one user", [&](int i) { return seen("user_id=victim", number("cookie", i), day(i % 300)); }},
      {"openids of one app into one user",
       [&](int i) { return seen("user_id=victim", number("openid:wx1", i), day(1)); }},
      {"a chain of devices", [&](int i) { return seen(number("device", i), number("cookie", i + i % 2), day(1)); }},
      {"users on one e-mail", [&](int i) { return seen(number("user_id", i), "email=a@b.cn", day(i % 300)); }},
      {"users on one cookie", [&](int i) { return seen(number("user_id", i), "cookie=c", day(i % 300)); }},
      {"a chain of custom ids", [&](int i) { return seen(number("loyalty", i), number("loyalty", i + 1), day(1)); }},
      {"phones on one receipt", [&](int i) { return seen(fmt::format("phone=138{:08}", i), "receipt=r", day(1)); }}};
  for (const auto& attack : attacks) {
    Graph graph;
    std::vector<Observation> all;
    for (int i = 0; i < many; ++i) all.push_back(attack.make(i));
    graph.add(all);
    auto start = Clock::now();
    graph.take_changes();
    auto first = seconds_since(start);
    // One more observation computes the component again, once however many there are in the batch.
    start = Clock::now();
    std::vector<Observation> more;
    for (int i = 0; i < 100; ++i) more.push_back(attack.make(many + i));
    graph.add(more);
    graph.take_changes();
    auto again = seconds_since(start);
    start = Clock::now();
    graph.add(std::vector{seen("user_id=other", "cookie=other", day(1))});
    graph.take_changes();
    auto other = seconds_since(start);
    start = Clock::now();
    for (int i = 0; i < 50; ++i) {
      graph.add(
          std::vector{attack.make(many + 200 + i), seen("user_id=third", fmt::format("cookie=third{}", i), day(1))});
      graph.take_changes(1'000);
    }
    auto beside = seconds_since(start) / 50;
    MESSAGE(std::string(attack.name) << ": " << first * 1e3 << " ms, again " << again * 1e3 << " ms, another customer "
                                     << other * 1e3 << " ms, beside it " << beside * 1e3 << " ms, "
                                     << graph.bytes() / graph.links() << " bytes a link");
    CHECK(graph.customer_of(who("cookie=third49"), day(1)).text() == "user_id third");
    CHECK(beside < 0.01);
    // 0.2 s in a release build on one quiet core; here there may be neither.
    CHECK(again < 1.0);
    CHECK(other < 0.02);
    CHECK(graph.customer_of(who("user_id=other"), day(1)) == graph.customer_of(who("cookie=other"), day(1)));
  }
}

}  // namespace cairn::identity
