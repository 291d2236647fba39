// A journey in forms that others can write: a table with one row a touchpoint, and a Mermaid diagram of kind `journey`
// (written by render_mermaid). Neither holds all of a document; what they hold comes back as it was.
//
//   阶段 / Stage   触点 / Touchpoint   渠道 / Channel   …   情绪 / Emotion   痛点 / Pain point      绑定事件 / Event
//   Buy            Pay                 till                 -1                The line is too long   event =
//   till_receipt
//
// Columns go by their names in English or Chinese, in any order; only the touchpoint is needed. An empty stage is that
// of the row above. Several texts of a cell stand on lines of their own. The same pain in two rows is one pain.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/language.h"
#include "base/result.h"

namespace cairn::map {

/// A table as it was read: UTF-8, cells as text.
struct JourneySheet {
  struct Row {
    std::uint64_t line = 0;  ///< in the file, from 1
    std::vector<std::string> cells;
  };
  std::vector<std::string> columns;
  std::vector<Row> rows;
};

/// A journey document; its title is `title`. `name` is the file's, for errors. Fails at the first cell that cannot be
/// meant, with its line and column.
Result<Json> journey_of_table(const JourneySheet& sheet, const std::string& title, const std::string& name);

/// A task's score, 1 to 5, is an emotion that somebody set (-2 to 2); its first actor who is not the customer begins
/// it.
Result<Json> journey_of_mermaid(std::string_view text, const std::string& title, const std::string& name);

/// UTF-8 with a byte order mark, which spreadsheets need; lines end as RFC 4180 says.
std::string journey_csv(const Json& document, Language language);

}  // namespace cairn::map
