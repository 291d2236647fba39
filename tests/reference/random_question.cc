#include "random_question.h"

#include <algorithm>
#include <set>

namespace cairn::reference {
namespace {

constexpr std::int64_t base_ms = 1767225600000;  // 2026-01-01

template <class T>
const T& one_of(Random& random, const std::vector<T>& values) {
  return values[random.below(values.size())];
}

class Maker {
 public:
  Maker(const std::string& kind, std::uint64_t seed) : random_(seed), kind_(kind) {}

  Pair make(std::optional<std::uint64_t> question_seed = std::nullopt) {
    bool calendar = kind_ == "retention" || kind_ == "lifecycle";
    make_events(calendar && !question_seed);
    if (question_seed) random_ = Random(*question_seed);
    Pair pair;
    pair.events = events_;
    for (std::size_t i = 0; i < types_.size() && i < 3; ++i)
      pair.relabelling.symbols.push_back("touch" + std::to_string(i));
    for (std::size_t rules = 1 + random_.below(4); rules > 0; --rules)
      pair.relabelling.rules.push_back({*event_predicate_from(event_predicate(1), "map"),
                                        static_cast<std::size_t>(random_.below(pair.relabelling.symbols.size()))});
    symbols_ = types_;
    if (random_.chance(0.2)) {
      level_ = random_.chance(0.5) ? "touchpoint" : "stage";
      symbols_ = pair.relabelling.symbols;
    }
    pair.question = kind_ == "customers" ? customers() : question(kind_);
    return pair;
  }

 private:
  /// `calendar`: spread over days and months.
  void make_events(bool calendar) {
    static const std::vector<std::vector<std::string>> alphabets{
        {"a"},
        {"a", "b"},
        {"a", "b", "c"},
        {"a", "b", "c", "d"},
        {"a", "a/", "b/c", "b/d/", "/"},
        {"seen", "cart", "paid", "returned", "加入购物车", "x y"}};
    auto alphabet = one_of(random_, alphabets);
    step_ms_ = one_of(random_, std::vector<std::int64_t>{1, 1, 250, 1000, 1000, 60000, 86400000});
    if (calendar) step_ms_ = one_of(random_, std::vector<std::int64_t>{1000, 10800000, 21600000, 86400000, 259200000});
    std::uint64_t spread = one_of(random_, std::vector<std::uint64_t>{1, 3, 10, 40});
    static const std::vector<std::string> names{"NA", "c1", "c2", "c3", "客户", "c10", "null", "z z"};
    std::size_t people = 1 + random_.below(names.size());
    std::vector<std::string> channels{"app", "web", ""};
    for (std::size_t c = 0; c < people; ++c) {
      std::size_t count = random_.chance(0.2) ? 1 : 1 + random_.below(9);
      for (std::size_t i = 0; i < count; ++i) {
        Event event{names[c],
                    one_of(random_, alphabet),
                    base_ms + static_cast<std::int64_t>(random_.below(spread)) * step_ms_,
                    {}};
        set(event, "channel", one_of(random_, channels), 0.7);
        set(event, "order", "o" + std::to_string(random_.below(3)), 0.8);
        set(event, "price", std::to_string(random_.below(5)), 0.7);
        set(event, "mixed", random_.chance(0.5) ? std::to_string(random_.below(5)) : "m", 0.7);
        events_.push_back(std::move(event));
      }
    }
    // Any order of arrival.
    for (std::size_t i = events_.size(); i > 1; --i) std::swap(events_[i - 1], events_[random_.below(i)]);
    spread_ms_ = static_cast<std::int64_t>(spread) * step_ms_;
    std::set<std::string> types, properties{"channel"};
    for (const auto& event : events_) {
      types.insert(event.type);
      for (const auto& [name, value] : event.properties) properties.insert(name);
    }
    types_.assign(types.begin(), types.end());
    properties_.assign(properties.begin(), properties.end());
  }
  void set(Event& event, const char* name, const std::string& text, double chance) {
    if (!random_.chance(chance) || text.empty()) return;
    std::optional<double> number;
    if (text.find_first_not_of("0123456789") == std::string::npos) number = std::stod(text);
    event.properties[name] = Literal{text, number};
  }

  std::string duration() {
    return std::to_string(static_cast<std::int64_t>(random_.below(5)) * std::max<std::int64_t>(1, spread_ms_ / 6)) +
           "ms";
  }

