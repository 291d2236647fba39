#include "app/local_workspace.h"
#include "cli/command_line.h"

int main(int argc, char** argv) { return cairn::cli::run(argc, argv, cairn::app::open_local_workspace); }
