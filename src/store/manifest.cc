#include "store/manifest.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/check.h"
#include "base/crash_point.h"

namespace cairn::store {
namespace {

constexpr const char* migrations[] = {
    R"(CREATE TABLE workspace(key TEXT PRIMARY KEY, value INTEGER NOT NULL);
       CREATE TABLE segment(number INTEGER PRIMARY KEY, bucket INTEGER NOT NULL, file TEXT NOT NULL UNIQUE,
         rows INTEGER NOT NULL, bytes INTEGER NOT NULL, hash TEXT NOT NULL,
         first_us INTEGER NOT NULL, last_us INTEGER NOT NULL);
       CREATE TABLE segment_column(segment INTEGER NOT NULL REFERENCES segment(number) ON DELETE CASCADE,
         property_column INTEGER NOT NULL, PRIMARY KEY(segment, property_column)) WITHOUT ROWID;
       CREATE TABLE loose(file TEXT PRIMARY KEY);
       CREATE TABLE event_type(number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
       CREATE TABLE property_column(number INTEGER PRIMARY KEY, name TEXT NOT NULL, type TEXT NOT NULL,
         file_column TEXT NOT NULL, rare INTEGER NOT NULL, UNIQUE(name, type));
       CREATE TABLE widening(property TEXT NOT NULL, from_type TEXT NOT NULL, to_type TEXT NOT NULL,
         noticed_us INTEGER NOT NULL);
       CREATE TABLE source(name TEXT PRIMARY KEY, events INTEGER NOT NULL, imported_us INTEGER NOT NULL);
       CREATE TABLE currency(name TEXT PRIMARY KEY);
       CREATE TABLE identifier_kind(name TEXT PRIMARY KEY);)",
    "CREATE TABLE setting(key TEXT PRIMARY KEY, value TEXT NOT NULL);",
    "CREATE TABLE consumer(name TEXT PRIMARY KEY, position INTEGER NOT NULL);",
    // What is there already arrived somewhen before now.
    R"(ALTER TABLE segment ADD COLUMN first_arrival INTEGER NOT NULL DEFAULT 0;
       ALTER TABLE segment ADD COLUMN end_arrival INTEGER NOT NULL DEFAULT 0;
       UPDATE segment SET end_arrival = (SELECT value FROM workspace WHERE key = 'next_arrival');
       INSERT INTO workspace VALUES('lineage', random());)",
    R"(ALTER TABLE segment ADD COLUMN fault TEXT NOT NULL DEFAULT '';
       ALTER TABLE segment ADD COLUMN noticed_us INTEGER NOT NULL DEFAULT 0;)",
};

/// Calls `row` for each row of a query.
Result<void> each_row(StateDb& db, const char* sql, const std::function<Result<void>(Statement&)>& row) {
  CAIRN_TRY(auto statement, db.prepare(sql));
  for (;;) {
    CAIRN_TRY(bool more, statement.step());
    if (!more) return {};
    CAIRN_TRY_VOID(row(statement));
  }
}

Result<void> set_number(StateDb& db, const char* key, std::int64_t value) {
  CAIRN_TRY(auto statement, db.prepare("INSERT INTO workspace VALUES(?, ?) "
                                       "ON CONFLICT(key) DO UPDATE SET value = excluded.value"));
  return statement.bind(1, std::string_view(key)).bind(2, value).run();
}

Result<void> add_names(StateDb& db, const char* table, const std::vector<std::string>& names) {
  if (names.empty()) return {};
  CAIRN_TRY(auto insert, db.prepare(fmt::format("INSERT OR IGNORE INTO {} VALUES(?)", table)));
  for (const auto& name : names) CAIRN_TRY_VOID(insert.bind(1, name).run());
  return {};
}

Result<void> read_names(StateDb& db, const char* sql, std::vector<std::string>& names) {
  return each_row(db, sql, [&](Statement& row) -> Result<void> {
    names.push_back(row.text(0));
    return {};
  });
}