  Json event_predicate(int depth) {
    double dice = random_.uniform();
    if (depth > 0 && dice < 0.12) return {{"all", {event_predicate(depth - 1), event_predicate(depth - 1)}}};
    if (depth > 0 && dice < 0.24) return {{"any", {event_predicate(depth - 1), event_predicate(depth - 1)}}};
    if (depth > 0 && dice < 0.32) return {{"not", event_predicate(depth - 1)}};
    Json predicate = Json::object();
    if (dice < 0.75) {
      predicate["event"] = one_of(random_, types_);
      if (random_.chance(0.3)) predicate["event"] = Json::array({one_of(random_, types_), one_of(random_, types_)});
    }
    if (dice > 0.6) predicate["where"] = Json::array({comparison()});
    return predicate;
  }
  Json comparison() {
    auto property = one_of(random_, properties_);
    static const std::vector<std::string> comparators{
        "=", "!=", "<", "<=", ">", ">=", "in", "contains", "starts with", "is missing", "is present"};
    auto comparator = one_of(random_, comparators);
    Json json{property, comparator};
    auto value = [&]() -> Json {
      if (property == "channel") return random_.chance(0.5) ? "app" : "we";
      if (property == "order") return "o" + std::to_string(random_.below(3));
      if (property == "mixed" && random_.chance(0.3)) return "m";
      return random_.below(5);
    };
    if (comparator == "in")
      json.push_back({value(), value()});
    else if (!comparator.starts_with("is "))
      json.push_back(value());
    return json;
  }
  Json case_predicate(int depth) {
    double dice = random_.uniform();
    if (depth > 0 && dice < 0.15) return {{"all", {case_predicate(depth - 1), case_predicate(depth - 1)}}};
    if (depth > 0 && dice < 0.3) return {{"any", {case_predicate(depth - 1), case_predicate(depth - 1)}}};
    if (depth > 0 && dice < 0.4) return {{"not", case_predicate(depth - 1)}};
    if (dice > 0.75) return sequence();
    if (dice > 0.6) return compared_measure();
    Json predicate{{"event", one_of(random_, types_)}};
    if (random_.chance(0.6))
      predicate["count"] = {one_of(random_, std::vector<std::string>{"=", "!=", "<", "<=", ">", ">="}),
                            random_.below(4)};
    if (random_.chance(0.4)) predicate["within"] = duration();
    if (random_.chance(0.4)) predicate["after"] = event_predicate(0);
    if (random_.chance(0.25)) predicate["in_last"] = duration();
    if (random_.chance(0.15)) predicate["before_last"] = duration();
    if (random_.chance(0.25)) predicate["in_any"] = duration();
    return predicate;
  }
  Json measure() {
    static const std::vector<std::string> aggregates{"count", "sum",  "average",  "min",          "max",
                                                     "first", "last", "distinct", "most_frequent"};
    Json json{{"measure", one_of(random_, aggregates)}, {"of", one_of(random_, properties_)}};
    if (random_.chance(0.5)) json["where"] = event_predicate(1);
    if (json["measure"] == "count" && random_.chance(0.5)) {
      json.erase("of");
      json["where"] = {{"event", one_of(random_, types_)}};  // so that unrelated events change nothing
    }
    if (random_.chance(0.4)) json["in_last"] = duration();
    return json;
  }
  Json compared_measure() {
    Json json = measure();
    json["compare"] = comparison();
    json["compare"].erase(0);
    return json;
  }
  Json sequence() {
    Json steps = Json::array();
    for (std::size_t n = 2 + random_.below(3); n > 0; --n) {
      Json step = event_predicate(0);
      if (!steps.empty() && random_.chance(0.5)) step["within"] = duration();
      if (!steps.empty() && random_.chance(0.4)) step["without"] = event_predicate(0);
      steps.push_back(std::move(step));
    }
    return {{"sequence", std::move(steps)}};
  }

  Json element() {
    if (random_.chance(0.75)) return one_of(random_, symbols_);
    return event_predicate(1);
  }

