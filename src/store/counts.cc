#include "store/counts.h"

#include "base/time.h"

namespace cairn::store {
namespace {

constexpr const char* folder = "counts";
constexpr const char* migrations[] = {
    R"(CREATE TABLE counts(measure TEXT NOT NULL, unit TEXT NOT NULL, place TEXT NOT NULL, hour_us INTEGER NOT NULL,
         value REAL NOT NULL, others TEXT NOT NULL, PRIMARY KEY(measure, unit, place, hour_us)) WITHOUT ROWID;)",
};

/// A row of the table: its key, its value, and what else is known of it.
struct Row {
  std::string measure, unit, place;
  Time hour{};
  double value = 0;
  Json others = Json::object();
};

Result<Row> row_from(const ReferenceRow& given) {
  Row row;
  for (const auto& [name, fact] : given.facts.items()) {
    if (name == "measure" && fact.is_string())
      row.measure = fact.get<std::string>();
    else if (name == "unit" && fact.is_string())
      row.unit = fact.get<std::string>();
    else if (name == "place" && fact.is_string())
      row.place = fact.get<std::string>();
    else if (name == "value" && fact.is_number())
      row.value = fact.get<double>();
    else if (name != "hour")
      row.others[name] = fact;
  }
  auto hour = parse_time(given.facts.value("hour", ""), TimeZone::utc());
  if (!hour) return Error{ErrorCode::invalid, "a count without its hour", given.key, "give each count an hour"};
  row.hour = *hour;
  return row;
}

Statement& bind_key(Statement& statement, const Row& row) {
  return statement.bind(1, std::string_view(row.measure))
      .bind(2, std::string_view(row.unit))
      .bind(3, std::string_view(row.place))
      .bind(4, row.hour.us);
}

Result<Json> others_from(const std::string& text) {
  auto others = Json::parse(text, nullptr, false);
  if (!others.is_object())
    return Error{ErrorCode::damaged, "the facts of a count are no JSON object", "cairn.db", "import its table again"};
  return others;
}

ReferenceRow reference_row(Row row) {
  ReferenceRow out;
  auto hour = format_time(row.hour);
  out.key = row.measure + " · " + row.place + " · " + hour + (row.unit.empty() ? "" : " · " + row.unit);
  out.facts = std::move(row.others);
  out.facts["measure"] = std::move(row.measure);
  out.facts["place"] = std::move(row.place);
  out.facts["hour"] = std::move(hour);
  if (!row.unit.empty()) out.facts["unit"] = std::move(row.unit);
  out.facts["value"] = row.value;
  return out;
}

}  // namespace

Result<CountTable> CountTable::open(const std::filesystem::path& workspace, Access access) {
  auto file = workspace / "cairn.db";
  if (access == Access::write) {
    CAIRN_TRY(auto db, StateDb::open(file, StateDb::Mode::write));
    CAIRN_TRY_VOID(db.migrate(folder, migrations));
    return CountTable(std::move(db), true);
  }
  CAIRN_TRY(auto db, StateDb::open(file, StateDb::Mode::read));
  CAIRN_TRY(int version, db.version(folder));
  if (version > 0) CAIRN_TRY_VOID(db.expect_version(folder, static_cast<int>(std::size(migrations))));
  return CountTable(std::move(db), version > 0);
}

Result<ReferenceChange> CountTable::put(const std::vector<ReferenceRow>& rows) {
  ReferenceChange change;
  CAIRN_TRY(auto find, db_.prepare("SELECT value, others FROM counts WHERE measure = ? AND unit = ? AND place = ? "
                                   "AND hour_us = ?"));
  CAIRN_TRY(auto insert, db_.prepare("INSERT OR REPLACE INTO counts VALUES(?, ?, ?, ?, ?, ?)"));
  auto put_one = [&](Row row) -> Result<void> {
    CAIRN_TRY(bool known, bind_key(find, row).step());
    if (known) {
      CAIRN_TRY(auto merged, others_from(find.text(1)));
      auto old = merged;
      merged.update(row.others);
      row.others = std::move(merged);
      if (row.value == find.real(0) && row.others == old) {
        ++change.same;
        find.reset();
        return {};
      }
    }
    find.reset();
    ++(known ? change.changed : change.added);
    auto others = row.others.dump(-1, ' ', false, Json::error_handler_t::replace);
    return bind_key(insert, row).bind(5, row.value).bind(6, std::string_view(others)).run();
  };
  auto put_all = [&]() -> Result<void> {
    for (const auto& each : rows) {
      CAIRN_TRY(auto row, row_from(each));
      CAIRN_TRY_VOID(put_one(std::move(row)));
    }
    return {};
  };
  CAIRN_TRY_VOID(db_.transaction(put_all));
  return change;
}

Result<std::vector<ReferenceRow>> CountTable::rows(const std::string& prefix) {
  std::vector<ReferenceRow> rows;
  if (!exists_) return rows;
  CAIRN_TRY(auto select, db_.prepare("SELECT measure, unit, place, hour_us, value, others FROM counts "
                                     "WHERE measure >= ?1 AND substr(measure, 1, length(?1)) = ?1 "
                                     "ORDER BY measure, unit, place, hour_us"));
  select.bind(1, std::string_view(prefix));
  for (;;) {
    CAIRN_TRY(bool more, select.step());
    if (!more) return rows;
    CAIRN_TRY(auto others, others_from(select.text(5)));
    rows.push_back(reference_row(
        {select.text(0), select.text(1), select.text(2), {select.integer(3)}, select.real(4), std::move(others)}));
  }
}

Result<std::uint64_t> CountTable::size() {
  if (!exists_) return 0;
  CAIRN_TRY(auto select, db_.prepare("SELECT count(*) FROM counts"));
  CAIRN_TRY_VOID(select.step());
  return static_cast<std::uint64_t>(select.integer(0));
}

Result<std::vector<CountedMeasure>> CountTable::measures() {
  std::vector<CountedMeasure> measures;
  if (!exists_) return measures;
  CAIRN_TRY(auto select, db_.prepare("SELECT DISTINCT measure, unit FROM counts ORDER BY measure, unit"));
  for (;;) {
    CAIRN_TRY(bool more, select.step());
    if (!more) return measures;
    measures.push_back({select.text(0), select.text(1)});
  }
}

Result<double> CountTable::sum(const Wanted& wanted) {
  if (!exists_) return 0;
  CAIRN_TRY(auto select, db_.prepare("SELECT total(value) FROM counts WHERE measure = ?1 AND (?2 = '' OR place = ?2) "
                                     "AND (?3 = '' OR unit = ?3) AND hour_us > ?4 AND hour_us <= ?5"));
  select.bind(1, std::string_view(wanted.measure))
      .bind(2, std::string_view(wanted.place))
      .bind(3, std::string_view(wanted.unit))
      .bind(4, wanted.after.us)
      .bind(5, wanted.until.us);
  CAIRN_TRY_VOID(select.step());
  return select.real(0);
}

}  // namespace cairn::store
