// The command line of Cairn.
#pragma once

#include "api/server.h"
#include "api/workspace.h"

namespace cairn::cli {

/// Reads the command line, runs the command, prints errors to standard error; the exit code (see ErrorKind).
int run(int argc, char** argv, const api::WorkspaceOpener& open, const api::ServerStarter& serve);

}  // namespace cairn::cli
