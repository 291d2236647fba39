#include "event/measure_value.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "event/predicate_parts.h"

namespace cairn {

void MeasureValue::add(double number) {
  if (std::isnan(number)) return;
  ++count_;
  if (aggregate_ == Measure::Aggregate::min)
    number_ = count_ == 1 ? number : std::min(number_, number);
  else if (aggregate_ == Measure::Aggregate::max)
    number_ = count_ == 1 ? number : std::max(number_, number);
  else
    number_ += number;
}

void MeasureValue::add(std::string_view text) {
  using enum Measure::Aggregate;
  if (text.data() == nullptr) return;
  ++count_;
  if (aggregate_ == last || (aggregate_ == first && count_ == 1)) text_ = text;
  if (aggregate_ != distinct && aggregate_ != most_frequent) return;
  auto at = values_.find(text);
  if (at == values_.end()) at = values_.emplace(text, Seen{}).first;
  ++at->second.times;
  at->second.last = count_;
}

std::optional<std::string_view> MeasureValue::most_frequent() const {
  auto rank = [](const auto& each) { return std::tie(each.second.times, each.second.last); };
  auto most =
      std::max_element(values_.begin(), values_.end(), [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
  return most == values_.end() ? std::nullopt : std::optional<std::string_view>(most->first);
}

std::optional<Literal> MeasureValue::result() const {
  using enum Measure::Aggregate;
  auto number = [](double value) { return Literal{fmt::format("{}", value), value}; };
  if (aggregate_ == count) return number(static_cast<double>(count_));
  if (aggregate_ == distinct) return number(static_cast<double>(values_.size()));
  if (count_ == 0) return std::nullopt;
  if (aggregate_ == average) return number(number_ / static_cast<double>(count_));
  if (is_numeric(aggregate_)) return number(number_);
  return literal_of(aggregate_ == most_frequent ? std::string(*this->most_frequent()) : text_);
}

}  // namespace cairn
