#include "collect/member_statements.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "collect/property_types.h"
#include "collect/roles.h"
#include "collect/spreadsheet.h"

namespace cairn::collect {
namespace {

/// Properties that hold identifiers, by what files call them.
struct Naming {
  std::string_view property, names;
};
constexpr Naming identifiers[] = {
    {"phone", "手机号 手机号码 手机 手機 手機號 手機號碼 电话 电话号码 联系电话 聯絡電話 phone mobile phonenumber tel"},
    {"email", "邮箱 电子邮箱 电子邮件 郵箱 電子郵件 email emailaddress mail"},
    {"openid", "openid 微信openid wxopenid 公众号openid"},
    {"unionid", "unionid 微信unionid"},
    {"external_userid", "externaluserid 企业微信id 外部联系人id"},
    {"customer_id", "客户id 客户编号 customerid customerno"},
};
constexpr std::string_view key_fact = "member";  // under which table_kind.cc keeps the key
constexpr std::string_view update_names =
    "更新时间 最近更新时间 修改时间 更新日期 updatedat updated lastupdated modifiedat";

bool holds(std::string_view list, std::string_view word) {
  for (auto each : split(list, ' '))
    if (each == word) return true;
  return false;
}

/// The property that a column is; empty: it has no other name than its own.
std::string_view identifier_in(std::string_view column) {
  auto name = normal_name(column);
  for (const auto& each : identifiers)
    if (holds(each.names, name)) return each.property;
  return {};
}

std::string_view kind_of_key(std::string_view column) {
  if (is_member_name(column)) return "member";
  return identifier_in(column) == "phone" ? "phone" : "customer";
}

/// Numbers as such, but none that would be written otherwise: codes keep their zeros.
void set_fact(EventBatch& batch, const std::string& name, const std::string& text) {
  auto integer = as_integer(text);
  if (integer && std::to_string(*integer) == text)
    batch.set(name, *integer);
  else if (auto real = as_real(text); real && !integer && text.find_first_not_of("-.0123456789") == std::string::npos)
    batch.set(name, *real);
  else
    batch.set(name, std::string_view(text));
}

class Statements {
 public:
  explicit Statements(const StatementContext& context) : context_(context), kind_(kind_of_key(context.key_column)) {}

  void add(const store::ReferenceRow& row, const store::ReferenceRow* known) {
    add_statement(row, known);
    if (kind_ == "member" && context_.customers.contains(row.key)) add_link(row);
  }
  EventBatch take() { return std::move(batch_); }

 private:
  void add_statement(const store::ReferenceRow& row, const store::ReferenceRow* known) {
    auto content = content_of(row);
    auto replaced = known == nullptr ? std::string() : content_of(*known);
    if (known != nullptr && content_of(merged(row, *known)) == replaced) return;
    begin(fmt::format("statement\x1f{}\x1f{}\x1f{}\x1f{}", context_.source, row.key, replaced, content), row);
    if (!row.name.empty()) set_text("name", row.name);
    for (const auto& [column, fact] : row.facts.items())
      if (column != key_fact && fact.is_string()) set(column, fact.get<std::string>());
  }
  void add_link(const store::ReferenceRow& row) {
    begin(fmt::format("member and customer\x1f{}\x1f{}", context_.source, row.key), row);
    set_text("customer_no", row.key);
  }

  void begin(const std::string& identity, const store::ReferenceRow& row) {
    auto at = batch_.add(hash128(identity), row.key, "profile_stated", time_of(row), context_.source);
    batch_.identifier_kind[at] = kind_;
    batch_.received[at] = context_.now.us;
    set_.clear();
    if (kind_ == "member") set_text("member", row.key);
  }

  static std::string content_of(const store::ReferenceRow& row) {
    std::map<std::string, std::string> facts;
    for (const auto& [name, fact] : row.facts.items()) facts[name] = fact.dump();
    std::string text = row.name;
    for (const auto& [name, fact] : facts) text += fmt::format("\x1e{}\x1f{}", name, fact);
    return text;
  }
  /// As store/reference.h keeps it.
  static store::ReferenceRow merged(const store::ReferenceRow& row, const store::ReferenceRow& known) {
    auto whole = known;
    whole.facts.update(row.facts);
    if (!row.name.empty()) whole.name = row.name;
    return whole;
  }

  Time time_of(const store::ReferenceRow& row) const {
    for (const auto& [column, fact] : row.facts.items())
      if (fact.is_string() && holds(update_names, normal_name(column)))
        if (auto time = parse_time(fact.get<std::string>(), context_.zone);
            time && *time >= earliest_time && *time <= context_.now)
          return *time;
    return context_.latest ? std::min(context_.now, *context_.latest) : context_.now;
  }

  /// Of several columns that are the same property the first counts.
  void set(const std::string& column, const std::string& text) {
    auto identifier = identifier_in(column);
    if (!identifier.empty() && !digits_lost(text)) return set_text(identifier, text);
    if (identifier.empty() && set_.insert(column).second) set_fact(batch_, column, text);
  }
  void set_text(std::string_view name, std::string_view text) {
    if (set_.emplace(name).second) batch_.set(name, text);
  }

  const StatementContext& context_;
  std::string_view kind_;
  EventBatch batch_;
  std::set<std::string> set_;  ///< properties of the event that is being made
};

}  // namespace

EventBatch member_statements(const std::vector<store::ReferenceRow>& rows,
                             const std::map<std::string, store::ReferenceRow>& known, const StatementContext& context) {
  Statements statements(context);
  for (const auto& row : rows) {
    auto found = known.find(row.key);
    statements.add(row, found == known.end() ? nullptr : &found->second);
  }
  return statements.take();
}

}  // namespace cairn::collect
