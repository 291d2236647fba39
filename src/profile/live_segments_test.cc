#include "profile/live_segments.h"

#include "profile/arrivals.h"
#include "profile/book_test_support.h"
#include "store/test_support.h"

namespace cairn::profile {
namespace {

using store::Access;
using store::Folder;
using store::History;
using store::must;
using Counts = std::vector<LiveSegments::Count>;

const identity::Identifier ann{"customer", "ann"}, till{"cookie", "till"};

EventBatch events(const std::vector<ToldEvent>& told) {
  static std::uint64_t number = 0;
  EventBatch batch;
  for (const auto& each : told) {
    auto keep = [&](const std::string& text) { return batch.arena.keep(text); };
    auto row = batch.add({7, ++number}, keep(each.who.value), keep(each.type), Time{each.us}, "test");
    batch.identifier_kind[row] = keep(each.who.kind);
  }
  return batch;
}

/// A workspace whose segments are followed by one program after another.
struct Followed {
  Folder folder{"live-segments"};
  std::vector<NamedSegment> segments = named({"count(paid) >= 2", "never(refund)"});
  std::optional<LiveSegments> live{std::in_place, folder.path, Access::write};
  std::vector<Owned> owned;
  int asked_for_all = 0;
  bool is_recording = true;

  static std::vector<NamedSegment> named(const std::vector<std::string>& texts) {
    auto predicates = segments_of(texts);
    return {{"loyal", predicates[0]}, {"content", predicates[1]}};
  }
  void update(const std::vector<ToldEvent>& told) {
    if (!told.empty()) {
      auto batch = events(told);
      store::load(folder, {&batch});
    }
    auto owners = [&](bool all) {
      asked_for_all += all;
      return OwnerChanges{all, owned};
    };
    must(live->update(must(History::open(folder.path, Access::read)), segments, owners, Time{1}));
    while (is_recording && must(live->record())) {
    }
  }
  void start_again() { live.emplace(folder.path, Access::write); }
  std::vector<RecordedChange> recorded() const {
    return must(must(SegmentChanges::open(folder.path, Access::write)).of_customer(ann, 100));
  }
};

TEST_CASE("membership follows commits and who is who, and records each change once") {
  Followed followed;
  followed.update({{ann, "paid", 1'000'000, {}}});
  CHECK(followed.live->counts() == Counts{{"loyal", 0}, {"content", 1}});
  followed.update({{till, "paid", 2'000'000, {}}, {till, "refund", 1'500'000, {}}});
  CHECK(followed.live->counts() == Counts{{"loyal", 0}, {"content", 1}});
  CHECK(followed.live->customers() == 2);
  followed.owned = {{till, {span(ann)}}};
  followed.update({});
  CHECK(followed.live->counts() == Counts{{"loyal", 1}, {"content", 0}});
  CHECK(followed.live->segments_of(ann) == std::vector<std::string>{"loyal"});
  CHECK(*followed.live->members("loyal", 10) == std::vector{ann});
  CHECK(!followed.live->members("nobody", 10));
  followed.owned.clear();
  followed.update({});
  CHECK(followed.recorded().size() == 3);
  CHECK(followed.asked_for_all == 1);
}

TEST_CASE("a start that finds the same records nothing; another meaning of a segment is read anew") {
  Followed followed;
  followed.update({{ann, "paid", 1'000'000, {}}, {ann, "paid", 2'000'000, {}}});
  CHECK(followed.recorded().size() == 2);
  followed.start_again();
  followed.update({});
  CHECK(followed.live->counts() == Counts{{"loyal", 1}, {"content", 1}});
  CHECK(followed.recorded().size() == 2);
  followed.segments = Followed::named({"count(paid) >= 3", "never(refund)"});
  followed.update({});
  CHECK(followed.live->counts() == Counts{{"loyal", 0}, {"content", 1}});
  CHECK(followed.recorded().size() == 2);
  followed.update({{ann, "paid", 3'000'000, {}}});
  CHECK(followed.recorded().size() == 3);
  CHECK(followed.recorded()[0].segment == *followed.live->defined("loyal"));
  followed.segments.clear();
  followed.update({});
  CHECK(followed.live->counts().empty());
}

TEST_CASE("who comes while very much is recorded is known at once, and what a stop leaves unrecorded is found again") {
  Followed followed;
  followed.is_recording = false;
  std::vector<identity::Identifier> many;
  std::vector<ToldEvent> told;
  for (int i = 0; i < 12'000; ++i) many.push_back({"customer", std::to_string(i)});
  for (const auto& each : many) told.push_back({each, "paid", 1'000'000, {}});
  followed.update(told);
  REQUIRE(followed.live->unrecorded() == many.size());
  followed.update({{ann, "paid", 1'000'000, {}}});
  CHECK(must(followed.live->record()));
  CHECK(followed.live->unrecorded() == many.size() + 1 - SegmentChanges::most_at_once);
  CHECK(followed.live->segments_of(ann) == std::vector<std::string>{"content"});
  CHECK(followed.recorded().empty());
  followed.start_again();
  followed.update({});
  CHECK(followed.live->unrecorded() == many.size() + 1 - SegmentChanges::most_at_once);
  CHECK_FALSE(must(followed.live->record()));
  CHECK(followed.live->unrecorded() == 0);
  CHECK(followed.recorded().size() == 1);
}

TEST_CASE("without the right to write, membership is known but not recorded") {
  Followed followed;
  followed.update({{ann, "paid", 1'000'000, {}}});
  const auto recorded = followed.recorded();
  followed.live.emplace(followed.folder.path, Access::read);
  followed.update({{ann, "refund", 2'000'000, {}}});
  CHECK(followed.live->counts() == Counts{{"loyal", 0}, {"content", 0}});
  CHECK(followed.recorded() == recorded);
}

}  // namespace
}  // namespace cairn::profile
