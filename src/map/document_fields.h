// Reading and writing the fields of a journey document. check() has found no fault where these read, so what is there
// has the right type; what is not there gets its default.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/language.h"
#include "event/predicate.h"

namespace cairn::map::fields {

/// The member of that name; null where there is none.
const Json& field(const Json& json, const char* key);
std::string text(const Json& json, const char* key, std::string otherwise = "");
bool flag(const Json& json, const char* key, bool otherwise);
int number(const Json& json, const char* key, int otherwise);
std::optional<double> real(const Json& json, const char* key);
Label label(const Json& json, const char* key);
std::vector<Label> labels(const Json& json, const char* key);
std::vector<std::string> texts(const Json& json, const char* key);
std::optional<EventPredicate> predicate(const Json& json, const char* key);
std::optional<Duration> duration(const Json& json, const char* key);

/// {"all":[{"event":…},{"where":[c]},…]} as {"event":…,"where":[c,…]}: the same, and easier to read.
Json compact(const EventPredicate& predicate);
Json labels_json(const std::vector<Label>& labels);
/// What the old element holds besides the fields that the typed view manages comes last.
void keep_rest(Json& json, const Json& old, std::initializer_list<std::string_view> managed);

}  // namespace cairn::map::fields
