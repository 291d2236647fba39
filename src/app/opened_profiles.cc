// What an opened workspace knows of its customers: profiles, segments, personas, consent, tags.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <future>

#include "app/customer_view.h"
#include "app/opened_workspace.h"
#include "base/clock.h"
#include "base/machine.h"
#include "base/text.h"
#include "identity/seen.h"
#include "journey/question.h"
#include "profile/changes.h"
#include "profile/profile.h"
#include "profile/share.h"
#include "store/reference.h"

namespace cairn::app {
namespace {

constexpr std::size_t usual_members = 100, usual_changes = 100;

/// On a thread of its own, after all who ask.
Result<void> giving_way(const std::function<Result<void>()>& work) {
  constexpr int after_questions = 18;
  return std::async(std::launch::async,
                    [&work] {
                      give_way(after_questions);
                      return work();
                    })
      .get();
}

Json json_of(const identity::Identifier& identifier) {
  return {{"kind", identifier.kind}, {"value", identifier.value}};
}
identity::Identifier identifier_of(const Json& json) {
  return {json["kind"].get<std::string>(), json["value"].get<std::string>()};
}

/// "phone=138…" or "17": a kind, which may be empty, and the value.
identity::Identifier as_written(const std::string& text) {
  auto sign = text.find('=');
  return sign == std::string::npos ? identity::Identifier{"", text}
                                   : identity::Identifier{text.substr(0, sign), text.substr(sign + 1)};
}

Json json_of(const profile::RecordedChange& change) {
  return {{"segment", change.segment.name},
          {"customer", json_of(change.customer)},
          {"entered", change.entered},
          {"at", format_time(change.at)},
          {"noticed", format_time(change.noticed)}};
}

template <class List>
Json list_of(const List& list) {
  Json all = Json::array();
  for (const auto& each : list) all.push_back(json_of(each));
  return all;
}

Json share_json(double part, double whole) { return whole > 0 ? Json(part / whole) : Json(); }

Error no_segment(const profile::Document& document, const std::string& name) {
  std::vector<std::string> known;
  for (const auto& segment : document.segments) known.push_back(segment.name);
  return {ErrorCode::not_found, fmt::format("no segment is named '{}'", name), "segment",
          known.empty() ? "cairn segment add NAME PREDICATE makes one" : suggest(name, known)};
}

/// The events of a customer by their best identifier; none where the history has none.
std::vector<journey::CustomerEvent> events_of(const journey::Index& index, const identity::Identifier& best) {
  auto kinds = identity::kinds_as_sent(best.kind);
  kinds.push_back("");
  for (const auto& kind : kinds)
    if (auto events = index.events_of(best.value, kind)) return *std::move(events);
  return {};
}

Result<void> load(store::History& history, const EventBatch& batch) {
  store::LoadOptions options;
  options.merge_at_finish = false;
  CAIRN_TRY(auto loader, store::Loader::start(history, options));
  CAIRN_TRY_VOID(loader->append(batch));
  CAIRN_TRY_VOID(loader->finish());
  return {};
}

}  // namespace

Result<Json> LocalWorkspace::set_profile(const Json& document) {
  CAIRN_TRY(auto read, profile::read_document(document, "profile"));
  std::vector<std::string> properties;
  for (const auto& property : history().properties()) properties.push_back(property.name);
  {
    Writing writing(*this);
    CAIRN_TRY_VOID(history_.set_setting(profile_key, document.dump()));
  }
  return Json{{"doubts", profile::doubts(read, properties)}};
}

Result<CaseNames> LocalWorkspace::case_names() {
  CAIRN_TRY(auto document, profiles_.document(history()));
  return document->names();
}

Result<bool> LocalWorkspace::follow_segments() {
  // A first map does not wait for what takes longer: all that was ever seen of identifiers and members.
  if (last_look() == nullptr) return false;
  const auto changes = changes_.load();
  const bool is_new = std::exchange(followed_, changes) != changes;
  if (is_new) {
    auto follow = [&]() -> Result<void> {
      // What the first map may have spared (Identities::joins), that of the next event needs.
      CAIRN_TRY_VOID(identities_.update(history()));
      return profiles_.follow(history(), identities_, clock_now());
    };
    auto followed =
        std::exchange(knows_who_, true) ? profiles_.follow(history(), identities_, clock_now()) : giving_way(follow);
    if (!followed) {
      followed_ = UINT64_MAX;
      return followed.error();
    }
  }
  CAIRN_TRY(bool more, profiles_.record());
  return is_new || more;
}

/// Everybody whom a name may mean.
Result<std::vector<LocalWorkspace::Known>> LocalWorkspace::known(const std::string& name) {
  CAIRN_TRY(auto seen, indexed());
  CAIRN_TRY_VOID(identities_.update(seen->history));
  std::vector<Known> found;
  for (auto& identity : identities_.customers_named(name)) {
    auto best = identifier_of(identity["identifiers"][0]);
    const auto called = identity["name"].get<std::string>();
    if (called != best.text()) best = {"", called};  // a later owner
    found.push_back({std::move(identity), events_of(*seen->index, best)});
  }
  if (!found.empty()) return found;
  const auto given = as_written(name);
  CAIRN_TRY(auto events, seen->index->events_of(given.value, given.kind));
  Json alone{{"name", name},
             {"identifiers", {{{"kind", given.kind}, {"value", given.value}, {"from", nullptr}, {"until", nullptr}}}},
             {"why", Json::array()},
             {"refused", Json::array()},
             {"decisions", Json::array()}};
  found.push_back({std::move(alone), std::move(events)});
  return found;
}

Result<profile::Profile> LocalWorkspace::profile_of(const Known& known, Time now) {
  CAIRN_TRY(auto document, profiles_.document(history()));
  CAIRN_TRY(auto tables, store::ReferenceTables::open(directory_, store::Access::read));
  CAIRN_TRY(auto rows, tables.rows("consents"));
  std::vector<identity::Identifier> identifiers;
  for (const auto& each : known.identity["identifiers"]) identifiers.push_back(identifier_of(each));
  const auto own = profile::consent_rows_of(rows, identifiers, identities_.writing());
  CAIRN_TRY(auto place, zone());
  return profile::profile_of(known.events, *document, now, {own, place});
}

Result<Json> LocalWorkspace::whole_customers(const std::string& name) {
  CAIRN_TRY(auto all, known(name));
  Json list = Json::array();
  for (const auto& each : all) {
    CAIRN_TRY(auto profile, profile_of(each, clock_now()));
    Json whole = each.identity;
    whole["profile"] = profile::to_json(profile);
    list.push_back(std::move(whole));
  }
  return list;
}

Result<Json> LocalWorkspace::consent(const Json& request) {
  const auto name = request["customer"].get<std::string>();
  CAIRN_TRY(auto all, known(name));
  if (all.size() > 1)
    return Error{ErrorCode::usage, fmt::format("'{}' may be {} customers", name, all.size()), "customer",
                 "give the kind as well: phone=" + name};
  const auto now = clock_now();
  CAIRN_TRY(auto profile, profile_of(all.front(), now));
  if (!request.contains("channel")) return profile::consent_json(profile.consent, now);
  const auto channel = request["channel"].get<std::string>(), purpose = request.value("purpose", "marketing");
  auto standing = profile::consent(profile.consent, channel, purpose, now);
  return Json{{"channel", channel},
              {"purpose", purpose},
              {"state", name_of(standing.state)},
              {"allowed", standing.allowed},
              {"reason", standing.reason}};
}

Result<Json> LocalWorkspace::segments() {
  const auto now = history();
  CAIRN_TRY_VOID(profiles_.know(now, identities_, clock_now(), tell_ != nullptr));
  CAIRN_TRY(auto document, profiles_.document(now));
  const auto counts = profiles_.segments().counts();
  const auto customers = profiles_.segments().customers();
  Json list = Json::array();
  for (std::size_t i = 0; i < std::min(counts.size(), document->segments.size()); ++i) {
    const auto& segment = document->segments[i];
    list.push_back({{"name", segment.name},
                    {"title", segment.title.json()},
                    {"who", to_json(segment.who)},
                    {"customers", counts[i].customers},
                    {"share", share_json(static_cast<double>(counts[i].customers), static_cast<double>(customers))}});
  }
  return Json{{"segments", std::move(list)}, {"customers", customers}};
}

Result<Json> LocalWorkspace::segment(const Json& request) {
  const auto name = request["name"].get<std::string>();
  const auto now = history();
  CAIRN_TRY_VOID(profiles_.know(now, identities_, clock_now(), tell_ != nullptr));
  CAIRN_TRY(auto document, profiles_.document(now));
  auto defined = profiles_.segments().defined(name);
  if (!defined) return no_segment(*document, name);
  std::optional<identity::Identifier> after;
  if (request.contains("after")) after = identifier_of(request["after"]);
  auto members = profiles_.segments().members(name, request.value("limit", usual_members), after);
  CAIRN_TRY(auto changes, profile::SegmentChanges::open(directory_, store::Access::read));
  CAIRN_TRY(auto newest, changes.of_segment(*defined, request.value("changes", usual_changes)));
  CAIRN_TRY(auto place, zone());
  CAIRN_TRY(auto days, changes.days_of(*defined, place));
  Json by_day = Json::array();
  for (const auto& day : days) by_day.push_back({{"day", day.day}, {"entered", day.entered}, {"left", day.left}});
  std::size_t customers = 0;
  for (const auto& count : profiles_.segments().counts())
    if (count.segment == name) customers = count.customers;
  return Json{{"name", name},
              {"customers", customers},
              {"members", list_of(members.value_or(std::vector<identity::Identifier>{}))},
              {"changes", list_of(newest)},
              {"unrecorded", profiles_.segments().unrecorded()},
              {"days", std::move(by_day)}};
}

Result<Json> LocalWorkspace::personas() {
  CAIRN_TRY(auto seen, indexed());
  CAIRN_TRY(auto document, profiles_.document(seen->history));
  const auto names = document->names();
  std::vector<CasePredicate> groups;
  for (const auto& persona : document->personas) {
    CasePredicate any;
    any.kind = CasePredicate::Kind::any;
    for (const auto& segment : persona.segments) {
      CasePredicate named;
      named.kind = CasePredicate::Kind::segment;
      named.name = segment;
      any.children.push_back(std::move(named));
    }
    CAIRN_TRY(auto who, resolved(any, names, "persona " + persona.name));
    groups.push_back(std::move(who));
  }
  Measure value;
  value.aggregate = Measure::Aggregate::sum;
  value.property = "amount";
  value.where = document->purchase;
  CAIRN_TRY(auto shares, profile::shares_of(*seen->index, groups, value));
  Json list = Json::array();
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const auto& persona = document->personas[i];
    const auto& share = shares.groups[i];
    Json needs = Json::array(), expectations = Json::array();
    for (const auto& each : persona.needs) needs.push_back(each.json());
    for (const auto& each : persona.expectations) expectations.push_back(each.json());
    list.push_back(
        {{"name", persona.name},
         {"title", persona.title.json()},
         {"segments", persona.segments},
         {"needs", std::move(needs)},
         {"expectations", std::move(expectations)},
         {"customers", share.customers},
         {"share", share_json(static_cast<double>(share.customers), static_cast<double>(shares.all.customers))},
         {"value", share.value},
         {"value_share", share_json(share.value, shares.all.value)}});
  }
  return Json{{"personas", std::move(list)}, {"customers", shares.all.customers}, {"value", shares.all.value}};
}

