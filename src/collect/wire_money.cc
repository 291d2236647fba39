#include "collect/wire_money.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "collect/amount.h"
#include "collect/property_types.h"
#include "collect/wire_words.h"

namespace cairn::collect {
namespace {

namespace od = simdjson::ondemand;

/// "Order Completed", "order_completed", "orderCompleted" → ordercompleted.
std::string plain_name(std::string_view name) {
  std::string plain;
  for (char c : name)
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
      plain += c;
    else if (c >= 'A' && c <= 'Z')
      plain += static_cast<char>(c | 32);
  return plain;
}

/// 19.99 × 3 is 59.97 to a shop and 59.970000000000006 to JavaScript. What differs from whole minor units by less than
/// a double can tell is these; what differs by more is no amount, because rounding it would be a lie.
std::optional<std::int64_t> without_float_noise(std::string_view text, std::string_view currency) {
  auto point = text.find('.');
  if (point == std::string_view::npos || text.size() - point < 12) return std::nullopt;
  auto real = as_real(text);
  if (!real) return std::nullopt;
  double minor = *real * std::pow(10, minor_digits(currency));
  if (std::abs(minor) > 1e12 || std::abs(minor - std::round(minor)) > 1e-6) return std::nullopt;
  return static_cast<std::int64_t>(std::round(minor));
}

std::optional<std::int64_t> minor_of_text(std::string_view text, std::string_view currency) {
  if (auto amount = parse_amount(text))
    if (auto minor = minor_units(*amount, currency)) return minor;
  return without_float_noise(text, currency);
}

void add_once(std::string& list, std::string_view text) {
  if (text.empty()) return;
  for (std::size_t at = 0; at < list.size();) {
    auto end = std::min(list.find("; ", at), list.size());
    if (std::string_view(list).substr(at, end - at) == text) return;
    at = end + 2;
  }
  if (!list.empty()) list += "; ";
  list += text;
}

/// Text or digits of a member; empty for all else.
std::string word_of(od::value& value) {
  od::json_type type;
  if (value.type().get(type)) return {};
  std::string_view text;
  if (type == od::json_type::number) return std::string(trim(value.raw_json_token()));
  if (type == od::json_type::string && !value.get_string().get(text)) return std::string(text);
  return {};
}

}  // namespace

void MoneyReader::note(std::string_view name, const Field& field) {
  static const WordTable<const Field* Known::*> words = {
      {"revenue", &Known::revenue},   {"total", &Known::total},       {"subtotal", &Known::subtotal},
      {"shipping", &Known::shipping}, {"tax", &Known::tax},           {"value", &Known::value},
      {"price", &Known::price},       {"currency", &Known::currency}, {"products", &Known::products},
      {"sku", &Known::sku},           {"name", &Known::name},         {"product_id", &Known::product_id}};
  if (name == settings_.order_id) known_.order_id = &field;
  if (!settings_.amount.empty() && name == settings_.amount) known_.own_amount = &field;
  if (const auto* place = words.find(name)) known_.*(*place) = &field;
}

MoneyReader::Event MoneyReader::event_of(std::string_view name) const {
  if (std::find(settings_.order_events.begin(), settings_.order_events.end(), name) != settings_.order_events.end())
    return Event::completed;
  if (name.size() > 40 || name.empty() || (name[0] | 32) < 'c' || (name[0] | 32) > 'p') return Event::other;
  static const WordTable<Event> events = {{"ordercompleted", Event::completed},  {"orderrefunded", Event::taken_back},
                                          {"ordercancelled", Event::taken_back}, {"ordercanceled", Event::taken_back},
                                          {"orderupdated", Event::updated},      {"checkoutstarted", Event::checkout},
                                          {"productclicked", Event::product},    {"productviewed", Event::product},
                                          {"productadded", Event::product},      {"productremoved", Event::product}};
  const auto* event = events.find(plain_name(name));
  return event != nullptr ? *event : Event::other;
}

/// The event's own, else the sign beside the amount, else what the source says, else unknown.
std::string_view MoneyReader::currency_of_event(std::string_view sign, bool& named) {
  if (known_.currency != nullptr)
    if (auto code = currency_of(known_.currency->word())) return named = true, currency_ = *code;
  if (!sign.empty()) return currency_ = sign;
  return settings_.currency.empty() ? no_currency : settings_.currency;
}

std::optional<std::int64_t> MoneyReader::minor_of(const Field* field, Found& found) const {
  if (field == nullptr || field->word().empty()) return std::nullopt;
  return minor_of_text(field->text, found.currency);
}

/// What is left of the total without shipping and tax.
std::optional<std::int64_t> MoneyReader::net_of_total(Found& found) const {
  auto total = minor_of(known_.total, found);
  if (!total) return std::nullopt;
  std::int64_t net = *total;
  for (const auto* part : {known_.shipping, known_.tax})
    if (auto minor = minor_of(part, found); minor && __builtin_sub_overflow(net, *minor, &net)) return std::nullopt;
  return net;
}

void MoneyReader::read_amount(Event event, Found& found) {
  std::string_view sign;
  for (const auto* field : {known_.revenue, known_.total, known_.value, known_.price})
    if (field != nullptr && field->kind == FieldKind::text && sign.empty())
      if (auto amount = parse_amount(field->text)) sign = amount->currency;
  bool names_currency = false;
  found.currency = currency_of_event(sign, names_currency);
  auto take = [&](const Field* field) {
    if (!found.minor) {
      found.minor = minor_of(field, found);
      found.takes_value = found.minor && field == known_.value;
    }
  };
  switch (event) {
    case Event::updated:  // the latest says what the order is now; a sum must not count it again
      break;
    case Event::completed:
    case Event::taken_back:
      take(known_.own_amount);
      take(known_.revenue);
      if (!found.minor) found.minor = net_of_total(found);
      take(known_.subtotal);
      if (!found.minor && !lines_.empty()) {
        std::int64_t sum = 0, line = 0;
        for (const auto& [price, quantity] : lines_) {
          auto minor = minor_of_text(price, found.currency);
          if (!minor || __builtin_mul_overflow(*minor, quantity, &line) || __builtin_add_overflow(sum, line, &sum))
            return;
        }
        found.minor = sum;
      }
      take(known_.value);
      if (event == Event::taken_back && found.minor) found.minor = -std::abs(*found.minor);
      break;
    case Event::checkout:
      for (const auto* field : {known_.value, known_.revenue, known_.total, known_.subtotal}) take(field);
      break;
    case Event::product:
      for (const auto* field : {known_.price, known_.value}) take(field);
      break;
    case Event::other:
      take(known_.revenue);
      if (names_currency)
        for (const auto* field : {known_.total, known_.value, known_.price}) take(field);
      break;
  }
  found.takes_currency = found.minor && names_currency;
}

void MoneyReader::read_products(const char* end, Found& found) {
  auto raw = known_.products->text;
  od::document document;
  od::array array;
  if (parser_.iterate(raw.data(), raw.size(), static_cast<std::size_t>(end - raw.data())).get(document)) return;
  if (document.get_array().get(array)) return;
  for (auto element : array) {
    od::object product;
    if (element.get_object().get(product)) continue;
    std::string sku, id, name, price;
    std::int64_t quantity = 1;
    for (auto field : product) {
      std::string_view key;
      od::value value;
      if (field.unescaped_key().get(key) || field.value().get(value)) break;
      if (key == "sku") sku = word_of(value);
      if (key == "product_id") id = word_of(value);
      if (key == "name") name = word_of(value);
      if (key == "price") price = word_of(value);
      if (key == "quantity") quantity = as_integer(word_of(value)).value_or(1);
    }
    add_once(found.product, sku.empty() ? id.empty() ? name : id : sku);
    add_once(found.product_name, name);
    if (quantity > 0 && quantity < 1'000'000) found.items += quantity;
    if (!price.empty()) lines_.push_back({std::move(price), quantity});
  }
}

MoneyReader::Found MoneyReader::read(std::string_view event, const char* end) {
  Found found;
  lines_.clear();
  currency_.clear();
  if (known_.products != nullptr && known_.products->kind == FieldKind::json) read_products(end, found);
  auto what = event_of(event);
  if (what == Event::product) {
    for (const auto* field : {known_.sku, known_.product_id})
      if (field != nullptr && found.product.empty()) found.product = field->word();
    if (known_.name != nullptr) found.product_name = known_.name->word();
  }
  bool any = known_.revenue || known_.total || known_.subtotal || known_.value || known_.price || known_.own_amount ||
             !lines_.empty();
  if (any) read_amount(what, found);
  if (what == Event::completed && known_.order_id != nullptr && !means_nobody(known_.order_id->word())) {
    std::string key("order\x1f");
    key += settings_.shop;
    key += '\x1f';
    key += known_.order_id->word();
    found.order = hash128(key);
  }
  return found;
}

}  // namespace cairn::collect
