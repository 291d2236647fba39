#include "collect/sources.h"

#include <algorithm>
#include <array>

#include "base/crash_point.h"
#include "base/secret.h"
#include "base/text.h"
#include "collect/webhook_mapping.h"
#include "collect/wire_wechat.h"

namespace cairn::collect {
namespace {

constexpr const char* migrations[] = {
    R"(CREATE TABLE live_source(name TEXT PRIMARY KEY, kind TEXT NOT NULL, channel TEXT NOT NULL,
         write_key TEXT NOT NULL UNIQUE, settings TEXT NOT NULL, created_us INTEGER NOT NULL,
         enabled INTEGER NOT NULL) WITHOUT ROWID;)",
    "ALTER TABLE live_source ADD COLUMN events_per_second INTEGER NOT NULL DEFAULT 0;",
};
constexpr std::array<std::string_view, 4> kind_names{"sdk", "webhook", "wechat", "folder"};

Error wrong(const std::string& what, const std::string& field, const std::string& hint = "") {
  return {ErrorCode::invalid, what, "source." + field, hint};
}

Result<std::string> text_field(const Json& document, const char* field) {
  if (!document.contains(field)) return std::string();
  if (document[field].is_string()) return document[field].get<std::string>();
  return wrong("found " + document[field].dump() + ", expected text", field);
}

template <class T>
Result<void> as_void(const Result<T>& result) {
  if (!result) return result.error();
  return {};
}

/// What both add and change may say.
Result<void> take_common(const Json& document, Source& source) {
  if (document.contains("channel")) {
    CAIRN_TRY(source.channel, text_field(document, "channel"));
  }
  if (document.contains("settings")) {
    if (!document["settings"].is_object() && !document["settings"].is_null())
      return wrong("expected an object", "settings");
    source.settings = document["settings"];
  }
  if (document.contains("events_per_second")) {
    const auto& rate = document["events_per_second"];
    if (!rate.is_number_unsigned() || rate.get<std::uint64_t>() > 1'000'000'000)
      return wrong("found " + rate.dump() + ", expected a whole number; 0: as many as come", "events_per_second");
    source.events_per_second = rate.get<std::int64_t>();
  }
  return {};
}

Result<void> expect_fields(const Json& document, const std::vector<std::string>& known) {
  if (!document.is_object()) return Error{ErrorCode::invalid, "expected an object", "source", ""};
  for (const auto& [field, value] : document.items())
    if (std::find(known.begin(), known.end(), field) == known.end())
      return wrong("there is no such field", field, suggest(field, known));
  return {};
}

/// What a kind needs to be set.
Result<void> expect_settings(const Source& source) {
  const auto& settings = source.settings;
  switch (source.kind) {
    case SourceKind::webhook:
      if (settings.is_null())
        return wrong("a webhook needs a mapping", "settings",
                     "give one: --settings ticket, or a file (docs/webhooks.md)");
      CAIRN_TRY_VOID(as_void(WebhookMapping::from(settings, "source.settings")));
      break;
    case SourceKind::wechat:
      if (settings.is_null())
        return wrong("WeChat needs a token", "settings", "give a file with {\"token\", \"app_id\"} (docs/wechat.md)");
      CAIRN_TRY_VOID(as_void(WechatSettings::from(settings, "source.settings")));
      break;
    case SourceKind::folder:
      if (!settings.is_object() || !settings.contains("path") || !settings["path"].is_string())
        return wrong("a folder needs its path", "settings", "give a file with {\"path\": \"/srv/exports\"}");
      for (const auto& [name, value] : settings.items())
        if (name != "path") return wrong("there is no setting '" + name + "' of a folder", "settings", "only path");
      break;
    case SourceKind::sdk:
      break;
  }
  return {};
}

Result<void> expect_name(const std::string& name) {
  if (name.empty() || name.size() > 100) return wrong("a source needs a name of up to 100 bytes", "name");
  for (unsigned char byte : name)
    if (byte < 0x20 || byte == 0x7F || byte == '/')
      return wrong("a name has no control characters and no '/'", "name", "use letters, such as web or till-shanghai");
  return {};
}

}  // namespace

