#include "journey/filter.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.h"

namespace cairn::journey {
namespace {

Result<void> check_names(const Index& index, const EventPredicate& predicate, const std::string& where) {
  const auto& types = index.event_types();
  for (const auto& name : events_of(predicate)) {
    if (std::find(types.begin(), types.end(), name) == types.end())
      return Error{ErrorCode::not_found, fmt::format("no event is named '{}'", name), where, suggest(name, types)};
  }
  auto wanted = properties_of(predicate);
  if (wanted.empty() || (wanted.size() == 1 && wanted.front() == "time")) return {};
  auto known = index.columns().names();
  known.push_back("time");
  for (const auto& name : wanted) {
    if (std::find(known.begin(), known.end(), name) == known.end())
      return Error{ErrorCode::not_found, fmt::format("no property is named '{}'", name), where, suggest(name, known)};
  }
  return {};
}

/// A value as the predicate language sees it.
Literal literal_of(const std::string& text) {
  double number = 0;
  auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  bool whole = fault == std::errc() && end == text.data() + text.size();
  return {text, whole ? std::optional<double>(number) : std::nullopt};
}

/// One loop a comparator, so that the compiler sees a plain comparison. A missing number (NaN) is never equal, less or
/// greater; `!=` asks for being present as well.
template <class Compare>
void compare_numbers(const std::vector<double>& numbers, Compare compare, Mask& mask) {
  for (std::size_t i = 0; i < mask.size(); ++i) mask[i] = compare(numbers[i]);
}

void compare_number(const std::vector<double>& numbers, Comparator comparator, double wanted, Mask& mask) {
  switch (comparator) {
    case Comparator::less:
      return compare_numbers(
          numbers, [=](double x) { return x < wanted; }, mask);
    case Comparator::less_equal:
      return compare_numbers(
          numbers, [=](double x) { return x <= wanted; }, mask);
    case Comparator::greater:
      return compare_numbers(
          numbers, [=](double x) { return x > wanted; }, mask);
    case Comparator::greater_equal:
      return compare_numbers(
          numbers, [=](double x) { return x >= wanted; }, mask);
    case Comparator::not_equal:
      return compare_numbers(
          numbers, [=](double x) { return x != wanted && x == x; }, mask);
    default:
      return compare_numbers(
          numbers, [=](double x) { return x == wanted; }, mask);
  }
}

void event_mask(const Index& index, const Bucket& bucket, const std::vector<std::string>& events, Mask& mask) {
  const auto& types = index.event_types();
  std::vector<std::uint8_t> wanted(std::max<std::size_t>(types.size(), 256));
  for (std::size_t type = 0; type < types.size(); ++type)
    wanted[type] = std::find(events.begin(), events.end(), types[type]) != events.end();
  if (!bucket.type8.empty()) {
    for (std::size_t i = 0; i < mask.size(); ++i) mask[i] = wanted[bucket.type8[i]];
  } else {
    for (std::size_t i = 0; i < mask.size(); ++i) mask[i] = wanted[bucket.type16[i]];
  }
}

/// `time` comes from the index itself, in µs like every time.
void time_mask(const Bucket& bucket, const EventPredicate& leaf, Mask& mask) {
  bool one_number = leaf.values.size() == 1 && leaf.comparator != Comparator::contains &&
                    leaf.comparator != Comparator::starts_with && leaf.comparator != Comparator::in;
  std::optional<Time> wanted;
  if (one_number) {
    wanted = leaf.values.front().number ? Time{static_cast<std::int64_t>(*leaf.values.front().number)}
                                        : parse_time(leaf.values.front().text, TimeZone::utc());
  }
  if (wanted) {
    std::vector<double> us(mask.size());
    for (std::size_t i = 0; i < us.size(); ++i) us[i] = static_cast<double>((bucket.ms(i) + epoch_1930_ms) * 1000);
    return compare_number(us, leaf.comparator, static_cast<double>(wanted->us), mask);
  }
  for (std::size_t i = 0; i < mask.size(); ++i) {
    Time time{(bucket.ms(i) + epoch_1930_ms) * 1000};
    Literal found{format_time(time), static_cast<double>(time.us)};
    mask[i] = compares(found, leaf.comparator, leaf.values);
  }
}

bool wants_numbers(const EventPredicate& leaf) {
  bool ordering = leaf.comparator <= Comparator::greater_equal && leaf.values.size() == 1;
  return ordering && leaf.values.front().number.has_value();
}

Result<void> property_mask(const Index& index, const Bucket& bucket, const EventPredicate& leaf, Mask& mask) {
  auto known = index.columns().names();
  if (std::find(known.begin(), known.end(), leaf.property) == known.end()) {
    mask.assign(mask.size(), compares(std::nullopt, leaf.comparator, leaf.values));
    return {};
  }
  if (wants_numbers(leaf)) {
    CAIRN_TRY(auto column, index.columns().load(bucket.number, leaf.property, ColumnForm::numbers));
    if (column->numeric && column->numbers.size() == mask.size()) {
      compare_number(column->numbers, leaf.comparator, *leaf.values.front().number, mask);
      return {};
    }
  }
  CAIRN_TRY(auto column, index.columns().load(bucket.number, leaf.property, ColumnForm::codes));
  std::vector<std::uint8_t> holds(column->dictionary.size() + 1);
  holds[0] = compares(std::nullopt, leaf.comparator, leaf.values);
  for (std::size_t i = 0; i < column->dictionary.size(); ++i)
    holds[i + 1] = compares(literal_of(column->dictionary[i]), leaf.comparator, leaf.values);
  for (std::size_t i = 0; i < mask.size(); ++i) mask[i] = holds[column->codes[i]];
  return {};
}

Result<Mask> evaluate(const Index& index, const Bucket& bucket, const EventPredicate& predicate) {
  using Form = EventPredicate::Kind;
  Mask mask(bucket.rows(), predicate.kind == Form::all);
  switch (predicate.kind) {
    case Form::all:
    case Form::any:
      for (const auto& child : predicate.children) {
        CAIRN_TRY(auto part, evaluate(index, bucket, child));
        if (predicate.kind == Form::all)
          for (std::size_t i = 0; i < mask.size(); ++i) mask[i] &= part[i];
        else
          for (std::size_t i = 0; i < mask.size(); ++i) mask[i] |= part[i];
      }
      break;
    case Form::negation: {
      CAIRN_TRY(mask, evaluate(index, bucket, predicate.children.front()));
      for (auto& bit : mask) bit ^= 1;
      break;
    }
    case Form::event:
      event_mask(index, bucket, predicate.events, mask);
      break;
    case Form::comparison:
      if (predicate.property == "time") {
        time_mask(bucket, predicate, mask);
      } else {
        CAIRN_TRY_VOID(property_mask(index, bucket, predicate, mask));
      }
      break;
  }
  return mask;
}

}  // namespace

Result<Filter> Filter::make(const Index& index, const EventPredicate& predicate, const std::string& where) {
  CAIRN_TRY_VOID(check_names(index, predicate, where));
  return Filter(index, predicate);
}

Result<Mask> Filter::mask(const Bucket& bucket) const { return evaluate(*index_, bucket, predicate_); }

}  // namespace cairn::journey
