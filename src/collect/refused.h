// Items of live requests that no event could be made of: kept with their reason, to be looked at, repaired and sent
// again. An item is listed once, however often its SDK sends it.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "collect/wire.h"
#include "store/state_db.h"

namespace cairn::collect {

enum class RefusedState { open, replayed, dropped };
std::string_view name_of(RefusedState state);

struct RefusedEntry {
  std::string id;  ///< 32 hex digits, of source and text
  std::string source, reason, found, text;
  WireFormat format = WireFormat::segment;
  Json context;  ///< what its request was read with (wire_context.h)
  Time received{};
  std::uint64_t times = 1;  ///< it came
  RefusedState state = RefusedState::open;
};
Json to_json(const RefusedEntry& entry);

struct RefusedFilter {
  std::string source, reason;  ///< empty: all
  bool open_only = true;
  std::size_t most = 100;
};

/// {"source"?,"reason"?,"all"?: true,"most"?: 100}
RefusedFilter refused_filter_of(const Json& json);

class RefusedItems {
 public:
  static Result<std::unique_ptr<RefusedItems>> open(const std::filesystem::path& workspace);

  /// One transaction. An entry that is there is counted once more, unless it comes with the same `seq` again (a request
  /// that is loaded a second time after a crash).
  Result<void> put(const std::vector<RefusedEntry>& entries, std::int64_t seq);
  /// Newest first.
  Result<std::vector<RefusedEntry>> list(const RefusedFilter& filter);
  Result<RefusedEntry> get(const std::string& id);
  /// {"items": list(filter), "counts": counts()}
  Result<Json> listed(const RefusedFilter& filter);
  /// Takes it from the list; unknown: not_found.
  Result<void> drop(const std::string& id);
  Result<void> mark(const std::string& id, RefusedState state);
  /// [{"source","reason","items","times","last"}…] of open ones.
  Result<Json> counts();

 private:
  explicit RefusedItems(store::StateDb db) : db_(std::move(db)) {}
  std::mutex mutex_;
  store::StateDb db_;
};

/// What a reason means and what to do, in a sentence; for reasons that it does not know, the reason itself.
std::string explain_refusal(std::string_view reason);

}  // namespace cairn::collect
