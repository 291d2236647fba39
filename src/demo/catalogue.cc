#include "demo/catalogue.h"

#include <array>

namespace cairn::demo {

namespace {

constexpr Store store_table[] = {
    {"上海人民广场店", "上海", 2.6, true}, {"上海静安寺店", "上海", 1.4, false}, {"上海五角场店", "上海", 1.1, false},
    {"北京三里屯店", "北京", 1.5, false},  {"北京西单店", "北京", 1.3, false},   {"广州天河城店", "广州", 2.3, true},
    {"广州北京路店", "广州", 1.0, false},  {"深圳万象城店", "深圳", 1.4, false}, {"成都春熙路店", "成都", 2.2, true},
    {"杭州湖滨店", "杭州", 1.1, false},    {"南京新街口店", "南京", 1.0, false}, {"武汉江汉路店", "武汉", 0.9, false},
    {"西安小寨店", "西安", 0.9, false},    {"重庆解放碑店", "重庆", 1.0, false}, {"苏州观前街店", "苏州", 0.7, false},
    {"青岛台东店", "青岛", 0.6, false},
};

constexpr Product product_table[] = {
    {"云步 Lite", "跑步", 39900, 1.6},    {"云步 Pro", "跑步", 69900, 1.0},  {"追光 3", "跑步", 52900, 1.2},
    {"踏山 GTX", "徒步", 89900, 0.8},     {"踏山 Mid", "徒步", 65900, 0.9},  {"溪谷", "徒步", 45900, 0.7},
    {"石径 Classic", "休闲", 35900, 1.8}, {"小白", "休闲", 29900, 1.7},      {"巷口", "休闲", 32900, 1.1},
    {"老街帆布", "休闲", 19900, 1.3},     {"信步 牛津", "商务", 59900, 0.8}, {"信步 乐福", "商务", 55900, 0.7},
    {"信步 德比", "商务", 62900, 0.5},    {"小石头", "童鞋", 22900, 1.0},    {"小石头 防滑", "童鞋", 25900, 0.8},
    {"雪径", "靴子", 75900, 0.6},         {"雨径", "靴子", 42900, 0.5},      {"沙径凉鞋", "凉鞋", 23900, 0.7},
};

template <std::size_t n, class Row>
constexpr std::array<double, n> weights_of(const Row (&rows)[n], double Row::*weight) {
  std::array<double, n> weights{};
  for (std::size_t i = 0; i < n; ++i) weights[i] = rows[i].*weight;
  return weights;
}
constexpr auto store_weights = weights_of(store_table, &Store::visitors);
constexpr auto product_weights = weights_of(product_table, &Product::demand);

}  // namespace

std::span<const Store> stores() { return store_table; }
const Store& draw_store(Random& random) { return store_table[random.pick(store_weights)]; }
std::span<const Product> products() { return product_table; }
const Product& draw_product(Random& random) { return product_table[random.pick(product_weights)]; }

}  // namespace cairn::demo
