#include "store/counts.h"

#include "base/time.h"

namespace cairn::store {
namespace {

constexpr const char* folder = "counts";
constexpr const char* migrations[] = {
    R"(CREATE TABLE counts(measure TEXT NOT NULL, unit TEXT NOT NULL, place TEXT NOT NULL, hour_us INTEGER NOT NULL,
         value REAL NOT NULL, others TEXT NOT NULL, PRIMARY KEY(measure, unit, place, hour_us)) WITHOUT ROWID;)",
};

Statement& bind_key(Statement& statement, const CountRow& row) {
  return statement.bind(1, row.measure).bind(2, row.unit).bind(3, row.place).bind(4, row.hour.us);
}

Result<Time> hour_of(const ReferenceRow& row) {
  auto hour = parse_time(row.facts.value("hour", ""), TimeZone::utc());
  if (hour) return *hour;
  return Error{ErrorCode::invalid, "a count without its hour", row.key, "give each count an hour"};
}

Result<Json> others_from(std::string_view text) {
  auto others = Json::parse(text, nullptr, false);
  if (!others.is_object())
    return Error{ErrorCode::damaged, "the facts of a count are no JSON object", "cairn.db", "import its table again"};
  return others;
}

std::string text_of(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

ReferenceRow reference_row(const CountRow& row, Json others) {
  ReferenceRow out;
  auto hour = format_time(row.hour);
  for (auto part : {row.measure, row.place, std::string_view(hour), row.unit})
    if (!part.empty()) out.key.append(out.key.empty() ? "" : " · ").append(part);
  out.facts = std::move(others);
  out.facts["measure"] = row.measure;
  out.facts["place"] = row.place;
  out.facts["hour"] = std::move(hour);
  if (!row.unit.empty()) out.facts["unit"] = row.unit;
  out.facts["value"] = row.value;
  return out;
}

/// Puts row after row in a transaction that is open.
class Putting {
 public:
  static Result<Putting> start(StateDb& db) {
    CAIRN_TRY(auto find, db.prepare("SELECT value, others FROM counts WHERE measure = ? AND unit = ? AND place = ? "
                                    "AND hour_us = ?"));
    CAIRN_TRY(auto insert, db.prepare("INSERT OR REPLACE INTO counts VALUES(?, ?, ?, ?, ?, ?)"));
    return Putting(std::move(find), std::move(insert));
  }

  Result<void> put(const CountRow& row) {
    CAIRN_TRY(bool known, bind_key(find_, row).step());
    double value = known ? find_.real(0) : 0;
    auto others = known ? find_.text(1) : std::string(row.others);
    find_.reset();
    bool same_others = others == row.others;
    if (!same_others) {
      CAIRN_TRY(auto merged, others_from(others));
      CAIRN_TRY(auto brought, others_from(row.others));
      merged.update(brought);
      auto text = text_of(merged);
      same_others = text == others;
      others = std::move(text);
    }
    if (known && value == row.value && same_others) {
      ++change_.same;
      return {};
    }
    ++(known ? change_.changed : change_.added);
    return bind_key(insert_, row).bind(5, row.value).bind(6, std::string_view(others)).run();
  }

  const ReferenceChange& change() const { return change_; }

 private:
  Putting(Statement find, Statement insert) : find_(std::move(find)), insert_(std::move(insert)) {}
  Statement find_, insert_;
  ReferenceChange change_;
};

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

Result<ReferenceChange> CountTable::put(const std::function<Result<void>(const Take&)>& give) {
  CAIRN_TRY(auto putting, Putting::start(db_));
  CAIRN_TRY_VOID(db_.transaction([&] { return give([&](const CountRow& row) { return putting.put(row); }); }));
  return putting.change();
}

Result<ReferenceChange> CountTable::put(const std::vector<ReferenceRow>& rows) {
  return put([&](const Take& take) -> Result<void> {
    for (const auto& each : rows) {
      CAIRN_TRY(auto hour, hour_of(each));
      CountRow row{"", "", "", hour, 0, ""};
      Json others = Json::object();
      for (const auto& [name, fact] : each.facts.items()) {
        bool is_text = fact.is_string();
        if (name == "measure" && is_text)
          row.measure = fact.get_ref<const std::string&>();
        else if (name == "unit" && is_text)
          row.unit = fact.get_ref<const std::string&>();
        else if (name == "place" && is_text)
          row.place = fact.get_ref<const std::string&>();
        else if (name == "value" && fact.is_number())
          row.value = fact.get<double>();
        else if (name != "hour")
          others[name] = fact;
      }
      auto text = text_of(others);
      row.others = text;
      CAIRN_TRY_VOID(take(row));
    }
    return {};
  });
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
    auto measure = select.text(0), unit = select.text(1), place = select.text(2);
    CountRow row{measure, unit, place, {select.integer(3)}, select.real(4), ""};
    rows.push_back(reference_row(row, std::move(others)));
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