Result<void> read_segments(StateDb& db, Manifest& manifest) {
  std::map<std::int64_t, std::set<std::string>> columns;
  CAIRN_TRY_VOID(
      each_row(db, "SELECT segment, property_column FROM segment_column", [&](Statement& row) -> Result<void> {
        auto place = static_cast<std::size_t>(row.integer(1));
        if (place >= manifest.places.size())
          return Error{ErrorCode::damaged,
                       fmt::format("segment {} names column {}, which is not there", row.integer(0), place), "cairn.db",
                       ""};
        columns[row.integer(0)].insert(manifest.places[place].key());
        return {};
      }));
  return each_row(
      db,
      "SELECT number, bucket, file, rows, bytes, hash, first_us, last_us, first_arrival, end_arrival, fault, "
      "noticed_us FROM segment ORDER BY bucket, number",
      [&](Statement& row) -> Result<void> {
        Segment segment{row.integer(0),
                        static_cast<int>(row.integer(1)),
                        row.text(2),
                        static_cast<std::uint64_t>(row.integer(3)),
                        static_cast<std::uint64_t>(row.integer(4)),
                        row.text(5),
                        Time{row.integer(6)},
                        Time{row.integer(7)},
                        {},
                        row.integer(8),
                        row.integer(9)};
        segment.columns = std::move(columns[segment.number]);
        if (auto fault = row.text(10); !fault.empty())
          manifest.damaged.push_back({std::move(segment), std::move(fault), Time{row.integer(11)}});
        else
          manifest.segments.push_back(std::move(segment));
        return {};
      });
}

Result<void> read_properties(StateDb& db, Manifest& manifest) {
  CAIRN_TRY_VOID(each_row(db, "SELECT name, type, file_column, rare FROM property_column ORDER BY number",
                          [&](Statement& row) -> Result<void> {
                            CAIRN_TRY(auto type, parse_property_type(row.text(1)));
                            manifest.places.push_back({row.text(0), type, row.text(2), row.integer(3) != 0});
                            return {};
                          }));
  std::map<std::string, std::set<PropertyType>> types;
  for (std::size_t i = 0; i < manifest.places.size(); ++i) {
    types[manifest.places[i].name].insert(manifest.places[i].type);
    manifest.place_of.emplace(manifest.places[i].key(), i);
  }
  for (auto& [name, of] : types) manifest.properties.push_back({name, of});
  return each_row(db, "SELECT property, from_type, to_type, noticed_us FROM widening ORDER BY rowid",
                  [&](Statement& row) -> Result<void> {
                    CAIRN_TRY(auto from, parse_property_type(row.text(1)));
                    CAIRN_TRY(auto to, parse_property_type(row.text(2)));
                    manifest.widenings.push_back({row.text(0), from, to, Time{row.integer(3)}});
                    return {};
                  });
}

}  // namespace

PropertyType Property::widest() const {
  CAIRN_CHECK(!types.empty());
  auto type = *types.begin();
  for (auto other : types) type = cairn::widest(type, other);
  return type;
}

const PropertyPlace* Manifest::place(std::string_view key) const {
  auto found = place_of.find(key);
  return found == place_of.end() ? nullptr : &places[found->second];
}

const Property* Manifest::property(std::string_view name) const {
  auto found = std::lower_bound(properties.begin(), properties.end(), name,
                                [](const Property& p, std::string_view n) { return p.name < n; });
  return found != properties.end() && found->name == name ? &*found : nullptr;
}

Result<void> prepare_manifest(StateDb& db, int bucket_bits) {
  CAIRN_TRY_VOID(db.migrate("store", migrations));
  return db.transaction([&]() -> Result<void> {
    CAIRN_TRY(auto insert, db.prepare("INSERT OR IGNORE INTO workspace VALUES(?, ?)"));
    CAIRN_TRY_VOID(insert.bind(1, std::string_view("bucket_bits")).bind(2, std::int64_t{bucket_bits}).run());
    CAIRN_TRY_VOID(insert.bind(1, std::string_view("next_segment")).bind(2, std::int64_t{1}).run());
    return insert.bind(1, std::string_view("next_arrival")).bind(2, std::int64_t{0}).run();
  });
}

Result<void> expect_manifest(StateDb& db) {
  return db.expect_version("store", static_cast<int>(std::size(migrations)));
}

