#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_set>

#include "base/text.h"
#include "collect/amount.h"
#include "collect/property_types.h"
#include "collect/recogniser.h"

namespace cairn::collect {
namespace {

ColumnFacts facts_of(const Sample& sample, std::size_t column) {
  ColumnFacts facts;
  facts.name = sample.columns[column];
  facts.cells = sample.cells(column);
  std::unordered_set<std::string_view> seen;
  for (const auto& cell : facts.cells)
    if (seen.insert(cell.text()).second && facts.examples.size() < 3)
      facts.examples.push_back(shorten(cell.text(), 24));
  facts.distinct = seen.size();
  return facts;
}

}  // namespace

Recogniser::Recogniser(const Sample& sample, const MappingOptions& options, const std::string& name)
    : options_(options), name_(name) {
  for (std::size_t c = 0; c < sample.columns.size(); ++c) columns_.push_back(facts_of(sample, c));
  taken_.resize(columns_.size());
  rows_ = sample.rows_looked_at();
}

std::string why_by_name(const std::string& column, Role role) {
  switch (strength_of(column, role)) {
    case Strength::exact:
      return fmt::format("named '{}'", column);
    case Strength::usual:
      return fmt::format("named '{}', as is usual for it", column);
    default:
      return fmt::format("named '{}', which may mean it", column);
  }
}

Result<std::size_t> Recogniser::named_column(const std::string& wanted, Role role) const {
  for (std::size_t c = 0; c < columns_.size(); ++c)
    if (columns_[c].name == wanted) return c;
  for (std::size_t c = 0; c < columns_.size(); ++c)
    if (to_lower(columns_[c].name) == to_lower(wanted)) return c;
  std::vector<std::string> known;
  for (const auto& facts : columns_) known.push_back(facts.name);
  return Error{ErrorCode::usage, fmt::format("{} has no column '{}'", name_, wanted), std::string(option_of(role)),
               suggest(wanted, known)};
}

void Recogniser::take(Role role, std::size_t column, std::string why, bool by_option) {
  result_.mapping.column(role) = column;
  taken_[column] = true;
  result_.guesses.push_back({role, columns_[column].name, "", std::move(why), by_option});
}

/// True when the user has spoken about this role, also to say that there is none.
Result<bool> Recogniser::by_option(Role role) {
  if (options_.column(role).empty()) return false;
  if (options_.column(role) == "none") return true;
  CAIRN_TRY(std::size_t column, named_column(options_.column(role), role));
  take(role, column, fmt::format("by {}", option_of(role)), true);
  return true;
}

/// Columns whose name speaks for the role, surest first.
std::vector<std::size_t> Recogniser::candidates(Role role) const {
  std::vector<std::size_t> found;
  for (std::size_t c = 0; c < columns_.size(); ++c)
    if (!taken_[c] && !columns_[c].cells.empty() && strength_of(columns_[c].name, role) != Strength::none)
      found.push_back(c);
  std::stable_sort(found.begin(), found.end(), [&](std::size_t a, std::size_t b) {
    auto strength_a = strength_of(columns_[a].name, role), strength_b = strength_of(columns_[b].name, role);
    if (strength_a != strength_b) return strength_a > strength_b;
    return rank_of(columns_[a].name, role) < rank_of(columns_[b].name, role);
  });
  return found;
}

void Recogniser::note_same_kind(Role role, std::size_t chosen) {
  std::vector<std::string> others;
  for (std::size_t column : candidates(role))
    if (column != chosen && strength_of(columns_[column].name, role) >= Strength::usual)
      others.push_back(columns_[column].name);
  if (!others.empty())
    result_.suggestions.push_back(fmt::format("'{}' is taken as the {}; also possible: {} ({})", columns_[chosen].name,
                                              name_of(role), join(others, ", "), option_of(role)));
}

/// Why the content speaks against a column that is named like the role; empty when it does not.
std::string Recogniser::content_fault(Role role, const ColumnFacts& facts) {
  const auto filled = facts.cells.size();
  bool weak = strength_of(facts.name, role) == Strength::weak;
  auto share = [&](auto reads) {
    return static_cast<double>(std::count_if(facts.cells.begin(), facts.cells.end(), reads)) /
           static_cast<double>(filled);
  };
  switch (role) {
    case Role::event:
      if (share([](const Cell& cell) { return as_real(cell.text()).has_value(); }) > 0.5 &&
          (weak || facts.distinct > 200))
        return "its values are numbers";
      if (filled >= 50 && facts.distinct * 2 > filled) return "nearly every value is different";
      return weak && facts.distinct > 200 ? "it has too many different values" : "";
    case Role::channel:
      return filled >= 50 && (facts.distinct > 200 || facts.distinct * 2 > filled) ? "it has too many different values"
                                                                                   : "";
    case Role::value:
      return share([](const Cell& cell) { return as_real(cell.text()).has_value(); }) < 0.9
                 ? "its values are no numbers"
                 : "";
    case Role::amount:
      return share([](const Cell& cell) { return parse_amount(cell.text()).has_value(); }) < 0.9
                 ? "its values are no amounts of money"
                 : "";
    case Role::currency:
      return share([](const Cell& cell) { return currency_of(cell.text()).has_value(); }) < 0.9
                 ? "its values are no currencies"
                 : "";
    case Role::id:
      return facts.distinct < filled || filled * 100 < rows_ * 99 ? "its values are not different in every row" : "";
    case Role::customer: {
      // A time, or a flag, is nobody.
      bool flag = facts.distinct <= 2 && filled >= 20 && weak;
      return flag ? "it has only two values" : "";
    }
    default:
      return "";
  }
}

void Recogniser::find(Role role) {
  for (std::size_t column : candidates(role)) {
    const auto& facts = columns_[column];
    if (role == Role::amount && is_price_name(facts.name) &&
        std::any_of(columns_.begin(), columns_.end(),
                    [](const ColumnFacts& other) { return is_quantity_name(other.name); })) {
      result_.suggestions.push_back(
          fmt::format("'{}' stands beside a quantity, so it is the price of one piece and not taken as the amount; "
                      "--amount '{}' takes it",
                      facts.name, facts.name));
      continue;
    }
    if (auto fault = content_fault(role, facts); !fault.empty()) {
      refused_.push_back(fmt::format("'{}' is named like the {}, but {}", facts.name, name_of(role), fault));
      continue;
    }
    take(role, column, why_by_name(facts.name, role), false);
    if (role <= Role::event) note_same_kind(role, column);
    return;
  }
}

void Recogniser::same_for_all(Role role, const std::string& value, std::string why, bool by_option) {
  result_.guesses.push_back({role, "", value, std::move(why), by_option});
}

Result<void> Recogniser::find_currency() {
  auto& mapping = result_.mapping;
  const auto& wanted = options_.column(Role::currency);
  if (wanted == "none") return {};
  if (!wanted.empty()) {
    if (auto column = named_column(wanted, Role::currency)) {
      take(Role::currency, *column, "by --currency", true);
      return {};
    }
    auto code = currency_of(wanted);
    bool looks_like_code =
        wanted.size() == 3 && std::all_of(wanted.begin(), wanted.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    if (!code && looks_like_code) code = wanted;
    if (!code)
      return Error{ErrorCode::usage, fmt::format("'{}' is neither a column of {} nor a currency", wanted, name_),
                   "--currency", "use a column name, or an ISO code such as CNY, USD or EUR"};
    mapping.currency = *code;
    mapping.currency_by_option = true;
    same_for_all(Role::currency, *code, "by --currency", true);
    return {};
  }
  find(Role::currency);
  if (!mapping.has(Role::amount) || mapping.has(Role::currency)) return {};
  const auto& amount = columns_[*mapping.column(Role::amount)];
  if (auto code = currency_in_name(amount.name)) {
    mapping.currency = *code;
    same_for_all(Role::currency, *code, fmt::format("from the name '{}'", amount.name), false);
  }
  return {};
}

/// Amounts are exact: a column in which more than one of a hundred has more decimals than its currency is kept as a
/// number, and that is told. (A rarer one is kept as a number by itself, see mapper.h.)
void Recogniser::check_amount() {
  auto& mapping = result_.mapping;
  if (!mapping.has(Role::amount)) return;
  std::size_t column = *mapping.column(Role::amount);
  const auto& facts = columns_[column];
  std::size_t with_currency = 0, too_fine = 0;
  std::string example;
  for (const auto& cell : facts.cells) {
    auto amount = parse_amount(cell.text());
    if (!amount) continue;
    auto currency = !amount->currency.empty()   ? amount->currency
                    : !mapping.currency.empty() ? std::string_view(mapping.currency)
                                                : no_currency;
    with_currency += currency != no_currency;
    if (mapping.has(Role::currency) || minor_units(*amount, currency)) continue;
    ++too_fine;
    if (example.empty())
      example = fmt::format("{} for {}", cell.text(), currency == no_currency ? "an unknown currency" : currency);
  }
  if (too_fine * 100 > facts.cells.size()) {
    result_.suggestions.push_back(
        fmt::format("'{}' has more decimals than money has, for example {}: it is kept as a number, not as the amount",
                    facts.name, example));
    mapping.column(Role::amount).reset();
    taken_[column] = false;
    std::erase_if(result_.guesses, [](const Guess& guess) { return guess.role == Role::amount; });
  } else if (!mapping.has(Role::currency) && with_currency == 0) {
    result_.suggestions.push_back(
        "the currency of the amounts is unknown (XXX); say it with --currency CNY or name its column");
  }
}

/// Number columns with gaps are often exported as 13085.0; the customer is 13085.
void Recogniser::check_customer() {
  auto& mapping = result_.mapping;
  if (!mapping.has(Role::customer)) return;
  const auto& facts = columns_[*mapping.column(Role::customer)];
  mapping.customer_is_whole =
      !facts.cells.empty() && std::all_of(facts.cells.begin(), facts.cells.end(), [](const Cell& cell) {
        auto text = cell.text();
        return text.size() > 2 && text.ends_with(".0") && as_integer(text.substr(0, text.size() - 2)).has_value();
      });
  if (mapping.customer_is_whole)
    result_.suggestions.push_back(
        fmt::format("customers are written with '.0' ({}); they are kept without it", facts.examples.front()));
}

void Recogniser::find_event() {
  auto& mapping = result_.mapping;
  if (!options_.event.empty()) {
    mapping.event_name = options_.event;
    same_for_all(Role::event, options_.event, "by --event", true);
    return;
  }
  find(Role::event);
}

/// A list of members: a column names each of them, another says when they joined, and none holds events.
std::optional<std::size_t> Recogniser::joining_of_members() const {
  if (!options_.event.empty() || !options_.column(Role::event).empty() || !options_.column(Role::time).empty())
    return std::nullopt;
  std::optional<std::size_t> member, joined;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    if (columns_[c].cells.empty()) continue;
    if (strength_of(columns_[c].name, Role::event) >= Strength::usual) return std::nullopt;
    if (!member && is_member_name(columns_[c].name)) member = c;
    if (!joined && is_joining_name(columns_[c].name)) joined = c;
  }
  // One row a member: a column that names the same one again holds something else, such as orders.
  return member && joined && columns_[*member].distinct == columns_[*member].cells.size() ? joined : std::nullopt;
}

/// Each becomes the event of joining, at its time; what else is known of a member are properties of it.
void Recogniser::take_members(std::size_t joining) {
  const auto& name = columns_[joining].name;
  options_.event = "member_joined";
  options_.column(Role::time) = name;
  if (!options_.zone_given && name.find("时") != std::string::npos)
    if (auto beijing = TimeZone::named("Asia/Shanghai")) options_.zone = *beijing;
  result_.members = true;
  for (Role role : {Role::amount, Role::value, Role::session})
    if (options_.column(role).empty()) options_.column(role) = "none";  // sums and scores of a member are no event's
  for (const auto& facts : columns_)
    if (options_.column(Role::customer).empty() && is_member_name(facts.name))
      options_.column(Role::customer) = facts.name;
  // Joining is known by its member: a later list, in which other columns have changed, adds no second one.
  if (options_.column(Role::id).empty()) options_.column(Role::id) = options_.column(Role::customer);
  result_.suggestions.push_back(fmt::format(
      "a list of members: each becomes the event 'member_joined' at '{}'; --event and --time say otherwise", name));
}

Result<void> Recogniser::need_all() {
  const auto& mapping = result_.mapping;
  std::vector<std::string> missing, options;
  if (!mapping.has(Role::customer)) missing.push_back("customer"), options.push_back("--customer COLUMN");
  if (!mapping.has(Role::event) && mapping.event_name.empty())
    missing.push_back("event"), options.push_back("--event-column COLUMN, or --event NAME for one name in every row");
  if (!mapping.has(Role::time)) missing.push_back("time"), options.push_back("--time COLUMN");
  if (!open_order_.empty() && !mapping.has(Role::time) && missing.size() == 1)
    return Error{
        ErrorCode::invalid,
        fmt::format("the order of day and month cannot be told from {} and the rest of the sample", open_order_), name_,
        "say --time-format dmy (day first) or --time-format mdy (month first)"};
  if (missing.empty()) return {};
  std::vector<std::string> columns;
  for (const auto& facts : columns_) columns.push_back(examples_of(facts));
  auto message = fmt::format("no column is recognised as the {}", fmt::join(missing, " or the "));
  if (!refused_.empty()) message += fmt::format(" ({})", fmt::join(refused_, "; "));
  message += fmt::format("; columns: {}", fmt::join(columns, "; "));
  auto hint = fmt::format("say which: {}", fmt::join(options, "; "));
  if (std::any_of(columns_.begin(), columns_.end(), [](const auto& facts) { return is_member_name(facts.name); }))
    hint = "a list of members without a time of joining is a table: --as members; else " + hint;
  if (!open_order_.empty()) hint += "; and --time-format dmy or mdy";
  return Error{ErrorCode::invalid, message, name_, hint};
}

void Recogniser::make_properties() {
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    bool is_id =
        result_.mapping.column(Role::id) == c &&
        result_.mapping.column(Role::customer) != c;  // hashed into the event id, and kept for people to find again
    if (!taken_[c] || is_id) result_.mapping.properties.push_back({c, judge_type(columns_[c].cells, options_.zone)});
  }
}

