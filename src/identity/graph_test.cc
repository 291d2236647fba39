#include "identity/graph.h"

#include <algorithm>
#include <cstdlib>
#include <numeric>

#include "identity/identity_test_support.h"

namespace cairn::identity {
namespace {

/// A crowd that logs in on shared devices, changes phones, pays by clerk's cards, and says things twice.
class Crowd {
 public:
  explicit Crowd(std::uint64_t seed, std::size_t persons) : random_(seed), persons_(persons) {}

  std::vector<Observation> observations(std::size_t count) {
    std::vector<Observation> all;
    while (all.size() < count) {
      if (!all.empty() && random_.chance(0.05)) {
        all.push_back(all[random_.below(all.size())]);
        continue;
      }
      auto a = identifier(), b = identifier();
      if (!a.identifies() || !b.identifies()) continue;
      // An event has one time and several pairs; several events have the same time.
      auto event = random_.below(count / 2);
      all.push_back({a.identifier, b.identifier, day(static_cast<int>(event % 45 * 20), static_cast<int>(event % 3)),
                     hash128("event", event), random_.chance(0.5) ? "web" : "till",
                     random_.chance(0.5) ? "identify" : "alias"});
    }
    return all;
  }
  Decisions decisions(const std::vector<Observation>& from, std::size_t count) {
    Decisions all;
    while (all.size() < count) {
      const auto &x = from[random_.below(from.size())], &y = from[random_.below(from.size())];
      auto b = random_.chance(0.7) ? x.b : y.b;
      if (x.a != b) all.push_back({x.a, b, random_.chance(0.4), "", ""});
    }
    return all;
  }

 private:
  /// Two identifiers in a row are mostly of one person.
  Normalised identifier() {
    if (++drawn_ % 2 == 1 || random_.chance(0.06)) person_ = random_.below(persons_);
    auto n = person_;
    const Rules rules;
    auto make = [&](const char* kind, const std::string& value) { return normalise(kind, value, rules.writing); };
    switch (random_.below(12)) {
      case 0:
      case 1:
        return make("user_id", random_.chance(0.02) ? "null" : fmt::format("u{}", n));
      case 2:
        return make("member", random_.chance(0.03) ? "clerk" : fmt::format("m{}", n));
      case 3:
      case 4:
        return make("phone", fmt::format("138{:08}", random_.chance(0.1) ? n / 3 : n * 2 + random_.below(2)));
      case 5:
        return make("email", random_.chance(0.03) ? "anonymous" : fmt::format("p{}@Shop.example", n));
      case 6: {
        HashRule rule;
        rule.kind = "phone";
        return {hashed(rule, fmt::format("+86138{:08}", n * 2)), Nobody::none};
      }
      case 7:
        return make("device", random_.chance(0.1) ? fmt::format("tablet{}", n % 3) : fmt::format("d{}", n / 2));
      case 8:
      case 9:
        return make("anonymous", fmt::format("c{}-{}", n, random_.below(3)));
      case 10:
        return make("receipt", fmt::format("r{}-{}", n, random_.below(4)));
      default:
        return make("openid:wx1", fmt::format("o{}", n));
    }
  }
  Random random_;
  std::size_t persons_, drawn_ = 0, person_ = 0;
};

Rules crowd_rules() {
  return rules_of(R"({"hashes":[{"of":"phone","algorithm":"sha256"}],"kinds":{"phone":{"limit":2},"cookie":{"limit":3}},
                     "identifiers":12,"recycled_after_days":90,"blocked":{"values":["u7"]}})");
}

template <class T>
void shuffle(std::vector<T>& all, Random& random) {
  for (std::size_t i = all.size(); i > 1; --i) std::swap(all[i - 1], all[random.below(i)]);
}

/// Adds in batches of random sizes, taking changes after each, sometimes only those of small components.
void feed(Graph& graph, std::span<const Observation> all, Random& random, std::size_t most) {
  while (!all.empty()) {
    auto size = std::min<std::size_t>(all.size(), 1 + random.below(most));
    graph.add(all.first(size));
    graph.take_changes(random.chance(0.5) ? Graph::everything : 1 + random.below(20));
    all = all.subspan(size);
  }
  graph.take_changes();
  CHECK_FALSE(graph.has_touched());
}

std::string shown(const Customer& customer) {
  auto text = customer.name.text() + ":";
  for (const auto& each : customer.identifiers) text += " " + each.identifier.text() + ",";
  for (const auto* list : {&customer.evidence, &customer.refused})
    for (const auto& each : *list)
      text += fmt::format("\n  {} – {} {} {} {} {}", each.a.text(), each.b.text(), name_of(each.outcome),
                          format_time({each.first}), each.event.hex(), each.why);
  return text;
}

void check_equal(const Resolution& found, const Resolution& wanted) {
  CHECK(found.identifiers == wanted.identifiers);
  CHECK(found.shared == wanted.shared);
  CHECK(found.customers.size() == wanted.customers.size());
  if (found.customers.size() != wanted.customers.size()) return;
  for (std::size_t i = 0; i < found.customers.size(); ++i)
    if (!(found.customers[i] == wanted.customers[i])) {
      FAIL_CHECK("found " << shown(found.customers[i]) << "\nwanted " << shown(wanted.customers[i]));
      return;
    }
}

}  // namespace

