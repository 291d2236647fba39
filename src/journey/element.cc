#include "journey/element.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "base/text.h"

namespace cairn::journey {

Result<Element> Element::make(const Asked& asked, const Json& json, const std::string& where) {
  Element element;
  const auto& symbols = asked.plan.symbols();
  if (json.is_string()) {
    auto name = json.get<std::string>();
    auto found = std::find(symbols.begin(), symbols.end(), name);
    if (found != symbols.end()) {
      element.name = std::move(name);
      element.symbol = static_cast<std::uint16_t>(found - symbols.begin());
      return element;
    }
    if (name.find_first_of("=<>") == std::string::npos && !parse_event_predicate(name).ok()) {
      const char* thing = asked.scope.items              ? "item"
                          : asked.scope.level == "event" ? "event"
                                                         : asked.scope.level.c_str();
      return Error{ErrorCode::not_found, fmt::format("no {} is named '{}'", thing, name), where,
                   suggest(name, symbols)};
    }
  }
  CAIRN_TRY(auto predicate, event_predicate_from(json, where));
  CAIRN_TRY(auto filter, Filter::make(asked.index, predicate, where));
  element.name = json.is_string() ? json.get<std::string>() : to_text(predicate);
  element.filter = std::move(filter);
  return element;
}

Result<Elements> Elements::make(const Asked& asked, const std::vector<std::pair<Json, std::string>>& wanted) {
  std::vector<AnyOf> alone;
  for (const auto& each : wanted) alone.push_back({each});
  return make_any(asked, alone);
}

Result<Elements> Elements::make_any(const Asked& asked, const std::vector<AnyOf>& wanted) {
  CAIRN_CHECK(wanted.size() <= limit);
  Elements elements;
  elements.by_symbol_.resize(std::max<std::size_t>(asked.plan.symbols().size(), 256));
  for (std::size_t bit = 0; bit < wanted.size(); ++bit) {
    std::vector<std::string> names;
    for (const auto& [json, where] : wanted[bit]) {
      CAIRN_TRY(auto element, Element::make(asked, json, where));
      if (element.symbol) elements.by_symbol_[*element.symbol] |= Matches{1} << bit;
      names.push_back(element.name);
      elements.parts_.push_back({std::move(element), bit});
    }
    elements.names_.push_back(join(names, " or "));
  }
  return elements;
}

bool Elements::by_symbol_only() const {
  return std::all_of(parts_.begin(), parts_.end(), [](const Part& part) { return part.element.symbol.has_value(); });
}

Result<std::vector<Matches>> Elements::on(const CaseView& view) const {
  std::vector<Matches> matches(view.seconds.size());
  for (std::size_t i = 0; i < matches.size(); ++i) matches[i] = by_symbol_[view.symbol(i)];
  for (const auto& [element, bit] : parts_) {
    if (!element.filter) continue;
    CAIRN_TRY(auto mask, element.filter->mask(*view.bucket));
    for (std::size_t i = 0; i < matches.size(); ++i) matches[i] |= Matches{mask[view.bucket_row(i)]} << bit;
  }
  return matches;
}

Result<Mask> Elements::on_bucket(const Asked& asked, const Bucket& bucket, std::size_t i) const {
  Mask found(bucket.rows());
  bool named = std::any_of(by_symbol_.begin(), by_symbol_.end(), [&](Matches word) { return word >> i & 1; });
  if (named) {
    CAIRN_TRY(auto symbols, asked.plan.row_symbols(bucket));
    for (std::size_t row = 0; row < found.size(); ++row)
      found[row] = symbols[row] < by_symbol_.size() && (by_symbol_[symbols[row]] >> i & 1);
  }
  for (const auto& [element, bit] : parts_) {
    if (bit != i || !element.filter) continue;
    CAIRN_TRY(auto mask, element.filter->mask(bucket));
    for (std::size_t row = 0; row < found.size(); ++row) found[row] |= mask[row];
  }
  return found;
}

}  // namespace cairn::journey