Result<Manifest> read_manifest(StateDb& db) {
  Manifest manifest;
  std::map<std::string, std::int64_t> numbers;
  CAIRN_TRY_VOID(each_row(db, "SELECT key, value FROM workspace", [&](Statement& row) -> Result<void> {
    numbers[row.text(0)] = row.integer(1);
    return {};
  }));
  for (const char* key : {"bucket_bits", "next_segment", "next_arrival", "lineage"})
    if (!numbers.contains(key))
      return Error{ErrorCode::not_found, fmt::format("no '{}' in table workspace", key), "cairn.db", "run an import"};
  manifest.bucket_bits = static_cast<int>(numbers["bucket_bits"]);
  manifest.next_segment = numbers["next_segment"];
  manifest.next_arrival = numbers["next_arrival"];
  manifest.lineage = numbers["lineage"];
  CAIRN_TRY_VOID(read_properties(db, manifest));
  CAIRN_TRY_VOID(read_segments(db, manifest));
  CAIRN_TRY_VOID(read_names(db, "SELECT file FROM loose", manifest.loose));
  CAIRN_TRY_VOID(read_names(db, "SELECT name FROM event_type ORDER BY number", manifest.event_types));
  CAIRN_TRY_VOID(read_names(db, "SELECT name FROM currency ORDER BY name", manifest.currencies));
  CAIRN_TRY_VOID(read_names(db, "SELECT name FROM identifier_kind ORDER BY name", manifest.identifier_kinds));
  CAIRN_TRY_VOID(
      each_row(db, "SELECT name, events, imported_us FROM source ORDER BY name", [&](Statement& row) -> Result<void> {
        manifest.sources.push_back({row.text(0), static_cast<std::uint64_t>(row.integer(1)), Time{row.integer(2)}});
        return {};
      }));
  CAIRN_TRY_VOID(each_row(db, "SELECT key, value FROM setting", [&](Statement& row) -> Result<void> {
    manifest.settings[row.text(0)] = row.text(1);
    return {};
  }));
  CAIRN_TRY_VOID(each_row(db, "SELECT name, position FROM consumer", [&](Statement& row) -> Result<void> {
    manifest.positions[row.text(0)] = row.integer(1);
    return {};
  }));
  return manifest;
}

namespace {

Result<void> add_properties(StateDb& db, const std::vector<PropertyPlace>& places, Time now) {
  CAIRN_TRY(auto known, db.prepare("SELECT type FROM property_column WHERE name = ? AND number < ?"));
  CAIRN_TRY(auto next, db.prepare("SELECT coalesce(max(number) + 1, 0) FROM property_column"));
  CAIRN_TRY(auto insert, db.prepare("INSERT INTO property_column VALUES(?, ?, ?, ?, ?)"));
  CAIRN_TRY(auto widen, db.prepare("INSERT INTO widening VALUES(?, ?, ?, ?)"));
  for (const auto& place : places) {
    CAIRN_TRY(bool counted, next.step());
    CAIRN_CHECK(counted);
    std::int64_t number = next.integer(0);
    next.reset();
    Property before{place.name, {}};
    known.bind(1, place.name).bind(2, number);
    for (;;) {
      CAIRN_TRY(bool more, known.step());
      if (!more) break;
      CAIRN_TRY(auto type, parse_property_type(known.text(0)));
      before.types.insert(type);
    }
    known.reset();
    CAIRN_TRY_VOID(insert.bind(1, number)
                       .bind(2, place.name)
                       .bind(3, name_of(place.type))
                       .bind(4, place.file_column)
                       .bind(5, std::int64_t{place.rare})
                       .run());
    if (before.types.empty()) continue;
    auto from = before.widest(), to = cairn::widest(from, place.type);
    if (from == to) continue;
    CAIRN_TRY_VOID(widen.bind(1, place.name).bind(2, name_of(from)).bind(3, name_of(to)).bind(4, now.us).run());
  }
  return {};
}

Result<void> add_segments(StateDb& db, const std::vector<Segment>& segments) {
  std::map<std::string, std::int64_t> number_of;
  CAIRN_TRY_VOID(each_row(db, "SELECT name, type, number FROM property_column", [&](Statement& row) -> Result<void> {
    number_of[row.text(0) + "." + row.text(1)] = row.integer(2);
    return {};
  }));
  CAIRN_TRY(auto insert, db.prepare("INSERT INTO segment VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', 0)"));
  CAIRN_TRY(auto column, db.prepare("INSERT INTO segment_column VALUES(?, ?)"));
  CAIRN_TRY(auto fasten, db.prepare("DELETE FROM loose WHERE file = ?"));
  for (const auto& segment : segments) {
    insert.bind(1, segment.number).bind(2, std::int64_t{segment.bucket}).bind(3, segment.file);
    insert.bind(4, static_cast<std::int64_t>(segment.rows))
        .bind(5, static_cast<std::int64_t>(segment.bytes))
        .bind(6, segment.hash);
    insert.bind(7, segment.first.us).bind(8, segment.last.us);
    CAIRN_TRY_VOID(insert.bind(9, segment.first_arrival).bind(10, segment.end_arrival).run());
    CAIRN_TRY_VOID(fasten.bind(1, segment.file).run());
    for (const auto& key : segment.columns) {
      CAIRN_CHECK(number_of.contains(key));
      CAIRN_TRY_VOID(column.bind(1, segment.number).bind(2, number_of[key]).run());
    }
  }
  return {};
}

Result<void> remove_segments(StateDb& db, const std::vector<Segment>& segments) {
  CAIRN_TRY(auto remove, db.prepare("DELETE FROM segment WHERE number = ?"));
  CAIRN_TRY(auto loosen, db.prepare("INSERT OR IGNORE INTO loose VALUES(?)"));
  for (const auto& segment : segments) {
    CAIRN_TRY_VOID(remove.bind(1, segment.number).run());
    CAIRN_TRY_VOID(loosen.bind(1, segment.file).run());
  }
  return {};
}

}  // namespace

