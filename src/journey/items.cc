#include "journey/items.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "store/duck.h"

namespace cairn::journey {

bool matches_wildcard(std::string_view pattern, std::string_view name) {
  std::size_t p = 0, n = 0, star = std::string_view::npos, resume = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = n;
    } else if (p < pattern.size() && pattern[p] == name[n]) {
      ++p, ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++resume;  // the last star takes one character more
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

namespace {

/// The patterns are RE2's, through DuckDB: linear in the text whatever the pattern.
Result<void> replace_all(const std::vector<ItemRule::Replacement>& rules, std::vector<std::string>& names) {
  if (rules.empty()) return {};
  store::DuckOptions options;
  options.memory_limit = "512MB";
  options.threads = 1;
  CAIRN_TRY(auto duck, store::Duck::open(options));
  std::string expression = "name";
  for (std::size_t i = 0; i < rules.size(); ++i) {
    auto apply = [&](const std::string& to) {
      return fmt::format("regexp_replace({}, {}, {}, 'g')", to, store::sql_text(rules[i].pattern),
                         store::sql_text(rules[i].with));
    };
    if (auto tried = duck.query(fmt::format("SELECT {}", apply("'x'"))); !tried)
      return Error{ErrorCode::invalid, fmt::format("'{}' is no regular expression", rules[i].pattern),
                   fmt::format("question.clean[{}].replace", i), tried.error().message};
    expression = apply(expression);
  }
  constexpr std::size_t batch = 1000;
  for (std::size_t first = 0; first < names.size(); first += batch) {
    std::string values;
    for (std::size_t i = first; i < std::min(names.size(), first + batch); ++i)
      values += fmt::format("{}({}, {})", values.empty() ? "" : ", ", i, store::sql_text(names[i]));
    CAIRN_TRY(auto result,
              duck.query(fmt::format("SELECT i::BIGINT, {} FROM (VALUES {}) t(i, name)", expression, values)));
    for (;;) {
      CAIRN_TRY(auto count, result.next());
      if (count == 0) break;
      for (std::size_t r = 0; r < count; ++r)
        names[static_cast<std::size_t>(result.column(0).data<std::int64_t>()[r])] = result.column(1).text(r);
    }
  }
  return {};
}

Result<void> check_excluded(const ItemRule& rule, const std::vector<std::string>& names) {
  for (std::size_t i = 0; i < rule.exclude.size(); ++i) {
    const auto& name = rule.exclude[i];
    if (name.find('*') != std::string::npos || std::find(names.begin(), names.end(), name) != names.end()) continue;
    std::vector<std::string> known = names;
    std::sort(known.begin(), known.end());
    known.erase(std::unique(known.begin(), known.end()), known.end());
    return Error{ErrorCode::not_found, fmt::format("no item is named '{}'", name),
                 fmt::format("question.exclude[{}]", i), suggest(name, known)};
  }
  return {};
}

/// Names as they are after trailing "/", clean and wildcards.
Result<std::vector<std::string>> cleaned(const ItemRule& rule, std::vector<std::string> names) {
  for (auto& name : names)
    if (name.size() > 1 && name.back() == '/') name.pop_back();
  CAIRN_TRY_VOID(replace_all(rule.clean, names));
  for (auto& name : names) {
    auto group = std::find_if(rule.wildcards.begin(), rule.wildcards.end(),
                              [&](const std::string& pattern) { return matches_wildcard(pattern, name); });
    if (group != rule.wildcards.end()) name = *group;
  }
  return names;
}

bool is_excluded(const ItemRule& rule, const std::string& name) {
  return name.empty() || std::any_of(rule.exclude.begin(), rule.exclude.end(),
                                     [&](const std::string& pattern) { return matches_wildcard(pattern, name); });
}

}  // namespace

Result<Items::Table> Items::numbered(const ItemRule& rule, const std::vector<std::string>& raw) {
  CAIRN_TRY(auto names, cleaned(rule, raw));
  CAIRN_TRY_VOID(check_excluded(rule, names));
  Table table;
  for (auto& name : names) {
    if (is_excluded(rule, name)) {
      table.push_back(excluded);
      continue;
    }
    auto [at, added] = numbers_.emplace(name, static_cast<std::uint16_t>(names_.size()));
    if (added) names_.push_back(std::move(name));
    table.push_back(at->second);
    if (names_.size() > limit)
      return Error{ErrorCode::unsupported,
                   fmt::format("there are more than {} different items, for example '{}'", limit, names_.back()),
                   rule.property.empty() ? "question" : "question.item",
                   R"(put them together, for example "wildcards": ["/product/*"])"};
  }
  return table;
}

Result<Items> Items::make(const Index& index, const ItemRule& rule, const std::vector<std::string>& symbols) {
  Items items;
  items.index_ = &index;
  items.property_ = rule.property;
  if (rule.property.empty()) {
    CAIRN_TRY(items.by_symbol_, items.numbered(rule, symbols));
    items.changes_ = items.names_ != symbols;
    return items;
  }
  // One list of all values, so that every bucket means the same by a number.
  std::vector<std::string> values;
  std::unordered_map<std::string, std::size_t> known;
  std::unordered_map<int, std::vector<std::size_t>> of_bucket;
  for (const auto& bucket : index.buckets()) {
    CAIRN_TRY(auto column, index.columns().load(bucket.number, rule.property, ColumnForm::codes));
    for (auto value : column->dictionary) {
      auto [at, added] = known.emplace(value, values.size());
      if (added) values.emplace_back(value);
      of_bucket[bucket.number].push_back(at->second);
    }
  }
  CAIRN_TRY(auto table, items.numbered(rule, values));
  for (const auto& bucket : index.buckets()) {
    Table& codes = items.by_code_[bucket.number];
    codes.push_back(missing);
    for (auto value : of_bucket[bucket.number]) codes.push_back(table[value]);
  }
  return items;
}

Result<void> Items::apply(const Bucket& bucket, std::vector<std::uint16_t>& labels) const {
  if (property_.empty()) {
    for (auto& label : labels)
      if (label < by_symbol_.size()) label = by_symbol_[label];
    return {};
  }
  CAIRN_TRY(auto column, index_->columns().load(bucket.number, property_, ColumnForm::codes));
  const Table& table = by_code_.at(bucket.number);
  for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = table[column->codes[i]];
  return {};
}

}  // namespace cairn::journey
