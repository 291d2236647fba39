#include "demo/played.h"

#include <doctest/doctest.h>

#include "demo/retailer.h"

namespace cairn::demo {
namespace {

TEST_CASE("a played customer is known by the openid alone") {
  auto fresh = PlayedCustomer::fresh("a");
  auto again = PlayedCustomer::of(fresh.openid());
  REQUIRE(again);
  CHECK(again->bind_batch() == fresh.bind_batch());
  CHECK(again->follow_xml() == fresh.follow_xml());
  CHECK(PlayedCustomer::fresh("b").member_no() != fresh.member_no());
  for (const char* other : {"", "oP", "oA0123456789abcdef", "oP0123456789abcdeF", "oP0123456789abcdef0"})
    CHECK_FALSE(PlayedCustomer::of(other));
}

TEST_CASE("what is played happens one after another on the last day of the simulated history") {
  auto customer = PlayedCustomer::fresh("a");
  auto seconds = [](const Json& batch, std::size_t i) {
    return parse_time(batch["batch"][i]["timestamp"].get<std::string>(), TimeZone::utc())->us / 1'000'000;
  };
  const auto xml = customer.follow_xml();
  const std::string before = "<CreateTime>";
  std::int64_t follows = std::stoll(xml.substr(xml.find(before) + before.size()));
  auto bind = customer.bind_batch(), rating = customer.rate_batch(1);
  const auto end = end_of_demo({}).us / 1'000'000;
  CHECK(end - 86'400 < follows);
  CHECK(follows < seconds(bind, 0));
  CHECK(seconds(bind, 0) < seconds(bind, 1));
  CHECK(seconds(bind, 1) < seconds(rating, 0));
  CHECK(seconds(rating, 0) < end);
  CHECK(rating["batch"][0]["properties"]["value"] == 1);
}

}  // namespace
}  // namespace cairn::demo
