// The composition root: a Workspace that opens a directory and wires store, collect, journey, map and demo together.
#pragma once

#include "api/workspace.h"

namespace cairn::app {

Result<std::unique_ptr<api::Workspace>> open_local_workspace(const std::string& directory, api::Access access);

}  // namespace cairn::app
