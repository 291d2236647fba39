#include "map/share_links.h"

#include <fmt/format.h>

#include <iterator>

#include "base/secret.h"

namespace cairn::map {
namespace {

constexpr const char* migrations[] = {
    R"(CREATE TABLE journey_link(number INTEGER PRIMARY KEY, journey TEXT NOT NULL, token_sha256 TEXT NOT NULL UNIQUE,
         language TEXT NOT NULL, made_us INTEGER NOT NULL, expires_us INTEGER);)",
};
constexpr const char* select_link = "SELECT number, journey, language, made_us, expires_us FROM journey_link ";

ShareLink link_of(const store::Statement& row) {
  ShareLink link{row.integer(0), row.text(1), row.text(2), Time{row.integer(3)}, std::nullopt};
  if (!row.is_null(4)) link.expires = Time{row.integer(4)};
  return link;
}

}  // namespace

Json to_json(const ShareLink& link) {
  Json json{{"id", std::to_string(link.id)},
            {"language", link.language.empty() ? Json() : Json(link.language)},
            {"expires", link.expires ? Json(format_time(*link.expires)) : Json()},
            {"made", format_time(link.made)}};
  if (!link.token.empty()) json["url_path"] = "/shared/" + link.token;
  return json;
}

Result<ShareLinks> ShareLinks::open(const std::filesystem::path& workspace, store::Access access) {
  using store::StateDb;
  const auto file = workspace / "cairn.db";
  if (access == store::Access::write) {
    CAIRN_TRY(auto db, StateDb::open(file, StateDb::Mode::write));
    CAIRN_TRY_VOID(db.migrate("journey_links", migrations));
    return ShareLinks(std::move(db), true);
  }
  CAIRN_TRY(auto db, StateDb::open(file, StateDb::Mode::read));
  CAIRN_TRY(int version, db.version("journey_links"));
  if (version > 0) CAIRN_TRY_VOID(db.expect_version("journey_links", static_cast<int>(std::size(migrations))));
  return ShareLinks(std::move(db), version > 0);
}

Result<std::vector<ShareLink>> ShareLinks::of(const std::string& journey) {
  std::vector<ShareLink> all;
  if (!exists_) return all;
  CAIRN_TRY(auto select, db_.prepare(std::string(select_link) + "WHERE journey = ? ORDER BY number DESC"));
  select.bind(1, std::string_view(journey));
  for (;;) {
    CAIRN_TRY(bool more, select.step());
    if (!more) return all;
    all.push_back(link_of(select));
  }
}

Result<ShareLink> ShareLinks::add(const std::string& journey, const std::string& language, std::optional<Time> expires,
                                  Time now) {
  if (expires && *expires <= now)
    return Error{ErrorCode::invalid, fmt::format("{} is over already", format_time(*expires)), "expires",
                 "give a later time, or none"};
  ShareLink link{0, journey, language, now, expires, new_secret("share_")};
  CAIRN_TRY(auto insert, db_.prepare("INSERT INTO journey_link(journey, token_sha256, language, made_us, expires_us) "
                                     "VALUES(?, ?, ?, ?, ?) RETURNING number"));
  const auto hash = secret_hash(link.token);
  insert.bind(1, std::string_view(journey)).bind(2, std::string_view(hash)).bind(3, std::string_view(language));
  insert.bind(4, now.us);
  expires ? insert.bind(5, expires->us) : insert.bind_null(5);
  CAIRN_TRY_VOID(insert.step());
  link.id = insert.integer(0);
  CAIRN_TRY_VOID(insert.run());
  return link;
}

Result<void> ShareLinks::remove(const std::string& journey, std::int64_t link) {
  CAIRN_TRY(auto remove, db_.prepare("DELETE FROM journey_link WHERE journey = ? AND number = ? RETURNING number"));
  remove.bind(1, std::string_view(journey)).bind(2, link);
  CAIRN_TRY(bool was_there, remove.step());
  CAIRN_TRY_VOID(remove.run());
  if (was_there) return {};
  return Error{ErrorCode::not_found, fmt::format("this journey has no link {}", link), "link", "see the list of all"};
}

Result<ShareLink> ShareLinks::find(std::string_view token, Time now) {
  const Error none{ErrorCode::not_found, "this link does not exist, or has expired", "token",
                   "ask whoever gave it to you for another one"};
  if (!exists_) return none;
  CAIRN_TRY(auto select, db_.prepare(std::string(select_link) + "WHERE token_sha256 = ?"));
  const auto hash = secret_hash(token);
  select.bind(1, std::string_view(hash));
  CAIRN_TRY(bool found, select.step());
  if (!found) return none;
  auto link = link_of(select);
  if (link.expires && *link.expires <= now) return none;
  return link;
}

}  // namespace cairn::map