Result<void> commit(StateDb& db, const ManifestChange& change, Time now) {
  return db.transaction([&]() -> Result<void> {
    CAIRN_TRY_VOID(add_properties(db, change.new_places, now));
    CAIRN_TRY_VOID(remove_segments(db, change.removed));
    CAIRN_TRY_VOID(add_segments(db, change.added));
    CAIRN_TRY(auto type, db.prepare("INSERT INTO event_type SELECT coalesce(max(number) + 1, 0), ? FROM event_type"));
    for (const auto& name : change.new_event_types) CAIRN_TRY_VOID(type.bind(1, name).run());
    CAIRN_TRY(auto source, db.prepare("INSERT INTO source VALUES(?, ?, ?) ON CONFLICT(name) DO UPDATE SET "
                                      "events = events + excluded.events, imported_us = excluded.imported_us"));
    for (const auto& [name, events] : change.source_events)
      CAIRN_TRY_VOID(source.bind(1, name).bind(2, static_cast<std::int64_t>(events)).bind(3, now.us).run());
    CAIRN_TRY_VOID(add_names(db, "currency", change.currencies));
    CAIRN_TRY_VOID(add_names(db, "identifier_kind", change.identifier_kinds));
    if (change.position) {
      CAIRN_TRY(auto reach, db.prepare("INSERT INTO consumer VALUES(?, ?) "
                                       "ON CONFLICT(name) DO UPDATE SET position = excluded.position"));
      CAIRN_TRY_VOID(reach.bind(1, change.position->first).bind(2, change.position->second).run());
    }
    crash_point("manifest: inside the commit");
    CAIRN_TRY_VOID(set_number(db, "next_segment", change.next_segment));
    return set_number(db, "next_arrival", change.next_arrival);
  });
}

Result<void> mark(StateDb& db, const SegmentMarks& marks) {
  return db.transaction([&]() -> Result<void> {
    CAIRN_TRY(auto put, db.prepare("UPDATE segment SET fault = ?, noticed_us = ? WHERE number = ?"));
    for (const auto& [segment, fault, noticed] : marks.aside)
      CAIRN_TRY_VOID(put.bind(1, fault).bind(2, noticed.us).bind(3, segment.number).run());
    for (const auto& segment : marks.back)
      CAIRN_TRY_VOID(put.bind(1, std::string_view()).bind(2, std::int64_t{0}).bind(3, segment.number).run());
    // What was derived goes by arrivals, which stay as they are.
    return db.run("UPDATE workspace SET value = random() WHERE key = 'lineage'");
  });
}

Result<void> set_setting(StateDb& db, const std::string& key, const std::string& value) {
  CAIRN_TRY(auto put,
            db.prepare("INSERT INTO setting VALUES(?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value"));
  return put.bind(1, key).bind(2, value).run();
}

Result<void> announce(StateDb& db, const std::vector<std::string>& files) {
  return db.transaction([&] { return add_names(db, "loose", files); });
}

Result<void> forget_loose(StateDb& db) { return db.run("DELETE FROM loose"); }

Result<void> forget_loose(StateDb& db, const std::vector<std::string>& files) {
  return db.transaction([&]() -> Result<void> {
    CAIRN_TRY(auto remove, db.prepare("DELETE FROM loose WHERE file = ?"));
    for (const auto& file : files) CAIRN_TRY_VOID(remove.bind(1, file).run());
    return {};
  });
}

std::string segment_file(int bucket, std::int64_t number) {
  return fmt::format("b{:02}-{:06}.parquet", bucket, number);
}

std::int64_t segment_number(std::string_view file) {
  constexpr std::string_view end = ".parquet";
  auto dash = file.find('-');
  if (!file.starts_with('b') || !file.ends_with(end) || dash == std::string_view::npos) return -1;
  auto digits = file.substr(dash + 1, file.size() - end.size() - dash - 1);
  std::int64_t number = -1;
  auto [at, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return fault == std::errc() && at == digits.data() + digits.size() ? number : -1;
}

}  // namespace cairn::store