  Json question(const std::string& kind) {
    Json json{{"kind", kind}};
    if (level_ != "event") json["level"] = level_;
    double dice = random_.uniform();
    if (dice < 0.2) json["case"] = {{"by", "session"}, {"gap", duration()}};
    if (dice >= 0.2 && dice < 0.35 && has("order")) json["case"] = {{"by", "object"}, {"property", "order"}};
    if (dice >= 0.35 && dice < 0.55) {
      json["case"] = {{"by", "episode"}, {"start", event_predicate(0)}, {"end", event_predicate(0)}};
      if (random_.chance(0.7)) json["case"]["window"] = duration();
    }
    if (random_.chance(0.25)) {
      std::int64_t from = base_ms + static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(spread_ms_)));
      std::int64_t to = from + 1 + static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(spread_ms_)));
      json["period"] = Json::object();
      if (random_.chance(0.7)) json["period"]["from"] = format_time(Time{from * 1000});
      if (random_.chance(0.7)) json["period"]["to"] = format_time(Time{to * 1000});
    }
    if (random_.chance(0.25)) json["where"] = event_predicate(2);
    if (random_.chance(0.25)) json["who"] = case_predicate(2);
    if (random_.chance(0.25)) json["segment"] = case_predicate(2);
    if (random_.chance(0.3)) {
      json["by"] = random_.chance(0.7) ? Json(one_of(random_, properties_)) : measure();
      if (random_.chance(0.5)) json["by_limit"] = 1 + random_.below(3);
    }
    if ((kind == "transitions" || kind == "variants") && random_.chance(0.3)) json["limit"] = 1 + random_.below(6);
    if (kind == "transitions" && random_.chance(0.5)) json["measures"] = measures();
    if (kind == "paths" || kind == "step_matrix") path_fields(json);
    if (kind == "funnel") make_funnel(json);
    if (kind == "timing" && random_.chance(0.8)) {
      json["from"] = element();
      json["to"] = element();
      if (random_.chance(0.5)) json["mode"] = "each";
    }
    if (kind == "timing" && random_.chance(0.4)) {
      json["trend"] = one_of(random_, std::vector<std::string>{"day", "week", "month"});
      if (random_.chance(0.5))
        json["timezone"] = one_of(random_, std::vector<std::string>{"Asia/Shanghai", "America/New_York"});
    }
    if (kind == "retention") retention(json);
    if (kind == "lifecycle" && random_.chance(0.5)) json["event"] = element();
    if (kind == "retention" || kind == "lifecycle") calendar(json);
    if (kind == "timing" && random_.chance(0.3)) json["bins"] = 1 + random_.below(5);
    if (kind == "conformance") conformance(json);
    bool windowed = kind == "funnel" || kind == "timing" || kind == "conformance";
    if (windowed && random_.chance(0.7)) json["window"] = duration();
    return json;
  }
  void conformance(Json& json) {
    named_.clear();
    json["model"] = random_.chance(0.5) ? list(1) : design(2);
    if (random_.chance(0.3)) {
      json["promises"] = Json::array({{{"to", one_of(random_, named_)}, {"within", duration()}}});
      if (random_.chance(0.6)) json["promises"][0]["from"] = one_of(random_, named_);
    }
    if (random_.chance(0.4)) json["complete"] = true;
    if (random_.chance(0.4)) json["detours_by"] = "time";
    if (random_.chance(0.3)) json["limit"] = 1 + random_.below(3);
  }
  Json list(int depth) {
    Json parts = Json::array();
    for (std::size_t n = 1 + random_.below(3); n > 0; --n) parts.push_back(design(depth));
    return parts;
  }
  Json design(int depth) {
    double dice = depth == 0 ? 1 : random_.uniform();
    if (dice < 0.15) return list(depth - 1);
    if (dice < 0.25) return {{"sequence", list(depth - 1)}};
    if (dice < 0.4) return {{"choice", list(depth - 1)}};
    if (dice < 0.52) return {{"parallel", list(depth - 1)}};
    if (dice < 0.64) return {{"loop", design(depth - 1)}};
    if (dice < 0.76) return {{"optional", design(depth - 1)}};
    Json leaf = element();
    named_.push_back(leaf.is_string() ? leaf.get<std::string>() : to_text(*event_predicate_from(leaf, "")));
    if (leaf.is_string() && random_.chance(0.6)) return leaf;
    Json json{{"element", leaf}};
    if (random_.chance(0.5)) json["within"] = duration();
    if (random_.chance(0.4)) json["failed"] = event_predicate(1);
    return json;
  }
  /// What paths and step matrices add. Names are cleaned, so an item is named only where its name is sure.
  void path_fields(Json& json) {
    bool renamed = random_.chance(0.4);
    if (renamed) {
      if (random_.chance(0.5) && level_ == "event") json["item"] = one_of(random_, properties_);
      static const std::vector<Json> rules{{{"replace", "a|c"}, {"with", "b"}},
                                           {{"replace", "^b"}, {"with", "x"}},
                                           {{"replace", "/.*$"}},
                                           {{"replace", "[aeo1-2]"}}};
      for (std::size_t n = random_.chance(0.2) ? 1 + random_.below(2) : 0; n > 0; --n)
        json["clean"].push_back(one_of(random_, rules));
      static const std::vector<std::string> patterns{"a*", "*a*", "*/*", "b", "o*", "*"};
      for (std::size_t n = random_.below(3); n > 0; --n) json["wildcards"].push_back(one_of(random_, patterns));
      for (std::size_t n = random_.below(2); n > 0; --n)
        json["exclude"].push_back(one_of(random_, std::vector<std::string>{"b*", "*a", "*o1", "x*/*", "/*"}));
    }
    auto item = [&]() -> Json {
      if (renamed || random_.chance(0.2)) return event_predicate(1);
      auto name = one_of(random_, symbols_);
      if (name.size() > 1 && name.back() == '/') name.pop_back();
      return name;
    };
    if (json["kind"] == "paths") {
      if (random_.chance(0.4)) json["start"] = item();
      if (random_.chance(0.4)) json["end"] = item();
      if (random_.chance(0.8)) json["depth"] = 2 + random_.below(6);
    } else {
      json["around"] = item();
      if (random_.chance(0.5)) json["before"] = random_.below(5);
      if (random_.chance(0.5)) json["after"] = random_.below(5);
    }
    if (random_.chance(0.4)) json["repeats"] = random_.chance(0.5) ? "keep" : "collapse";
    if (random_.chance(0.5)) json["limit"] = 1 + random_.below(3);
    if (!json.contains("by") && random_.chance(0.3)) json["compare"] = compared();
    if (json["kind"] == "paths" && !json.contains("compare") && random_.chance(0.6)) json["measures"] = path_measures();
  }
  Json path_measures() {
    Json list{"count"};
    for (const char* name : {"customers", "share", "median_gap", "mean_gap"})
      if (random_.chance(0.3)) list.push_back(name);
    return list;
  }
  Json compared() {
    if (random_.chance(0.5)) {
      Json json{{"a", case_predicate(1)}};
      if (random_.chance(0.6)) json["b"] = case_predicate(1);
      if (random_.chance(0.4)) json["over"] = "life";
      return json;
    }
    auto property = one_of(random_, properties_);
    std::set<std::string> found{""};
    for (const auto& event : events_)
      if (auto value = event.properties.find(property); value != event.properties.end())
        found.insert(value->second.text);
    std::vector<std::string> values(found.begin(), found.end());
    Json json{{"by", property}, {"a", one_of(random_, values)}};
    if (random_.chance(0.7)) json["b"] = one_of(random_, values);
    return json;
  }
  void retention(Json& json) {
    if (random_.chance(0.5)) json["start"] = element();
    if (random_.chance(0.5)) json["return"] = element();
    if (random_.chance(0.5)) json["mode"] = one_of(random_, std::vector<std::string>{"recurring", "first_time"});
    if (random_.chance(0.3)) json["unbounded"] = true;
    if (random_.chance(0.3)) json["occurrences"] = 1 + random_.below(3);
    if (random_.chance(0.4)) json["lags"] = 1 + random_.below(6);
  }
  void calendar(Json& json) {
    if (random_.chance(0.8)) json["interval"] = one_of(random_, std::vector<std::string>{"day", "week", "month"});
    if (random_.chance(0.3)) json["week_start"] = "sunday";
    if (random_.chance(0.5))
      json["timezone"] = one_of(
          random_, std::vector<std::string>{"Asia/Shanghai", "Europe/Berlin", "Europe/London", "America/New_York"});
    if (json["kind"] == "retention" && json.value("interval", "week") != "month" && random_.chance(0.3))
      json["anchor"] = "start";
  }
  /// Half of the funnels are plain.
  void make_funnel(Json& json) {
    bool plain = random_.chance(0.3);
    auto order = plain || random_.chance(0.4) ? "ordered" : random_.chance(0.5) ? "strict" : "unordered";
    bool ordered = std::string_view(order) != "unordered";
    if (random_.chance(0.9)) json["order"] = order;
    std::size_t steps = 1 + random_.below(4);
    json["steps"] = Json::array();
    while (json["steps"].size() < steps) {
      Json step = element();
      if (!plain && random_.chance(0.15)) step = {{"any", {element(), element()}}};
      bool optional = !plain && ordered && !json["steps"].empty() && random_.chance(0.3);
      bool first_time = !plain && random_.chance(0.15);
      if (optional || first_time) {
        if (step.is_string() || random_.chance(0.5)) step = {{"step", step}};
        if (optional) step["optional"] = true;
        if (first_time) step["first_time"] = true;
      }
      json["steps"].push_back(std::move(step));
    }
    if (!plain && steps > 1 && random_.chance(0.5)) exclude(json, ordered);
    if (json.contains("by") && json["by"].is_string() && random_.chance(0.7)) {
      json["attribution"] = one_of(random_, std::vector<std::string>{"first", "last", "all"});
      if (random_.chance(0.4)) json["attribution"] = {{"step", ordered ? 1 + random_.below(steps) : 1}};
    }
    if (steps > 1 && random_.chance(0.3)) {
      std::size_t from = 1 + random_.below(steps - 1);
      json["convert"] = {{"from", from}, {"to", from + 1 + random_.below(steps - from)}};
      if (random_.chance(0.5)) json["convert"]["bins"] = 1 + random_.below(5);
    }
    if (!json.contains("by") && random_.chance(0.3)) {
      json["correlate"] = true;
      if (random_.chance(0.6)) json["correlate"] = {{"properties", properties_}};
    }
  }
  void exclude(Json& json, bool ordered) {
    std::size_t steps = json["steps"].size();
    for (std::size_t n = 1 + random_.below(2); n > 0; --n) {
      Json exclusion = element();
      auto name = exclusion.is_string()   ? exclusion.get<std::string>()
                  : exclusion.size() != 1 ? ""
                  : exclusion.contains("event") && exclusion["event"].is_string()
                      ? exclusion["event"].get<std::string>()
                      : "";
      // A step cannot be excluded; that an event can be both is for predicates to show.
      if (!name.empty() && json["steps"].dump().find(Json(name).dump()) != std::string::npos) continue;
      if (json["steps"].dump().find(exclusion.dump()) != std::string::npos) continue;
      if (exclusion.is_string()) exclusion = {{"element", exclusion}};
      if (ordered && random_.chance(0.7)) {
        std::size_t from = 1 + random_.below(steps - 1);
        exclusion["from"] = from;
        exclusion["to"] = from + 1 + random_.below(steps - from);
      }
      json["exclusions"].push_back(std::move(exclusion));
    }
  }
  Json measures() {
    Json list = Json::array();
    for (const char* name : {"cases", "customers", "share", "median_gap", "p95_gap", "mean_gap"})
      if (random_.chance(0.4)) list.push_back(name);
    if (list.empty() || random_.chance(0.4)) list = {"count", "mean_gap"};
    return list;
  }
  Json customers() {
    Json json{{"kind", "customers"}};
    json["of"] =
        question(one_of(random_, std::vector<std::string>{"transitions", "variants", "funnel", "timing", "retention",
                                                          "lifecycle", "paths", "step_matrix", "conformance"}));
    if (!json["of"].contains("depth") && json["of"]["kind"] != "step_matrix") json["of"].erase("limit");
    if (random_.chance(0.3)) json["limit"] = 1 + random_.below(4);
    if (random_.chance(0.3)) json["offset"] = random_.below(4);
    return json;
  }
  bool has(const std::string& property) const {
    return std::find(properties_.begin(), properties_.end(), property) != properties_.end();
  }

  Random random_;
  std::string kind_, level_ = "event";
  std::vector<Event> events_;
  std::vector<std::string> types_, properties_, symbols_;
  std::vector<std::string> named_;  ///< the elements of a model
  std::int64_t step_ms_ = 1, spread_ms_ = 1;
};

}  // namespace

