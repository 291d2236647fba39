#include "profile/changes.h"

#include <algorithm>
#include <map>

#include "base/check.h"
#include "base/hash.h"

namespace cairn::profile {
namespace {

constexpr const char* migrations[] = {
    R"(CREATE TABLE segment_definition(number INTEGER PRIMARY KEY, segment TEXT NOT NULL, definition TEXT NOT NULL,
         UNIQUE(segment, definition));
       CREATE TABLE segment_customer(number INTEGER PRIMARY KEY, value TEXT NOT NULL, kind TEXT NOT NULL,
         UNIQUE(value, kind));
       CREATE TABLE segment_changes(number INTEGER PRIMARY KEY, definition INTEGER NOT NULL, customer INTEGER NOT NULL,
         entered INTEGER NOT NULL, at_ms INTEGER NOT NULL, noticed_us INTEGER NOT NULL);
       CREATE INDEX segment_changes_of_customer ON segment_changes(customer, definition);
       CREATE INDEX segment_changes_of_definition ON segment_changes(definition);)",
};

constexpr const char* select_changes =
    "SELECT d.segment, d.definition, c.kind, c.value, entered, at_ms, noticed_us FROM segment_changes AS s "
    "JOIN segment_definition AS d ON d.number = s.definition JOIN segment_customer AS c ON c.number = s.customer ";

/// Zones differ from UTC by quarters of an hour.
constexpr std::int64_t quarter_ms = 900'000;

}  // namespace

std::string definition_of(const CasePredicate& predicate) { return hash128(to_json(predicate).dump()).hex(); }

Result<SegmentChanges> SegmentChanges::open(const std::filesystem::path& workspace, store::Access access) {
  using store::StateDb;
  const auto file = workspace / "cairn.db";
  if (access == store::Access::write) {
    CAIRN_TRY(auto db, StateDb::open(file, StateDb::Mode::write));
    CAIRN_TRY_VOID(db.migrate("segment_changes", migrations));
    return SegmentChanges(std::move(db), true);
  }
  CAIRN_TRY(auto db, StateDb::open(file, StateDb::Mode::read));
  CAIRN_TRY(int version, db.version("segment_changes"));
  if (version > 0) CAIRN_TRY_VOID(db.expect_version("segment_changes", static_cast<int>(std::size(migrations))));
  return SegmentChanges(std::move(db), version > 0);
}

Result<std::int64_t> SegmentChanges::number_of(const DefinedSegment& segment) {
  CAIRN_TRY(auto insert, db_.prepare("INSERT INTO segment_definition(segment, definition) VALUES(?, ?) "
                                     "ON CONFLICT DO UPDATE SET segment = excluded.segment RETURNING number"));
  insert.bind(1, std::string_view(segment.name)).bind(2, std::string_view(segment.definition));
  CAIRN_TRY(bool found, insert.step());
  CAIRN_CHECK(found);
  auto number = insert.integer(0);
  CAIRN_TRY_VOID(insert.run());
  return number;
}

Result<std::size_t> SegmentChanges::write(const std::vector<DefinedSegment>& segments, const Book& book,
                                          std::span<const SegmentChange> changes, Time noticed) {
  const auto first = changes.first(std::min(changes.size(), most_at_once));
  if (first.empty()) return first.size();
  CAIRN_TRY_VOID(db_.transaction([&]() -> Result<void> {
    std::vector<std::int64_t> definitions;
    for (const auto& segment : segments) {
      CAIRN_TRY(auto number, number_of(segment));
      definitions.push_back(number);
    }
    return write_some(definitions, book, first, noticed);
  }));
  return first.size();
}

Result<void> SegmentChanges::write_some(const std::vector<std::int64_t>& definitions, const Book& book,
                                        std::span<const SegmentChange> changes, Time noticed) {
  CAIRN_TRY(auto find, db_.prepare("SELECT number FROM segment_customer WHERE value = ? AND kind = ?"));
  CAIRN_TRY(auto add, db_.prepare("INSERT INTO segment_customer(value, kind) VALUES(?, ?) RETURNING number"));
  CAIRN_TRY(auto insert, db_.prepare("INSERT INTO segment_changes(definition, customer, entered, at_ms, noticed_us) "
                                     "VALUES(?, ?, ?, ?, ?)"));
  auto number_of_customer = [&](NameId id) -> Result<std::int64_t> {
    const auto name = book.name_of(id);
    for (auto* statement : {&find, &add}) {
      statement->bind(1, std::string_view(name.value)).bind(2, std::string_view(name.kind));
      CAIRN_TRY(bool found, statement->step());
      auto number = found ? statement->integer(0) : 0;
      CAIRN_TRY_VOID(statement->run());
      if (found) return number;
    }
    CAIRN_CHECK(false);
  };
  // The changes of a customer follow one another.
  NameId last = 0;
  std::int64_t number = 0;
  for (const auto& change : changes) {
    if (number == 0 || change.customer != last) {
      CAIRN_TRY(number, number_of_customer(change.customer));
    }
    last = change.customer;
    CAIRN_TRY_VOID(insert.bind(1, definitions[change.segment])
                       .bind(2, number)
                       .bind(3, std::int64_t{change.entered})
                       .bind(4, change.at_ms)
                       .bind(5, noticed.us)
                       .run());
  }
  return {};
}

