#include "profile/changes.h"

#include "profile/book_test_support.h"
#include "store/test_support.h"

namespace cairn::profile {
namespace {

using store::Access;
using store::Folder;
using store::must;
using Names = std::set<std::string>;

constexpr std::int64_t new_year_us = 1'767'225'600'000'000, hour_us = 3'600'000'000;
const identity::Identifier ann{"customer", "ann"}, bob{"cookie", "b7"};

/// A workspace with segments, a book over them, and what it told recorded.
struct Recorded {
  Folder folder{"segment-changes"};
  std::vector<std::string> texts{"did(paid)", "never(refund)"};
  std::vector<DefinedSegment> segments = defined(texts);
  Book book = book_of(texts);

  Recorded() { std::filesystem::create_directories(folder.path); }
  static std::vector<DefinedSegment> defined(const std::vector<std::string>& texts) {
    return {{"payers", definition_of(segments_of(texts)[0])}, {"content", definition_of(segments_of(texts)[1])}};
  }
  SegmentChanges open() const { return must(SegmentChanges::open(folder.path, Access::write)); }
  void event(const identity::Identifier& who, const char* type, std::int64_t hour) {
    tell(book, {who, type, new_year_us + hour * hour_us, {}});
    write(book.update((new_year_us + hour * hour_us) / 1000), Time{new_year_us + (hour + 1) * hour_us});
  }
  void write(std::span<const SegmentChange> changes, Time noticed) const {
    while (!changes.empty()) changes = changes.subspan(must(open().write(segments, book, changes, noticed)));
  }
  Names members(std::size_t segment) const {
    Names found;
    must(open().each_member(segments[segment], [&](const auto& name) { found.insert(name.text()); }));
    return found;
  }
};

TEST_CASE("changes outlive the program, and the members follow from them") {
  Recorded recorded;
  recorded.event(ann, "paid", 0);
  recorded.event(bob, "paid", 1);
  recorded.event(bob, "refund", 30);
  CHECK(recorded.members(0) == Names{"customer ann", "cookie b7"});
  CHECK(recorded.members(1) == Names{"customer ann"});
  auto of_bob = must(recorded.open().of_customer(bob, 10));
  REQUIRE(of_bob.size() == 3);
  CHECK(of_bob[0] == RecordedChange{recorded.segments[1], bob, false, Time{new_year_us + 30 * hour_us},
                                    Time{new_year_us + 31 * hour_us}});
  CHECK(of_bob[2].entered);
  CHECK(must(recorded.open().of_customer(bob, 1)).size() == 1);
  CHECK(must(recorded.open().of_customer({"customer", "nobody"}, 10)).empty());
  auto of_segment = must(recorded.open().of_segment(recorded.segments[0], 10));
  REQUIRE(of_segment.size() == 2);
  CHECK(of_segment[0].customer == bob);
}

TEST_CASE("changes are counted by the day of the zone") {
  Recorded recorded;
  recorded.event(ann, "paid", 0);
  recorded.event(bob, "paid", 17);  // the next day in Shanghai
  recorded.event(bob, "refund", 20);
  auto changes = recorded.open();
  CHECK(must(changes.days_of(recorded.segments[1], TimeZone::utc())) ==
        std::vector<ChangesOfDay>{{"2026-01-01", 2, 1}});
  CHECK(must(changes.days_of(recorded.segments[1], must(TimeZone::named("Asia/Shanghai")))) ==
        std::vector<ChangesOfDay>{{"2026-01-01", 1, 0}, {"2026-01-02", 1, 1}});
}

TEST_CASE("after a start only the differences are changes; another definition has members of its own") {
  Recorded recorded;
  recorded.event(ann, "paid", 0);
  recorded.event(bob, "paid", 1);
  auto started = [&](const std::vector<std::string>& texts) {
    recorded.book = book_of(texts);
    recorded.segments = Recorded::defined(texts);
    for (std::uint32_t segment = 0; segment < texts.size(); ++segment)
      must(recorded.open().each_member(recorded.segments[segment],
                                       [&](const auto& name) { recorded.book.assume(segment, name); }));
    for (const auto& who : {ann, bob}) tell(recorded.book, {who, "paid", new_year_us, {}});
    auto changes = recorded.book.update(new_year_us / 1000);
    recorded.write(changes, Time{new_year_us});
    return changes.size();
  };
  CHECK(started({"did(paid)", "never(refund)"}) == 0);
  CHECK(started({"count(paid) >= 2", "never(refund)"}) == 0);
  CHECK(recorded.members(0).empty());
  CHECK(started({"count(paid) >= 1 in last 1d", "never(refund)"}) == 2);
  CHECK(recorded.members(0) == Names{"customer ann", "cookie b7"});
  CHECK(must(recorded.open().of_segment(recorded.segments[0], 10)).size() == 2);
}

TEST_CASE("more changes than a transaction holds are all there") {
  Recorded recorded;
  constexpr std::size_t many = 60'000;
  for (std::size_t i = 0; i < many; ++i)
    tell(recorded.book, {{"customer", std::to_string(i)}, "refund", new_year_us, {}});
  recorded.event(ann, "paid", 0);
  CHECK(recorded.members(1) == Names{"customer ann"});
  for (std::size_t i = 0; i < many; ++i)
    tell(recorded.book, {{"customer", std::to_string(i)}, "paid", new_year_us, {}});
  recorded.event(bob, "paid", 1);
  CHECK(recorded.members(0).size() == many + 2);
}

TEST_CASE("a reader of a workspace without changes finds none") {
  Folder folder("segment-changes-none");
  std::filesystem::create_directories(folder.path);
  must(must(store::StateDb::open(folder.path / "cairn.db", store::StateDb::Mode::write)).run("CREATE TABLE other(x)"));
  auto changes = must(SegmentChanges::open(folder.path, Access::read));
  CHECK(must(changes.of_customer(ann, 10)).empty());
  CHECK(must(changes.days_of({"payers", ""}, TimeZone::utc())).empty());
}

}  // namespace
}  // namespace cairn::profile
