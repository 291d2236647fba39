// Where live events come from: each source has a name, a write key to send with, and what is set for it.
//
//   sdk       any of the tracking SDKs, by the write key
//   webhook   another system's messages, made events by the mapping in its settings (docs/webhooks.md)
//   wechat    WeChat's server messages (docs/wechat.md)
//   folder    a folder that is watched: files that are put there are imported
//
// A write key can only write and is no secret: it stands in every page that an SDK runs in.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "store/state_db.h"

namespace cairn::collect {

enum class SourceKind { sdk, webhook, wechat, folder };
std::string_view name_of(SourceKind kind);
Result<SourceKind> parse_source_kind(std::string_view name);

struct Source {
  std::string name;
  SourceKind kind = SourceKind::sdk;
  std::string channel;    ///< of its events; empty: each tells its own
  std::string write_key;  ///< made when it is added
  Json settings;          ///< null: none
  Time created{};
  bool enabled = true;
  std::int64_t events_per_second = 0;  ///< more is refused (429); 0: as many as come
};
/// {"name","kind","channel","write_key","settings","created","enabled","events_per_second"}
Json to_json(const Source& source);

class Sources {
 public:
  static Result<std::unique_ptr<Sources>> open(const std::filesystem::path& workspace);

  /// By name.
  std::vector<Source> list() const;
  /// Null when there is none; also those that are not enabled.
  std::shared_ptr<const Source> by_key(std::string_view write_key) const;
  std::shared_ptr<const Source> by_name(std::string_view name) const;
  std::vector<std::string> names() const;

  /// {"name","kind"?,"channel"?,"settings"?,"events_per_second"?}; unknown fields are refused. A name that is there:
  /// conflict.
  Result<Source> add(const Json& document, Time now);
  /// {"channel"?,"settings"?,"events_per_second"?,"enabled"?,"new_key"?: true}; the old key is of no use from then on.
  Result<Source> change(const std::string& name, const Json& document);

 private:
  explicit Sources(store::StateDb db) : db_(std::move(db)) {}
  Result<void> load();
  Result<void> save(const Source& source);

  mutable std::mutex mutex_;
  store::StateDb db_;
  std::unordered_map<std::string, std::shared_ptr<const Source>> by_name_, by_key_;
};

}  // namespace cairn::collect
