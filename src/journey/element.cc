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
    if (name.find_first_of("=<>") == std::string::npos) {
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
  CAIRN_CHECK(wanted.size() <= limit);
  Elements elements;
  elements.by_symbol_.resize(std::max<std::size_t>(asked.plan.symbols().size(), 256));
  for (const auto& [json, where] : wanted) {
    CAIRN_TRY(auto element, Element::make(asked, json, where));
    if (element.symbol) elements.by_symbol_[*element.symbol] |= Matches{1} << elements.elements_.size();
    elements.elements_.push_back(std::move(element));
  }
  return elements;
}

bool Elements::by_symbol_only() const {
  return std::all_of(elements_.begin(), elements_.end(),
                     [](const Element& element) { return element.symbol.has_value(); });
}

Result<std::vector<Matches>> Elements::on(const CaseView& view) const {
  std::vector<Matches> matches(view.seconds.size());
  for (std::size_t i = 0; i < matches.size(); ++i) matches[i] = by_symbol_[view.symbol(i)];
  for (std::size_t e = 0; e < elements_.size(); ++e) {
    if (!elements_[e].filter) continue;
    CAIRN_TRY(auto mask, elements_[e].filter->mask(*view.bucket));
    for (std::size_t i = 0; i < matches.size(); ++i) matches[i] |= Matches{mask[view.bucket_row(i)]} << e;
  }
  return matches;
}

}  // namespace cairn::journey
