// Books that read real histories, against the engine that answers questions.
#include "profile/arrivals.h"

#include <numeric>

#include "journey/case_filter.h"
#include "journey/joined.h"
#include "profile/book_test_support.h"
#include "store/test_support.h"

namespace cairn::profile {
namespace {

using store::Access;
using store::Folder;
using store::History;
using store::must;

const std::vector<std::string> texts = {
    "count(event = 'event 3') >= 2",
    "never(event = 'event 1')",
    "did(amount >= 4)",
    "did(mixed = seven)",
    "did(mixed >= 5)",
    "did(text contains '12')",
    "count(channel = web) >= 2 in last 100s",
    "did(event = 'event 2') within 60s",
    "sequence(event = 'event 4' then event = 'event 5' within 200s without event = 'event 6')",
    "did(time >= '2020-09-13T12:33:00Z')",
    "did(customer = 'customer 5')",
    "count(value > 40 and n < 700) >= 2 in any 60s",
    "sum(amount of event = 'event 3') >= 3 in last 200s",
    "average(value) >= 60",
    "max(mixed) >= 7",
    "last(text of channel = web) contains '3'",
    "most_frequent(channel) is present",
    "distinct(mixed) >= 2",
    "first(amount) >= 2",
};

store::Duck duck() {
  return must(store::Duck::open({.memory_limit = "1GB", .threads = 1, .temp_directory = {}, .allowed = {}}));
}

std::int64_t end_of(const History& history) {
  std::int64_t end = 0;
  for (int bucket = 0; bucket < history.bucket_count(); ++bucket) end = std::max(end, history.end_arrival(bucket));
  return end;
}

/// Who the engine finds in which segment.
std::set<std::string> members_in(const journey::Index& index) {
  std::set<std::string> found;
  const auto segments = segments_of(texts);
  const auto horizon = index.extent_ms().second - journey::epoch_1930_ms;
  for (std::size_t segment = 0; segment < segments.size(); ++segment) {
    auto filter = must(journey::CaseFilter::make(index, segments[segment], horizon, "test"));
    for (const auto& bucket : index.buckets()) {
      auto on = must(filter.on(bucket));
      for (std::size_t c = 0; c < bucket.customers(); ++c) {
        if (!on.holds(bucket.offsets[c], bucket.offsets[c + 1], [](std::size_t i) { return i; })) continue;
        auto id = must(index.customer_id(bucket.number, c));
        found.insert(fmt::format("{} {} {}", segment, id.kind, id.identifier));
      }
    }
  }
  return found;
}

/// Who belongs together in these tests, in the words of the book and in those of the index.
struct Together {
  std::vector<Owned> owned;
  std::shared_ptr<journey::Joins> joins = std::make_shared<journey::Joins>();

  explicit Together(Random& random) {
    const std::int64_t middle_us = 1'600'000'250'000'000;
    joins->texts = std::make_shared<Arena>();
    auto kept = [&](const identity::Identifier& who) {
      return journey::CustomerKey{joins->texts->keep(who.kind), joins->texts->keep(who.value)};
    };
    auto put = [&](const identity::Identifier& who, std::vector<std::uint64_t> customers) {
      Owned owner{who, {}};
      for (std::size_t i = 0; i < customers.size(); ++i) {
        identity::Span part =
            span(name_of(customers[i]), i == 0 ? no_time : middle_us, i + 1 == customers.size() ? no_time : middle_us);
        owner.spans.push_back(part);
        joins->pieces.push_back(journey::Piece::of(kept(who), part.from == no_time ? INT64_MIN : ms_of(part.from),
                                                   part.until == no_time ? INT64_MAX : ms_of(part.until),
                                                   static_cast<std::uint32_t>(customers[i])));
      }
      owned.push_back(std::move(owner));
    };
    for (std::uint64_t i = 0; i < 10; ++i) {
      joins->customers.push_back(kept(name_of(i)));
      put(name_of(i), {i});
    }
    for (int i = 10; i < 60; ++i) {
      identity::Identifier who{random.chance(0.5) ? "customer" : "email", fmt::format("customer {}", i)};
      random.chance(0.5) ? put(who, {random.below(10)}) : put(who, {random.below(10), random.below(10)});
    }
    std::sort(joins->pieces.begin(), joins->pieces.end());
  }
  static identity::Identifier name_of(std::uint64_t i) { return {"customer", fmt::format("customer {}", i)}; }
};

/// In one of the two only.
std::string difference(const std::set<std::string>& found, const std::set<std::string>& expected) {
  std::string all;
  for (const auto& each : found)
    if (!expected.contains(each)) all += "+ " + each + "\n";
  for (const auto& each : expected)
    if (!found.contains(each)) all += "- " + each + "\n";
  return all;
}

TEST_CASE("a book that follows a history agrees with the engine, joined or not, at every commit and anew") {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    Folder folder("arrivals");
    auto following = book_of(texts);
    std::int64_t end = 0;
    std::optional<Together> together;
    for (int commit = 0; commit < 5; ++commit) {
      CAPTURE(commit);
      auto batch = store::random_batch(seed, 300, static_cast<std::size_t>(commit) * 300);
      store::load(folder, {&batch});
      auto history = must(History::open(folder.path, Access::read));
      auto reader = duck();
      must(read_arrivals(history, reader, end, following.asked(), [&](const auto& each) { following.add(each); }));
      end = end_of(history);
      if (commit == 2) following.set_owners(together.emplace(random).owned);
      following.update(*horizon_of(history));

      auto anew = book_of(texts);
      if (together) anew.set_owners(together->owned);
      must(read_arrivals(history, reader, 0, anew.asked(), [&](const auto& each) { anew.add(each); }));
      anew.update(*horizon_of(history));

      auto index = must(journey::Index::open(history));
      CHECK(*horizon_of(history) == index.extent_ms().second);
      const auto expected = together ? members_in(must(index.joined(together->joins))) : members_in(index);
      CHECK(difference(members(following), expected) == "");
      CHECK(difference(members(anew), expected) == "");
      CHECK(expected.size() > 100);
    }
  }
}

}  // namespace
}  // namespace cairn::profile