Result<void> SegmentChanges::each_member(const DefinedSegment& segment,
                                         const std::function<void(const identity::Identifier&)>& take) {
  if (!exists_) return {};
  // Of the columns beside max() SQLite gives those of the row that has it.
  CAIRN_TRY(
      auto select,
      db_.prepare("SELECT c.kind, c.value FROM (SELECT customer, entered, max(s.number) FROM segment_changes AS s "
                  "JOIN segment_definition AS d ON d.number = s.definition "
                  "WHERE d.segment = ? AND d.definition = ? GROUP BY customer) "
                  "JOIN segment_customer AS c ON c.number = customer WHERE entered"));
  select.bind(1, std::string_view(segment.name)).bind(2, std::string_view(segment.definition));
  for (;;) {
    CAIRN_TRY(bool more, select.step());
    if (!more) return {};
    take({select.text(0), select.text(1)});
  }
}

Result<std::vector<RecordedChange>> SegmentChanges::read(store::Statement select) {
  std::vector<RecordedChange> found;
  for (;;) {
    CAIRN_TRY(bool more, select.step());
    if (!more) return found;
    found.push_back({{select.text(0), select.text(1)},
                     {select.text(2), select.text(3)},
                     select.integer(4) != 0,
                     Time{select.integer(5) * 1000},
                     Time{select.integer(6)}});
  }
}

Result<std::vector<RecordedChange>> SegmentChanges::of_customer(const identity::Identifier& customer,
                                                                std::size_t most) {
  if (!exists_) return std::vector<RecordedChange>();
  CAIRN_TRY(auto select, db_.prepare(std::string(select_changes) +
                                     "WHERE c.value = ? AND c.kind = ? ORDER BY s.number DESC LIMIT ?"));
  select.bind(1, std::string_view(customer.value))
      .bind(2, std::string_view(customer.kind))
      .bind(3, static_cast<std::int64_t>(most));
  return read(std::move(select));
}

Result<std::vector<RecordedChange>> SegmentChanges::of_segment(const DefinedSegment& segment, std::size_t most) {
  if (!exists_) return std::vector<RecordedChange>();
  CAIRN_TRY(auto select, db_.prepare(std::string(select_changes) +
                                     "WHERE d.segment = ? AND d.definition = ? ORDER BY s.number DESC LIMIT ?"));
  select.bind(1, std::string_view(segment.name))
      .bind(2, std::string_view(segment.definition))
      .bind(3, static_cast<std::int64_t>(most));
  return read(std::move(select));
}

Result<std::vector<ChangesOfDay>> SegmentChanges::days_of(const DefinedSegment& segment, const TimeZone& zone) {
  if (!exists_) return std::vector<ChangesOfDay>();
  CAIRN_TRY(auto select, db_.prepare("SELECT (at_ms - (at_ms % ?1 + ?1) % ?1) AS quarter, sum(entered), "
                                     "count(*) - sum(entered) FROM segment_changes AS s "
                                     "JOIN segment_definition AS d ON d.number = s.definition "
                                     "WHERE d.segment = ?2 AND d.definition = ?3 GROUP BY quarter"));
  select.bind(1, quarter_ms).bind(2, std::string_view(segment.name)).bind(3, std::string_view(segment.definition));
  std::map<std::string, ChangesOfDay> days;
  for (;;) {
    CAIRN_TRY(bool more, select.step());
    if (!more) break;
    auto day = format_local(Time{select.integer(0) * 1000}, zone).substr(0, 10);
    auto& counts = days.try_emplace(day, ChangesOfDay{day}).first->second;
    counts.entered += static_cast<std::uint64_t>(select.integer(1));
    counts.left += static_cast<std::uint64_t>(select.integer(2));
  }
  std::vector<ChangesOfDay> found;
  for (auto& [day, counts] : days) found.push_back(std::move(counts));
  return found;
}

}  // namespace cairn::profile
