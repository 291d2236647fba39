// What an import would do, before anything is written: `cairn import --dry-run`.
#pragma once

#include <string>
#include <vector>

#include "collect/import.h"

namespace cairn::collect {

struct ColumnPreview {
  std::string name;
  std::string use;  ///< "customer", "property, integer", "empty"
  std::string why;
  std::vector<std::string> examples;
};

struct EventPreview {
  std::string customer, event, time, channel, session, amount, value;  ///< as stored; empty: none
  std::vector<std::pair<std::string, std::string>> properties;
};

struct Preview {
  std::string file, format, source;
  std::vector<std::string> notes;
  std::vector<ColumnPreview> columns;
  std::vector<Guess> guesses;
  std::vector<EventPreview> events;  ///< the first five
  std::uint64_t rows = 0;            ///< of the sample
  bool is_all = false;               ///< the sample is the whole file
  std::uint64_t usable = 0;          ///< events made of them
  std::uint64_t set_aside = 0;       ///< rows that cannot be used
  std::array<ReasonCount, reason_count> reasons;
  std::string unit = "line";
  Time first, last;
  std::vector<Widening> widenings;
  std::vector<std::string> suggestions;

  std::uint64_t refused() const { return set_aside; }
  /// For a terminal of so many columns.
  std::string text(int width = 100) const;
  Json json() const;
};

/// Reads the start of a file and says what import_file would make of it. Fails where that would.
Result<Preview> preview_file(const std::string& path, const ImportOptions& options);

}  // namespace cairn::collect