Result<Recognition> Recogniser::run() {
  if (auto joining = joining_of_members()) take_members(*joining);
  // What the user names is taken before anything is guessed, so that no guess takes its column.
  std::array<bool, role_count> said{};
  for (Role role : all_roles) {
    if (role == Role::time || role == Role::currency) continue;
    CAIRN_TRY(said[static_cast<std::size_t>(role)], by_option(role));
  }
  auto is_said = [&](Role role) { return said[static_cast<std::size_t>(role)]; };
  CAIRN_TRY_VOID(find_time());
  if (!is_said(Role::customer)) find(Role::customer);
  if (!options_.event.empty() && result_.mapping.has(Role::event))
    return Error{ErrorCode::usage, "--event and --event-column exclude each other", "--event",
                 "use --event where no column holds the event"};
  if (!is_said(Role::event) || !options_.event.empty()) find_event();
  for (Role role : {Role::session, Role::id, Role::channel, Role::amount})
    if (!is_said(role)) find(role);
  CAIRN_TRY_VOID(find_currency());
  if (!is_said(Role::value)) find(Role::value);
  if (!is_said(Role::amount)) check_amount();
  check_customer();
  CAIRN_TRY_VOID(need_all());
  make_properties();
  std::stable_sort(result_.guesses.begin(), result_.guesses.end(),
                   [](const Guess& a, const Guess& b) { return a.role < b.role; });
  return std::move(result_);
}