TEST_CASE("ten thousand observations in twenty orders and batchings give one result") {
  std::uint64_t seed = 20260301;
  CAPTURE(seed);
  Crowd crowd(seed, 700);
  auto all = crowd.observations(10'000);
  auto decisions = crowd.decisions(all, 60);
  auto wanted = resolve(all, decisions, crowd_rules());
  // The crowd is what the test is about: something of everything is in it.
  std::map<Outcome, std::size_t> outcomes;
  std::size_t intervals = 0;
  for (const auto& customer : wanted.customers) {
    for (const auto& each : customer.evidence) ++outcomes[each.outcome];
    for (const auto& each : customer.refused) ++outcomes[each.outcome];
  }
  for (const auto& [identifier, spans] : wanted.identifiers) intervals += spans.size() > 1;
  for (auto outcome : {Outcome::joined, Outcome::agrees, Outcome::carries, Outcome::belongs, Outcome::nobody,
                       Outcome::shared, Outcome::limit, Outcome::too_many, Outcome::never, Outcome::other_owner})
    CHECK_MESSAGE(outcomes[outcome] > 0, name_of(outcome));
  CHECK(intervals > 20);
  auto is_shared = [&](const char* kind) {
    return std::any_of(wanted.shared.begin(), wanted.shared.end(),
                       [&](const SharedIdentifier& each) { return each.identifier.kind == kind; });
  };
  CHECK(is_shared("device"));
  CHECK(is_shared("member"));

  Random random(seed);
  for (int order = 0; order < 20; ++order) {
    CAPTURE(order);
    shuffle(all, random);
    Graph graph(crowd_rules(), order % 2 == 0 ? decisions : Decisions{});
    feed(graph, all, random, order < 2 ? 40 : order < 10 ? 2'000 : 20'000);
    if (order % 2 == 1) {
      graph.set_decisions(decisions);
      graph.take_changes();
    }
    check_equal(graph.resolution(), wanted);
  }
  shuffle(all, random);
  check_equal(resolve(all, decisions, crowd_rules()), wanted);
}

TEST_CASE("small crowds in any order, one at a time") {
  // CAIRN_CROWDS=20000 is the long form.
  const char* given = std::getenv("CAIRN_CROWDS");
  const std::uint64_t crowds = given == nullptr ? 150 : std::strtoull(given, nullptr, 10);
  for (std::uint64_t seed = 1; seed <= crowds; ++seed) {
    CAPTURE(seed);
    Crowd crowd(seed, 6 + seed % 7);
    auto all = crowd.observations(60 + seed % 100);
    auto decisions = crowd.decisions(all, seed % 6);
    auto wanted = resolve(all, decisions, crowd_rules());
    Random random(seed);
    shuffle(all, random);
    Graph graph(crowd_rules(), decisions);
    feed(graph, all, random, 3);
    check_equal(graph.resolution(), wanted);
    // Rules that change there and back change nothing.
    graph.set_rules({});
    graph.take_changes();
    check_equal(graph.resolution(), resolve(all, decisions, {}));
    graph.set_rules(crowd_rules());
    graph.take_changes();
    check_equal(graph.resolution(), wanted);
  }
}

TEST_CASE("between adding and taking changes nothing is out of bounds") {
  Graph graph(crowd_rules());
  Crowd crowd(3, 40);
  auto all = crowd.observations(400);
  for (std::size_t i = 0; i < all.size(); i += 4) {
    graph.add(std::span(all).subspan(i, 4));
    graph.set_decisions(crowd.decisions(all, 3));
    graph.customer({all[i / 2].a, no_time});
    graph.customer_of(all[i].a, day(1));
    graph.shared();
    if (i % 40 == 0) graph.preview({});
    if (i % 100 == 0) graph.take_changes(3);
  }
  auto decisions = graph.decisions();
  graph.take_changes();
  check_equal(graph.resolution(), resolve(all, decisions, crowd_rules()));
}

TEST_CASE("what becomes shared later lets go of what it linked") {
  Graph graph;
  std::vector<Observation> cards, others;
  for (int i = 0; i < 4; ++i) {
    cards.push_back(seen("member=clerk", fmt::format("receipt=r{}", i), day(30 * i)));
    others.push_back(seen(fmt::format("phone=1381234567{}", i), fmt::format("receipt=r{}", i), day(30 * i, 1)));
  }
  graph.add(cards);
  graph.add(std::vector{seen("member=clerk", "email=a@b.cn", day(1))});
  graph.take_changes();
  CHECK(graph.customer_of(who("email=a@b.cn"), day(1)).text() == "member clerk");
  CHECK(graph.customer_of(who("receipt=r1"), day(1)).text() == "member clerk");
  // Only the receipts and the phones are touched.
  graph.add(others);
  graph.take_changes();
  CHECK(graph.customer_of(who("email=a@b.cn"), day(1)).text() == "email a@b.cn");
  CHECK(graph.customer_of(who("receipt=r1"), day(1)).text() == "phone +8613812345671");
  // A receipt that is none counts for no card.
  std::vector<Observation> many;
  for (int i = 0; i < 10; ++i) many.push_back(seen(fmt::format("openid:wx1=o{}", i), "receipt=r0", day(1)));
  graph.add(many);
  graph.take_changes();
  CHECK(graph.customer_of(who("email=a@b.cn"), day(1)).text() == "email a@b.cn");
  graph.add(std::vector{seen("openid:wx1=o10", "receipt=r0", day(1))});
  graph.take_changes();
  CHECK(graph.customer_of(who("email=a@b.cn"), day(1)).text() == "member clerk");
}

TEST_CASE("changes tell everything that changed, and nothing else") {
  std::uint64_t seed = 7;
  Crowd crowd(seed, 60);
  auto all = crowd.observations(1'500);
  Random random(seed);
  Graph graph(crowd_rules());
  std::map<Identifier, std::vector<Span>> known;
  auto replay = [&] {
    for (auto& change : graph.take_changes()) {
      auto before = known.contains(change.identifier)
                        ? known[change.identifier]
                        : std::vector<Span>{{no_time, no_time, {change.identifier, no_time}}};
      CHECK(before == change.before);
      CHECK(change.before != change.after);
      known[change.identifier] = change.after;
    }
  };
  for (std::span<const Observation> rest = all; !rest.empty();
       rest = rest.subspan(std::min<std::size_t>(rest.size(), 50))) {
    graph.add(rest.first(std::min<std::size_t>(rest.size(), 50)));
    replay();
  }
  graph.set_decisions(crowd.decisions(all, 20));
  replay();
  for (const auto& [identifier, spans] : graph.resolution().identifiers) {
    if (known.contains(identifier)) CHECK(known[identifier] == spans);
    CHECK(graph.spans_of(identifier) == spans);
    for (const auto& span : spans)
      CHECK(graph.customer_of(identifier, {span.from == no_time ? day(-9000).us : span.from}) == span.customer);
  }
  for (const auto& customer : graph.resolution().customers) CHECK(graph.customer(customer.name) == customer);
  graph.add(all);
  CHECK(graph.take_changes().empty());
  CHECK(graph.customer_of(who("user_id=stranger"), day(1)).text() == "user_id stranger");
  CHECK_FALSE(graph.customer({who("user_id=stranger"), no_time}));
}

TEST_CASE("a hundred thousand identifies of nobody merge nobody") {
  Graph graph;
  const Rules rules;
  std::size_t refused = 0;
  const char* nobodies[] = {"null",      "undefined", "0", "", "00000000-0000-0000-0000-000000000000",
                            "Anonymous", "\"None\""};
  for (int i = 0; i < 100'000; ++i) {
    auto user = normalise("user_id", nobodies[i % 7], rules.writing);
    auto cookie = normalise("anonymous", fmt::format("c{}", i), rules.writing);
    REQUIRE(cookie.identifies());
    if (!user.identifies())
      ++refused;
    else
      graph.add(
          std::vector{Observation{user.identifier, cookie.identifier, day(1), hash128(std::to_string(i)), "", ""}});
  }
  CHECK(refused == 100'000);
  CHECK(graph.take_changes().empty());
  CHECK(graph.links() == 0);
}

TEST_CASE("undo and redo of a thousand merges leave what a rebuild gives") {
  std::uint64_t seed = 99;
  Random random(seed);
  std::vector<Observation> all;
  Decisions merges;
  for (int i = 0; i < 2'000; ++i) {
    all.push_back(seen(fmt::format("user_id=u{}", i), fmt::format("cookie=c{}", i), day(i % 50)));
    all.push_back(seen(fmt::format("email=p{}@b.cn", i / 2), fmt::format("user_id=u{}", i), day(i % 70)));
  }
  for (int i = 0; i < 1'000; ++i)
    merges.push_back({who(fmt::format("user_id=u{}", 2 * i)),
                      who(fmt::format("user_id=u{}", random.below(2'000) / 2 * 2 + 1)), true, "", ""});
  Graph graph;
  graph.add(all);
  graph.take_changes();
  auto before = graph.resolution();
  auto made = before;
  for (int round = 0; round < 3; ++round) {
    // One by one and all at once.
    Decisions so_far;
    for (std::size_t i = 0; i < merges.size(); ++i) {
      so_far.push_back(merges[i]);
      if (round == 1 && i % 10 != 0) continue;
      if (round == 2 && i + 1 < merges.size()) continue;
      graph.set_decisions(so_far);
      graph.take_changes();
    }
    graph.set_decisions(merges);
    graph.take_changes();
    if (round == 0) made = resolve(all, merges, {});
    CHECK(graph.resolution() == made);
    CHECK(made.customers.size() < before.customers.size());
    shuffle(so_far, random);
    while (!so_far.empty()) {
      so_far.resize(round == 2 ? 0 : so_far.size() - std::min<std::size_t>(so_far.size(), 10));
      graph.set_decisions(so_far);
      graph.take_changes();
    }
    // Decisions made customers of identifiers that are known anyway: nothing is left of them.
    CHECK(graph.resolution() == before);
  }
}

TEST_CASE("a preview counts what would change and changes nothing") {
  Graph graph;
  graph.add(std::vector{seen("user_id=u1", "phone=13812345678", day(1)),
                        seen("user_id=u2", "phone=13812345678", day(2)), seen("user_id=u3", "email=a@b.cn", day(1)),
                        seen("user_id=u3", "openid:wx1=o3", day(1))});
  graph.take_changes();
  auto before = graph.resolution();
  CHECK(before.customers.size() == 3);

  auto looser = graph.preview(rules_of(R"({"kinds":{"user_id":{"limit":2}}})"));
  CHECK(looser.customers_before == 3);
  CHECK(looser.customers_after == 2);
  CHECK(looser.merged == 1);
  CHECK(looser.split == 0);
  REQUIRE(looser.merges.size() == 1);
  CHECK(looser.merges[0].before.size() == 2);
  CHECK(looser.merges[0].after[0].text() == "user_id u1");

  auto tighter = graph.preview(rules_of(R"({"blocked":{"patterns":["*@b.cn"]},"identifiers":1})"));
  CHECK(tighter.split == 2);
  CHECK(tighter.merged == 0);
  CHECK(tighter.customers_after == 6);
  CHECK(tighter.splits[0].before[0].text() == "user_id u1");
  CHECK(graph.preview({}).merged + graph.preview({}).split == 0);
  CHECK(graph.resolution() == before);
  CHECK(graph.take_changes().empty());
}

TEST_CASE("a preview says what the change then does") {
  Crowd crowd(5, 80);
  auto all = crowd.observations(1'000);
  Graph graph;
  graph.add(all);
  graph.take_changes();
  auto preview = graph.preview(crowd_rules());
  CHECK(preview.customers_before == graph.resolution().customers.size());
  graph.set_rules(crowd_rules());
  graph.take_changes();
  CHECK(preview.customers_after == graph.resolution().customers.size());
  CHECK(preview.split > 0);
  CHECK(preview.splits.size() == std::min<std::size_t>(10, preview.split));
}

}  // namespace cairn::identity