Result<Json> LocalWorkspace::tag(const Json& request) {
  const auto name = request["customer"].get<std::string>(), tag = std::string(trim(request["tag"].get<std::string>()));
  if (tag.empty()) return Error{ErrorCode::usage, "a tag has a name", "tag", "for example: cairn tag 17 vip-dinner"};
  CAIRN_TRY(auto all, known(name));
  if (all.size() > 1)
    return Error{ErrorCode::usage, fmt::format("'{}' may be {} customers", name, all.size()), "customer",
                 "give the kind as well: phone=" + name};
  const bool removed = request.value("removed", false);
  const auto best = identifier_of(all.front().identity["identifiers"][0]);
  const auto now = clock_now();
  const char* type = removed ? "tag_removed" : "tag_added";
  EventBatch batch;
  batch.add(hash128(fmt::format("{}\n{}\n{}\n{}\n{}", best.kind, best.value, type, tag, now.us)), best.value, type, now,
            "cairn");
  if (!best.kind.empty()) batch.identifier_kind.back() = batch.arena.keep(best.kind);
  batch.set("tag", std::string_view(tag));
  if (request.contains("by")) batch.set("by", std::string_view(request["by"].get_ref<const std::string&>()));
  CAIRN_TRY_VOID(write([&](store::History& history) { return load(history, batch); }));
  return Json{{"customer", name}, {"tag", tag}, {"removed", removed}};
}

