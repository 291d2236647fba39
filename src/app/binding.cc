#include "app/binding.h"

#include <algorithm>
#include <memory>

#include "journey/filter.h"
#include "journey/kind.h"
#include "map/observe_pass.h"
#include "map/rows.h"

namespace cairn::app {
namespace {

struct Example {
  std::int64_t ms;
  int bucket;
  std::size_t customer, row;
  bool operator<(const Example& other) const {
    return std::tuple(-ms, bucket, row) < std::tuple(-other.ms, other.bucket, other.row);
  }
};

struct Matches {
  std::size_t most = 0;
  std::uint64_t events = 0, customers = 0;
  std::int64_t first_ms = 0, last_ms = -1;
  std::vector<Example> latest;

  void add(const Example& one) {
    if (last_ms < first_ms) first_ms = last_ms = one.ms;
    first_ms = std::min(first_ms, one.ms);
    last_ms = std::max(last_ms, one.ms);
    ++events;
  }
  /// The last one of a customer, which comes into question as an example.
  void offer(const Example& one) {
    if (latest.size() == most && !(one < latest.back())) return;
    latest.insert(std::upper_bound(latest.begin(), latest.end(), one), one);
    if (latest.size() > most) latest.pop_back();
  }
  void merge(Matches&& other, journey::Pace&) {
    if (other.events > 0) {
      bool none = events == 0;
      first_ms = none ? other.first_ms : std::min(first_ms, other.first_ms);
      last_ms = none ? other.last_ms : std::max(last_ms, other.last_ms);
    }
    events += other.events;
    customers += other.customers;
    for (const auto& one : other.latest) offer(one);
  }
};

Result<Matches> matches_of(const journey::Index& index, const EventPredicate& on, const map::LeftOutOfMap& left_out,
                           std::size_t most) {
  map::JourneyMap everything;  // a customer's life is one case
  auto scope = map::scope_of(everything, left_out);
  scope.level = "event";
  journey::AskOptions options;
  CAIRN_TRY(auto plan, journey::Plan::make(index, scope, options));
  Json question{{"kind", "bind"}};
  journey::Asked asked{index, question, options, std::move(scope), std::move(plan)};
  auto filter = journey::Filter::lenient(index, on);
  journey::Basis basis;
  Matches none;
  none.most = most;
  return journey::over_buckets(asked, basis, none, [&](const journey::CaseView& view, Matches& into) -> Result<void> {
    CAIRN_TRY(auto mask, filter.mask(*view.bucket));
    for (std::size_t c = 0; c < view.cases(); ++c) {
      std::optional<Example> last;
      for (std::size_t i = view.offsets[c]; i < view.offsets[c + 1]; ++i) {
        if (mask[view.bucket_row(i)] == 0) continue;
        last = {view.ms(i), view.bucket->number, view.customer_of(c), view.bucket_row(i)};
        into.add(*last);
      }
      if (!last) continue;
      ++into.customers;
      into.offer(*last);
    }
    return {};
  });
}

Result<Json> example_json(const journey::Index& index, const Example& example) {
  const auto& bucket = index.buckets()[static_cast<std::size_t>(example.bucket)];
  CAIRN_TRY(auto id, index.customer_id(example.bucket, example.customer));
  const Time at{(example.ms + journey::epoch_1930_ms) * 1000};
  const auto& type = index.event_types()[bucket.type(example.row)];
  Json json{{"event", type},   {"at", format_time(at)}, {"customer", id.identifier},
            {"kind", id.kind}, {"channel", ""},         {"properties", Json::object()}};
  CAIRN_TRY(auto events, index.events_of(id.identifier, id.kind));
  // Of events of one type and instant the one with the same place among them.
  std::size_t same = 0;
  for (auto row = example.row; row > bucket.offsets[example.customer] && bucket.ms(row - 1) == example.ms; --row)
    same += bucket.type(row - 1) == bucket.type(example.row);
  for (const auto& event : events) {
    if (event.event != type || event.time.us / 1000 != at.us / 1000 || same-- > 0) continue;
    json["channel"] = event.channel;
    for (const auto& [name, value] : event.properties)
      json["properties"][name] = value.number ? Json(*value.number) : Json(value.text);
    if (event.amount) json["properties"]["amount"] = *event.amount;
    if (!event.currency.empty()) json["properties"]["currency"] = event.currency;
    if (event.value) json["properties"]["value"] = *event.value;
    break;
  }
  return json;
}

}  // namespace

Result<Json> binding(const journey::Index& index, const EventPredicate& on, const map::LeftOutOfMap& left_out,
                     std::size_t examples) {
  CAIRN_TRY(auto found, matches_of(index, on, left_out, examples));
  auto time = [&](std::int64_t ms) {
    return found.events == 0 ? Json() : Json(format_time({(ms + journey::epoch_1930_ms) * 1000}));
  };
  Json answer{{"events", found.events},    {"customers", found.customers}, {"from", time(found.first_ms)},
              {"to", time(found.last_ms)}, {"examples", Json::array()},    {"notes", Json::array()}};
  for (const auto& each : found.latest) {
    CAIRN_TRY(auto example, example_json(index, each));
    answer["examples"].push_back(std::move(example));
  }
  if (auto known = journey::Filter::make(index, on, "on"); !known)
    answer["notes"].push_back(known.error().message + (known.error().hint.empty() ? "" : "; " + known.error().hint));
  return answer;
}

}  // namespace cairn::app
