// A Workspace that a running server has open: every call goes through the workspace's socket to workspace_calls.cc.
#pragma once

#include "api/workspace.h"

namespace cairn::api {

/// The socket of a server that may run on a workspace.
std::string socket_of(const std::string& directory);

/// A client of the server of this directory; nullptr when none runs there.
Result<std::unique_ptr<Workspace>> connect_workspace(const std::string& directory);

/// One request to the server of a directory; for commands about what only a server has.
/// ErrorCode::not_found when none runs. The answer's error document becomes the Error.
Result<Json> server_call(const std::string& directory, const std::string& method, const std::string& target,
                         const std::string& body = "");

}  // namespace cairn::api
