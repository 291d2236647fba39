// One call of journeys() with its fields, and the calls about what is said of a journey. Inside app only.
#pragma once

#include <fmt/format.h>

#include <filesystem>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "map/library.h"

namespace cairn::app {

inline constexpr std::size_t longest_name = 200, longest_note = 2'000, longest_text = 100'000;

inline Error missing(const char* name, const char* what) {
  return {ErrorCode::usage, fmt::format("'{}' is missing: {}", name, what), name, "see /openapi.json"};
}

/// One call, its fields read with care: it may come from anywhere.
struct Asked {
  const std::filesystem::path& workspace;
  const Json& request;

  bool has(const char* name) const { return request.contains(name) && !request[name].is_null(); }
  /// Empty where it is not said.
  Result<std::string> text(const char* name, std::size_t most = longest_text) const {
    if (!has(name)) return std::string();
    const Json& found = request[name];
    if (!found.is_string())
      return Error{ErrorCode::usage, fmt::format("'{}' is a text; found {}", name, shorten(found.dump(), 40)), name,
                   ""};
    if (found.get_ref<const std::string&>().size() <= most) return found.get<std::string>();
    return Error{ErrorCode::limit, fmt::format("'{}' has at most {} bytes", name, most), name, "make it shorter"};
  }
  Result<std::optional<std::string>> text_if(const char* name) const {
    if (!request.contains(name)) return std::optional<std::string>();
    CAIRN_TRY(auto found, text(name));
    return std::optional(std::move(found));
  }
  Result<std::string> needed_text(const char* name, const char* what) const {
    CAIRN_TRY(auto found, text(name));
    if (found.empty()) return missing(name, what);
    return found;
  }
  /// A whole number from 1, also as digits, as paths and queries have it.
  Result<std::int64_t> number(const char* name, const char* what) const {
    if (!has(name)) return missing(name, what);
    const Json& found = request[name];
    if (found.is_number_integer() && found > 0) return found.get<std::int64_t>();
    const auto digits = found.is_string() ? found.get<std::string>() : "";
    const bool all =
        !digits.empty() && digits.size() < 16 && digits.find_first_not_of("0123456789") == std::string::npos;
    if (all && digits != "0") return static_cast<std::int64_t>(std::stoll(digits));
    return Error{ErrorCode::usage, fmt::format("'{}' is a number from 1; found {}", name, shorten(found.dump(), 40)),
                 name, ""};
  }
  Result<std::string> id() const { return needed_text("id", "which journey"); }
  Result<map::Said> said() const {
    map::Said said{"admin", "", clock_now()};
    CAIRN_TRY(auto author, text("author", longest_name));
    if (!author.empty()) said.author = author;
    CAIRN_TRY(said.note, text("note", longest_note));
    return said;
  }
  Result<map::Library> library(store::Access access) const { return map::Library::open(workspace, access); }
  /// The head of the journey that is asked about.
  Result<map::Kept> head() const {
    CAIRN_TRY(auto name, id());
    CAIRN_TRY(auto open, library(store::Access::read));
    return open.get(name);
  }
};

// journeys_talk.cc; each change answers with the whole list.
Result<Json> comments(const Asked& asked);
Result<Json> add_comment(const Asked& asked);
Result<Json> change_comment(const Asked& asked);
Result<Json> tasks(const Asked& asked);
Result<Json> add_task(const Asked& asked);
Result<Json> change_task(const Asked& asked);
Result<Json> share_links(const Asked& asked);
Result<Json> add_share_link(const Asked& asked);
Result<Json> remove_share_link(const Asked& asked);

}  // namespace cairn::app
