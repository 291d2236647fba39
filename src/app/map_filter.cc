#include "app/map_filter.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace cairn::app {
namespace {

constexpr const char* fields[] = {"period", "last_year", "segment", "persona", "channel", "where", "who"};

CasePredicate in_segment(const std::string& name) {
  CasePredicate one;
  one.kind = CasePredicate::Kind::segment;
  one.name = name;
  return one;
}

Error unknown(const std::string& what, const std::string& name, const std::vector<std::string>& known) {
  return {ErrorCode::not_found, fmt::format("no {} is named '{}'", what, name), "filters." + what,
          suggest(name, known)};
}

class Reader {
 public:
  Reader(const Json& filters, const map::JourneyMap& map, const FilterNames& names)
      : filters_(filters), map_(map), names_(names) {}

  Result<ChosenView> read() {
    CAIRN_TRY_VOID(check());
    CAIRN_TRY_VOID(period());
    CAIRN_TRY_VOID(customers());
    CAIRN_TRY_VOID(channel());
    if (has("where")) {
      CAIRN_TRY(chosen_.only.where, event_predicate_from(filters_["where"], "filters.where"));
      chosen_.asked["where"] = to_json(chosen_.only.where);
      const auto text = to_text(chosen_.only.where);
      say({"事件：" + text, "事件：" + text, "events: " + text});
    }
    if (words_.empty()) words_.push_back({"全部记录", "全部紀錄", "Everything recorded"});
    for (auto language : {&Label::zh_hans, &Label::zh_hant, &Label::en})
      for (const auto& word : words_)
        (chosen_.scope.*language) += ((chosen_.scope.*language).empty() ? "" : " · ") + word.*language;
    return std::move(chosen_);
  }

 private:
  bool has(const char* field) const {
    return filters_.is_object() && filters_.contains(field) && !filters_[field].is_null() && filters_[field] != "" &&
           filters_[field] != false;
  }
  void say(Label word) { words_.push_back(std::move(word)); }

  Result<void> check() const {
    if (filters_.is_null()) return {};
    if (!filters_.is_object())
      return Error{ErrorCode::usage, "expected an object of filters, found " + filters_.dump().substr(0, 80), "filters",
                   R"({"period": "双11-2025", "segment": "vip"})"};
    for (const auto& [field, value] : filters_.items()) {
      if (std::find(std::begin(fields), std::end(fields), field) == std::end(fields))
        return Error{ErrorCode::usage, "there is no filter '" + field + "'", "filters",
                     suggest(field, std::vector<std::string>(std::begin(fields), std::end(fields)))};
      const bool text = field == "segment" || field == "persona" || field == "channel";
      if (text && !value.is_string() && !value.is_null())
        return Error{ErrorCode::usage, "expected a name, found " + value.dump().substr(0, 80), "filters." + field, ""};
    }
    return {};
  }

  Result<void> period() {
    const bool last_year = has("last_year");
    if (!has("period")) {
      if (!last_year) return {};
      return Error{ErrorCode::usage, "the year before is of a period", "filters.last_year", "choose a period as well"};
    }
    Json given = filters_["period"];
    if (given.is_string()) given = {{"name", given}};
    if (!given.is_object())
      return Error{ErrorCode::usage, "expected a period, found " + given.dump().substr(0, 80), "filters.period",
                   R"(a name of the calendar, or {"from": "2026-10-01", "to": "2026-11-01"})"};
    const std::string name =
        given.contains("name") && given["name"].is_string() ? given["name"].get<std::string>() : "";
    if (!name.empty()) {
      given["last_year"] = last_year;
      Json question{{"period", given}};
      CAIRN_TRY_VOID(name_period(question, names_.calendar));
      given = question["period"];
    }
    CAIRN_TRY_VOID(instant(given, "from", chosen_.period.from));
    CAIRN_TRY_VOID(instant(given, "to", chosen_.period.to));
    if (name.empty() && last_year) CAIRN_TRY_VOID(year_before(given));
    if (chosen_.period.from && chosen_.period.to && *chosen_.period.from >= *chosen_.period.to)
      return Error{ErrorCode::usage, "the period ends before it begins", "filters.period",
                   "events at or after 'from' and before 'to' count"};
    chosen_.asked["period"] = given;
    const std::string days = given.value("from", "…") + " – " + given.value("to", "…");
    const std::string said = name.empty() ? days : fmt::format("{} ({})", name, days);
    say(last_year ? Label{"上年同期 " + said, "去年同期 " + said, "the year before, " + said} : Label::same(said));
    return {};
  }

