#include "identity/resolve.h"

#include "identity/identity_test_support.h"

namespace cairn::identity {
namespace {

Resolution resolved(const std::vector<Observation>& observations, const Decisions& decisions = {},
                    const Rules& rules = {}) {
  return resolve(observations, decisions, rules);
}
Decision never(std::string_view a, std::string_view b) { return {who(a), who(b), false, "Li Lei", ""}; }
Decision always(std::string_view a, std::string_view b) { return {who(a), who(b), true, "Li Lei", ""}; }

}  // namespace

TEST_CASE("what was seen together is one customer, named by its best identifier") {
  auto found =
      resolved({seen("email=a@b.cn", "phone=13812345678", day(2)), seen("openid:wx1=o1", "phone=13812345678", day(3)),
                seen("member=m1", "openid:wx1=o1", day(4))});
  REQUIRE(found.customers.size() == 1);
  CHECK(found.customers[0].name.text() == "member m1");
  CHECK(found.customers[0].identifiers.size() == 4);
  CHECK(found.customers[0].evidence.size() == 3);
  CHECK(found.customers[0].evidence[0].outcome == Outcome::joined);
  CHECK(found.customers[0].evidence[0].seen_in == "identify");
  CHECK(whose(found, "email=a@b.cn") == "member m1");
}

TEST_CASE("a limit refuses the weaker link, and both customers stay") {
  auto found = resolved({seen("user_id=u1", "phone=13812345678", day(1)), seen("user_id=u2", "email=a@b.cn", day(2)),
                         seen("phone=13812345678", "email=a@b.cn", day(3))});
  CHECK(found.customers.size() == 2);
  CHECK(whose(found, "phone=13812345678") == "user_id u1");
  CHECK(whose(found, "email=a@b.cn") == "user_id u2");
  CHECK(refusals(customer(found, "user_id=u1")) == "limit");
  CHECK(customer(found, "user_id=u1").refused[0].why == "one customer has at most 1 user_id");

  // The link between stronger kinds stays, though it came later.
  found = resolved({seen("user_id=u1", "openid:wx1=o1", day(1)), seen("openid:wx1=o1", "phone=13812345678", day(2)),
                    seen("user_id=u2", "phone=13812345678", day(9))});
  CHECK(whose(found, "phone=13812345678") == "user_id u2");
  CHECK(refusals(customer(found, "user_id=u2")) == "limit");

  std::vector<Observation> many;
  for (int i = 0; i < 7; ++i) many.push_back(seen("user_id=u1", fmt::format("phone=1381234567{}", i), day(9 - i)));
  found = resolved(many);
  CHECK(customer(found, "user_id=u1").identifiers.size() == 6);
  CHECK(whose(found, "phone=13812345670") == "phone +8613812345670");
  CHECK(whose(found, "phone=13812345676") == "user_id u1");
  found = resolved(many, {}, rules_of(R"({"identifiers":3})"));
  CHECK(customer(found, "user_id=u1").identifiers.size() == 3);
  CHECK(refusals(customer(found, "user_id=u1")).starts_with("too-many; too-many"));
}

TEST_CASE("a device is its person's from the beginning, until another person is seen on it") {
  std::vector<Observation> all{seen("cookie=c1", "user_id=u1", day(5)), seen("cookie=c1", "user_id=u1", day(7))};
  CHECK(whose(resolved(all), "cookie=c1") == "user_id u1");
  all.push_back(seen("cookie=c1", "user_id=u2", day(10)));
  all.push_back(seen("cookie=c1", "user_id=u1", day(12)));
  auto found = resolved(all);
  CHECK(whose(found, "cookie=c1") == "user_id u1 | 10: user_id u2 | 12: user_id u1");
  CHECK(found.customers.size() == 2);
  CHECK(customer(found, "user_id=u2").identifiers[1].from == day(10).us);
  CHECK(customer(found, "user_id=u2").identifiers[1].until == day(12).us);
}

TEST_CASE("of two persons at the same instant one has the device") {
  auto found = resolved({seen("cookie=c1", "user_id=u1", day(1)), seen("cookie=c1", "user_id=u2", day(2)),
                         seen("cookie=c1", "phone=13812345678", day(2))});
  // Both links are as strong as a cookie: the order of their events says, and the result is one of two, never both.
  auto text = whose(found, "cookie=c1");
  CHECK((text == "user_id u1 | 2: user_id u2" || text == "user_id u1 | 2: phone +8613812345678"));
}

TEST_CASE("login and logout on one day keep their times") {
  auto found = resolved({seen("cookie=c1", "user_id=u1", day(1, 9)), seen("cookie=c1", "user_id=u2", day(1, 12)),
                         seen("cookie=c1", "user_id=u1", day(1, 18)), seen("cookie=c1", "user_id=u1", day(1, 10))});
  CHECK(whose(found, "cookie=c1") == "user_id u1 | 1.5: user_id u2 | 1.75: user_id u1");
}

TEST_CASE("devices never join persons, and lead an anonymous receipt to theirs") {
  auto found = resolved({seen("device=d1", "cookie=c1", day(1)), seen("cookie=c1", "user_id=u1", day(2)),
                         seen("device=d1", "user_id=u2", day(8)), seen("order=o1", "cookie=c1", day(3)),
                         seen("order=o2", "device=d1", day(9))});
  CHECK(found.customers.size() == 2);
  CHECK(whose(found, "device=d1") == "user_id u1 | 8: user_id u2");
  CHECK(whose(found, "cookie=c1") == "user_id u1 | 8: user_id u2");
  CHECK(whose(found, "order=o1") == "user_id u1");
  CHECK(whose(found, "order=o2") == "user_id u2");
  found = resolved({seen("order=o1", "cookie=c1", day(3))});
  CHECK(whose(found, "order=o1") == "cookie c1");
}

TEST_CASE("a store tablet links nobody and is listed") {
  std::vector<Observation> all{seen("user_id=u1", "phone=13812345678", day(1))};
  for (int i = 0; i < 4; ++i) all.push_back(seen("device=tablet", fmt::format("user_id=u{}", i), day(1, i)));
  auto found = resolved(all);
  CHECK(whose(found, "device=tablet") == "device tablet");
  CHECK(found.customers.size() == 5);
  CHECK(refusals(customer(found, "user_id=u1")) == "shared");
  REQUIRE(found.shared.size() == 1);
  CHECK(found.shared[0].identifier == who("device=tablet"));
  CHECK(found.shared[0].count.people_a_day == 4);
  CHECK(found.shared[0].count.people == 4);

  // Two persons a day are a family, eleven in a year are not.
  all.clear();
  for (int i = 0; i < 10; ++i) all.push_back(seen("device=d", fmt::format("user_id=u{}", i), day(20 * i)));
  CHECK(resolved(all).shared.empty());
  all.push_back(seen("device=d", "user_id=u10", day(300)));
  CHECK(resolved(all).shared.size() == 1);
  // A person with user id, phone and e-mail is one.
  CHECK(resolved({seen("device=d", "user_id=u1", day(1)), seen("device=d", "phone=13812345678", day(1)),
                  seen("device=d", "email=a@b.cn", day(1)), seen("device=d", "member=m1", day(1))})
            .shared.empty());
  CHECK(resolved({seen("device=d", "user_id=u1", day(1))}, {},
                 rules_of(R"({"shared":{"declared":[{"kind":"device","value":"d"}]}})"))
            .shared.size() == 1);
}

TEST_CASE("a clerk's card and a family's card stop linking") {
  std::vector<Observation> clerk;
  for (int i = 0; i < 11; ++i) clerk.push_back(seen("member=clerk", fmt::format("receipt=r{}", i), day(1, i)));
  auto found = resolved(clerk);
  REQUIRE(found.shared.size() == 1);
  CHECK(found.shared[0].count.receipts_a_day == 11);
  CHECK(whose(found, "receipt=r1") == "receipt r1");
  clerk.pop_back();
  CHECK(whose(resolved(clerk), "receipt=r1") == "member clerk");

  // The clerk's card on receipts of others.
  std::vector<Observation> others;
  for (int i = 0; i < 4; ++i) {
    others.push_back(seen("member=clerk", fmt::format("receipt=r{}", i), day(30 * i, 1)));
    others.push_back(seen(fmt::format("phone=1381234567{}", i), fmt::format("receipt=r{}", i), day(30 * i, 2)));
  }
  found = resolved(others);
  REQUIRE(found.shared.size() == 1);
  CHECK(found.shared[0].count.others == 4);
  CHECK(whose(found, "receipt=r2") == "phone +8613812345672");
  // A gift order with four recipients makes none of them a clerk.
  std::vector<Observation> gift;
  for (int i = 0; i < 4; ++i) gift.push_back(seen(fmt::format("phone=1381234567{}", i), "order=gift", day(1, i)));
  CHECK(resolved(gift).shared.empty());

  std::vector<Observation> family;
  for (int i = 0; i < 4; ++i) family.push_back(seen("member=family", fmt::format("user_id=u{}", i), day(i)));
  found = resolved(family);
  CHECK(found.customers.size() == 5);
  REQUIRE(found.shared.size() == 1);
  CHECK(found.shared[0].count.people == 4);
}

TEST_CASE("a receipt joins the member who scans it, and nobody else") {
  auto anonymous = resolved({seen("receipt=r1", "device=kiosk", day(1))});
  CHECK(whose(anonymous, "receipt=r1") == "device kiosk");
  auto found = resolved({seen("receipt=r1", "device=kiosk", day(1)), seen("receipt=r1", "member=m1", day(2), "qr_scan"),
                         seen("receipt=r1", "member=m2", day(3), "qr_scan"), seen("order=o1", "receipt=r1", day(1))});
  CHECK(whose(found, "receipt=r1") == "member m1");
  CHECK(whose(found, "order=o1") == "member m1");
  CHECK(whose(found, "member=m2") == "member m2");
  CHECK(refusals(customer(found, "member=m2")) == "other-owner");
  CHECK(customer(found, "member=m1").evidence.back().outcome == Outcome::belongs);
}

TEST_CASE("a recycled number starts a new person") {
  std::vector<Observation> all{
      seen("user_id=u1", "phone=13812345678", day(-400)), seen("user_id=u1", "phone=13812345678", day(-300)),
      seen("user_id=u2", "phone=13812345678", day(-90)), seen("openid:wx1=o2", "phone=13812345678", day(-80)),
      seen("email=a@b.cn", "phone=13812345678", day(-390))};
  auto found = resolved(all);
  CHECK(found.customers.size() == 2);
  CHECK(whose(found, "phone=13812345678") == "user_id u1 | -90: user_id u2");
  CHECK(whose(found, "openid:wx1=o2") == "user_id u2");
  CHECK(whose(found, "email=a@b.cn") == "user_id u1");

  // Not when the former owner still uses it.
  all.push_back(seen("user_id=u1", "phone=13812345678", day(-10)));
  CHECK(whose(resolved(all), "phone=13812345678") == "user_id u1");
  // Nor when it is still seen with something else of the former owner's.
  all.back() = seen("member=m1", "phone=13812345678", day(-380));
  CHECK(whose(resolved(all), "phone=13812345678") == "user_id u1 | -90: user_id u2");
  all.push_back(seen("member=m1", "phone=13812345678", day(-20)));
  CHECK(whose(resolved(all), "phone=13812345678") == "user_id u1");
  all.pop_back();
  // Nor by decision.
  all.pop_back();
  CHECK(whose(resolved(all, {always("phone=13812345678", "user_id=u2")}), "phone=13812345678") == "user_id u2");
}

TEST_CASE("a number is recycled at once when its person had moved to another") {
  std::vector<Observation> all{seen("user_id=u1", "phone=13812345678", day(1)),
                               seen("user_id=u2", "phone=13812345678", day(60))};
  CHECK(whose(resolved(all), "phone=13812345678") == "user_id u1");
  CHECK(refusals(customer(resolved(all), "user_id=u2")) == "limit");
  all.push_back(seen("user_id=u1", "phone=13912345678", day(30)));
  auto found = resolved(all);
  CHECK(whose(found, "phone=13812345678") == "user_id u1 | 60: user_id u2");
  CHECK(whose(found, "phone=13912345678") == "user_id u1");
  // A device that carried the number follows it.
  all.push_back(seen("cookie=c", "phone=13812345678", day(10)));
  all.push_back(seen("cookie=c", "phone=13812345678", day(70)));
  CHECK(whose(resolved(all), "cookie=c") == "user_id u1 | 70: user_id u2");
}

TEST_CASE("hashed phones join plain ones under the declared hash") {
  auto rules =
      rules_of(R"({"hashes":[{"of":"phone","algorithm":"sha256"},{"of":"phone","algorithm":"md5","shape":"e164"},
                            {"of":"email","algorithm":"sha256"}]})");
  auto hash = [&](std::size_t rule, std::string_view value) { return hashed(rules.hashes[rule], value); };
  Observation ad = seen("cookie=c1", "user_id=ad", day(1));
  std::vector<Observation> all{seen("user_id=u1", "phone=13812345678", day(5)), ad, ad};
  all[1].b = hash(0, "+8613812345678");
  all[2].a = who("openid:wx1=o1");
  all[2].b = hash(1, "+8613812345678");
  auto found = resolved(all, {}, rules);
  CHECK(found.customers.size() == 1);
  CHECK(whose(found, "cookie=c1") == "user_id u1");
  CHECK(whose(found, "openid:wx1=o1") == "user_id u1");
  CHECK(found.identifiers[hash(0, "+8613812345678")][0].customer.text() == "user_id u1");
  CHECK(resolved(all).customers.size() == 3);
  std::swap(all[0], all[2]);
  CHECK(resolved(all, {}, rules) == found);
}

