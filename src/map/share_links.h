// Read-only links to a journey for people without an account, in cairn.db. Whoever has the token sees the map; only the
// token's hash is kept, so it is shown once, when it is made.
//
//   journey_link   number · journey · token_sha256 · language · made_us · expires_us (null: never)
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "store/history.h"
#include "store/state_db.h"

namespace cairn::map {

struct ShareLink {
  std::int64_t id = 0;
  std::string journey;
  std::string language;  ///< a tag; empty: the reader's own
  Time made;
  std::optional<Time> expires;
  std::string token = {};  ///< of one that was just made
};
/// With "url_path" while its token is known.
Json to_json(const ShareLink& link);

/// One thread at a time.
class ShareLinks {
 public:
  /// Access::read works before anything was written.
  static Result<ShareLinks> open(const std::filesystem::path& workspace, store::Access access);

  /// Newest first; also those that have expired.
  Result<std::vector<ShareLink>> of(const std::string& journey);
  Result<ShareLink> add(const std::string& journey, const std::string& language, std::optional<Time> expires, Time now);
  Result<void> remove(const std::string& journey, std::int64_t link);
  /// not_found alike for what never was, has expired, or was removed.
  Result<ShareLink> find(std::string_view token, Time now);

 private:
  ShareLinks(store::StateDb db, bool exists) : db_(std::move(db)), exists_(exists) {}
  store::StateDb db_;
  bool exists_;
};

}  // namespace cairn::map
