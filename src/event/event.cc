#include "event/event.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"
#include "base/text.h"

namespace cairn {

std::string_view Arena::keep(std::string_view text) {
  if (text.empty()) return {};
  if (used_ + text.size() > capacity_) {
    capacity_ = std::max<std::size_t>(text.size(), 64 * 1024);
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(capacity_));
    used_ = 0;
  }
  char* place = blocks_.back().get() + used_;
  std::memcpy(place, text.data(), text.size());
  used_ += text.size();
  return {place, text.size()};
}

void Arena::clear() {
  blocks_.clear();
  used_ = capacity_ = 0;
}

namespace {
constexpr std::string_view type_names[] = {"boolean", "integer", "real", "time", "text"};
}

std::string_view name_of(PropertyType type) { return type_names[static_cast<std::size_t>(type)]; }

Result<PropertyType> parse_property_type(std::string_view name) {
  for (std::size_t i = 0; i < std::size(type_names); ++i)
    if (type_names[i] == name) return static_cast<PropertyType>(i);
  return Error{ErrorCode::invalid, "unknown property type '" + std::string(name) + "'", "",
               "use boolean, integer, real, time or text"};
}

PropertyType widest(PropertyType a, PropertyType b) {
  if (a == b) return a;
  auto number = [](PropertyType t) { return t == PropertyType::integer || t == PropertyType::real; };
  return number(a) && number(b) ? PropertyType::real : PropertyType::text;
}

int minor_digits(std::string_view currency) {
  for (std::string_view none :
       {"JPY", "KRW", "VND", "CLP", "ISK", "UGX", "XAF", "XOF", "XPF", "PYG", "RWF", "KMF", "GNF", "DJF", "BIF", "VUV"})
    if (currency == none) return 0;
  for (std::string_view three : {"KWD", "BHD", "OMR", "JOD", "IQD", "LYD", "TND"})
    if (currency == three) return 3;
  return 2;
}

std::size_t EventBatch::add(EventId event_id, std::string_view who, std::string_view what, Time when,
                            std::string_view from_source) {
  id.push_back(event_id);
  identifier_kind.push_back("customer");
  identifier.push_back(arena.keep(who));
  type.push_back(arena.keep(what));
  time.push_back(when.us);
  sent.push_back(no_time);
  received.push_back(when.us);
  source.push_back(arena.keep(from_source));
  channel.push_back({});
  session.push_back({});
  amount_minor.push_back(0);
  currency.push_back({});
  value.push_back(std::numeric_limits<double>::quiet_NaN());
  return id.size() - 1;
}

namespace {
std::uint64_t place_of(std::string_view name, PropertyType type) {
  return hash64(name, process_seed() + static_cast<std::uint64_t>(type));
}
}  // namespace

/// Every property of every event comes through here, so nothing is allocated to find a column.
PropertyColumn& EventBatch::column(std::string_view name, PropertyType type_of_column) {
  CAIRN_CHECK(!id.empty());
  PropertyColumn* found = nullptr;
  if (!places_.empty()) {
    std::size_t mask = places_.size() - 1;
    for (std::size_t at = place_of(name, type_of_column) & mask; places_[at] != 0; at = (at + 1) & mask) {
      auto& candidate = properties[places_[at] - 1];
      if (candidate.type != type_of_column || candidate.name != name) continue;
      found = &candidate;
      break;
    }
  }
  auto& column = found != nullptr ? *found : add_column(name, type_of_column);
  column.rows.push_back(static_cast<std::uint32_t>(id.size() - 1));
  return column;
}

PropertyColumn& EventBatch::add_column(std::string_view name, PropertyType type_of_column) {
  properties.push_back({std::string(name), type_of_column, {}, {}, {}, {}});
  auto put = [&](std::vector<std::uint32_t>& places, std::uint32_t position) {
    const auto& column = properties[position - 1];
    std::size_t mask = places.size() - 1;
    auto at = place_of(column.name, column.type) & mask;
    while (places[at] != 0) at = (at + 1) & mask;
    places[at] = position;
  };
  if (++placed_ * 2 > places_.size()) {
    std::vector<std::uint32_t> wider(std::max<std::size_t>(64, places_.size() * 2));
    for (auto position : places_)
      if (position != 0) put(wider, position);
    places_ = std::move(wider);
  }
  put(places_, static_cast<std::uint32_t>(properties.size()));
  return properties.back();
}

void EventBatch::set_integer(std::string_view name, PropertyType type_of_column, std::int64_t v) {
  column(name, type_of_column).integers.push_back(v);
}
void EventBatch::set(std::string_view name, double v) { column(name, PropertyType::real).reals.push_back(v); }
void EventBatch::set(std::string_view name, std::string_view v) {
  column(name, PropertyType::text).texts.push_back(arena.keep(v));
}

namespace {
template <class T>
void keep_rows(std::vector<T>& values, const std::vector<std::uint32_t>& kept) {
  for (std::size_t i = 0; i < kept.size(); ++i) values[i] = values[kept[i]];
  values.resize(kept.size());
}
}  // namespace

void EventBatch::remove(const std::vector<bool>& gone) {
  std::vector<std::uint32_t> kept, now(size(), UINT32_MAX);  // rows that stay; where each old row is now
  for (std::uint32_t row = 0; row < size(); ++row) {
    if (row < gone.size() && gone[row]) continue;
    now[row] = static_cast<std::uint32_t>(kept.size());
    kept.push_back(row);
  }
  if (kept.size() == size()) return;
  for (auto* texts : {&identifier_kind, &identifier, &type, &source, &channel, &session, &currency})
    keep_rows(*texts, kept);
  for (auto* integers : {&time, &sent, &received, &amount_minor}) keep_rows(*integers, kept);
  keep_rows(value, kept);
  keep_rows(id, kept);
  for (auto& column : properties) {
    std::vector<std::uint32_t> stays, rows;
    for (std::uint32_t i = 0; i < column.rows.size(); ++i) {
      if (now[column.rows[i]] == UINT32_MAX) continue;
      stays.push_back(i);
      rows.push_back(now[column.rows[i]]);
    }
    if (!column.integers.empty()) keep_rows(column.integers, stays);
    if (!column.reals.empty()) keep_rows(column.reals, stays);
    if (!column.texts.empty()) keep_rows(column.texts, stays);
    column.rows = std::move(rows);
  }
}

void EventBatch::clear() { *this = EventBatch(); }

}  // namespace cairn
