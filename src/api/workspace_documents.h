// Requests and outcomes of a Workspace as documents, so that they travel through a socket: what goes in on one side
// comes out on the other.
#pragma once

#include "api/workspace.h"

namespace cairn::api {

Json to_json(const ImportRequest& request);
Result<ImportRequest> import_request_of(const Json& json);
Json to_json(const TableRequest& request);
Result<TableRequest> table_request_of(const Json& json);
Json to_json(const RenderRequest& request);
Result<RenderRequest> render_request_of(const Json& json);
Json to_json(const RedraftRequest& request);
RedraftRequest redraft_request_of(const Json& json);
/// Without `stop`, which is a connection that ends.
Json to_json(const AskLimits& limits);
AskLimits limits_of(const Json& json);

Json to_json(const ImportOutcome& outcome);
ImportOutcome import_outcome_of(const Json& json);
Json to_json(const TableOutcome& outcome);
TableOutcome table_outcome_of(const Json& json);
Json to_json(const demo::DemoSummary& summary);
demo::DemoSummary demo_summary_of(const Json& json);

/// An Error as {"code","message","where","hint"}, and back.
Json to_json(const Error& error);
Error error_of(const Json& json);

/// "text", "svg", "html", "json", "pdf", "png", "long_png", "long_svg", "mermaid"
std::string_view name_of(MapFormat format);
Result<MapFormat> parse_map_format(std::string_view name);

}  // namespace cairn::api