  Result<void> instant(const Json& period, const char* field, std::optional<Time>& into) const {
    if (!period.contains(field) || period[field].is_null()) return {};
    into = period[field].is_string() ? parse_time(period[field].get<std::string>(), names_.zone) : std::nullopt;
    if (into) return {};
    return Error{ErrorCode::usage, period[field].dump() + " is no time", fmt::format("filters.period.{}", field),
                 "write 2026-01-31 or 2026-01-31T09:05:06Z"};
  }

  /// As many days from the counterpart of the first day on.
  Result<void> year_before(Json& given) {
    if (!chosen_.period.from || !chosen_.period.to)
      return Error{ErrorCode::usage, "the year before needs a period with 'from' and 'to'", "filters.period", ""};
    constexpr std::int64_t day_us = 86'400'000'000;
    auto day_of = [&](Time time) { return names_.zone.to_local(time) / day_us; };
    const Day from = day_of(*chosen_.period.from), length = day_of(*chosen_.period.to) - from;
    const Day before = names_.calendar.last_year(from).day;
    given = {{"from", day_text(before)}, {"to", day_text(before + length)}};
    CAIRN_TRY_VOID(instant(given, "from", chosen_.period.from));
    return instant(given, "to", chosen_.period.to);
  }

  Result<void> customers() {
    std::vector<CasePredicate> all;
    if (has("segment")) {
      const auto name = filters_["segment"].get<std::string>();
      all.push_back(in_segment(name));
      say(title_of_segment(name));
    }
    if (has("persona")) {
      CAIRN_TRY(auto persona, persona_of(filters_["persona"].get<std::string>()));
      all.push_back(std::move(persona));
    }
    if (has("who")) {
      CAIRN_TRY(auto who, case_predicate_from(filters_["who"], "filters.who"));
      all.push_back(std::move(who));
      const auto text = filters_["who"].is_string() ? filters_["who"].get<std::string>() : filters_["who"].dump();
      say({"客户：" + text, "客戶：" + text, "customers: " + text});
    }
    if (all.empty()) return {};
    CasePredicate both;
    both.children = std::move(all);
    const auto& named = both.children.size() == 1 ? both.children.front() : both;
    chosen_.asked["segment"] = to_json(named);
    CAIRN_TRY(chosen_.only.customers, resolved(named, names_.profile.names(), "filters.segment"));
    return {};
  }

  Label title_of_segment(const std::string& name) const {
    for (const auto& segment : names_.profile.segments)
      if (segment.name == name) return segment.title;
    return Label::same(name);
  }

  /// A persona of the map stands for its `segment`; one of the profile document for the members of any of its segments.
  Result<CasePredicate> persona_of(const std::string& id) {
    std::vector<std::string> known, segments;
    for (const auto& persona : map_.source.value("personas", Json::array())) {
      known.push_back(persona.value("id", ""));
      if (known.back() != id || !persona.contains("segment")) continue;
      say(Label::from(persona.value("label", Json(id))));
      segments.push_back(persona["segment"].get<std::string>());
    }
    for (const auto& persona : names_.profile.personas) {
      known.push_back(persona.name);
      if (persona.name != id || !segments.empty()) continue;
      say(persona.title);
      segments = persona.segments;
    }
    if (segments.empty() && std::find(known.begin(), known.end(), id) == known.end())
      return unknown("persona", id, known);
    if (segments.empty())
      return Error{ErrorCode::invalid, fmt::format("nothing says who of the customers '{}' is", id), "filters.persona",
                   "give the persona a segment"};
    CasePredicate any;
    any.kind = CasePredicate::Kind::any;
    for (const auto& segment : segments) any.children.push_back(in_segment(segment));
    return any.children.size() == 1 ? any.children.front() : any;
  }

  Result<void> channel() {
    if (!has("channel")) return {};
    const auto id = filters_["channel"].get<std::string>();
    std::vector<std::string> known;
    Label label = Label::same(id);
    for (const auto& each : map_.channels) {
      known.push_back(each.id);
      if (each.id == id) label = each.label;
    }
    if (!known.empty() && std::find(known.begin(), known.end(), id) == known.end())
      return unknown("channel", id, known);
    Json uses{{"where", {{"channel", "=", id}}}, {"count", {">=", 1}}};
    CAIRN_TRY(chosen_.only.journeys, case_predicate_from(uses, "filters.channel"));
    chosen_.asked["who"] = std::move(uses);
    say({"用到" + label.zh_hans + "的旅程", "用到" + label.zh_hant + "的旅程", "journeys that use " + label.en});
    return {};
  }

  const Json& filters_;
  const map::JourneyMap& map_;
  const FilterNames& names_;
  ChosenView chosen_{{}, {}, {}, Json::object()};
  std::vector<Label> words_;
};

}  // namespace

Result<ChosenView> read_filters(const Json& filters, const map::JourneyMap& map, const FilterNames& names) {
  return Reader(filters, map, names).read();
}

}  // namespace cairn::app
