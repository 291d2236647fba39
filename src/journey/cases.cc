#include "journey/cases.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <mutex>
#include <unordered_map>

#include "base/check.h"
#include "base/text.h"
#include "journey/case_filter.h"
#include "journey/cut.h"
#include "journey/filter.h"
#include "journey/items.h"
#include "journey/labels.h"

namespace cairn::journey {
namespace {

constexpr std::uint16_t no_symbol = Items::missing;

/// What a view may own; a zero-copy view owns nothing.
struct Owned {
  std::vector<std::uint32_t> offsets, seconds, row, customer, group;
  std::vector<std::uint8_t> symbol8, members;
  std::vector<std::uint16_t> symbol16, millis;
  std::vector<CaseState> state;
};

/// Text values ↔ group numbers, shared by all buckets.
struct Groups {
  std::mutex mutex;
  std::vector<std::string> names{""};
  std::unordered_map<std::string, std::uint32_t> numbers{{"", 0}};

  std::vector<std::uint32_t> numbers_of(const Texts& dictionary) {
    std::lock_guard lock(mutex);
    std::vector<std::uint32_t> found{0};
    for (auto value : dictionary) {
      auto [at, added] = numbers.emplace(value, static_cast<std::uint32_t>(names.size()));
      if (added) names.emplace_back(value);
      found.push_back(at->second);
    }
    return found;
  }
  std::uint32_t number_of(const std::string& name) {
    std::lock_guard lock(mutex);
    auto [at, added] = numbers.emplace(name, static_cast<std::uint32_t>(names.size()));
    if (added) names.push_back(name);
    return at->second;
  }
};

Result<void> check_property(const Index& index, const std::string& name, const std::string& where) {
  auto known = index.columns().names();
  if (std::find(known.begin(), known.end(), name) != known.end()) return {};
  return Error{ErrorCode::not_found, fmt::format("no property is named '{}'", name), where, suggest(name, known)};
}

}  // namespace

struct Plan::State {
  State(const Index& of, Scope asked, Filter where_filter, CaseFilter who_filter, CaseFilter segment_filter)
      : index(of),
        scope(std::move(asked)),
        where(std::move(where_filter)),
        who(std::move(who_filter)),
        segment(std::move(segment_filter)) {}

  const Index& index;
  Scope scope;
  Filter where;
  CaseFilter who, segment;
  std::vector<Filter> episode;  ///< start, end; else empty
  bool relabels = false;        ///< by a map
  std::optional<Items> items;   ///< where they are not the symbols themselves
  std::shared_ptr<FilterSet> predicates;
  Labels rules;
  std::vector<std::string> symbols;
  std::int64_t from_ms = std::numeric_limits<std::int64_t>::min();  ///< since 1930
  std::int64_t to_ms = std::numeric_limits<std::int64_t>::max();
  std::int64_t horizon_ms = 0;
  mutable Groups groups;
  std::vector<CaseFilter> lives;  ///< of `by`: its measure, or its segments

