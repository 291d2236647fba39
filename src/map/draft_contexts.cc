#include "map/draft_contexts.h"

#include <algorithm>
#include <map>
#include <mutex>

#include "journey/kind.h"
#include "map/lexicon.h"
#include "map/visits.h"

namespace cairn::map {
namespace {

using journey::CaseView;
using journey::Histogram;

constexpr std::size_t most_values = 60;
constexpr std::size_t most_places = 8;
constexpr std::uint64_t least_visits = 50;
constexpr double slower = 1.8;

/// Waits by value of one property at one touchpoint.
using ByValue = std::map<std::string, Histogram>;

struct Waits {
  std::vector<Histogram> all;                     ///< per place
  std::vector<std::vector<ByValue>> of_property;  ///< per place, per property
  std::vector<std::uint8_t> too_many;             ///< properties with too many values
  std::vector<Visit> visits;
  void merge(Waits&& other, journey::Pace&) {
    for (std::size_t p = 0; p < all.size(); ++p) {
      all[p].merge(other.all[p]);
      for (std::size_t q = 0; q < of_property[p].size(); ++q)
        for (const auto& [value, waits] : other.of_property[p][q]) of_property[p][q][value].merge(waits);
    }
    for (std::size_t q = 0; q < too_many.size(); ++q) too_many[q] = too_many[q] || other.too_many[q];
  }
};

/// Touchpoints where the customer may have to wait for somebody, those with most overview first.
std::vector<std::size_t> places_of(const JourneyMap& map, const std::vector<unsigned>& signs) {
  const auto* goal = map.goal_milestone();
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < map.touchpoints.size() && goal != nullptr; ++i) {
    const auto& touchpoint = map.touchpoints[i];
    auto channel = std::find_if(map.channels.begin(), map.channels.end(),
                                [&](const Channel& each) { return each.id == touchpoint.channel; });
    bool offline = channel != map.channels.end() && channel->offline;
    bool waits = offline || (signs[i] & (sign_wait | sign_staff)) != 0;
    if (waits && !touchpoint.ends && map.stage_index(touchpoint.stage) <= map.stage_index(goal->stage))
      places.push_back(i);
  }
  std::stable_sort(places.begin(), places.end(),
                   [&](std::size_t a, std::size_t b) { return (signs[a] & sign_wait) > (signs[b] & sign_wait); });
  if (places.size() > most_places) places.resize(most_places);
  return places;
}

std::vector<std::string> properties_to_look_at(const journey::Index& index) {
  std::vector<std::string> names;
  for (const auto& name : index.columns().names()) {
    static const std::vector<std::string> plain{
        "customer", "session", "source", "currency", "amount", "value", "time", "channel", "lifecycle:transition"};
    if (std::find(plain.begin(), plain.end(), name) == plain.end()) names.push_back(name);
  }
  return names;
}

Result<void> count_waits(const journey::Index& index, const CaseView& view, const std::vector<std::size_t>& place_of,
                         const std::vector<std::uint8_t>& ends, const std::vector<std::string>& properties,
                         Waits& into) {
  struct Wait {
    std::size_t place, row;
    std::uint64_t ms;
  };
  std::vector<Wait> waits;
  for (std::size_t c = 0; c < view.cases(); ++c) {
    visits_of(view, c, ends, into.visits);
    for (std::size_t v = 0; v + 1 < into.visits.size(); ++v) {
      std::size_t place = place_of[into.visits[v].touchpoint];
      if (place == place_of.size()) continue;
      std::size_t at = into.visits[v].last;
      waits.push_back(
          {place, view.bucket_row(at), static_cast<std::uint64_t>(view.ms(into.visits[v + 1].first) - view.ms(at))});
      into.all[place].add(waits.back().ms);
    }
  }
  for (std::size_t q = 0; q < properties.size(); ++q) {
    if (into.too_many[q]) continue;
    CAIRN_TRY(auto column, index.columns().load(view.bucket->number, properties[q], journey::ColumnForm::codes));
    std::vector<std::vector<Histogram*>> of_code(into.all.size(),
                                                 std::vector<Histogram*>(column->dictionary.size() + 1));
    for (const auto& wait : waits) {
      std::uint32_t code = column->codes[wait.row];
      if (code == 0) continue;
      Histogram*& histogram = of_code[wait.place][code];
      if (histogram == nullptr) {
        ByValue& values = into.of_property[wait.place][q];
        if (values.size() > most_values) {
          into.too_many[q] = 1;
          break;
        }
        histogram = &values[std::string(column->dictionary[code - 1])];
      }
      histogram->add(wait.ms);
    }
  }
  return {};
}

/// The values whose slowest tenth waits far longer than at the usual value; empty when none or nearly all do.
std::vector<std::string> slow_values(const ByValue& waits, std::uint64_t all) {
  struct Value {
    double slowest_tenth;
    std::uint64_t n;
    std::string name;
  };
  std::vector<Value> values;
  std::uint64_t n = 0;
  for (const auto& [name, histogram] : waits) {
    n += histogram.n();
    if (histogram.n() >= least_visits) values.push_back({histogram.quantile(0.9), histogram.n(), name});
  }
  if (n * 10 < all * 8 || values.size() < 2) return {};
  std::sort(values.begin(), values.end(), [](const Value& a, const Value& b) {
    return std::tie(a.slowest_tenth, a.name) < std::tie(b.slowest_tenth, b.name);
  });
  std::uint64_t known = 0, passed = 0;
  for (const auto& value : values) known += value.n;
  double usual = 0;
  for (const auto& value : values) {
    passed += value.n;
    usual = value.slowest_tenth;
    if (passed * 2 >= known) break;
  }
  std::vector<std::string> slow;
  for (const auto& value : values)
    if (value.slowest_tenth >= slower * usual && value.slowest_tenth - usual >= 60'000) slow.push_back(value.name);
  std::sort(slow.begin(), slow.end());
  return slow;
}

EventPredicate is_one_of(const std::string& property, const std::vector<std::string>& values) {
  EventPredicate predicate;
  predicate.kind = EventPredicate::Kind::comparison;
  predicate.property = property;
  predicate.comparator = values.size() == 1 ? Comparator::equal : Comparator::in;
  for (const auto& value : values) predicate.values.push_back({value, std::nullopt});
  return predicate;
}

}  // namespace

Result<std::vector<SlowContext>> slow_contexts(const journey::Index& index, const JourneyMap& map,
                                               const std::vector<unsigned>& signs, bool service, int threads) {
  std::vector<SlowContext> found;
  auto places = places_of(map, signs);
  if (places.empty()) return found;
  auto properties = properties_to_look_at(index);
  std::vector<std::size_t> place_of(map.touchpoints.size(), map.touchpoints.size());
  std::vector<std::uint8_t> ends;
  for (std::size_t p = 0; p < places.size(); ++p) place_of[places[p]] = p;
  for (const auto& touchpoint : map.touchpoints) ends.push_back(touchpoint.ends);
  auto relabelling = relabel(map, "touchpoint");
  journey::AskOptions options;
  options.threads = threads;
  options.relabelling = &relabelling;
  journey::Scope scope;
  scope.level = "touchpoint";
  scope.cases = map.cases;
  CAIRN_TRY(auto plan, journey::Plan::make(index, scope, options));
  Json question{{"kind", "draft"}};
  journey::Asked asked{index, question, options, std::move(scope), std::move(plan)};
  journey::Basis basis;
  Waits blank{std::vector<Histogram>(places.size()),
              std::vector<std::vector<ByValue>>(places.size(), std::vector<ByValue>(properties.size())),
              std::vector<std::uint8_t>(properties.size()),
              {}};
  CAIRN_TRY(auto waits, journey::over_buckets(asked, basis, blank, [&](const CaseView& view, Waits& into) {
              return count_waits(index, view, place_of, ends, properties, into);
            }));
  for (std::size_t p = 0; p < places.size(); ++p) {
    if (waits.all[p].n() < 2 * least_visits) continue;
    for (std::size_t q = 0; q < properties.size(); ++q) {
      if (waits.too_many[q] || waits.of_property[p][q].size() > most_values) continue;
      auto values = slow_values(waits.of_property[p][q], waits.all[p].n());
      if (!values.empty()) found.push_back({places[p], is_one_of(properties[q], values), 0});
    }
    if (!service && !(signs[places[p]] & sign_wait)) continue;
    auto longer = static_cast<std::int64_t>(waits.all[p].quantile(0.9));
    if (longer >= 60'000) found.push_back({places[p], std::nullopt, longer / 60'000 * 60'000});
  }
  return found;
}

}  // namespace cairn::map