std::string_view name_of(SourceKind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

Result<SourceKind> parse_source_kind(std::string_view name) {
  for (std::size_t i = 0; i < kind_names.size(); ++i)
    if (kind_names[i] == name) return static_cast<SourceKind>(i);
  return wrong("there is no kind '" + std::string(name) + "'", "kind", "use sdk, webhook, wechat or folder");
}

Json to_json(const Source& source) {
  return {{"name", source.name},         {"kind", name_of(source.kind)},
          {"channel", source.channel},   {"write_key", source.write_key},
          {"settings", source.settings}, {"created", format_time(source.created)},
          {"enabled", source.enabled},   {"events_per_second", source.events_per_second}};
}

Result<std::unique_ptr<Sources>> Sources::open(const std::filesystem::path& workspace) {
  CAIRN_TRY(auto db, store::StateDb::open(workspace / "cairn.db", store::StateDb::Mode::write));
  CAIRN_TRY_VOID(db.migrate("sources", migrations));
  std::unique_ptr<Sources> sources(new Sources(std::move(db)));
  CAIRN_TRY_VOID(sources->load());
  return sources;
}

Result<void> Sources::load() {
  CAIRN_TRY(auto select, db_.prepare("SELECT name, kind, channel, write_key, settings, created_us, enabled, "
                                     "events_per_second FROM live_source"));
  for (;;) {
    CAIRN_TRY(bool more, select.step());
    if (!more) return {};
    auto source = std::make_shared<Source>();
    source->name = select.text(0);
    CAIRN_TRY(source->kind, parse_source_kind(select.text(1)));
    source->channel = select.text(2);
    source->write_key = select.text(3);
    source->settings = Json::parse(select.text(4), nullptr, false);
    source->created = {select.integer(5)};
    source->enabled = select.integer(6) != 0;
    source->events_per_second = select.integer(7);
    by_key_[source->write_key] = source;
    by_name_[source->name] = source;
  }
}

Result<void> Sources::save(const Source& source) {
  CAIRN_TRY(auto put, db_.prepare("INSERT OR REPLACE INTO live_source VALUES(?, ?, ?, ?, ?, ?, ?, ?)"));
  auto settings = source.settings.dump();
  CAIRN_TRY_VOID(put.bind(1, std::string_view(source.name))
                     .bind(2, name_of(source.kind))
                     .bind(3, std::string_view(source.channel))
                     .bind(4, std::string_view(source.write_key))
                     .bind(5, std::string_view(settings))
                     .bind(6, source.created.us)
                     .bind(7, std::int64_t{source.enabled})
                     .bind(8, source.events_per_second)
                     .run());
  crash_point("sources: one kept");
  auto kept = std::make_shared<const Source>(source);
  if (auto before = by_name_.find(source.name); before != by_name_.end()) by_key_.erase(before->second->write_key);
  by_name_[source.name] = kept;
  by_key_[source.write_key] = kept;
  return {};
}

std::vector<Source> Sources::list() const {
  std::lock_guard guard(mutex_);
  std::vector<Source> all;
  for (const auto& [name, source] : by_name_) all.push_back(*source);
  std::sort(all.begin(), all.end(), [](const Source& a, const Source& b) { return a.name < b.name; });
  return all;
}

std::vector<std::string> Sources::names() const {
  std::vector<std::string> names;
  for (const auto& source : list()) names.push_back(source.name);
  return names;
}

std::shared_ptr<const Source> Sources::by_key(std::string_view write_key) const {
  std::lock_guard guard(mutex_);
  auto found = by_key_.find(std::string(write_key));
  return found == by_key_.end() ? nullptr : found->second;
}

std::shared_ptr<const Source> Sources::by_name(std::string_view name) const {
  std::lock_guard guard(mutex_);
  auto found = by_name_.find(std::string(name));
  return found == by_name_.end() ? nullptr : found->second;
}

Result<Source> Sources::add(const Json& document, Time now) {
  CAIRN_TRY_VOID(expect_fields(document, {"name", "kind", "channel", "settings", "events_per_second"}));
  Source source;
  CAIRN_TRY(source.name, text_field(document, "name"));
  CAIRN_TRY_VOID(expect_name(source.name));
  CAIRN_TRY(auto kind, text_field(document, "kind"));
  if (!kind.empty()) {
    CAIRN_TRY(source.kind, parse_source_kind(kind));
  }
  CAIRN_TRY_VOID(take_common(document, source));
  CAIRN_TRY_VOID(expect_settings(source));
  source.write_key = new_secret("wk_");
  source.created = now;
  std::lock_guard guard(mutex_);
  if (by_name_.contains(source.name))
    return Error{ErrorCode::conflict, "there is a source '" + source.name + "' already", "source.name",
                 "choose another name, or change that one"};
  CAIRN_TRY_VOID(save(source));
  return source;
}

Result<Source> Sources::change(const std::string& name, const Json& document) {
  CAIRN_TRY_VOID(expect_fields(document, {"channel", "settings", "events_per_second", "enabled", "new_key"}));
  auto known = by_name(name);
  if (known == nullptr)
    return Error{ErrorCode::not_found, "there is no source '" + name + "'", "source", suggest(name, names())};
  Source source = *known;
  CAIRN_TRY_VOID(take_common(document, source));
  CAIRN_TRY_VOID(expect_settings(source));
  for (const char* flag : {"enabled", "new_key"})
    if (document.contains(flag) && !document[flag].is_boolean()) return wrong("expected true or false", flag);
  source.enabled = document.value("enabled", source.enabled);
  if (document.value("new_key", false)) source.write_key = new_secret("wk_");
  std::lock_guard guard(mutex_);
  CAIRN_TRY_VOID(save(source));
  return source;
}

}  // namespace cairn::collect
