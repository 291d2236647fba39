#include "app/local_workspace.h"
#include "app/server.h"
#include "cli/command_line.h"

int main(int argc, char** argv) {
  return cairn::cli::run(argc, argv, cairn::app::open_workspace, cairn::app::start_server);
}
