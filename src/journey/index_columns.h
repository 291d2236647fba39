// The columns of an index: read from the history's segments when first asked for, or held in memory for tests.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "journey/index.h"

namespace cairn::journey {

inline constexpr const char* core_columns[] = {"customer", "channel",  "source", "session",
                                               "amount",   "currency", "value"};

/// A ColumnSource that also knows whole customers.
class EventSource : public ColumnSource {
 public:
  /// In order. `kind` empty: all kinds. Unknown: empty.
  virtual Result<std::vector<CustomerEvent>> events_of(std::string_view identifier, std::string_view kind) = 0;
};

std::unique_ptr<EventSource> columns_of(const store::History& history);
/// `order[b]` lists the rows of bucket b.
std::unique_ptr<EventSource> columns_of(std::vector<Index::Row> rows, std::vector<std::vector<std::size_t>> order);

/// Gives each different text a code, from 1; 0 is missing.
class Dictionary {
 public:
  std::uint32_t code(std::string_view text);
  std::vector<std::string> take() { return std::move(texts_); }

 private:
  void grow();
  std::vector<std::string> texts_;
  std::vector<std::uint32_t> slots_;  ///< code, 0: free
  std::uint32_t last_ = 0;
};

}  // namespace cairn::journey
