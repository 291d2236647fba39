// The cases of a question, the slow way.
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>

#include "reference.h"

namespace cairn::reference {
namespace {

class View : public EventView {
 public:
  explicit View(const Event& event) : event_(event) {}
  std::string_view type() const override { return event_.type; }
  std::optional<Literal> property(const std::string& name) const override {
    if (name == "customer") return Literal{event_.customer, std::nullopt};
    if (name == "time") {
      Time time{event_.ms * 1000};
      return Literal{format_time(time), static_cast<double>(time.us)};
    }
    auto found = event_.properties.find(name);
    if (found == event_.properties.end()) return std::nullopt;
    return found->second;
  }

 private:
  const Event& event_;
};

bool is(const EventPredicate& predicate, const Event& event) { return matches(predicate, View(event)); }

bool compare(std::int64_t found, Comparator comparator, std::int64_t wanted) {
  if (comparator == Comparator::equal) return found == wanted;
  if (comparator == Comparator::not_equal) return found != wanted;
  if (comparator == Comparator::less) return found < wanted;
  if (comparator == Comparator::less_equal) return found <= wanted;
  if (comparator == Comparator::greater) return found > wanted;
  return found >= wanted;
}

/// Tries every chain of different events that has come to `last` by the first `step` steps.
bool goes_on(const std::vector<SequenceStep>& steps, std::size_t step, std::set<std::size_t>& used,
             std::optional<std::int64_t> last, const std::vector<Item>& items) {
  if (step == steps.size()) return true;
  for (std::size_t i = 0; i < items.size(); ++i) {
    std::int64_t now = items[i].event->ms;
    if (used.count(i) || !is(steps[step].on, *items[i].event) || (last && now < *last)) continue;
    if (last && steps[step].within && now - *last > steps[step].within->ms) continue;
    bool refused = false;
    if (last && steps[step].without)
      for (const auto& item : items)
        if (item.event->ms > *last && item.event->ms < now && is(*steps[step].without, *item.event)) refused = true;
    if (refused) continue;
    used.insert(i);
    bool found = goes_on(steps, step + 1, used, now, items);
    used.erase(i);
    if (found) return true;
  }
  return false;
}

/// The value of a measure, found by looking through all values for each wish.
std::optional<Literal> value_of(const Measure& measure, const std::vector<Item>& items, std::int64_t horizon) {
  using enum Measure::Aggregate;
  std::size_t events = 0;
  std::vector<std::string> texts;
  std::vector<double> numbers;
  for (const auto& item : items) {
    if (measure.in_last && horizon - item.event->ms > measure.in_last->ms) continue;
    if (!is(measure.where, *item.event)) continue;
    ++events;
    auto value = measure.property.empty() ? std::nullopt : View(*item.event).property(measure.property);
    if (!value) continue;
    texts.push_back(value->text);
    if (value->number) numbers.push_back(*value->number);
  }
  auto number = [](double found) { return Literal{fmt::format("{}", found), found}; };
  auto text = [](const std::string& found) {
    bool digits = !found.empty() && found.find_first_not_of("0123456789") == std::string::npos;
    return Literal{found, digits ? std::optional(std::stod(found)) : std::nullopt};
  };
  if (measure.aggregate == count) return number(static_cast<double>(measure.property.empty() ? events : texts.size()));
  if (measure.aggregate == distinct)
    return number(static_cast<double>(std::set<std::string>(texts.begin(), texts.end()).size()));
  if (measure.aggregate == sum || measure.aggregate == average || measure.aggregate == min ||
      measure.aggregate == max) {
    if (numbers.empty()) return std::nullopt;
    if (measure.aggregate == min) return number(*std::min_element(numbers.begin(), numbers.end()));
    if (measure.aggregate == max) return number(*std::max_element(numbers.begin(), numbers.end()));
    double all = 0;
    for (double each : numbers) all += each;
    return number(measure.aggregate == sum ? all : all / static_cast<double>(numbers.size()));
  }
  if (texts.empty()) return std::nullopt;
  if (measure.aggregate == first) return text(texts.front());
  if (measure.aggregate == last) return text(texts.back());
  std::string best = texts.front();
  std::ptrdiff_t most = 0;
  for (const auto& each : texts)  // the later of equally frequent ones wins
    if (auto times = std::count(texts.begin(), texts.end(), each); times >= most) {
      most = times;
      best = each;
    }
  return text(best);
}

bool holds(const CasePredicate& predicate, const std::vector<Item>& items, std::int64_t horizon) {
  if (predicate.kind == CasePredicate::Kind::measure)
    return compares(value_of(predicate.measure, items, horizon), predicate.comparator, predicate.values);
  if (predicate.kind == CasePredicate::Kind::sequence) {
    std::set<std::size_t> used;
    return goes_on(predicate.steps, 0, used, std::nullopt, items);
  }
  bool any = false, all = true;
  for (const auto& child : predicate.children) {
    bool one = holds(child, items, horizon);
    any = any || one;
    all = all && one;
  }
  if (predicate.kind == CasePredicate::Kind::all) return all;
  if (predicate.kind == CasePredicate::Kind::any) return any;
  if (predicate.kind == CasePredicate::Kind::negation) return !any;
  std::vector<Item> later = items;
  std::int64_t since = items.front().event->ms;
  if (predicate.after) {
    while (!later.empty() && !is(*predicate.after, *later.front().event)) later.erase(later.begin());
    if (!later.empty()) {
      since = later.front().event->ms;
      later.erase(later.begin());
    }
  }
  std::vector<std::int64_t> times;
  for (const auto& item : later) {
    bool in_time = !predicate.within || item.event->ms - since <= predicate.within->ms;
    bool recent = !predicate.in_last || horizon - item.event->ms <= predicate.in_last->ms;
    bool long_ago = !predicate.before_last || horizon - item.event->ms > predicate.before_last->ms;
    if (is(predicate.counted, *item.event) && in_time && recent && long_ago) times.push_back(item.event->ms);
  }
  auto count = static_cast<std::int64_t>(times.size());
  if (predicate.in_any) {
    count = 0;
    for (auto from : times)
      count = std::max(count, static_cast<std::int64_t>(std::count_if(times.begin(), times.end(), [&](std::int64_t t) {
                         return t >= from && t <= from + predicate.in_any->ms;
                       })));
  }
  return compare(count, predicate.comparator, predicate.times);
}

std::string group_of_life(const journey::ByRule& by, const Case& one, const std::vector<Item>& life,
                          std::int64_t latest) {
  if (!by.property.empty()) return first_value(one.items, by.property);
  if (by.measure) {
    auto value = value_of(*by.measure, life, latest);
    return value ? value->text : "";
  }
  for (const auto& [name, segment] : by.segments)
    if (holds(segment, life, latest)) return name;
  return "";
}

std::vector<Case> cut(const std::string& customer, const std::vector<Item>& items, const journey::Scope& scope,
                      Cases& all) {
  using journey::CaseBy;
  std::vector<Case> cases;
  auto start = [&] { cases.push_back(Case{customer, {}, scope.cases, Case::State::complete, true, ""}); };
  if (scope.cases.by == CaseBy::customer) {
    start();
    cases.back().items = items;
  } else if (scope.cases.by == CaseBy::session) {
    for (const auto& item : items) {
      if (cases.empty() || item.event->ms - cases.back().last() > scope.cases.gap.ms) {
        if (!cases.empty()) cases.back().open = false;
        start();
      }
      cases.back().items.push_back(item);
    }
    if (!cases.empty()) cases.back().open = all.horizon <= cases.back().last() + scope.cases.gap.ms;
  } else if (scope.cases.by == CaseBy::object) {
    std::vector<std::string> objects;
    for (const auto& item : items) {
      auto value = View(*item.event).property(scope.cases.property);
      if (!value) {
        ++all.left_out["without_object"];
        continue;
      }
      auto at = std::find(objects.begin(), objects.end(), value->text);
      if (at == objects.end()) {
        objects.push_back(value->text);
        start();
        at = objects.end() - 1;
      }
      cases[static_cast<std::size_t>(at - objects.begin())].items.push_back(item);
    }
  } else {
    bool open = false;
    for (const auto& item : items) {
      bool late = open && scope.cases.window && item.event->ms > cases.back().first() + scope.cases.window->ms;
      if (late) {
        cases.back().state = Case::State::lost;
        open = false;
      }
      if (open) {
        cases.back().items.push_back(item);
        if (is(scope.cases.end, *item.event)) open = false;
      } else if (is(scope.cases.start, *item.event)) {
        start();
        cases.back().items.push_back(item);
        open = true;
      } else {
        ++all.left_out["outside_episodes"];
      }
    }
    if (open) {
      bool over = scope.cases.window && cases.back().first() + scope.cases.window->ms < all.horizon;
      cases.back().state = over ? Case::State::lost : Case::State::in_progress;
    }
    for (auto& one : cases) one.open = one.state == Case::State::in_progress;
  }
  return cases;
}

}  // namespace

Cases cases_of(const std::vector<Event>& events, const Json& question, const journey::Relabelling* relabelling) {
  auto scope = *journey::scope_from(question);
  Cases all;
  if (events.empty()) return all;
  std::int64_t latest = std::numeric_limits<std::int64_t>::min();
  all.earliest = events.front().ms;
  for (const auto& event : events) {
    latest = std::max(latest, event.ms);
    all.earliest = std::min(all.earliest, event.ms);
  }
  if (looks_back(question)) scope.from.reset();
  all.horizon = latest;
  if (scope.to) all.horizon = std::min(latest, scope.to->us / 1000);

  std::map<std::string, std::vector<Item>> by_customer;
  auto& lives = all.lives;
  all.latest = latest;
  auto symbol_of = [&](const Event& event) -> std::string {
    if (scope.level == "event") return event.type;
    for (const auto& rule : relabelling->rules)
      if (is(rule.on, event)) return relabelling->symbols[rule.symbol];
    return "";
  };
  for (const auto& event : events) {
    Item item{&event, symbol_of(event)};
    lives[event.customer].push_back({&event, event.type});
    if (is(scope.where, event)) all.accepted[event.customer].push_back(item);
    bool inside = (!scope.from || event.ms * 1000 >= scope.from->us) && (!scope.to || event.ms * 1000 < scope.to->us);
    if (!inside || !is(scope.where, event)) {
      ++all.left_out["filtered_events"];
      continue;
    }
    if (item.symbol.empty()) {
      ++all.left_out["unmatched_events"];
      continue;
    }
    if (question["kind"] == "paths" || question["kind"] == "step_matrix") {
      if (question.contains("item")) {
        auto value = View(event).property(question["item"].get<std::string>());
        if (!value) {
          ++all.left_out["without_item"];
          continue;
        }
        item.symbol = value->text;
      }
      auto cleaned = item_of(item.symbol, question);
      if (!cleaned) {
        ++all.left_out["excluded_events"];
        continue;
      }
      item.symbol = *cleaned;
    }
    by_customer[event.customer].push_back(item);
  }
  auto earlier = [](const Item& a, const Item& b) { return a.event->ms < b.event->ms; };
  for (auto& [customer, items] : lives) std::stable_sort(items.begin(), items.end(), earlier);
  for (auto& [customer, items] : all.accepted) std::stable_sort(items.begin(), items.end(), earlier);
  for (auto& [customer, items] : by_customer) {
    std::stable_sort(items.begin(), items.end(), earlier);
    bool in_segment = holds(scope.segment, lives[customer], latest);
    for (auto& one : cut(customer, items, scope, all)) {
      if (!in_segment) {
        ++all.left_out["outside_segment"];
        continue;
      }
      if (!holds(scope.who, one.items, all.horizon)) {
        ++all.left_out["filtered_cases"];
        continue;
      }
      if (scope.by) one.group = group_of_life(*scope.by, one, lives[customer], latest);
      all.cases.push_back(std::move(one));
    }
  }
  return all;
}

std::string first_value(const std::vector<Item>& items, const std::string& property) {
  for (const auto& item : items)
    if (auto value = View(*item.event).property(property); value && !value->text.empty()) return value->text;
  return "";
}

bool is_element(const Json& element, const Item& item) {
  if (element.is_string()) return element.get<std::string>() == item.symbol;
  return is(*event_predicate_from(element, "element"), *item.event);
}

bool holds_of(const std::vector<Item>& items, const Json& predicate, std::int64_t horizon) {
  return holds(*case_predicate_from(predicate, "predicate"), items, horizon);
}

std::string first_value(const Case& one, const std::string& property) { return first_value(one.items, property); }

std::string group_of(const Case& one, const Json& question) { return question.contains("by") ? one.group : ""; }

Groups groups_of(const Cases& cases, const Json& question) {
  Groups groups;
  if (!question.contains("by")) {
    groups.shown = {""};
    groups.shown_as[""] = "";
    return groups;
  }
  std::map<std::string, std::int64_t> count;
  for (const auto& one : cases.cases) ++count[group_of(one, question)];
  std::vector<std::pair<std::int64_t, std::string>> order;
  for (const auto& [name, n] : count) order.emplace_back(-n, name);
  std::sort(order.begin(), order.end());
  std::size_t limit = question.value("by_limit", std::size_t{20});
  for (std::size_t i = 0; i < order.size(); ++i) {
    std::string shown = i < limit ? order[i].second : "(other)";
    groups.shown_as[order[i].second] = shown;
    if (i <= limit) groups.shown.push_back(shown);
  }
  return groups;
}

Json answer(const std::vector<Event>& events, const Json& question, const journey::Relabelling* relabelling) {
  auto kind = question["kind"].get<std::string>();
  const Json& scoped = kind == "customers" ? question["of"] : question;
  auto cases = cases_of(events, scoped, relabelling);
  Table table = kind == "transitions"   ? transitions(cases, question)
                : kind == "variants"    ? variants(cases, question)
                : kind == "funnel"      ? funnel(cases, question)
                : kind == "timing"      ? timing(cases, question)
                : kind == "retention"   ? retention(cases, question)
                : kind == "lifecycle"   ? lifecycle(cases, question)
                : kind == "paths"       ? paths(cases, question)
                : kind == "step_matrix" ? step_matrix(cases, question)
                : kind == "conformance" ? conformance(cases, question)
                                        : customers(events, question, relabelling);
  std::set<std::string> people;
  std::uint64_t count = 0, in_progress = 0;
  std::vector<std::int64_t> times;
  for (const auto& one : cases.cases) {
    people.insert(one.customer);
    count += one.items.size();
    in_progress += one.state == Case::State::in_progress;
    times.push_back(one.first());
    times.push_back(one.last());
  }
  std::sort(times.begin(), times.end());
  Json basis{{"events", count}, {"cases", cases.cases.size()}, {"customers", people.size()}};
  basis["from"] = times.empty() ? Json() : Json(format_time(Time{times.front() * 1000}));
  basis["to"] = times.empty() ? Json() : Json(format_time(Time{times.back() * 1000}));
  if (journey::scope_from(question)->cases.by == journey::CaseBy::episode) basis["in_progress"] = in_progress;
  basis["left_out"] = Json::object();
  for (const char* why : {"filtered_events", "unmatched_events", "without_item", "excluded_events", "without_object",
                          "outside_episodes", "outside_segment", "filtered_cases"})
    if (cases.left_out.count(why)) basis["left_out"][why] = cases.left_out[why];
  Json json{{"rows", table.rows}, {"totals", table.totals}, {"basis", basis}};
  if (!table.bins.is_null()) json["bins"] = table.bins;
  if (!table.parts.empty()) json["parts"] = table.parts;
  return json;
}

}  // namespace cairn::reference
