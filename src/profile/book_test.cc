#include "profile/book.h"

#include "profile/book_test_support.h"

namespace cairn::profile {
namespace {

using Texts = std::set<std::string>;
const identity::Identifier ann{"customer", "ann"}, bob{"customer", "bob"}, tablet{"cookie", "tablet"},
    phone{"phone", "+8613800138000"};

ToldEvent event(const identity::Identifier& who, const char* type, std::int64_t ms,
                std::map<std::string, std::string> properties = {}) {
  return {who, type, ms * 1000, std::move(properties)};
}

TEST_CASE("an event brings its customer into a segment, another one out of it, at their own times") {
  auto book = book_of({"count(paid and amount >= 100) >= 2", "never(refund)"});
  tell(book, event(ann, "paid", 10, {{"amount", "120"}}));
  tell(book, event(ann, "paid", 15, {{"amount", "5"}}));
  CHECK(shown(book, book.update(20)) == Texts{"+ 1 customer ann @ 10"});
  tell(book, event(ann, "paid", 20, {{"amount", "100"}}));
  CHECK(shown(book, book.update(25)) == Texts{"+ 0 customer ann @ 20"});
  tell(book, event(ann, "refund", 12));
  CHECK(shown(book, book.update(30)) == Texts{"- 1 customer ann @ 12"});
  CHECK(book.update(40).empty());
  CHECK(book.count(0) == 1);
  CHECK(book.count(1) == 0);
  CHECK(book.segments_of(ann) == std::vector<std::uint32_t>{0});
  CHECK(book.segments_of(bob).empty());
}

TEST_CASE("a window ends without an event, at its own time") {
  auto book = book_of({"did(paid) in last 50ms", "never(paid) in last 100ms"});
  tell(book, event(ann, "paid", 10));
  CHECK(shown(book, book.update(10)) == Texts{"+ 0 customer ann @ 10"});
  CHECK(book.update(60).empty());
  CHECK(shown(book, book.update(90)) == Texts{"- 0 customer ann @ 61"});
  CHECK(shown(book, book.update(500)) == Texts{"+ 1 customer ann @ 111"});
}

TEST_CASE("customers are known by events that nobody asks about") {
  auto book = book_of({"never(paid)", "count(seen) >= 1 within 10ms"});
  tell(book, event(ann, "noise", 5));
  tell(book, event(ann, "seen", 16));
  CHECK(shown(book, book.update(20)) == Texts{"+ 0 customer ann @ 5"});
  tell(book, event(ann, "noise", 6));
  CHECK(book.update(20).empty());
  CHECK(book.customers() == 1);
}

TEST_CASE("who becomes one customer is one member, and two again when it is undone") {
  auto book = book_of({"count(paid) >= 2"});
  tell(book, event(ann, "paid", 10));
  tell(book, event(phone, "paid", 20));
  CHECK(book.update(30).empty());
  CHECK(book.customers() == 2);
  book.set_owners(std::vector<Owned>{{phone, {span(ann)}}});
  CHECK(shown(book, book.update(31)) == Texts{"+ 0 customer ann @ 20"});
  CHECK(book.customers() == 1);
  book.set_owners(std::vector<Owned>{{phone, {}}});
  CHECK(shown(book, book.update(32)) == Texts{"- 0 customer ann @ 10"});
  CHECK(book.customers() == 2);
}

TEST_CASE("a device's events are of who had it then") {
  auto book = book_of({"did(paid)", "did(seen)"});
  tell(book, event(tablet, "seen", 10));
  tell(book, event(tablet, "paid", 20));
  tell(book, event(ann, "login", 12));
  tell(book, event(bob, "login", 18));
  book.update(30);
  book.set_owners(std::vector<Owned>{{tablet, {span(ann, no_time, 15'000), span(bob, 15'000)}}});
  book.update(30);
  CHECK(members(book) == Texts{"0 customer bob", "1 customer ann"});
  tell(book, event(tablet, "paid", 14));
  CHECK(shown(book, book.update(30)) == Texts{"+ 0 customer ann @ 14"});
}

TEST_CASE("the anonymous ids of SDKs are cookies") {
  auto book = book_of({"did(seen)"});
  tell(book, event({"anonymous", "a7"}, "seen", 10));
  book.update(10);
  CHECK(members(book) == Texts{"0 cookie a7"});
  book.set_owners(std::vector<Owned>{{{"cookie", "a7"}, {span(ann)}}});
  book.update(10);
  CHECK(members(book) == Texts{"0 customer ann"});
}

TEST_CASE("what was known before a start is told only where it differs") {
  auto book = book_of({"did(paid)", "did(seen)"});
  book.assume(0, ann);
  book.assume(0, bob);
  book.assume(1, ann);
  tell(book, event(ann, "paid", 10));
  tell(book, event(bob, "seen", 20));
  CHECK(shown(book, book.update(30)) ==
        Texts{"- 0 customer bob @ 20", "+ 1 customer bob @ 20", "- 1 customer ann @ 10"});
}

TEST_CASE("pages of members follow one another") {
  auto book = book_of({"did(paid)"});
  for (int i = 0; i < 25; ++i) tell(book, event({"customer", fmt::format("c{:02}", (i * 7) % 25)}, "paid", i));
  book.update(30);
  std::vector<std::string> all;
  std::optional<identity::Identifier> last;
  for (auto page = book.members(0, 10); !page.empty(); page = book.members(0, 10, last)) {
    for (const auto& name : page) all.push_back(name.value);
    last = page.back();
  }
  CHECK(all.size() == 25);
  CHECK(std::is_sorted(all.begin(), all.end()));
}

// Random histories: few customers and instants, so that ties, late events, cuts and windows meet.

const std::vector<std::string> random_segments = {
    "count(paid) >= 2",
    "never(paid)",
    "did(paid) in last 40ms",
    "did(paid) and never(paid) in last 60ms",
    "count(paid) = 1 in last 50ms",
    "did(cart) before last 45ms and never(cart) in last 45ms",
    "did(paid and amount >= 50)",
    "count(seen) >= 2 within 30ms",
    "did(paid) within 30ms after cart",
    "sequence(cart then paid within 40ms without coupon)",
    "count(seen or amount > 70) >= 3",
    "count(paid) >= 2 in any 20ms",
    "sum(amount of paid) >= 60 in last 80ms",
    "average(amount) >= 50 and did(cart)",
    "max(amount of paid) >= 80 in last 50ms or min(amount) < 3",
    "last(city) = Rome",
    "first(city of paid) is missing",
    "most_frequent(city of event in (paid, seen)) = \"Xi'an\"",
    "distinct(city of paid) >= 2 in last 90ms",
};

class RandomHistory {
 public:
  explicit RandomHistory(std::uint64_t seed) : random_(seed) {
    const auto count = 5 + random_.below(80);
    for (std::uint64_t i = 0; i < count; ++i) truth_.events.push_back(random_event());
    for (const auto& who : identifiers_)
      if (random_.chance(0.6)) truth_.owners[who] = random_spans(who);
  }
  const SlowBook& truth() const { return truth_; }

