// The stores, the shoes and what is put into a bag with them.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/random.h"

namespace cairn::demo {

struct Store {
  std::string_view name, city;
  double visitors;  ///< relative
  bool slow_till;   ///< planted: too few tills open at peak hours
  bool lays_out;    ///< planted: takes part in ordering ahead
  bool late_line;   ///< its till's events arrive a day or two late
  bool hong_kong = false;
  std::string_view currency() const { return hong_kong ? "HKD" : "CNY"; }
};
std::span<const Store> stores();
const Store& draw_store(Random& random);
/// 1, 2, … in the order of stores().
int number_of(const Store& store);

struct Product {
  std::string_view name, category;
  std::int64_t price_fen;
  double demand;  ///< relative
};
std::span<const Product> products();
const Product& draw_product(Random& random);
/// What goes well with a pair of shoes.
std::span<const Product> extras();

/// What an order holds beside its pair of shoes.
namespace basket {
inline constexpr double second_pair = 0.14, second_pair_price = 0.9, socks = 0.18;
inline constexpr std::int64_t socks_fen = 3900;
inline constexpr double hkd_per_cny = 1.1;  ///< the price list of Hong Kong
}  // namespace basket
/// What an order comes to, in fen of its currency: perhaps a second pair and socks with it, and `extra` where there is.
std::int64_t draw_amount_fen(Random& random, const Product& pair, const Product* extra, double discount, bool hkd);

}  // namespace cairn::demo