  Result<void> make_by();
  Result<std::vector<std::uint32_t>> groups_of_lives(const Bucket& bucket) const;
  bool has_period() const { return scope.from || scope.to; }
  bool all_cases() const { return who.always() && segment.always(); }
  /// False: events are what their type says.
  bool has_labels() const { return relabels || items; }
  /// A number for every row; nothing where events are what their type says.
  Result<std::vector<std::uint16_t>> labels_of(const Bucket& bucket, const RowClasses* classes) const;
  /// Null without a map.
  Result<std::shared_ptr<const RowClasses>> classes_of(const Bucket& bucket) const {
    return relabels ? predicates->on(bucket) : Result<std::shared_ptr<const RowClasses>>(nullptr);
  }
  Result<void> make_items();
  Result<Kept> kept_rows(const Bucket& bucket, const std::vector<std::uint16_t>& labels, LeftOut& left_out) const;
  Result<Cut> cut(const Bucket& bucket, const Kept& kept, LeftOut& left_out) const;
  Result<std::vector<std::uint8_t>> in_segment(const Bucket& bucket) const;
  Result<std::vector<std::uint8_t>> keep_cases(const Bucket& bucket, Cut& cut, LeftOut& left_out) const;
};

Plan::Plan(std::unique_ptr<State> state) : state_(std::move(state)) {}
Plan::Plan(Plan&&) noexcept = default;
Plan::~Plan() = default;
const std::vector<std::string>& Plan::symbols() const { return state_->symbols; }
std::int64_t Plan::horizon_ms() const { return state_->horizon_ms; }

std::vector<std::string> Plan::groups() const {
  std::lock_guard lock(state_->groups.mutex);
  return state_->groups.names;
}

std::int64_t index_ms(Time time) {
  std::int64_t ms = time.us / 1000;
  if (time.us > ms * 1000) ++ms;
  return ms - epoch_1930_ms;
}

Result<Plan> Plan::make(const Index& index, const Scope& scope, const AskOptions& options) {
  CAIRN_TRY(auto where, Filter::make(index, scope.where, "question.where"));
  std::int64_t last_ms = index.extent_ms().second - epoch_1930_ms;
  std::int64_t from_ms = scope.from ? index_ms(*scope.from) : std::numeric_limits<std::int64_t>::min();
  std::int64_t to_ms = scope.to ? index_ms(*scope.to) : std::numeric_limits<std::int64_t>::max();
  std::int64_t horizon_ms = std::min(last_ms, to_ms);
  CAIRN_TRY(auto who, CaseFilter::make(index, scope.who, horizon_ms, "question.who"));
  // A segment judges whole lives, so it ends where the data end.
  CAIRN_TRY(auto segment, CaseFilter::make(index, scope.segment, last_ms, "question.segment"));
  auto state = std::make_unique<State>(index, scope, std::move(where), std::move(who), std::move(segment));
  state->from_ms = from_ms;
  state->to_ms = to_ms;
  state->horizon_ms = horizon_ms;
  if (scope.level == "event") {
    state->symbols = index.event_types();
  } else {
    if (!options.relabelling)
      return Error{ErrorCode::invalid,
                   fmt::format("level '{}' needs a map that says which events are one {}", scope.level, scope.level),
                   "question.level", "name a map with --map FILE, or ask at level 'event'"};
    state->relabels = true;
    state->symbols = options.relabelling->symbols;
    CAIRN_CHECK(state->symbols.size() <= Items::limit);
    for (const auto& rule : options.relabelling->rules) CAIRN_CHECK(rule.symbol < state->symbols.size());
    // An event that the map names and the data lack is no fault of the question: the rule never matches.
    state->predicates = options.predicates ? options.predicates : std::make_shared<FilterSet>(index);
    state->rules = Labels(*state->predicates, options.relabelling->rules);
  }
  if (scope.items) {
    CAIRN_TRY_VOID(state->make_items());
  }
  if (scope.cases.by == CaseBy::object) {
    CAIRN_TRY_VOID(check_property(index, scope.cases.property, "question.case.property"));
  }
  if (scope.cases.by == CaseBy::episode) {
    CAIRN_TRY(auto start, Filter::make(index, scope.cases.start, "question.case.start"));
    CAIRN_TRY(auto end, Filter::make(index, scope.cases.end, "question.case.end"));
    state->episode.push_back(std::move(start));
    state->episode.push_back(std::move(end));
  }
  if (scope.by) {
    CAIRN_TRY_VOID(state->make_by());
  }
  return Plan(std::move(state));
}

/// Like segments these judge whole lives, so they end where the data end.
Result<void> Plan::State::make_by() {
  const auto& by = *scope.by;
  if (!by.property.empty()) return check_property(index, by.property, "question.by");
  const auto last_ms = index.extent_ms().second - epoch_1930_ms;
  if (by.measure) {
    CAIRN_TRY(auto life, CaseFilter::make(index, CasePlan::of(*by.measure, by.unknown), last_ms, "question.by"));
    lives.push_back(std::move(life));
  }
  for (const auto& [name, predicate] : by.segments) {
    CAIRN_TRY(auto life, CaseFilter::make(index, predicate, last_ms, "question.by"));
    lives.push_back(std::move(life));
  }
  return {};
}

Result<std::vector<std::uint32_t>> Plan::State::groups_of_lives(const Bucket& bucket) const {
  std::vector<CaseFilter::OnBucket> on;
  for (const auto& life : lives) {
    CAIRN_TRY(auto here, life.on(bucket));
    on.push_back(std::move(here));
  }
  auto row = [](std::size_t i) { return i; };
  auto group_of = [&](std::size_t begin, std::size_t end) -> std::uint32_t {
    if (scope.by->measure) {
      auto value = on.front().value(begin, end, row);
      return value ? groups.number_of(value->text) : 0;
    }
    for (std::size_t s = 0; s < on.size(); ++s)
      if (on[s].holds(begin, end, row)) return groups.number_of(scope.by->segments[s].first);
    return 0;
  };
  std::vector<std::uint32_t> found(bucket.rows());
  for (std::size_t c = 0; c < bucket.customers(); ++c)
    std::fill(found.begin() + bucket.offsets[c], found.begin() + bucket.offsets[c + 1],
              group_of(bucket.offsets[c], bucket.offsets[c + 1]));
  return found;
}

Result<void> Plan::State::make_items() {
  const ItemRule& rule = *scope.items;
  if (!rule.property.empty()) {
    CAIRN_TRY_VOID(check_property(index, rule.property, "question.item"));
    if (relabels)
      return Error{ErrorCode::invalid,
                   fmt::format("items are either values of '{}' or of level '{}'", rule.property, scope.level),
                   "question.item", "leave out 'item' or 'level'"};
  }
  CAIRN_TRY(auto made, Items::make(index, rule, symbols));
  if (!made.changes()) return {};
  symbols = made.names();
  items = std::move(made);
  return {};
}

Result<std::vector<std::uint16_t>> Plan::State::labels_of(const Bucket& bucket, const RowClasses* classes) const {
  std::vector<std::uint16_t> found;
  if (!has_labels()) return found;
  if (relabels) {
    found = rules.on(*classes);
  } else {
    found.resize(bucket.rows());
    for (std::size_t i = 0; i < found.size(); ++i) found[i] = bucket.type(i);
  }
  if (items) CAIRN_TRY_VOID(items->apply(bucket, found));
  return found;
}

Result<std::vector<std::uint8_t>> Plan::passes_where(const Bucket& bucket) const { return state_->where.mask(bucket); }

Result<std::vector<std::uint16_t>> Plan::row_symbols(const Bucket& bucket) const {
  if (state_->has_labels()) {
    CAIRN_TRY(auto classes, state_->classes_of(bucket));
    return state_->labels_of(bucket, classes.get());
  }
  std::vector<std::uint16_t> symbols(bucket.rows());
  for (std::size_t i = 0; i < symbols.size(); ++i) symbols[i] = bucket.type(i);
  return symbols;
}

namespace {

/// Per customer, the rows of the mask that have no symbol.
std::vector<std::uint32_t> unmatched(const Bucket& bucket, const std::vector<std::uint16_t>& labels, const Mask& mask) {
  std::vector<std::uint32_t> counts(bucket.customers());
  for (std::size_t c = 0; c < counts.size(); ++c)
    for (std::uint32_t i = bucket.offsets[c]; i < bucket.offsets[c + 1]; ++i)
      counts[c] += mask[i] & (labels[i] == no_symbol);
  return counts;
}

}  // namespace

Result<Kept> Plan::State::kept_rows(const Bucket& bucket, const std::vector<std::uint16_t>& labels,
                                    LeftOut& left_out) const {
  Kept kept;
  kept.offsets = bucket.offsets;
  if (where.always() && !has_period() && !has_labels()) return kept;
  CAIRN_TRY(auto mask, where.mask(bucket));
  if (has_period()) keep_between(bucket, from_ms, to_ms, mask);
  if (relabels && !all_cases()) kept.unmatched = unmatched(bucket, labels, mask);
  std::size_t passed = 0, without = 0, excluded = 0;
  std::uint8_t* passes = mask.data();
  for (std::size_t i = 0; i < bucket.rows(); ++i) passed += passes[i];
  for (std::size_t i = 0; i < labels.size(); ++i) {
    without += passes[i] & (labels[i] == no_symbol);
    excluded += passes[i] & (labels[i] == Items::excluded);
    passes[i] &= labels[i] < Items::excluded;
  }
  std::size_t matched = passed - without - excluded;
  left_out.filtered_events += mask.size() - passed;
  (relabels ? left_out.unmatched_events : left_out.without_item) += without;
  if (relabels && all_cases()) left_out.unmatched_of_members += without;
  left_out.excluded_events += excluded;
  if (matched == mask.size()) return kept;
  kept.all = false;
  kept.rows.resize(matched + 1);  // the last one is written by rows that do not match, after all that do
  kept.own_offsets.reserve(bucket.offsets.size());
  kept.own_offsets.push_back(0);
  std::uint32_t* rows = kept.rows.data();
  std::uint32_t n = 0;
  for (std::size_t c = 0; c < bucket.customers(); ++c) {
    for (std::uint32_t i = bucket.offsets[c]; i < bucket.offsets[c + 1]; ++i) {
      rows[n] = i;
      n += passes[i];
    }
    kept.own_offsets.push_back(n);
  }
  kept.rows.pop_back();
  kept.offsets = kept.own_offsets;
  return kept;
}

Result<Cut> Plan::State::cut(const Bucket& bucket, const Kept& kept, LeftOut& left_out) const {
  switch (scope.cases.by) {
    case CaseBy::customer:
      return cut_customers(kept);
    case CaseBy::session:
      return cut_sessions(bucket, kept, scope.cases.gap.ms);
    case CaseBy::object: {
      CAIRN_TRY(auto column, index.columns().load(bucket.number, scope.cases.property, ColumnForm::codes));
      return cut_objects(kept, column->codes, left_out.without_object);
    }
    case CaseBy::episode:
      break;
  }
  CAIRN_TRY(auto starts, episode[0].mask(bucket));
  CAIRN_TRY(auto ends, episode[1].mask(bucket));
  EpisodeRule rule{starts, ends, scope.cases.window ? std::optional(scope.cases.window->ms) : std::nullopt, horizon_ms};
  return cut_episodes(bucket, kept, rule, left_out.outside_episodes);
}

/// Per customer of the bucket, judged by all that is recorded of him. Empty: all are.
Result<std::vector<std::uint8_t>> Plan::State::in_segment(const Bucket& bucket) const {
  std::vector<std::uint8_t> inside;
  if (segment.always()) return inside;
  CAIRN_TRY(auto predicate, segment.on(bucket));
  inside.resize(bucket.customers());
  for (std::size_t c = 0; c < inside.size(); ++c)
    inside[c] = predicate.holds(bucket.offsets[c], bucket.offsets[c + 1], [](std::size_t i) { return i; });
  return inside;
}

/// Gives whom the question is about, per customer of the bucket.
Result<std::vector<std::uint8_t>> Plan::State::keep_cases(const Bucket& bucket, Cut& cut, LeftOut& left_out) const {
  CAIRN_TRY(auto predicate, who.on(bucket));
  CAIRN_TRY(auto inside, in_segment(bucket));
  std::vector<std::uint8_t> with_case(who.always() ? 0 : bucket.customers());
  auto row = [&](std::size_t i) { return cut.rows_are_bucket ? static_cast<std::uint32_t>(i) : cut.rows[i]; };
  Cut chosen;
  chosen.rows_are_bucket = false;
  chosen.offsets.push_back(0);
  for (std::size_t c = 0; c + 1 < cut.offsets.size(); ++c) {
    std::uint32_t customer = cut.customer.empty() ? static_cast<std::uint32_t>(c) : cut.customer[c];
    if (!inside.empty() && !inside[customer]) {
      ++left_out.outside_segment;
      continue;
    }
    if (!predicate.holds(cut.offsets[c], cut.offsets[c + 1], row)) {
      ++left_out.filtered_cases;
      continue;
    }
    if (!with_case.empty()) with_case[customer] = 1;
    auto at = chosen.rows.size();
    chosen.rows.resize(at + cut.offsets[c + 1] - cut.offsets[c]);
    for (std::size_t i = cut.offsets[c]; i < cut.offsets[c + 1]; ++i) chosen.rows[at++] = row(i);
    chosen.offsets.push_back(static_cast<std::uint32_t>(chosen.rows.size()));
    chosen.customer.push_back(customer);
    if (!cut.state.empty()) chosen.state.push_back(cut.state[c]);
  }
  cut = std::move(chosen);
  return with_case.empty() ? inside : with_case;
}

Result<std::vector<std::uint32_t>> Plan::row_groups(const Bucket& bucket) const {
  CAIRN_CHECK(state_->scope.by.has_value());
  if (!state_->lives.empty()) return state_->groups_of_lives(bucket);
  CAIRN_TRY(auto column, state_->index.columns().load(bucket.number, state_->scope.by->property, ColumnForm::codes));
  auto numbers = state_->groups.numbers_of(column->dictionary);
  std::vector<std::uint32_t> groups(bucket.rows());
  column->codes.visit([&](auto codes) {
    for (std::size_t i = 0; i < groups.size(); ++i) groups[i] = numbers[codes[i]];
  });
  return groups;
}

namespace {

/// Copies what the cut chose; whatever it left as it was stays a view into the bucket.
void materialise(const Bucket& bucket, Cut& cut, const std::vector<std::uint16_t>& labels, std::size_t symbols,
                 CaseView& view, Owned& own) {
  bool small = symbols <= 256;
  if (cut.rows_are_bucket) {
    view.seconds = bucket.seconds;
    view.millis = bucket.millis;
  } else {
    own.row = std::move(cut.rows);
    own.seconds.resize(own.row.size());
    own.millis.resize(own.row.size());
    for (std::size_t i = 0; i < own.row.size(); ++i) {
      own.seconds[i] = bucket.seconds[own.row[i]];
      own.millis[i] = bucket.millis[own.row[i]];
    }
    view.row = own.row;
    view.seconds = own.seconds;
    view.millis = own.millis;
  }
  if (cut.rows_are_bucket && labels.empty()) {
    view.symbol8 = bucket.type8;
    view.symbol16 = bucket.type16;
    return;
  }
  std::size_t n = view.seconds.size();
  auto symbol = [&](std::size_t i) {
    return labels.empty() ? bucket.type(view.bucket_row(i)) : labels[view.bucket_row(i)];
  };
  if (small) {
    own.symbol8.resize(n);
    for (std::size_t i = 0; i < n; ++i) own.symbol8[i] = static_cast<std::uint8_t>(symbol(i));
    view.symbol8 = own.symbol8;
  } else {
    own.symbol16.resize(n);
    for (std::size_t i = 0; i < n; ++i) own.symbol16[i] = symbol(i);
    view.symbol16 = own.symbol16;
  }
}

}  // namespace

Result<CaseView> Plan::view(const Bucket& bucket, LeftOut& left_out) const {
  const State& state = *state_;
  CaseView view;
  view.bucket = &bucket;
  auto own = std::make_shared<Owned>();
  CAIRN_TRY(view.classes, state.classes_of(bucket));
  CAIRN_TRY(auto labels, state.labels_of(bucket, view.classes.get()));
  CAIRN_TRY(auto kept, state.kept_rows(bucket, labels, left_out));
  Cut cut;
  if (kept.all && state.scope.cases.by == CaseBy::customer && state.all_cases()) {
    view.offsets = bucket.offsets;
  } else {
    CAIRN_TRY(cut, state.cut(bucket, kept, left_out));
    if (!state.all_cases()) {
      CAIRN_TRY(own->members, state.keep_cases(bucket, cut, left_out));
      for (std::size_t c = 0; c < kept.unmatched.size(); ++c)
        if (own->members[c] != 0) left_out.unmatched_of_members += kept.unmatched[c];
      view.members = own->members;
    }
    own->offsets = std::move(cut.offsets);
    own->customer = std::move(cut.customer);
    own->state = std::move(cut.state);
    view.offsets = own->offsets;
    view.customer = own->customer;
    view.state = own->state;
  }
  materialise(bucket, cut, labels, state.symbols.size(), view, *own);
  if (state.scope.by) {
    CAIRN_TRY(auto groups, row_groups(bucket));
    own->group.resize(view.cases());
    for (std::size_t c = 0; c < view.cases(); ++c) {
      std::size_t i = view.offsets[c];
      while (i < view.offsets[c + 1] && groups[view.bucket_row(i)] == 0) ++i;
      own->group[c] = i < view.offsets[c + 1] ? groups[view.bucket_row(i)] : 0;
    }
    view.group = own->group;
  }
  view.owner = std::move(own);
  return view;
}

bool Plan::untouched() const {
  const State& state = *state_;
  return state.scope.cases.by == CaseBy::customer && state.where.always() && !state.has_period() &&
         !state.has_labels() && state.all_cases();
}

bool Plan::open_case(const CaseView& view, std::size_t c) const {
  switch (state_->scope.cases.by) {
    case CaseBy::episode:
      return view.state[c] == CaseState::in_progress;
    case CaseBy::session:
      if (c + 1 < view.cases() && view.customer_of(c + 1) == view.customer_of(c)) return false;
      return view.ms(view.offsets[c + 1] - 1) + state_->scope.cases.gap.ms >= horizon_ms();
    default:
      return true;
  }
}

}  // namespace cairn::journey