  /// Tells everything in an order of its own, in batches of its own, with owners that change on the way; gives the
  /// members as they follow from all changes that it told.
  Texts replayed(Book& book, std::int64_t horizon_ms) {
    Texts members;
    auto update = [&](std::int64_t horizon) {
      for (const auto& change : book.update(horizon)) {
        auto text = fmt::format("{} {}", change.segment, book.name_of(change.customer).text());
        CHECK(change.at_ms <= horizon);
        if (change.entered)
          CHECK(members.insert(text).second);
        else
          CHECK(members.erase(text) == 1);
      }
    };
    std::int64_t known_ms = INT64_MIN;
    for (auto i : random_order()) {
      tell(book, truth_.events[i]);
      known_ms = std::max(known_ms, ms_of(truth_.events[i].us));
      if (random_.chance(0.1)) {
        auto who = identifiers_[random_.below(identifiers_.size())];
        book.set_owners(std::vector<Owned>{{who, random_spans(who)}});
      }
      if (random_.chance(0.3)) update(known_ms);
    }
    std::vector<Owned> owned;
    for (const auto& who : identifiers_) {
      auto found = truth_.owners.find(who);
      owned.push_back({who, found == truth_.owners.end() ? std::vector<identity::Span>() : found->second});
    }
    book.set_owners(owned);
    for (auto horizon = known_ms; horizon < horizon_ms; horizon += 1 + static_cast<std::int64_t>(random_.below(60)))
      update(horizon);
    update(horizon_ms);
    return members;
  }