TEST_CASE("blocked identifiers link nobody even when they were observed") {
  auto rules = rules_of(R"({"blocked":{"values":["138 1234 5678"]}})");
  auto found = resolved(
      {seen("user_id=u1", "phone=13812345678", day(1)), seen("email=a@b.cn", "phone=13812345678", day(1))}, {}, rules);
  CHECK(found.customers.size() == 3);
  CHECK(refusals(customer(found, "user_id=u1")) == "nobody");
}

TEST_CASE("never and always win over everything") {
  std::vector<Observation> all{seen("user_id=u1", "phone=13812345678", day(1)),
                               seen("phone=13812345678", "email=a@b.cn", day(2)),
                               seen("email=a@b.cn", "openid:wx1=o1", day(3)), seen("cookie=c1", "user_id=u1", day(4))};
  // The last link that would join them is cut.
  auto found = resolved(all, {never("user_id=u1", "openid:wx1=o1")});
  CHECK(whose(found, "email=a@b.cn") == "user_id u1");
  CHECK(whose(found, "openid:wx1=o1") == "openid:wx1 o1");
  CHECK(refusals(customer(found, "user_id=u1")) == "never");
  CHECK(customer(found, "user_id=u1").refused[0].why ==
        "openid:wx1 o1 and user_id u1 are never one customer, by decision");
  CHECK(customer(found, "user_id=u1").decisions[0].by == "Li Lei");
  found = resolved(all, {never("cookie=c1", "user_id=u1")});
  CHECK(whose(found, "cookie=c1") == "cookie c1");
  found = resolved(all, {never("cookie=c1", "email=a@b.cn")});
  CHECK(whose(found, "cookie=c1") == "cookie c1");

  CHECK(resolved(all, {always("user_id=u1", "user_id=u9")}).customers.size() == 1);
  found = resolved(all, {always("cookie=c1", "user_id=u9")});
  CHECK(whose(found, "cookie=c1") == "user_id u9");
  CHECK(refusals(customer(found, "user_id=u1")) == "other-owner");
  found = resolved(all, {always("cookie=c1", "user_id=u9"), always("cookie=c1", "user_id=u1")});
  CHECK(found.customers.size() == 1);
  found = resolved(all, {always("receipt=r1", "user_id=u9"), always("receipt=r2", "cookie=c1")});
  CHECK(whose(found, "receipt=r1") == "user_id u9");
  CHECK(whose(found, "receipt=r2") == "user_id u1");
  // Never is stronger.
  found = resolved(all, {always("user_id=u1", "user_id=u9"), never("user_id=u9", "user_id=u1")});
  CHECK(whose(found, "user_id=u9") == "user_id u9");
}

TEST_CASE("two devices that somebody gave to two persons stay apart") {
  auto found = resolved({seen("device=d1", "cookie=c1", day(1))},
                        {always("device=d1", "user_id=u1"), always("cookie=c1", "user_id=u2")});
  CHECK(whose(found, "device=d1") == "user_id u1");
  CHECK(whose(found, "cookie=c1") == "user_id u2");
}

}  // namespace cairn::identity
