#include "collect/refused.h"

#include <array>
#include <iterator>
#include <utility>

#include "base/hash.h"

namespace cairn::collect {
namespace {

constexpr const char* migrations[] = {
    R"(CREATE TABLE refused(id TEXT PRIMARY KEY, source TEXT NOT NULL, format INTEGER NOT NULL, context TEXT NOT NULL,
         received_us INTEGER NOT NULL, reason TEXT NOT NULL, found TEXT NOT NULL, text TEXT NOT NULL,
         times INTEGER NOT NULL, seq INTEGER NOT NULL, state TEXT NOT NULL) WITHOUT ROWID;
       CREATE INDEX refused_received ON refused(received_us);)",
};
constexpr std::array<std::string_view, 3> state_names{"open", "replayed", "dropped"};
constexpr const char* columns = "id, source, format, context, received_us, reason, found, text, times, state";

RefusedEntry entry_of(const store::Statement& row) {
  RefusedEntry entry;
  entry.id = row.text(0);
  entry.source = row.text(1);
  entry.format = static_cast<WireFormat>(row.integer(2));
  entry.context = Json::parse(row.text(3), nullptr, false);
  entry.received = {row.integer(4)};
  entry.reason = row.text(5);
  entry.found = row.text(6);
  entry.text = row.text(7);
  entry.times = static_cast<std::uint64_t>(row.integer(8));
  auto state = row.text(9);
  for (std::size_t i = 0; i < state_names.size(); ++i)
    if (state == state_names[i]) entry.state = static_cast<RefusedState>(i);
  return entry;
}

Error unknown(const std::string& id) {
  return {ErrorCode::not_found, "there is no refused item '" + id + "'", "quarantine", "see cairn quarantine list"};
}

}  // namespace

std::string_view name_of(RefusedState state) { return state_names[static_cast<std::size_t>(state)]; }

Json to_json(const RefusedEntry& entry) {
  return {{"id", entry.id},
          {"source", entry.source},
          {"format", name_of(entry.format)},
          {"reason", entry.reason},
          {"explanation", explain_refusal(entry.reason)},
          {"found", entry.found},
          {"received", format_time(entry.received)},
          {"times", entry.times},
          {"state", name_of(entry.state)},
          {"text", entry.text}};
}

Result<std::unique_ptr<RefusedItems>> RefusedItems::open(const std::filesystem::path& workspace) {
  CAIRN_TRY(auto db, store::StateDb::open(workspace / "cairn.db", store::StateDb::Mode::write));
  CAIRN_TRY_VOID(db.migrate("refused", migrations));
  return std::unique_ptr<RefusedItems>(new RefusedItems(std::move(db)));
}

Result<void> RefusedItems::put(const std::vector<RefusedEntry>& entries, std::int64_t seq) {
  std::lock_guard guard(mutex_);
  CAIRN_TRY(auto insert, db_.prepare("INSERT INTO refused VALUES(?, ?, ?, ?, ?, ?, ?, ?, 1, ?, 'open') "
                                     "ON CONFLICT(id) DO UPDATE SET times = times + 1, seq = excluded.seq, "
                                     "received_us = excluded.received_us WHERE refused.seq < excluded.seq"));
  return db_.transaction([&]() -> Result<void> {
    for (const auto& entry : entries) {
      auto id = hash128(entry.text, hash64(entry.source)).hex();
      auto context = entry.context.dump();
      CAIRN_TRY_VOID(insert.bind(1, std::string_view(id))
                         .bind(2, std::string_view(entry.source))
                         .bind(3, static_cast<std::int64_t>(entry.format))
                         .bind(4, std::string_view(context))
                         .bind(5, entry.received.us)
                         .bind(6, std::string_view(entry.reason))
                         .bind(7, std::string_view(entry.found))
                         .bind(8, std::string_view(entry.text))
                         .bind(9, seq)
                         .run());
    }
    return {};
  });
}

Result<std::vector<RefusedEntry>> RefusedItems::list(const RefusedFilter& filter) {
  std::lock_guard guard(mutex_);
  std::string sql = std::string("SELECT ") + columns +
                    " FROM refused WHERE (?1 = '' OR source = ?1) AND (?2 = '' OR reason = ?2)" +
                    (filter.open_only ? " AND state = 'open'" : "") + " ORDER BY received_us DESC, id LIMIT ?3";
  CAIRN_TRY(auto select, db_.prepare(sql));
  select.bind(1, std::string_view(filter.source))
      .bind(2, std::string_view(filter.reason))
      .bind(3, static_cast<std::int64_t>(filter.most));
  std::vector<RefusedEntry> entries;
  for (;;) {
    CAIRN_TRY(bool more, select.step());
    if (!more) return entries;
    entries.push_back(entry_of(select));
  }
}