Result<Json> LocalWorkspace::profile(const Json& request) {
  const auto what = request["do"].get<std::string>();
  if (what == "document") return parse_json(history().setting(profile_key).value_or("{}"), profile_key);
  if (what == "set") return set_profile(request["document"]);
  if (what == "segments") return segments();
  if (what == "segment") return segment(request);
  if (what == "personas") return personas();
  if (what == "consent") return consent(request);
  if (what == "tag") return tag(request);
  return whole_customers(request["customer"].get<std::string>());
}

Result<void> LocalWorkspace::add_whole(Json& answer, const std::string& name, const std::optional<map::JourneyMap>& map,
                                       const Json& question) {
  CAIRN_TRY(auto seen, indexed());
  CAIRN_TRY(auto all, known(name));
  const auto now = clock_now();
  Json list = Json::array();
  for (const auto& each : all) {
    CAIRN_TRY(auto profile, profile_of(each, now));
    Json whole = each.identity;
    whole["profile"] = profile::to_json(profile);
    if (map) whole["promises"] = promises_json(*map, map::walk(*map, each.events, now));
    list.push_back(std::move(whole));
  }
  answer["customers"] = std::move(list);
  if (!map) return {};
  CAIRN_TRY(auto events, seen->index->events_of(name));
  add_places(answer, *map, map::walk(*map, events, now), question.value("offset", std::size_t{0}));
  return {};
}

}  // namespace cairn::app
