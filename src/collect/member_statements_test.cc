#include "collect/member_statements.h"

#include <doctest/doctest.h>

namespace cairn::collect {
namespace {

const Time now = *parse_time("2026-11-23T10:00:00Z", TimeZone::utc());

store::ReferenceRow row(const char* key, const char* name, const char* facts) {
  auto json = Json::parse(facts);
  json["member"] = key;
  return {key, name, json};
}

StatementContext context(const char* key_column = "会员卡号") {
  StatementContext context;
  context.key_column = key_column;
  context.now = now;
  return context;
}

/// "phone.text=138…" of one event, by name.
std::string properties(const EventBatch& batch, std::uint32_t event) {
  std::map<std::string, std::string> found;
  for (const auto& column : batch.properties)
    for (std::size_t i = 0; i < column.rows.size(); ++i) {
      if (column.rows[i] != event) continue;
      auto& value = found[column.name];
      value += column.type == PropertyType::text      ? std::string(column.texts[i])
               : column.type == PropertyType::integer ? std::to_string(column.integers[i])
                                                      : Json(column.reals[i]).dump();
    }
  std::string text;
  for (const auto& [name, value] : found) text += (text.empty() ? "" : " ") + name + "=" + value;
  return text;
}

}  // namespace

TEST_CASE("a row states its facts, identifiers under the names that identity knows") {
  auto batch =
      member_statements({row("M17", "林女士", R"({"手机号":"138 0013 8000","微信OpenID":"oAbc","会员等级":"金卡",
                                                          "可用积分":"1280","消费":"5230.5","邮编":"010000"})")},
                        {}, context());
  REQUIRE(batch.size() == 1);
  CHECK(batch.type[0] == "profile_stated");
  CHECK(batch.identifier_kind[0] == "member");
  CHECK(batch.identifier[0] == "M17");
  CHECK(batch.source[0] == "members");
  CHECK(batch.time[0] == now.us);
  CHECK(properties(batch, 0) ==
        "member=M17 name=林女士 openid=oAbc phone=138 0013 8000 会员等级=金卡 可用积分=1280 "
        "消费=5230.5 邮编=010000");
}

TEST_CASE("a row as it was states nothing; one that changes, also back, states it anew under its own id") {
  std::vector<store::ReferenceRow> silver{row("M17", "", R"({"等级":"银卡"})")},
      gold{row("M17", "", R"({"等级":"金卡"})")};
  auto first = member_statements(silver, {}, context());
  CHECK(first.id[0] == member_statements(silver, {}, context()).id[0]);
  CHECK(member_statements(silver, {{"M17", silver[0]}}, context()).size() == 0);
  auto second = member_statements(gold, {{"M17", silver[0]}}, context());
  auto third = member_statements(silver, {{"M17", gold[0]}}, context());
  REQUIRE(second.size() == 1);
  REQUIRE(third.size() == 1);
  CHECK(first.id[0] != second.id[0]);
  CHECK(first.id[0] != third.id[0]);
  // The table keeps what a row does not bring.
  auto whole = row("M17", "林女士", R"({"等级":"银卡","城市":"上海"})");
  CHECK(member_statements(silver, {{"M17", whole}}, context()).size() == 0);
}

TEST_CASE("a statement lies where its row says, else not after what is known already") {
  auto rows = std::vector{row("M17", "", R"({"更新时间":"2026-03-01 08:00:00"})"), row("M18", "", "{}"),
                          row("M19", "", R"({"updated_at":"2031-01-01"})")};
  auto given = context();
  given.zone = *TimeZone::named("Asia/Shanghai");
  given.latest = parse_time("2025-12-31T12:00:00Z", TimeZone::utc());
  auto batch = member_statements(rows, {}, given);
  REQUIRE(batch.size() == 3);
  CHECK(format_time(Time{batch.time[0]}) == "2026-03-01T00:00:00Z");
  CHECK(format_time(Time{batch.time[1]}) == "2025-12-31T12:00:00Z");
  CHECK(format_time(Time{batch.time[2]}) == "2025-12-31T12:00:00Z");
  CHECK(batch.received[1] == now.us);
}

TEST_CASE("a member who has orders under the same number is that customer, which is said once") {
  std::vector<store::ReferenceRow> rows{row("M17", "", R"({"城市":"上海"})"), row("M18", "", "{}")};
  auto given = context();
  given.customers = {"M17", "u1"};
  auto first = member_statements(rows, {}, given);
  REQUIRE(first.size() == 3);
  CHECK(properties(first, 1) == "customer_no=M17 member=M17");
  auto again = member_statements(rows, {{"M17", rows[0]}, {"M18", rows[1]}}, given);
  REQUIRE(again.size() == 1);
  CHECK(again.id[0] == first.id[1]);
}

TEST_CASE("the key is what its column says; of two phones the first counts, lost digits never") {
  auto kind = [](const char* column) {
    return std::string(member_statements({row("1", "", "{}")}, {}, context(column)).identifier_kind[0]);
  };
  CHECK(kind("会员卡号") == "member");
  CHECK(kind("member_no") == "member");
  CHECK(kind("手机号") == "phone");
  CHECK(kind("customer_id") == "customer");
  auto batch = member_statements({row("M1", "", R"({"手机":"13800138000","电话":"13900139000","邮箱":"a@b.cn"})"),
                                  row("M2", "", R"({"手机":"1.38E+10"})")},
                                 {}, context());
  CHECK(properties(batch, 0) == "email=a@b.cn member=M1 phone=13800138000");
  CHECK(properties(batch, 1) == "member=M2");
}

}  // namespace cairn::collect
