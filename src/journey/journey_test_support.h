// Shared by the tests of this folder: small histories written as text.
#pragma once

#include <doctest/doctest.h>

#include <charconv>
#include <string>
#include <vector>

#include "base/text.h"
#include "journey/question.h"

namespace cairn::journey {

inline constexpr std::int64_t new_year_ms = 1767225600000;  // 2026-01-01T00:00:00Z

/// "ann: seen@0 cart@60{channel=app,price=5} paid@90; bob: seen@10": customers, events, seconds since new year.
inline Index index_from(const std::string& text, int bucket_bits = 1) {
  std::vector<Index::Row> rows;
  for (auto part : split(text, ';')) {
    part = trim(part);
    if (part.empty()) continue;
    auto colon = part.find(':');
    for (auto word : split(trim(part.substr(colon + 1)), ' ')) {
      if (word.empty()) continue;
      Index::Row row;
      row.customer = std::string(trim(part.substr(0, colon)));
      auto brace = word.find('{'), at = word.find('@');
      row.type = std::string(word.substr(0, at));
      row.ms =
          new_year_ms + static_cast<std::int64_t>(std::stod(std::string(word.substr(at + 1, brace - at - 1))) * 1000);
      if (brace != std::string_view::npos)
        for (auto pair : split(word.substr(brace + 1, word.size() - brace - 2), ',')) {
          std::string value(pair.substr(pair.find('=') + 1));
          double number = 0;
          auto [end, fault] = std::from_chars(value.data(), value.data() + value.size(), number);
          bool whole = fault == std::errc() && end == value.data() + value.size();
          row.properties.emplace_back(pair.substr(0, pair.find('=')),
                                      Literal{value, whole ? std::optional(number) : std::nullopt});
        }
      rows.push_back(std::move(row));
    }
  }
  return Index::in_memory(rows, bucket_bits);
}

inline Json must_ask(const Index& index, const std::string& question, const AskOptions& options = {}) {
  auto answer = ask(index, *parse_json(question, "question"), options);
  if (!answer) FAIL(answer.error().text());
  return *answer;
}

inline Error must_fail(const Index& index, const std::string& question) {
  auto answer = ask(index, *parse_json(question, "question"));
  REQUIRE(!answer.ok());
  return answer.error();
}

/// The value of a column in the row whose other columns are as said.
inline Json cell(const Json& answer, const std::vector<std::pair<std::string, Json>>& where,
                 const std::string& column) {
  auto number = [&](const std::string& name) {
    for (std::size_t i = 0; i < answer["columns"].size(); ++i)
      if (answer["columns"][i]["name"] == name) return i;
    FAIL("no column " << name);
    return std::size_t{0};
  };
  for (const auto& row : answer["rows"]) {
    bool all = true;
    for (const auto& [name, value] : where) all = all && row[number(name)] == value;
    if (all) return row[number(column)];
  }
  return "no such row";
}

}  // namespace cairn::journey