Result<RefusedEntry> RefusedItems::get(const std::string& id) {
  std::lock_guard guard(mutex_);
  CAIRN_TRY(auto select, db_.prepare(std::string("SELECT ") + columns + " FROM refused WHERE id = ?"));
  select.bind(1, std::string_view(id));
  CAIRN_TRY(bool found, select.step());
  if (!found) return unknown(id);
  return entry_of(select);
}

Result<void> RefusedItems::mark(const std::string& id, RefusedState state) {
  std::lock_guard guard(mutex_);
  CAIRN_TRY(auto update, db_.prepare("UPDATE refused SET state = ? WHERE id = ?"));
  return update.bind(1, name_of(state)).bind(2, std::string_view(id)).run();
}

Result<Json> RefusedItems::counts() {
  std::lock_guard guard(mutex_);
  CAIRN_TRY(auto select, db_.prepare("SELECT source, reason, count(*), sum(times), max(received_us) FROM refused "
                                     "WHERE state = 'open' GROUP BY source, reason ORDER BY 3 DESC, 1, 2"));
  Json list = Json::array();
  for (;;) {
    CAIRN_TRY(bool more, select.step());
    if (!more) return list;
    list.push_back({{"source", select.text(0)},
                    {"reason", select.text(1)},
                    {"items", select.integer(2)},
                    {"times", select.integer(3)},
                    {"last", format_time({select.integer(4)})}});
  }
}

RefusedFilter refused_filter_of(const Json& json) {
  RefusedFilter filter;
  filter.source = json.value("source", "");
  filter.reason = json.value("reason", "");
  filter.open_only = !json.value("all", false);
  filter.most = json.value("most", filter.most);
  return filter;
}

Result<Json> RefusedItems::listed(const RefusedFilter& filter) {
  CAIRN_TRY(auto entries, list(filter));
  CAIRN_TRY(auto counted, counts());
  Json items = Json::array();
  for (const auto& entry : entries) items.push_back(to_json(entry));
  return Json{{"items", items}, {"counts", counted}};
}

Result<void> RefusedItems::drop(const std::string& id) {
  CAIRN_TRY(auto entry, get(id));
  return mark(entry.id, RefusedState::dropped);
}

std::string explain_refusal(std::string_view reason) {
  static constexpr std::pair<std::string_view, const char*> known[] = {
      {"too-large", "An event may have 32 KB; send what is larger in parts, or leave out what nobody asks about."},
      {"too-deep", "An event's JSON may be nested 32 deep; flatten it."},
      {"too-many-keys", "An event may have 512 keys, all levels together; send lists as arrays."},
      {"too-many-names",
       "A workspace has at most 10,000 names of properties; values (ids, days, words of people) belong into values."},
      {"missing-id",
       "An event needs somebody it happened to: a userId or anonymousId that is not empty, null, 0, "
       "guest or the like."},
      {"missing-event", "An event needs a name; a track call carries it as `event`."},
      {"missing-type", "An item needs a type that is known: track, page, screen, identify, group or alias."},
      {"not-an-object", "Each item of a batch is a JSON object."},
      {"bad-number", "A number is outside what can be kept exactly; send it as text."},
      {"bad-text", "Text must be valid UTF-8 without NUL."},
      {"not-json", "The item breaks the rules of JSON; check how its sender writes it."},
      {"name-too-long", "Names of properties, events and people have at most 500 bytes; values may be longer."},
      {"missing-time", "The mapping takes the time from the message, and there is none; see its `time`."},
      {"missing-items", "The mapping looks for a list of items where the message has none; see its `items`."},
      {"missing-message-id", "The mapping takes an id from the message, and there is none; see its `id`."},
      {"unreadable", "The whole request could not be read when it was loaded; it is kept as it came."},
      {"bad-time", "A time must be ISO 8601 with an offset, or milliseconds since 1970."},
  };
  for (const auto& [name, text] : known)
    if (name == reason) return text;
  return std::string(reason);
}

}  // namespace cairn::collect
