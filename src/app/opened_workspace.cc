// Views and writers of an opened workspace, its settings, calendar, sources and upkeep.
#include "app/opened_workspace.h"

#include <fmt/format.h>

#include <utility>

#include "api/remote_workspace.h"
#include "app/calendar.h"
#include "base/clock.h"
#include "base/crash_point.h"
#include "base/text.h"
#include "collect/refused.h"
#include "collect/sources.h"
#include "event/predicate.h"
#include "store/backup.h"
#include "store/history.h"
#include "store/inbox.h"
#include "store/reference.h"
#include "store/repair.h"

namespace cairn::app {
namespace {

constexpr std::chrono::seconds nobody_asks_after{10}, longest_outdated{60};

}  // namespace

Result<Json> LocalWorkspace::settings() {
  return Json{{timezone_key, timezone_name()}, {exclude_key, history().setting(exclude_key).value_or("")}};
}

Result<void> LocalWorkspace::set(const std::string& key, const std::string& value) {
  Writing writing(*this);
  if (key == timezone_key) {
    CAIRN_TRY(auto chosen, TimeZone::named(value));
    return history_.set_setting(key, chosen.name());
  }
  if (key == exclude_key) {
    if (!value.empty()) CAIRN_TRY_VOID(parse_event_predicate(value));
    return history_.set_setting(key, value);
  }
  return Error{ErrorCode::usage, "there is no setting '" + key + "'", "settings",
               suggest(key, std::vector<std::string>{timezone_key, exclude_key})};
}

Result<void> LocalWorkspace::change_calendar(const Json& change) {
  auto name = usual_name(change["name"].get<std::string>());
  CAIRN_TRY(auto tables, store::ReferenceTables::open(directory_, store::Access::write));
  Json facts{{"removed", change.value("removed", false)}};
  if (facts["removed"] == true) {
    CAIRN_TRY(auto calendar, trading_calendar());
    CAIRN_TRY(auto known, calendar.period(name));
    name = known.name;
  } else {
    CAIRN_TRY(auto from, parse_day(change["from"].get<std::string>(), "calendar"));
    CAIRN_TRY(auto to, parse_day(change["to"].get<std::string>(), "calendar"));
    if (to < from)
      return Error{ErrorCode::usage, "the period ends before it begins", "calendar", "give its first day first"};
    facts["from"] = day_text(from);
    facts["to"] = day_text(to);
  }
  CAIRN_TRY_VOID(tables.put("calendar", {{name, "", facts}}, clock_now()));
  return {};
}

Result<Json> LocalWorkspace::sources() {
  CAIRN_TRY(auto sources, collect::Sources::open(directory_));
  Json list = Json::array();
  for (const auto& source : sources->list()) list.push_back(collect::to_json(source));
  return list;
}

Result<Json> LocalWorkspace::add_source(const Json& document) {
  CAIRN_TRY(auto sources, collect::Sources::open(directory_));
  CAIRN_TRY(auto source, sources->add(document, clock_now()));
  return collect::to_json(source);
}

Result<Json> LocalWorkspace::change_source(const std::string& name, const Json& change) {
  CAIRN_TRY(auto sources, collect::Sources::open(directory_));
  CAIRN_TRY(auto source, sources->change(name, change));
  return collect::to_json(source);
}

Result<Json> LocalWorkspace::refused(const Json& filter) {
  CAIRN_TRY(auto refused, collect::RefusedItems::open(directory_));
  return refused->listed(collect::refused_filter_of(filter));
}

Result<Json> LocalWorkspace::refused_item(const std::string& id) {
  CAIRN_TRY(auto refused, collect::RefusedItems::open(directory_));
  CAIRN_TRY(auto entry, refused->get(id));
  return collect::to_json(entry);
}

Result<Json> LocalWorkspace::replay(const std::string&, const std::string&) {
  return Error{ErrorCode::not_found, "no server runs on this workspace, and only a server takes an item again",
               directory_.string(), "start one: cairn serve"};
}

Result<Json> LocalWorkspace::drop(const std::string& id) {
  CAIRN_TRY(auto refused, collect::RefusedItems::open(directory_));
  CAIRN_TRY_VOID(refused->drop(id));
  return Json{{"id", id}, {"state", "dropped"}};
}

Result<Json> LocalWorkspace::backup(const std::string& to, const api::Progress& progress) {
  Writing writing(*this);
  CAIRN_TRY(auto copied,
            store::back_up(history_, to, [&](std::size_t done, std::size_t all) { progress(done, all, 0); }));
  return Json{{"segments", copied.segments}, {"events", history_.events()}, {"bytes", copied.bytes}};
}

Result<Json> LocalWorkspace::verify(const api::Progress& progress) {
  auto seen = history();
  CAIRN_TRY(auto damages, seen.verify([&](std::size_t done, std::size_t all) { progress(done, all, 0); }));
  CAIRN_TRY(auto of_index, journey::Index::verify(seen));
  damages.insert(damages.end(), of_index.begin(), of_index.end());
  auto of_inbox = store::verify_inbox(directory_, seen.positions());
  damages.insert(damages.end(), of_inbox.begin(), of_inbox.end());
  Json list = Json::array();
  for (const auto& damage : damages) list.push_back({{"what", damage.what}, {"fault", damage.fault}});
  return Json{{"damages", list}, {"segments", seen.segments().size()}, {"events", seen.events()}};
}

Result<Json> LocalWorkspace::repair(const std::string& from) {
  Writing writing(*this);
  Json json{{"aside", Json::array()}, {"rebuilt", Json::array()}, {"back", Json::array()}, {"missing", Json::array()}};
  CAIRN_TRY(auto aside, store::set_damaged_aside(history_));
  for (const auto& damaged : aside)
    json["aside"].push_back({{"what", "history/" + damaged.segment.file}, {"fault", damaged.fault}});
  CAIRN_TRY(auto of_index, journey::Index::verify(history_));
  if (!of_index.empty()) CAIRN_TRY_VOID(journey::Index::rebuild(history_));
  for (const auto& damage : of_index) json["rebuilt"].push_back(damage.what);
  // Without a backup the workspace itself may have a file again, as it was.
  CAIRN_TRY(auto restored, store::restore_segments(history_, from.empty() ? directory_.string() : from));
  for (const auto& segment : restored.back) json["back"].push_back("history/" + segment.file);
  if (from.empty()) return json;
  for (const auto& [what, fault] : restored.missing) json["missing"].push_back({{"what", what}, {"fault", fault}});
  return json;
}

std::string LocalWorkspace::left_out_for_damage() const {
  const auto seen = history();
  std::uint64_t events = 0;
  for (const auto& damaged : seen.damaged()) events += damaged.segment.rows;
  if (events == 0) return "";
  return fmt::format(
      "{} events are left out: they are in {} damaged files (cairn verify names them, cairn repair "
      "--from BACKUP brings them back)",
      events, seen.damaged().size());
}

Result<Json> LocalWorkspace::identity(const Json& request) {
  const auto what = request["do"].get<std::string>();
  auto text = history().setting(identity_key).value_or("{}");
  if (what == "rules") return parse_json(text, identity_key);
  if (what == "set") {
    CAIRN_TRY_VOID(identity::read_rules(request["rules"], "rules"));
    Writing writing(*this);
    CAIRN_TRY_VOID(history_.set_setting(identity_key, request["rules"].dump()));
    return Json::object();
  }
  CAIRN_TRY_VOID(identities_.update(history()));  // whoever is asked about is known by then
  if (what == "shared") return identities_.shared();
  if (what == "preview") return identities_.preview(request["rules"]);
  return identities_.customers_named(request["customer"].get<std::string>());
}

Result<Json> LocalWorkspace::rebuild(const api::Progress&) {
  Writing writing(*this);
  CAIRN_TRY(auto built, journey::Index::rebuild(history_));
  return Json{{"events", built.events()}, {"customers", built.customers()}};
}

Result<void> LocalWorkspace::write(const std::function<Result<void>(store::History&)>& work) {
  Writing writing(*this);
  return work(history_);
}

/// Views need not be renewed for it: they hold the same events.
Result<bool> LocalWorkspace::merge_small() {
  std::optional<store::SmallMerge> merge;
  {
    std::lock_guard writing(writing_);
    CAIRN_TRY(merge, store::SmallMerge::begin(history_));
  }
  if (!merge) return false;
  CAIRN_TRY_VOID(watched(merge->make()));
  std::lock_guard writing(writing_);
  CAIRN_TRY_VOID(merge->finish());
  return true;
}

Result<bool> LocalWorkspace::rebuild_index() {
  auto seen = last_look();
  // The view that comes with the next events takes the new base up; when none come, one is made for it.
  if (seen != nullptr && std::exchange(rebuilt_of_, nullptr) == seen.get()) {
    std::lock_guard one(opening_);
    refresh();
    return true;
  }
  auto bucket = seen != nullptr && seen->as_sent ? seen->as_sent->bucket_to_rebuild() : std::nullopt;
  if (!bucket) return false;
  CAIRN_TRY_VOID(seen->as_sent->rebuild_bucket(*bucket));
  rebuilt_of_ = seen.get();
  return true;
}

store::History LocalWorkspace::history() const {
  std::lock_guard guard(looking_);
  return history_.snapshot();
}

Result<ViewPointer> LocalWorkspace::view_of(store::History history, journey::Index as_sent) {
  View made{std::move(history), std::make_shared<const journey::Index>(std::move(as_sent)), nullptr};
  CAIRN_TRY(auto joins, identities_.joins(made.history));
  made.index = made.as_sent;
  if (joins != nullptr) {
    CAIRN_TRY(auto joined, made.as_sent->joined(std::move(joins)));
    made.index = std::make_shared<const journey::Index>(std::move(joined));
  }
  return ViewPointer(std::make_shared<const View>(std::move(made)));
}

ViewPointer LocalWorkspace::refresh() {
  const auto changes = changes_.load();
  auto before = last_look();
  ViewPointer next;
  if (tell_ && before != nullptr && before->as_sent) {
    auto now = history();
    crash_point("view: before the next");
    if (auto index = before->as_sent->refreshed(now))
      if (auto made = view_of(std::move(now), *std::move(index))) next = *std::move(made);
  }
  show(next, changes);
  return next;
}

void LocalWorkspace::show(ViewPointer next, std::uint64_t changes) {
  std::lock_guard guard(looking_);
  view_ = std::move(next);
  shown_ = changes;
  renewed_ = Clock::now();
}

void LocalWorkspace::renew() {
  const auto change = ++changes_;
  if (tell_ && Clock::now() - asked_.load() > nobody_asks_after) {
    std::lock_guard guard(looking_);
    skipped_ = change;
  } else {
    std::lock_guard one(opening_);
    refresh();
  }
  if (tell_) tell_();
}

ViewPointer LocalWorkspace::last_look() const {
  std::lock_guard guard(looking_);
  return view_;
}

ViewPointer LocalWorkspace::looked() const {
  std::lock_guard guard(looking_);
  return shown_ < skipped_ ? nullptr : view_;
}

Result<void> LocalWorkspace::look_ahead() {
  bool is_due = last_look() == nullptr || (looked() == nullptr && Clock::now() - renewed_.load() > longest_outdated);
  Result<void> made;
  if (is_due)
    if (auto seen = watched(made_view(nullptr)); !seen) made = seen.error();
  if (!suspect_.exchange(false)) return made;
  CAIRN_TRY_VOID(repair(""));
  CAIRN_TRY_VOID(made_view(nullptr));
  return {};
}

Result<ViewPointer> LocalWorkspace::view(journey::Run* run) {
  asked_ = Clock::now();
  return made_view(run);
}

Result<ViewPointer> LocalWorkspace::made_view(journey::Run* run) {
  if (auto known = looked()) return known;
  std::lock_guard one(opening_);
  if (auto known = looked()) return known;
  if (auto next = refresh()) return next;
  const auto changes = changes_.load();
  auto now = history();
  ViewPointer next;
  if (now.empty()) {
    next = std::make_shared<const View>(View{std::move(now), nullptr, nullptr});
  } else {
    CAIRN_TRY(auto index, journey::Index::open(now, run));
    CAIRN_TRY(next, view_of(std::move(now), std::move(index)));
  }
  show(next, changes);
  return next;
}

Result<ViewPointer> LocalWorkspace::indexed(journey::Run* run) {
  CAIRN_TRY(auto seen, view(run));
  if (seen->index) return seen;
  return Error{ErrorCode::not_found, "this workspace holds no events yet", directory_.string(),
               "import some: cairn import events.csv, or try cairn demo"};
}

Result<Json> LocalWorkspace::calendar(const Json& request) {
  CAIRN_TRY(auto calendar, trading_calendar());
  Json list = Json::array();
  if (request.contains("day")) {
    CAIRN_TRY(auto day, parse_day(request["day"].get<std::string>(), "calendar"));
    for (const auto& each : calendar.on(day)) list.push_back(to_json(each));
    auto before = calendar.last_year(day);
    return Json{
        {"day", day_text(day)}, {"periods", list}, {"last_year", {{"day", day_text(before.day)}, {"why", before.why}}}};
  }
  for (const auto& each : calendar.periods(request["year"].get<int>())) list.push_back(to_json(each));
  return list;
}

Result<TradingCalendar> LocalWorkspace::trading_calendar() {
  CAIRN_TRY(auto tables, store::ReferenceTables::open(directory_, store::Access::read));
  CAIRN_TRY(auto rows, tables.rows("calendar"));
  return TradingCalendar(std::move(rows));
}

Result<std::unique_ptr<LiveWorkspace>> open_live_workspace(const std::string& directory) {
  CAIRN_TRY(auto history, store::History::open(directory, store::Access::write));
  return std::unique_ptr<LiveWorkspace>(
      std::make_unique<LocalWorkspace>(directory, std::move(history), store::Access::write));
}

Result<std::unique_ptr<api::Workspace>> open_workspace(const std::string& directory, api::Access access) {
  CAIRN_TRY(auto remote, api::connect_workspace(directory));
  if (remote != nullptr) return remote;
  const auto as = access == api::Access::write ? store::Access::write : store::Access::read;
  CAIRN_TRY(auto history, store::History::open(directory, as));
  return std::unique_ptr<api::Workspace>(std::make_unique<LocalWorkspace>(directory, std::move(history), as));
}

}  // namespace cairn::app