 private:
  ToldEvent random_event() {
    const char* types[] = {"paid", "seen", "cart", "coupon", "noise", "noise"};
    ToldEvent made{identifiers_[random_.below(identifiers_.size())], types[random_.below(6)],
                   static_cast<std::int64_t>(random_.below(120)) * 1000 + static_cast<std::int64_t>(random_.below(2))};
    if (random_.chance(0.5)) made.properties["amount"] = std::to_string(random_.below(100));
    if (random_.chance(0.5)) made.properties["city"] = random_.chance(0.5) ? "Rome" : "Xi'an";
    return made;
  }

  std::vector<identity::Span> random_spans(const identity::Identifier& who) {
    std::vector<identity::Span> spans;
    if (random_.chance(0.2)) return spans;
    auto some = [&] { return random_.chance(0.3) ? who : identifiers_[random_.below(identifiers_.size())]; };
    std::int64_t from = no_time;
    while (random_.chance(0.4)) {
      auto until = (from == no_time ? 0 : from) + 1000 * static_cast<std::int64_t>(1 + random_.below(60));
      spans.push_back(span(some(), from, until));
      from = until;
    }
    spans.push_back(span(some(), from));
    return spans;
  }

  /// Any, but that events of one identifier and instant stay as they arrived.
  std::vector<std::size_t> random_order() {
    std::vector<std::size_t> order(truth_.events.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
      order[i] = i;
      std::swap(order[i], order[random_.below(i + 1)]);
    }
    std::map<std::pair<identity::Identifier, std::int64_t>, std::vector<std::size_t>> places;
    for (std::size_t at = 0; at < order.size(); ++at) {
      const auto& event = truth_.events[order[at]];
      places[{event.who, event.us}].push_back(at);
    }
    for (const auto& [key, list] : places) {
      std::vector<std::size_t> arrived;
      for (auto at : list) arrived.push_back(order[at]);
      std::sort(arrived.begin(), arrived.end());
      for (std::size_t i = 0; i < list.size(); ++i) order[list[i]] = arrived[i];
    }
    return order;
  }

  Random random_;
  std::vector<identity::Identifier> identifiers_{{"customer", "a"}, {"customer", "b"}, {"phone", "p"},
                                                 {"cookie", "c"},   {"cookie", "d"},   {"device", "e"}};
  SlowBook truth_;
};

TEST_CASE("any order, batching, merging and passing of time gives what the whole history gives") {
  const auto segments = segments_of(random_segments);
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    CAPTURE(seed);
    RandomHistory history(seed);
    const std::int64_t horizon_ms = 120 + static_cast<std::int64_t>(seed % 100);
    const auto expected = history.truth().members(segments, horizon_ms);
    auto book = book_of(random_segments);
    REQUIRE(history.replayed(book, horizon_ms) == expected);
    REQUIRE(members(book) == expected);
    CHECK(book.customers() == history.truth().customers().size());
  }
}

TEST_CASE("a hundred segments are followed as well as a few") {
  std::vector<std::string> many;
  for (std::size_t i = 0; i < 100; ++i) many.push_back(random_segments[i % random_segments.size()]);
  const auto segments = segments_of(many);
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    CAPTURE(seed);
    RandomHistory history(seed);
    auto book = book_of(many);
    REQUIRE(history.replayed(book, 200) == history.truth().members(segments, 200));
  }
}

TEST_CASE("a customer is in a segment since the instant that made it so") {
  const auto segments = segments_of(random_segments);
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    RandomHistory history(seed);
    auto book = book_of(random_segments);
    for (const auto& event : history.truth().events) tell(book, event);
    std::vector<Owned> owned;
    for (const auto& [who, spans] : history.truth().owners) owned.push_back({who, spans});
    book.set_owners(owned);
    const auto customers = history.truth().customers();
    for (const auto& change : book.update(200)) {
      auto name = book.name_of(change.customer);
      CAPTURE(name.text());
      CAPTURE(random_segments[change.segment]);
      REQUIRE(change.at_ms == history.truth().since(segments[change.segment], customers.at(name), 200));
    }
  }
}

}  // namespace
}  // namespace cairn::profile
