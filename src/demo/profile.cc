#include "demo/profile.h"

namespace cairn::demo {
namespace {

Json label(const char* hans, const char* hant, const char* english) {
  return {{"zh-Hans", hans}, {"zh-Hant", hant}, {"en", english}};
}

constexpr const char* once = "count(event in (order_paid, till_receipt)) = 1";
constexpr const char* again = "count(event in (order_paid, till_receipt)) >= 2";

}  // namespace

Json profile() {
  return {
      {"segments",
       {{{"name", "first-purchase"}, {"title", label("首次购买", "首次購買", "Bought once")}, {"who", once}},
        {{"name", "regulars"}, {"title", label("回头客", "回頭客", "Regulars")}, {"who", again}},
        {{"name", "online"},
         {"title", label("线上买过", "線上買過", "Bought online")},
         {"who", "count(order_paid) >= 1"}},
        {{"name", "followers"},
         {"title", label("公众号粉丝", "公眾號粉絲", "Follow in WeChat")},
         {"who", "count(oa_follow) >= 1"}}}},
      {"personas",
       {{{"name", "weekend-shopper"},
         {"title", label("周末逛街的新客", "週末逛街的新客", "New weekend shopper")},
         {"segments", {"first-purchase"}},
         {"needs", {label("一双走路不累的鞋", "一雙走路不累的鞋", "Shoes to walk in all day")}}},
        {{"name", "regular"},
         {"title", label("熟悉品牌的回头客", "熟悉品牌的回頭客", "Regular who knows the brand")},
         {"segments", {"regulars"}},
         {"needs",
          {label("同款新色，尺码不变", "同款新色，尺碼不變", "The same pair in a new colour, in the known size")}}}}}};
}

}  // namespace cairn::demo