std::optional<PropertyType> judge_type(const std::vector<Cell>& cells, const TimeZone& zone) {
  std::optional<PropertyType> type;
  for (const auto& cell : cells) {
    if (type && fits(cell, *type, zone)) continue;
    auto own = type_of(cell, zone);
    type = type ? widest(*type, own) : own;
    if (*type == PropertyType::text) return type;
  }
  // An integer beyond 2^53 in a column with fractions fits neither number.
  if (type == PropertyType::real &&
      !std::all_of(cells.begin(), cells.end(), [&](const Cell& cell) { return fits(cell, *type, zone); }))
    return PropertyType::text;
  return type;
}

Result<Recognition> recognise(const Sample& sample, const MappingOptions& options, const std::string& name) {
  return Recogniser(sample, options, name).run();
}

std::string source_name(const std::string& path) {
  if (path == "-") return "stdin";
  auto slash = path.find_last_of('/');
  std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  for (bool again = true; again;) {
    again = false;
    for (std::string_view ending :
         {".gz", ".csv", ".tsv", ".txt", ".ndjson", ".jsonl", ".json", ".parquet", ".pq", ".xes", ".xml", ".xlsx"}) {
      if (name.size() <= ending.size() || !to_lower(name).ends_with(ending)) continue;
      name.resize(name.size() - ending.size());
      again = true;
    }
  }
  return name;
}

}  // namespace cairn::collect
