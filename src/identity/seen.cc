#include "identity/seen.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "store/history.h"

namespace cairn::identity {
namespace {

/// What SDKs and people call them; a webhook's further identifiers are called as their kinds. A property `device`
/// mostly says what sort of thing it is.
std::map<std::string, std::string, std::less<>> usual_properties() {
  std::map<std::string, std::string, std::less<>> names = {
      {"anonymous_id", "cookie"}, {"previous_id", "cookie"}, {"customer_no", "customer"}, {"customer_id", "customer"},
      {"member_no", "member"},    {"member_id", "member"},   {"mobile", "phone"},         {"buyer_id", "buyer"},
      {"device_id", "device"},    {"order_id", "order"},     {"receipt_no", "receipt"},   {"receipt_id", "receipt"},
  };
  for (const auto& kind : kinds())
    if (kind.role != Role::carries) names.try_emplace(kind.name, kind.name);
  return names;
}

/// Kinds whose values are kept as they are but for blanks: nothing is to be read for their spelling.
bool is_plain(std::string_view kind) {
  for (std::string_view plain : {"customer", "anonymous", "cookie", "device", "order", "receipt", "member", "user_id"})
    if (kind == plain) return true;
  return false;
}

bool has_account(std::string_view kind) {
  return kind == "openid" || kind == "unionid" || kind == "external_userid" || kind == "buyer";
}

/// A column that holds an identifier.
struct Column {
  std::string property, kind;
};

/// Orders and receipts say nothing unless events stand under them: every order has a number, and most have a customer.
std::vector<Column> columns_of(const store::History& history, const Rules& rules) {
  const auto& sent = history.identifier_kinds();
  std::vector<Column> columns;
  for (const auto& [property, kind] : identifying_properties(rules)) {
    if (history.property(property) == nullptr) continue;
    bool wanted = rules.kind(kind).role != Role::transaction || std::find(sent.begin(), sent.end(), kind) != sent.end();
    if (wanted) columns.push_back({property, kind});
  }
  return columns;
}

std::vector<std::string> odd_kinds(const store::History& history) {
  std::vector<std::string> kinds;
  for (const auto& kind : history.identifier_kinds())
    if (!is_plain(kind)) kinds.push_back(kind);
  return kinds;
}

class SeenReader {
 public:
  SeenReader(const store::History& history, store::Duck& duck, const Rules& rules, std::int64_t first_arrival)
      : history_(history), duck_(duck), rules_(rules), columns_(columns_of(history, rules)) {
    for (const auto& segment : history.segments())
      if (segment.end_arrival > first_arrival) segments_.push_back(segment);
    first_arrival_ = first_arrival;
  }

  Result<Seen> read() {
    if (segments_.empty()) return std::move(seen_);
    if (columns_.empty() && odd_kinds(history_).empty()) return std::move(seen_);
    CAIRN_TRY_VOID(history_.check_files(segments_));
    if (!columns_.empty()) CAIRN_TRY_VOID(read_pairs());
    if (!odd_kinds(history_).empty()) CAIRN_TRY_VOID(read_spellings());
    std::sort(seen_.spellings.begin(), seen_.spellings.end());
    seen_.spellings.erase(std::unique(seen_.spellings.begin(), seen_.spellings.end()), seen_.spellings.end());
    return std::move(seen_);
  }

 private:
  /// FROM: events with their identifiers, account and the wanted properties as text.
  std::string events_sql(const std::vector<Column>& wanted) const {
    std::vector<std::string> columns{"event_id", "identifier_kind", "customer", "event", "time", "source"};
    std::string list = "event_id, identifier_kind, customer, event, time, source";
    auto take = [&](const std::string& name, const std::string& as) {
      const auto* property = history_.property(name);
      if (property != nullptr)
        for (const auto& column : store::property_columns(*property)) columns.push_back(column);
      list += fmt::format(", {} AS {}",
                          property == nullptr ? "CAST(NULL AS VARCHAR)" : store::property_text_sql(*property), as);
    };
    take("account", "account");
    for (std::size_t i = 0; i < wanted.size(); ++i) take(wanted[i].property, fmt::format("p{}", i));
    std::sort(columns.begin() + 6, columns.end());
    columns.erase(std::unique(columns.begin() + 6, columns.end()), columns.end());
    return fmt::format("(SELECT {} FROM ({}))", list, history_.segments_sql(segments_, columns, first_arrival_));
  }

