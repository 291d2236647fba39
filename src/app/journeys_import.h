// Journeys that come in files: documents, tables (CSV, XLSX) and Mermaid diagrams.
#pragma once

#include "base/json.h"
#include "base/result.h"

namespace cairn::app {

/// {"name"?: of the file, "format"?: "json"|"mermaid"|"csv"|"xlsx", "title"?, and "text" or "base64"} → a document that
/// is sound, but not kept. Without a format the content decides, then the name.
Result<Json> journey_of_file(const Json& request);

}  // namespace cairn::app
