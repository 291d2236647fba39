#include "app/identities.h"

#include <fmt/format.h>

#include <utility>

#include "app/joins_file.h"
#include "base/text.h"
#include "event/event.h"

namespace cairn::app {
namespace {

using identity::Customer;
using identity::CustomerName;
using identity::Evidence;
using identity::Graph;
using identity::Identifier;

/// Larger components wait for every so many updates, so that one that somebody blows up delays nobody.
constexpr std::size_t usual_component = 20'000;
constexpr unsigned updates_between_large = 10;
constexpr std::int64_t us_a_ms = 1000;

std::int64_t end_of(const store::History& history) {
  std::int64_t end = 0;
  for (int bucket = 0; bucket < history.bucket_count(); ++bucket) end = std::max(end, history.end_arrival(bucket));
  return end;
}

/// Of what joins follow from: the events of every bucket, and the rules.
Hash128 key_of(const store::History& history) {
  std::string all = history.setting(identity_key).value_or("{}");
  for (int bucket = 0; bucket < history.bucket_count(); ++bucket) all += "\n" + history.version(bucket);
  return hash128(all);
}

Json json_of(const Identifier& identifier) { return {{"kind", identifier.kind}, {"value", identifier.value}}; }
Json json_of(std::int64_t us) { return us == no_time ? Json() : Json(format_time(Time{us})); }
Json json_of(const Evidence& evidence) {
  Json json{{"a", json_of(evidence.a)},         {"b", json_of(evidence.b)},
            {"first", json_of(evidence.first)}, {"last", json_of(evidence.last)},
            {"source", evidence.source},        {"event", evidence.seen_in},
            {"event_id", evidence.event.hex()}, {"outcome", identity::name_of(evidence.outcome)}};
  if (!evidence.why.empty()) json["why"] = evidence.why;
  return json;
}
Json json_of(const Customer& customer) {
  Json json{{"name", customer.name.text()},
            {"identifiers", Json::array()},
            {"why", Json::array()},
            {"refused", Json::array()},
            {"decisions", Json::array()}};
  for (const auto& holding : customer.identifiers) {
    auto each = json_of(holding.identifier);
    each["from"] = json_of(holding.from);
    each["until"] = json_of(holding.until);
    json["identifiers"].push_back(std::move(each));
  }
  for (const auto& each : customer.evidence) json["why"].push_back(json_of(each));
  for (const auto& each : customer.refused) json["refused"].push_back(json_of(each));
  for (const auto& each : customer.decisions)
    json["decisions"].push_back({{"these", {json_of(each.a), json_of(each.b)}},
                                 {"are", each.always ? "always" : "never"},
                                 {"by", each.by},
                                 {"note", each.note}});
  return json;
}
Json json_of(const std::vector<CustomerName>& names) {
  Json json = Json::array();
  for (const auto& name : names) json.push_back(name.text());
  return json;
}
Json json_of(const std::vector<identity::Preview::Example>& examples) {
  Json json = Json::array();
  for (const auto& each : examples) json.push_back({{"before", json_of(each.before)}, {"after", json_of(each.after)}});
  return json;
}

}  // namespace

Result<void> Identities::take_rules(const store::History& history) {
  auto text = history.setting(identity_key).value_or("{}");
  if (graph_ != nullptr && text == rules_text_) return {};
  CAIRN_TRY(auto json, parse_json(text, identity_key));
  CAIRN_TRY(auto read, identity::read_rules(json, identity_key));
  rules_ = std::move(read);
  rules_text_ = std::move(text);
  json.erase("decisions");
  if (graph_ != nullptr && json.dump() == without_decisions_) {
    graph_->set_decisions(rules_.decisions);
    return {};
  }
  // Rules also say what is read, and how it is written.
  without_decisions_ = json.dump();
  forget_all();
  return {};
}

void Identities::forget_all() {
  graph_ = std::make_unique<Graph>(rules_.rules, rules_.decisions);
  version_.clear();
  end_ = 0;
  kept_ = std::make_unique<KeptJoins>();
  joins_ = nullptr;
  joins_are_old_ = false;
  is_anew_ = true;
}

Result<void> Identities::update(const store::History& history) {
  std::lock_guard guard(mutex_);
  return follow(history);
}

Result<void> Identities::follow(const store::History& history) {
  CAIRN_TRY_VOID(take_rules(history));
  if (!identity::says_who(history, rules_.rules)) return {};
  if (!version_.empty() && !history.end_of_version(version_)) forget_all();
  const auto end = end_of(history);
  std::set<Identifier> changed;
  if (end > end_) {
    CAIRN_TRY(auto duck, store::Duck::open({.memory_limit = store::memory_share(0.2),
                                            .threads = end_ == 0 ? 0 : 1,
                                            .temp_directory = history.workspace() / "tmp",
                                            .allowed = {}}));
    CAIRN_TRY(auto seen, identity::read_seen(history, duck, rules_.rules, end_));
    graph_->add(seen.observations);
    for (const auto& [canonical, as_sent] : seen.spellings)
      if (kept_->add_spelling(canonical, as_sent)) changed.insert(canonical);
    end_ = end;
    version_ = history.version(0);
  }
  if (!changed.empty() || graph_->has_touched()) take_changes(std::move(changed));
  return {};
}

void Identities::take_changes(std::set<Identifier> changed) {
  const bool all = updates_++ % updates_between_large == 0;
  for (auto& change : graph_->take_changes(all ? Graph::everything : usual_component))
    changed.insert(std::move(change.identifier));
  if (changed.empty()) return;
  kept_->renew(changed, [&](const Identifier& identifier) { return graph_->spans_of(identifier); });
  joins_are_old_ = true;
}

Result<std::shared_ptr<const journey::Joins>> Identities::joins(const store::History& history) {
  std::lock_guard guard(mutex_);
  const bool is_first = graph_ == nullptr;
  const auto file = history.workspace() / "index" / "joins";
  if (is_first)
    if (auto kept = read_joins(file, key_of(history))) return *std::move(kept);
  CAIRN_TRY_VOID(follow(history));
  if (std::exchange(joins_are_old_, false)) joins_ = kept_->joins();
  if (is_first) write_joins(file, key_of(history), joins_.get());
  return joins_;
}

profile::OwnerChanges Identities::take_owners(bool all) {
  std::lock_guard guard(mutex_);
  all = std::exchange(is_anew_, false) || all;
  if (kept_ == nullptr) return {all, {}};
  return {all, kept_->take_owned(all)};
}

Json Identities::customers_named(std::string_view text) const {
  std::lock_guard guard(mutex_);
  Json found = Json::array();
  if (graph_ == nullptr) return found;
  std::set<CustomerName> names;
  auto look = [&](const Identifier& identifier) {
    for (const auto& span : graph_->spans_of(identifier)) names.insert(span.customer);
  };
  auto sign = text.find('=');
  for (const auto& kind : identity::kinds()) {
    if (sign != std::string_view::npos && identity::base_of(text.substr(0, sign)) != kind.name) continue;
    auto full = sign == std::string_view::npos ? std::string_view(kind.name) : text.substr(0, sign);
    auto value = sign == std::string_view::npos ? text : text.substr(sign + 1);
    auto one = identity::canonical(full, value, "", rules_.rules);
    if (one.identifies()) look(one.identifier);
  }
  for (const auto& [canonical, sent] : kept_->spellings())
    for (const auto& each : sent)
      if (each.value == text) look(canonical);
  for (const auto& name : names)
    if (auto customer = graph_->customer(name)) found.push_back(json_of(*customer));
  return found;
}

identity::Writing Identities::writing() const {
  std::lock_guard guard(mutex_);
  return rules_.rules.writing;
}

Json Identities::shared() const {
  std::lock_guard guard(mutex_);
  Json list = Json::array();
  if (graph_ == nullptr) return list;
  for (const auto& [identifier, count] : graph_->shared())
    list.push_back({{"identifier", json_of(identifier)},
                    {"people", count.people},
                    {"people_a_day", count.people_a_day},
                    {"others_on_its_receipts", count.others},
                    {"receipts_a_day", count.receipts_a_day},
                    {"declared", count.declared}});
  return list;
}

Result<Json> Identities::preview(const Json& document) const {
  CAIRN_TRY(auto rules, identity::read_rules(document, "rules"));
  std::lock_guard guard(mutex_);
  if (rules.rules.properties != rules_.rules.properties || rules.rules.writing.country != rules_.rules.writing.country)
    return Error{ErrorCode::unsupported,
                 "these rules read events otherwise (properties, country), which a preview cannot show", "rules",
                 "set them, look, and set the former ones again: nothing is merged for good"};
  if (graph_ == nullptr)
    return Error{ErrorCode::not_found, "nobody is known yet", "identity", "import events that name customers first"};
  auto preview = graph_->preview(rules.rules);
  return Json{{"customers_before", preview.customers_before},
              {"customers_after", preview.customers_after},
              {"merged", preview.merged},
              {"split", preview.split},
              {"merges", json_of(preview.merges)},
              {"splits", json_of(preview.splits)}};
}

}  // namespace cairn::app
