// The journeys of a workspace as documents in, documents out: what api::Workspace::journeys() says, but for what needs
// events (a draft, the numbers of a shared map).
#pragma once

#include <filesystem>
#include <string>

#include "base/json.h"
#include "base/result.h"
#include "map/library.h"

namespace cairn::app {

/// {"id","revision","head","author","at","note","document"}
Json to_json(const map::Kept& kept);

/// By "do"; see api::Workspace::journeys().
Result<Json> journeys(const std::filesystem::path& workspace, const Json& request);

/// A new journey of a document: {"id","revision","document","notes"}.
Result<Json> keep_journey(const std::filesystem::path& workspace, Json document, const Json& request,
                          const Json& notes = Json::array());

/// The journey behind a token, and the language that its link asks for (empty: none).
struct Shared {
  map::Kept kept;
  std::string language;
};
Result<Shared> shared_journey(const std::filesystem::path& workspace, const std::string& token);

/// The document of a template: by its name, or by the demo that it is for ("shoes").
Result<Json> journey_template(const std::string& name);

}  // namespace cairn::app
