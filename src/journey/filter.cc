#include "journey/filter.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <span>

#include "base/text.h"

namespace cairn::journey {
namespace {

Result<void> check_names(const Index& index, const EventPredicate& predicate, const std::string& where,
                         bool any_event) {
  const auto& types = index.event_types();
  for (const auto& name : events_of(predicate)) {
    if (!any_event && std::find(types.begin(), types.end(), name) == types.end())
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

/// Writes each(row) into every row of a mask. Through a pointer of its own: a byte that is written might else be the
/// vector's length, and the loop would be read anew for each row.
template <class Each>
void fill(Mask& mask, const Each& each) {
  std::uint8_t* to = mask.data();
  for (std::size_t row = 0, rows = mask.size(); row < rows; ++row) to[row] = each(row);
}

/// One loop a comparator, so that the compiler sees a plain comparison. A missing number (NaN) is never equal, less or
/// greater; `!=` asks for being present as well.
template <class Compare>
void compare_all(std::span<const double> numbers, Compare compare, Mask& mask) {
  fill(mask, [=](std::size_t i) { return compare(numbers[i]); });
}

void compare_reals(std::span<const double> numbers, Comparator comparator, double wanted, Mask& mask) {
  switch (comparator) {
    case Comparator::less:
      return compare_all(
          numbers, [=](double x) { return x < wanted; }, mask);
    case Comparator::less_equal:
      return compare_all(
          numbers, [=](double x) { return x <= wanted; }, mask);
    case Comparator::greater:
      return compare_all(
          numbers, [=](double x) { return x > wanted; }, mask);
    case Comparator::greater_equal:
      return compare_all(
          numbers, [=](double x) { return x >= wanted; }, mask);
    case Comparator::not_equal:
      return compare_all(
          numbers, [=](double x) { return x != wanted && x == x; }, mask);
    default:
      return compare_all(
          numbers, [=](double x) { return x == wanted; }, mask);
  }
}

/// The integers low .. high that stand for the numbers which compare so with `wanted`; for `!=` those that do not.
struct Interval {
  std::int64_t low = 1, high = 0;
};

template <class T>
Interval interval_of(const Numbers& numbers, Comparator comparator, double wanted) {
  constexpr std::int64_t least = std::int64_t{Numbers::missing<T>} + 1, most = std::numeric_limits<T>::max();
  if (std::isnan(wanted)) return {};
  // The first integer whose number is not below (above: not at or below) what is wanted; found by asking the numbers
  // themselves, so that no rounding can differ.
  auto first = [&](bool above) {
    std::int64_t low = least, high = most + 1;
    while (low < high) {
      std::int64_t middle = low + (high - low) / 2;
      double number = numbers.value(static_cast<T>(middle));
      if (above ? number <= wanted : number < wanted)
        low = middle + 1;
      else
        high = middle;
    }
    return low;
  };
  switch (comparator) {
    case Comparator::less:
      return {least, first(false) - 1};
    case Comparator::less_equal:
      return {least, first(true) - 1};
    case Comparator::greater:
      return {first(true), most};
    case Comparator::greater_equal:
      return {first(false), most};
    default:
      return {first(false), first(true) - 1};
  }
}

template <class T>
void compare_integers(std::span<const T> stored, Interval interval, bool not_equal, Mask& mask) {
  if (interval.low > interval.high) {
    return fill(mask, [=](std::size_t i) { return not_equal && stored[i] != Numbers::missing<T>; });
  }
  auto low = static_cast<T>(interval.low), high = static_cast<T>(interval.high);
  if (not_equal) {
    fill(mask, [=](std::size_t i) {
      return ((stored[i] < low) | (stored[i] > high)) & (stored[i] != Numbers::missing<T>);
    });
  } else {
    fill(mask, [=](std::size_t i) { return (stored[i] >= low) & (stored[i] <= high); });
  }
}

void compare_number(const Numbers& numbers, Comparator comparator, double wanted, Mask& mask) {
  numbers.visit([&]<class T>(std::span<const T> stored) {
    if constexpr (std::numeric_limits<T>::is_integer)
      compare_integers(stored, interval_of<T>(numbers, comparator, wanted), comparator == Comparator::not_equal, mask);
    else
      compare_reals(stored, comparator, wanted, mask);
  });
}

void event_mask(const Index& index, const Bucket& bucket, const std::vector<std::string>& events, Mask& mask) {
  const auto& types = index.event_types();
  Mask wanted(std::max<std::size_t>(types.size(), 256));
  for (std::size_t type = 0; type < types.size(); ++type)
    wanted[type] = std::find(events.begin(), events.end(), types[type]) != events.end();
  const std::uint8_t* is_wanted = wanted.data();
  if (!bucket.type8.empty())
    fill(mask, [=, types8 = bucket.type8.data()](std::size_t i) { return is_wanted[types8[i]]; });
  else
    fill(mask, [=, types16 = bucket.type16.data()](std::size_t i) { return is_wanted[types16[i]]; });
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
    return compare_reals(us, leaf.comparator, static_cast<double>(wanted->us), mask);
  }
  for (std::size_t i = 0; i < mask.size(); ++i) {
    Time time{(bucket.ms(i) + epoch_1930_ms) * 1000};
    Literal found{format_time(time), static_cast<double>(time.us)};
    mask[i] = compares(found, leaf.comparator, leaf.values);
  }
}

bool is_plain_text(const Literal& value) { return !value.number && !parse_time(value.text, TimeZone::utc()); }

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
  // A number or a time is also equal to another way of writing it; else equality is one text.
  if (leaf.comparator == Comparator::equal && leaf.values.size() == 1 && is_plain_text(leaf.values.front())) {
    auto wanted = column->dictionary.code_of(leaf.values.front().text);
    column->codes.visit([&]<class T>(std::span<const T> codes) {
      const auto code = static_cast<T>(wanted);
      if (wanted == 0)
        std::fill(mask.begin(), mask.end(), 0);
      else
        fill(mask, [=](std::size_t i) { return codes[i] == code; });
    });
    return {};
  }
  std::vector<std::uint8_t> holds(column->dictionary.size() + 1);
  holds[0] = compares(std::nullopt, leaf.comparator, leaf.values);
  for (std::size_t i = 0; i < column->dictionary.size(); ++i)
    holds[i + 1] = compares(literal_of(std::string(column->dictionary[i])), leaf.comparator, leaf.values);
  column->codes.visit([&](auto codes) { fill(mask, [=, of = holds.data()](std::size_t i) { return of[codes[i]]; }); });
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
        const std::uint8_t *mine = mask.data(), *other = part.data();
        if (predicate.kind == Form::all)
          fill(mask, [=](std::size_t i) { return mine[i] & other[i]; });
        else
          fill(mask, [=](std::size_t i) { return mine[i] | other[i]; });
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

Result<Filter> Filter::make(const Index& index, const EventPredicate& predicate, const std::string& where,
                            bool any_event) {
  CAIRN_TRY_VOID(check_names(index, predicate, where, any_event));
  return Filter(index, predicate);
}

void keep_between(const Bucket& bucket, std::int64_t from_ms, std::int64_t to_ms, Mask& mask) {
  constexpr std::int64_t most = std::int64_t{std::numeric_limits<std::uint32_t>::max()} * 1000;
  // Of whole seconds, as the days of periods are, without a look at the milliseconds.
  auto keep = [&](std::int64_t ms, bool after) {
    const std::uint8_t* mine = mask.data();
    const std::uint32_t* seconds = bucket.seconds.data();
    if (ms % 1000 == 0) {
      const auto limit = static_cast<std::uint32_t>(ms / 1000);
      fill(mask, [=](std::size_t i) { return mine[i] & ((seconds[i] >= limit) == after); });
    } else {
      fill(mask, [=, &bucket](std::size_t i) { return mine[i] & ((bucket.ms(i) >= ms) == after); });
    }
  };
  if (from_ms > most || to_ms <= 0) return std::fill(mask.begin(), mask.end(), 0), void();
  if (from_ms > 0) keep(from_ms, true);
  if (to_ms <= most) keep(to_ms, false);
}

Result<Mask> Filter::mask(const Bucket& bucket) const { return evaluate(*index_, bucket, predicate_); }

}  // namespace cairn::journey