  Result<void> read_pairs() {
    std::string properties, any;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      properties += fmt::format(", p{}", i);
      any += fmt::format("{}p{} IS NOT NULL", i == 0 ? "" : " OR ", i);
    }
    // The earliest of a day decides; of several at the same instant the least by id.
    auto sql = fmt::format(
        "SELECT identifier_kind, customer, account, min(time), max(time), arg_min(event_id, (time, event_id)), "
        "arg_min(source, (time, event_id)), arg_min(event, (time, event_id)){0} FROM {1} WHERE {2} "
        "GROUP BY identifier_kind, customer, account, CAST(time AS DATE){0}",
        properties, events_sql(columns_), any);
    CAIRN_TRY(auto rows, duck_.stream(sql, "reading who was seen with whom"));
    for (;;) {
      CAIRN_TRY(auto count, rows.next());
      if (count == 0) return {};
      for (std::size_t i = 0; i < count; ++i) take_pairs(rows, i);
    }
  }

  void take_pairs(const store::DuckResult& rows, std::size_t i) {
    auto text = [&](std::size_t column) {
      auto values = rows.column(column);
      return values.valid(i) ? values.text(i) : std::string_view();
    };
    auto account = text(2);
    std::vector<Identifier> together;
    auto add = [&](std::string_view kind, std::string_view value) {
      auto found = canonical(kind, value, account, rules_);
      bool is_new = std::find(together.begin(), together.end(), found.identifier) == together.end();
      if (found.identifies() && is_new) together.push_back(std::move(found.identifier));
    };
    add(text(0), text(1));
    for (std::size_t p = 0; p < columns_.size(); ++p) {
      // An event that stands under its order mostly has the order's number once more, written otherwise.
      bool is_itself = columns_[p].kind == text(0) && rules_.kind(text(0)).role == Role::transaction;
      if (auto value = text(8 + p); !value.empty() && !is_itself) add(columns_[p].kind, value);
    }
    const auto first = rows.column(3).data<std::int64_t>()[i], last = rows.column(4).data<std::int64_t>()[i];
    const auto* words = rows.column(5).data<std::uint64_t>() + 2 * i;
    const EventId event{words[1] ^ (std::uint64_t{1} << 63), words[0]};
    for (std::size_t a = 0; a < together.size(); ++a)
      for (std::size_t b = a + 1; b < together.size(); ++b) {
        seen_.observations.push_back(
            {together[a], together[b], Time{first}, event, std::string(text(6)), std::string(text(7))});
        if (last != first) {
          seen_.observations.push_back(seen_.observations.back());
          seen_.observations.back().time = Time{last};
        }
      }
  }

  Result<void> read_spellings() {
    std::string list;
    for (const auto& kind : odd_kinds(history_)) list += (list.empty() ? "" : ", ") + store::sql_text(kind);
    auto sql = fmt::format("SELECT DISTINCT identifier_kind, customer, account FROM {} WHERE identifier_kind IN ({})",
                           events_sql({}), list);
    CAIRN_TRY(auto rows, duck_.stream(sql, "reading how identifiers are written"));
    for (;;) {
      CAIRN_TRY(auto count, rows.next());
      if (count == 0) return {};
      for (std::size_t i = 0; i < count; ++i) {
        Identifier sent{std::string(rows.column(0).text(i)), std::string(rows.column(1).text(i))};
        auto accounts = rows.column(2);
        auto found = canonical(sent.kind, sent.value, accounts.valid(i) ? accounts.text(i) : "", rules_);
        if (!found.identifies()) continue;
        // A declared hash and its plain value are one, also where each was only ever seen alone.
        if (!rules_.hashes.empty()) seen_.observations.push_back({found.identifier, found.identifier, {}, {}, {}, {}});
        if (found.identifier != sent) seen_.spellings.push_back({std::move(found.identifier), std::move(sent)});
      }
    }
  }

  const store::History& history_;
  store::Duck& duck_;
  const Rules& rules_;
  std::vector<Column> columns_;
  std::vector<store::Segment> segments_;
  std::int64_t first_arrival_ = 0;
  Seen seen_;
};

}  // namespace

std::map<std::string, std::string, std::less<>> identifying_properties(const Rules& rules) {
  auto all = usual_properties();
  for (const auto& [property, kind] : rules.properties) {
    if (kind.empty())
      all.erase(property);
    else
      all.insert_or_assign(property, kind);
  }
  return all;
}

Normalised canonical(std::string_view kind, std::string_view value, std::string_view account, const Rules& rules) {
  std::string full(kind == "anonymous" ? std::string_view("cookie") : kind);
  if (has_account(kind) && !account.empty()) full += ":" + std::string(account);
  return normalise(full, value, rules.writing);
}

std::vector<std::string> kinds_as_sent(std::string_view canonical_kind) {
  if (canonical_kind == "cookie") return {"anonymous", "cookie"};
  return {std::string(canonical_kind)};
}

bool says_who(const store::History& history, const Rules& rules) {
  return !columns_of(history, rules).empty() || !odd_kinds(history).empty();
}

Result<Seen> read_seen(const store::History& history, store::Duck& duck, const Rules& rules,
                       std::int64_t first_arrival) {
  return SeenReader(history, duck, rules, first_arrival).read();
}

}  // namespace cairn::identity
