// Wires a server together: workspace, inbox, sources, feed, routes and the HTTP server.
#pragma once

#include "api/server.h"

namespace cairn::app {

Result<std::unique_ptr<api::Server>> start_server(const api::ServeOptions& options);

}  // namespace cairn::app
