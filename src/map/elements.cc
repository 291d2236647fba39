#include "map/elements.h"

#include <algorithm>
#include <map>
#include <set>

#include "map/document_fields.h"

namespace cairn::map {
namespace {

const Json none;

std::size_t fields_of(const Json& object) {
  return static_cast<std::size_t>(
      std::count_if(object.begin(), object.end(), [](const Json& value) { return !value.is_null(); }));
}

/// Positions of a longest rising subsequence; of several the one with the most that are firm.
std::set<std::size_t> longest_rise(const std::vector<std::size_t>& numbers, const std::vector<bool>& firm) {
  using Score = std::pair<std::size_t, std::size_t>;  // how many, how many of them firm
  std::vector<Score> best(numbers.size());
  std::vector<std::size_t> before(numbers.size(), numbers.size());
  std::size_t last = numbers.size();
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    Score most{0, 0};
    for (std::size_t j = 0; j < i; ++j)
      if (numbers[j] < numbers[i] && best[j] > most) most = best[j], before[i] = j;
    best[i] = {most.first + 1, most.second + (firm[i] ? 1 : 0)};
    if (last == numbers.size() || best[i] > best[last]) last = i;
  }
  std::set<std::size_t> rise;
  for (; last < numbers.size(); last = before[last]) rise.insert(last);
  return rise;
}

/// The keys that both have, by their places in `to`, but for those of a longest rise.
std::vector<std::string> not_rising(std::span<const std::string> from, std::span<const std::string> to,
                                    const std::set<std::string>& firm) {
  std::map<std::string_view, std::size_t> places;
  for (std::size_t i = 0; i < from.size(); ++i) places.emplace(from[i], i);
  std::vector<std::size_t> numbers;
  std::vector<bool> is_firm;
  std::vector<std::string> common;
  for (const auto& key : to) {
    auto place = places.find(key);
    if (place == places.end()) continue;
    numbers.push_back(place->second);
    is_firm.push_back(firm.contains(key));
    common.push_back(key);
  }
  const auto stayed = longest_rise(numbers, is_firm);
  std::vector<std::string> left;
  for (std::size_t i = 0; i < common.size(); ++i)
    if (!stayed.contains(i)) left.push_back(common[i]);
  return left;
}

}  // namespace

bool is_element_list(std::string_view name) {
  return std::find(element_lists.begin(), element_lists.end(), name) != element_lists.end();
}

std::string key_of(std::string_view list, const Json& element) {
  using namespace fields;
  if (list == "links") {
    auto from = text(element, "from"), to = text(element, "to");
    return from.empty() || to.empty() ? "" : from + ">" + to;
  }
  if (auto id = text(element, "id"); !id.empty() || list != "lanes") return id;
  return text(element, "type");
}

bool has_keys(std::string_view list, const Json& elements) {
  if (elements.is_null()) return true;
  if (!elements.is_array()) return false;
  std::set<std::string> keys;
  return std::all_of(elements.begin(), elements.end(), [&](const Json& each) {
    auto key = key_of(list, each);
    return !key.empty() && keys.insert(std::move(key)).second;
  });
}

std::optional<std::size_t> position_of(std::string_view list, const Json& elements, std::string_view key) {
  if (!elements.is_array()) return std::nullopt;
  for (std::size_t i = 0; i < elements.size(); ++i)
    if (key_of(list, elements[i]) == key) return i;
  return std::nullopt;
}

const Json& value_at(const Json& document, std::span<const std::string> path) {
  if (path.empty()) return document;
  const Json* value = &fields::field(document, path[0].c_str());
  std::size_t next = 1;
  if (path.size() > 1 && is_element_list(path[0])) {
    auto place = position_of(path[0], *value, path[1]);
    value = place ? &(*value)[*place] : &none;
    next = 2;
  }
  for (; next < path.size(); ++next) value = &fields::field(*value, path[next].c_str());
  return *value;
}

bool same(const Json& a, const Json& b) {
  if (a.is_array() && b.is_array())
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](const Json& x, const Json& y) { return same(x, y); });
  if (!a.is_object() || !b.is_object()) return a == b;
  if (fields_of(a) != fields_of(b)) return false;
  for (const auto& [key, value] : a.items())
    if (!value.is_null() && !same(value, fields::field(b, key.c_str()))) return false;
  return true;
}

bool is_label(const Json& value) {
  if (!value.is_object() || value.empty()) return false;
  for (const auto& [key, text] : value.items())
    if (key != "zh-Hans" && key != "zh-Hant" && key != "en") return false;
  return true;
}

std::vector<std::string> keys_in_order(std::string_view list, const Json& document) {
  const Json& elements = fields::field(document, std::string(list).c_str());
  std::vector<std::pair<std::int64_t, std::string>> found;
  if (elements.is_array())
    for (const auto& each : elements) {
      const Json& order = fields::field(each, "order");
      found.emplace_back(order.is_number_integer() ? order.get<std::int64_t>() : 0, key_of(list, each));
    }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> keys;
  for (auto& [order, key] : found) keys.push_back(std::move(key));
  return keys;
}

std::vector<std::string> moved(std::span<const std::string> from, std::span<const std::string> to) {
  return not_rising(from, to, {});
}

std::vector<std::string> moved_in(std::string_view list, const Json& from, const Json& to) {
  const auto before = keys_in_order(list, from), now = keys_in_order(list, to);
  std::set<std::string> firm;
  for (const auto& key : now) {
    const Path order{std::string(list), key, "order"};
    if (same(value_at(from, order), value_at(to, order))) firm.insert(key);
  }
  return not_rising(before, now, firm);
}

}  // namespace cairn::map
