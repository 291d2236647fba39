#include "identity/identifier.h"

#include <doctest/doctest.h>

#include <string>

#include "base/random.h"
#include "identity/hashed.h"
#include "identity/phone.h"
#include "identity/rules.h"

namespace cairn::identity {
namespace {

std::string phone(std::string_view raw, std::string_view country = "CN") {
  auto found = read_phone(raw, country);
  return found.why == Nobody::none ? found.number : std::string(name_of(found.why));
}

std::string canonical(std::string_view kind, std::string_view raw, const Writing& writing = Rules().writing) {
  auto found = normalise(kind, raw, writing);
  return found.identifies() ? found.identifier.text() : std::string(name_of(found.why));
}

}  // namespace

TEST_CASE("a mainland mobile is the same however it is written") {
  for (auto raw :
       {"13812345678", "138 1234 5678", "138-1234-5678", "+8613812345678", "+86 138-1234-5678", "0086 13812345678",
        "8613812345678", "013812345678", "(+86)13812345678", "１３８１２３４５６７８", "＋86 13812345678",
        "tel:+86-138-1234-5678", " 13812345678\t", "+86 (0)13812345678", "\u202a13812345678\u202c"})
    CHECK_MESSAGE(phone(raw) == "+8613812345678", raw);
  CHECK(phone("13812345678", "HK") == "+8613812345678");
}

TEST_CASE("numbers of Hong Kong and of the world") {
  for (auto raw : {"91234567", "9123 4567", "+852 9123 4567", "00852-91234567", "85291234567"})
    CHECK_MESSAGE(phone(raw, "HK") == "+85291234567", raw);
  CHECK(phone("85291234567") == "+85291234567");
  CHECK(phone("+852 2123 4567") == "+85221234567");
  CHECK(phone("+852 912345") == "not-a-phone");
  CHECK(phone("+1 (212) 555-0123") == "+12125550123");
  CHECK(phone("(212) 555-0123", "US") == "+12125550123");
  CHECK(phone("1 212 555 0123", "US") == "+12125550123");
  CHECK(phone("0912 345 678", "TW") == "+886912345678");
  CHECK(phone("07700 900123", "GB") == "+447700900123");
  CHECK(phone("+44 (0)7700 900123") == "+447700900123");
  CHECK(phone("+1234567890123456") == "not-a-phone");
}

TEST_CASE("landlines, masked and virtual numbers identify nobody") {
  for (auto raw : {"021-12345678", "62881234", "4008001234", "91234567"}) CHECK_MESSAGE(phone(raw) == "landline", raw);
  CHECK(phone("+86 21 1234 5678") == "+862112345678");
  for (auto raw : {"138****1234", "138XXXX1234", "138xxxx1234", "138＊＊＊＊1234", "138••••1234", "+86 138****1234"})
    CHECK_MESSAGE(phone(raw) == "masked", raw);
  for (auto raw : {"18412345678-1234", "18412345678转1234", "18412345678 轉 1234", "18412345678,1234",
                   "+8618412345678-12", "184123456781234", "18412345678 ext 12", "18412345678分机1"})
    CHECK_MESSAGE(phone(raw) == "virtual-number", raw);
  for (auto raw : {"", "abc", "12", "1381234567+8", "张三", "99999999999999999999"})
    CHECK_MESSAGE(phone(raw) == "not-a-phone", raw);
  CHECK(canonical("phone", "17012345678") == "virtual-number");
  CHECK(canonical("phone", "+86 170 1234 5678") == "virtual-number");
  Writing writing;
  CHECK(canonical("phone", "17012345678", writing) == "phone +8617012345678");
  writing.virtual_prefixes = {"+86138"};
  CHECK(canonical("phone", "13812345678", writing) == "virtual-number");
}

TEST_CASE("e-mails by case, with their plus tags") {
  CHECK(canonical("email", " Li.Lei+Shop@Example.COM ") == "email li.lei+shop@example.com");
  CHECK(canonical("email", "mailto:a@b.cn") == "email a@b.cn");
  CHECK(canonical("email", "a＠b.cn") == "email a@b.cn");
  CHECK(canonical("email", "l***i@qq.com") == "masked");
  for (auto raw : {"a@b", "@b.cn", "a@@b.cn", "a b@c.cn", "a@b.cn,c@d.cn", "a@.cn", "a@cn."})
    CHECK_MESSAGE(canonical("email", raw) == "not-an-email", raw);
}

TEST_CASE("values that mean nobody, of every kind") {
  for (auto raw : {"", "null", "'null'", "\"undefined\"", "0", "-1", "NaN", "None", "[object Object]", "blank", "guest",
                   "distinct_id", "00000000-0000-0000-0000-000000000000", "匿名", "未登录"})
    for (auto kind : {"user_id", "customer", "phone", "email", "cookie", "openid:wx1", "order", "loyalty"})
      CHECK_MESSAGE(canonical(kind, raw) == "means-nobody", kind << " " << raw);
  CHECK(canonical("device", "9774D56D682E549C") == "means-nobody");
  CHECK(canonical("device", "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF") == "means-nobody");
  CHECK(canonical("user_id", std::string(501, 'a')) == "too-long");
  CHECK(canonical("phone_hash", "D41D8CD98F00B204E9800998ECF8427E") == "means-nobody");
  CHECK(canonical("phone_hash", "abc") == "not-a-hash");
}

TEST_CASE("blocked values and patterns of a workspace") {
  Writing writing;
  writing.blocked = {"tester", "+8613800138000"};
  writing.blocked_patterns = {"*@test.example", "qa-##"};
  CHECK(canonical("user_id", "Tester", writing) == "blocked");
  CHECK(canonical("phone", "138 0013 8000", writing) == "blocked");
  CHECK(canonical("email", "Anna@Test.Example", writing) == "blocked");
  CHECK(canonical("user_id", "QA-07", writing) == "blocked");
  CHECK(canonical("user_id", "qa-7", writing) == "user_id qa-7");
  CHECK(matches_glob("a*b*c", "axxbyyc"));
  CHECK_FALSE(matches_glob("a*b*c", "axxbyycd"));
  CHECK(matches_glob("*", ""));
}

TEST_CASE("normalising twice is normalising once, whatever the text") {
  constexpr std::uint64_t seed = 11;
  CAPTURE(seed);
  Random random(seed);
  constexpr std::string_view parts[] = {"138",  "1234", "5678", "+",    "86", "852",      "00",   " ",
                                        "-",    "(0)",  "*",    "x",    "转", "１２３",   "a@",   "@",
                                        ".cn",  "B",    "\"",   "'",    "＠", "\xef\xbc", "\xe8", "0",
                                        "9123", "#",    "\n",   "null", ",",  "mailto:",  "tel:", "010"};
  std::size_t good = 0;
  for (int i = 0; i < 200'000; ++i) {
    std::string raw;
    for (auto n = random.below(7); n > 0; --n) raw += parts[random.below(std::size(parts))];
    const char* kind = std::array{"phone", "email", "user_id", "phone_hash", "cookie"}[random.below(5)];
    Writing writing;
    writing.country = random.chance(0.5) ? "CN" : "HK";
    auto once = normalise(kind, raw, writing);
    if (!once.identifies()) continue;
    ++good;
    auto twice = normalise(once.identifier.kind, once.identifier.value, writing);
    CHECK_MESSAGE(twice.identifier == once.identifier, raw);
    CHECK_MESSAGE(twice.identifies(), raw);
  }
  CHECK(good > 10'000);
}

TEST_CASE("kinds of the events of today") {
  CHECK(canonical("anonymous", " a1 ") == "cookie a1");
  CHECK(canonical("customer", "C-1") == "customer C-1");
  CHECK(canonical("openid:wx1", "oAbC") == "openid:wx1 oAbC");
  CHECK(known_kind("openid:wx1").priority == known_kind("openid").priority);
  CHECK(known_kind("reviewer").role == Role::identifies);
  CHECK(known_kind("device").role == Role::carries);
  CHECK(known_kind("receipt").role == Role::transaction);
  CHECK(known_kind("user_id").limit == 1);
  for (std::size_t i = 1; i + 1 < kinds().size(); ++i) CHECK(kinds()[i - 1].priority > kinds()[i].priority);
}

TEST_CASE("hashes of phones and e-mails under a declared form") {
  HashRule rule{"phone", HashRule::Algorithm::md5, HashRule::Shape::national, "", false, "CN"};
  CHECK(hashed(rule, "+8613800138000").value == "7945bd83237335e5376ff44d62e4f0ae");
  rule.algorithm = HashRule::Algorithm::sha256;
  rule.shape = HashRule::Shape::e164;
  CHECK(hashed(rule, "+8613800138000").value == "ec61f3c620a98bdead8c1f1f0ae747abd1b62a0c2dba4fd4bc22cf0d1d8653e5");
  rule.shape = HashRule::Shape::digits;
  rule.salt = "salt";
  CHECK(hashed(rule, "+8613800138000").value == "9b6b7ef1b17151053a23962456ffd8d6e0d5d052051bc8dadd75e4224de6d61f");
  rule.salt_before = true;
  CHECK(hashed(rule, "+8613800138000") ==
        Identifier{"phone_hash", "a1c79f7351cb947d8a90b095a702554323964fa85ddbc8b600b77ea539779b0b"});
  HashRule mail{"email", HashRule::Algorithm::sha1, HashRule::Shape::national, "", false, "CN"};
  CHECK(hashed(mail, "a@b.cn") == Identifier{"email_hash", "b7339501ab469086ba751f67e224c0c63f03c70e"});
  CHECK(national("+85291234567", "HK") == "91234567");
  CHECK(national("+85291234567", "CN") == "85291234567");
}

}  // namespace cairn::identity