Pair random_pair(const std::string& kind, std::uint64_t seed) { return Maker(kind, seed).make(); }

Pair random_pair_over(const std::string& kind, std::uint64_t data_seed, std::uint64_t question_seed) {
  return Maker(kind, data_seed).make(question_seed);
}

namespace {
/// A number of a further table of a funnel; empty: none.
Json random_part(Random& random, const Json& answer) {
  if (!answer.contains("parts") || random.chance(0.4)) return Json::object();
  const Json& part = answer["parts"][random.below(answer["parts"].size())];
  if (part["rows"].empty()) return Json::object();
  const Json& row = part["rows"][random.below(part["rows"].size())];
  if (part["name"] == "convert") {
    std::size_t median = row.size() - 7;
    if (row[median].is_null()) return Json::object();
    return {{random.chance(0.5) ? "longer_than" : "shorter_than", row[median]}};
  }
  Json at{{"state", random.chance(0.5) ? "converted" : "failed"}};
  if (row[0].is_string()) at["event"] = row[0];
  if (row[1].is_string()) at["property"] = row[1], at["value"] = row[2];
  return at;
}
}  // namespace

Json random_at(Random& random, const Json& question, const Json& answer) {
  if (random.chance(0.1) || answer["rows"].empty()) return nullptr;
  const Json& row = answer["rows"][random.below(answer["rows"].size())];
  std::size_t shift = question.contains("by") ? 1 : 0;
  auto kind = question["kind"].get<std::string>();
  Json at = Json::object();
  if (kind == "transitions") at = {{"from", row[shift]}, {"to", row[shift + 1]}};
  if (kind == "paths") at = {{"step", row[shift]}, {"from", row[shift + 1]}, {"to", row[shift + 2]}};
  if (kind == "step_matrix") at = {{"position", row[shift]}, {"symbol", row[shift + 1]}};
  if (question.contains("compare")) at["group"] = random.chance(0.5) ? "a" : "b";
  if (kind == "variants") at = {{"variant", row[shift + 1]}};
  if (kind == "funnel") {
    at = random_part(random, answer);
    if (at.empty()) {
      at = {{"step", row[shift]}};
      if (random.chance(0.7))
        at["state"] = one_of(random, std::vector<std::string>{"reached", "dropped", "in_progress"});
    }
    if (answer["totals"].contains("excluded") && random.chance(0.3)) at = {{"state", "excluded"}};
  }
  if (kind == "conformance") {
    const Json& detours = answer["parts"].back()["rows"];
    double dice = random.uniform();
    if (dice < 0.2 && !detours.empty()) {
      const Json& detour = detours[random.below(detours.size())];
      at = {{"after", detour[shift]}, {"detour", detour[shift + 1]}, {"before", detour[shift + 2]}};
    } else if (dice < 0.4) {
      at["state"] = one_of(random, std::vector<std::string>{"fit", "deviating", "in_progress", "not_aligned"});
    } else {
      bool designed = row[shift + 1] == "designed";
      at = {{"element", row[shift]}, {"state", "ad_hoc"}};
      std::vector<std::string> states{"reached", "missing", "out_of_order", "ad_hoc"};
      if (row[shift + 8].is_number()) states.emplace_back("failed");
      if (row[shift + 9].is_number()) states.insert(states.end(), {"promised", "late", "late"});
      if (designed) at["state"] = one_of(random, states);
    }
  }
  if (kind == "timing") {
    double dice = random.uniform();
    if (dice < 0.25)
      at["unanswered"] = true;
    else if (dice < 0.5)
      at["in_progress"] = true;
    else if (dice < 0.9 && !question.contains("trend") && row[shift + 3].is_number())
      at[random.chance(0.5) ? "longer_than" : "shorter_than"] = row[shift + 3];
    if (question.contains("trend")) at["interval"] = row[shift];
  }
  if (kind == "retention" && row[shift + 5] != "future") {
    at = {{"cohort", row[shift]}, {"lag", row[shift + 2]}};
    if (random.chance(0.3)) at["state"] = "missing";
  }
  if (kind == "lifecycle")
    at = {{"interval", row[shift]},
          {"state", one_of(random, std::vector<std::string>{"new", "returning", "resurrecting", "dormant", "active"})}};
  if (shift && random.chance(0.7)) at["group"] = row[0];
  return at;
}

}  // namespace cairn::reference
