#include "demo/catalogue.h"

#include <array>

#include "demo/planted.h"

namespace cairn::demo {

namespace {

// name, city, visitors, slow till, lays out, late line, Hong Kong
constexpr Store store_table[] = {
    {"上海人民广场店", "上海", 4.4, true, false, false},      {"上海静安寺店", "上海", 1.4, false, true, false},
    {"上海五角场店", "上海", 1.1, false, false, false},       {"上海徐家汇店", "上海", 1.0, false, true, false},
    {"上海大悦城店", "上海", 0.9, false, false, false},       {"北京三里屯店", "北京", 1.5, false, true, false},
    {"北京西单店", "北京", 1.3, false, false, false},         {"北京朝阳合生汇店", "北京", 1.1, false, true, false},
    {"北京五道口店", "北京", 0.8, false, false, false},       {"广州天河城店", "广州", 4.0, true, false, false},
    {"广州北京路店", "广州", 1.0, false, true, false},        {"广州正佳店", "广州", 0.9, false, false, false},
    {"深圳万象城店", "深圳", 1.4, false, true, false},        {"深圳华强北店", "深圳", 0.9, false, false, false},
    {"深圳海岸城店", "深圳", 0.8, false, true, false},        {"成都春熙路店", "成都", 3.8, true, false, false},
    {"成都太古里店", "成都", 1.0, false, true, false},        {"成都万达店", "成都", 0.6, false, false, false},
    {"杭州湖滨店", "杭州", 1.1, false, true, false},          {"杭州武林店", "杭州", 0.8, false, false, false},
    {"南京新街口店", "南京", 1.0, false, true, false},        {"南京德基店", "南京", 0.7, false, false, false},
    {"武汉江汉路店", "武汉", 0.9, false, false, false},       {"武汉光谷店", "武汉", 0.8, false, true, false},
    {"西安小寨店", "西安", 0.9, false, false, false},         {"西安钟楼店", "西安", 0.7, false, false, false},
    {"重庆解放碑店", "重庆", 1.0, false, false, false},       {"重庆观音桥店", "重庆", 0.8, false, true, false},
    {"苏州观前街店", "苏州", 0.7, false, false, false},       {"青岛台东店", "青岛", 0.6, false, false, true},
    {"天津滨江道店", "天津", 0.7, false, false, false},       {"长沙五一广场店", "长沙", 0.8, false, false, false},
    {"郑州二七店", "郑州", 0.6, false, false, false},         {"济南泉城路店", "济南", 0.5, false, false, false},
    {"厦门中山路店", "厦门", 0.6, false, false, false},       {"福州东街口店", "福州", 0.5, false, false, false},
    {"合肥淮河路店", "合肥", 0.5, false, false, false},       {"昆明南屏街店", "昆明", 0.5, false, false, true},
    {"沈阳中街店", "沈阳", 0.6, false, false, false},         {"哈尔滨中央大街店", "哈尔滨", 0.5, false, false, false},
    {"香港銅鑼灣店", "香港", 1.2, false, false, false, true}, {"香港旺角店", "香港", 1.0, false, false, false, true},
};
static_assert(std::size(store_table) == 42);

constexpr Product product_table[] = {
    {"云步 Lite", "跑步", 34900, 1.6},    {"云步 Pro", "跑步", 53900, 0.9},  {"追光 3", "跑步", 43900, 1.0},
    {"踏山 GTX", "徒步", 66900, 0.6},     {"踏山 Mid", "徒步", 49900, 0.8},  {"溪谷", "徒步", 38900, 0.7},
    {"石径 Classic", "休闲", 29900, 1.8}, {"小白", "休闲", 26900, 1.7},      {"巷口", "休闲", 27900, 1.1},
    {"老街帆布", "休闲", 18900, 1.4},     {"信步 牛津", "商务", 49900, 0.8}, {"信步 乐福", "商务", 46900, 0.7},
    {"信步 德比", "商务", 52900, 0.5},    {"小石头", "童鞋", 19900, 1.0},    {"小石头 防滑", "童鞋", 23900, 0.8},
    {"雪径", "靴子", 62900, 0.5},         {"雨径", "靴子", 36900, 0.5},      {"沙径凉鞋", "凉鞋", 22900, 0.7},
};

template <std::size_t n, class Row>
constexpr std::array<double, n> weights_of(const Row (&rows)[n], double Row::*weight) {
  std::array<double, n> weights{};
  for (std::size_t i = 0; i < n; ++i) weights[i] = rows[i].*weight;
  return weights;
}
constexpr auto store_weights = weights_of(store_table, &Store::visitors);
constexpr auto product_weights = weights_of(product_table, &Product::demand);

/// The second pair at a reduced price and the socks of Journey::pay make this the planted mean order.
constexpr double mean_order_yuan() {
  double price = 0, weights = 0;
  for (const auto& row : product_table) {
    price += row.demand * static_cast<double>(row.price_fen) / 100;
    weights += row.demand;
  }
  return price / weights * (1 + basket::second_pair * basket::second_pair_price) +
         basket::socks * basket::socks_fen / 100 - 0.5;  // whole yuan, rounded down
}
static_assert(mean_order_yuan() > planted::order_yuan.before - 1 && mean_order_yuan() < planted::order_yuan.before + 1);

}  // namespace

std::span<const Store> stores() { return store_table; }
const Store& draw_store(Random& random) { return store_table[random.pick(store_weights)]; }
int number_of(const Store& store) { return static_cast<int>(&store - store_table) + 1; }
std::span<const Product> products() { return product_table; }
const Product& draw_product(Random& random) { return product_table[random.pick(product_weights)]; }

std::span<const Product> extras() {
  static constexpr Product table[] = {
      {"护鞋套装", "护理", 12900, 1}, {"羊毛鞋垫", "配件", 9700, 1}, {"通勤背包", "配件", 23900, 1}};
  return table;
}

std::int64_t draw_amount_fen(Random& random, const Product& pair, const Product* extra, double discount, bool hkd) {
  bool two_pairs = random.chance(basket::second_pair), socks = random.chance(basket::socks);
  double pairs =
      static_cast<double>(pair.price_fen) * (two_pairs ? 1 + basket::second_pair_price : 1.0) * (1 - discount);
  double whole = pairs + static_cast<double>((socks ? basket::socks_fen : 0) + (extra ? extra->price_fen : 0));
  return static_cast<std::int64_t>(whole * (hkd ? basket::hkd_per_cny : 1) / 100) * 100;
}

}  // namespace cairn::demo
