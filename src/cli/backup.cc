// cairn backup, restore: a copy of a workspace while it is in use, and back.
#include "store/backup.h"

#include <fmt/format.h>

#include "cli/command.h"
#include "cli/output.h"
#include "cli/progress.h"

namespace cairn::cli {

void add_backup(CLI::App& app, Context& context) {
  auto to = std::make_shared<std::string>();
  auto* command = app.add_subcommand("backup", "copy the workspace as of one moment, also while a server runs");
  command->footer(
      "The copy is a workspace itself: look at it with cairn -w TO verify. On the same disk its segments are hard "
      "links\n"
      "and cost nothing; bring it to another disk to be safe from the loss of this one.");
  command->add_option("TO", *to, "a folder that is not there yet")->required();
  command->callback([&context, to] {
    context.action = [&context, to]() -> Result<void> {
      CAIRN_TRY(auto workspace, context.writing());
      Json copied;
      {
        ProgressLine line("copying");
        CAIRN_TRY(copied, workspace->backup(*to, line.callback()));
      }
      fmt::print("{}: {} events in {} segments\n", *to, cell_for_people(copied["events"], "integer"),
                 copied["segments"].dump());
      return {};
    };
  });
}

void add_restore(CLI::App& app, Context& context) {
  auto from = std::make_shared<std::string>();
  auto* command = app.add_subcommand("restore", "make a workspace of a backup");
  command->footer("Example: cairn restore backup-2026-11-22 --workspace restored");
  command->add_option("FROM", *from, "a backup")->required();
  command->callback([&context, from] {
    context.action = [&context, from]() -> Result<void> {
      ProgressLine line("copying");
      auto tell = line.callback();
      CAIRN_TRY(auto copied, store::restore(*from, context.workspace,
                                            [&](std::size_t done, std::size_t all) { tell(done, all, 0); }));
      fmt::print("{}: {} segments, each compared with its hash\n", context.workspace, copied.segments);
      return {};
    };
  });
}

}  // namespace cairn::cli
