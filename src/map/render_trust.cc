#include "map/render_trust.h"

#include <fmt/format.h>

#include <cmath>

#include "base/text.h"
#include "map/render_lines.h"

namespace cairn::map {

std::vector<std::pair<Word, std::string>> trust_facts(const Observed& observed, Language language) {
  std::vector<std::pair<Word, std::string>> facts;
  if (!observed.trust || !observed.trust->complete_day) return facts;
  const Trust& trust = *observed.trust;
  auto day = day_text(*trust.complete_day);
  if (trust.days_left_out > 0) {
    // "(s)" follows the number of days here, not the date.
    auto text = phrase_of(Word::days_left_out, language, fmt::make_format_args(day, trust.days_left_out),
                          trust.days_left_out == 1);
    facts.emplace_back(Word::complete_to, text);
  } else {
    facts.emplace_back(Word::complete_to, day);
  }
  std::vector<std::string> late;
  for (const auto& source : trust.late) late.push_back(phrase(Word::days_behind, language, source.name, source.days));
  if (!late.empty()) facts.emplace_back(Word::late_sources, join(late, language == Language::en ? ", " : "、"));
  if (trust.orders > 0) {
    auto orders = share_text(trust.orders_tied_share());
    facts.emplace_back(Word::tied_to_customer,
                       std::isfinite(trust.sales_tied)
                           ? phrase(Word::tied_shares, language, orders, share_text(trust.sales_tied))
                           : phrase(Word::tied_orders, language, orders));
  }
  if (trust.excluded > 0)
    facts.emplace_back(Word::excluded_records, phrase(Word::n_excluded, language, count_text(trust.excluded)));
  return facts;
}

std::string counted_text(const CountObserved& count, Language language) {
  auto number = count_text(static_cast<std::uint64_t>(std::llround(std::max(count.counted, 0.0))));
  if (!count.unit.empty()) number += " " + count.unit;
  return phrase(Word::n_counted, language, one_line(count.label.in(language)), number);
}

std::string identified_text(const CountObserved& count, Language language) {
  if (!std::isfinite(count.identified_share)) return "";
  return phrase(Word::identified_per_counted, language, share_text(count.identified_share));
}

}  // namespace cairn::map
