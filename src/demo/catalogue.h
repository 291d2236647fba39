// The stores and the shoes.
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
};
std::span<const Store> stores();
const Store& draw_store(Random& random);

struct Product {
  std::string_view name, category;
  std::int64_t price_fen;
  double demand;  ///< relative
};
std::span<const Product> products();
const Product& draw_product(Random& random);

}  // namespace cairn::demo
