// cairn webhook try: what a mapping makes of an example body; nothing is kept, and no workspace is needed.
#include <fmt/format.h>

#include "base/clock.h"
#include "base/file.h"
#include "cli/command.h"
#include "collect/webhook_ready.h"
#include "collect/webhook_try.h"

namespace cairn::cli {

void add_webhook(CLI::App& app, Context& context) {
  struct Given {
    std::string mapping, body;
  };
  auto given = std::make_shared<Given>();
  auto* command = app.add_subcommand("webhook", "messages of other systems, made events by a mapping");
  command->footer(
      "A source of kind webhook takes messages at /hooks/WRITE_KEY by the mapping in its settings; docs/webhooks.md\n"
      "tells how to write one. Ready: ticket, survey, reviews, till.");
  command->require_subcommand(1);
  auto* trying = command->add_subcommand("try", "what a mapping makes of a body; nothing is kept");
  trying->footer("Example: cairn webhook try --mapping ticket examples/webhooks/ticket.json");
  trying->add_option("--mapping", given->mapping, "a file, or the name of a ready mapping")->required();
  trying->add_option("BODY", given->body, "a file with an example; - is standard input")->required();
  trying->callback([&context, given] {
    context.action = [given]() -> Result<void> {
      CAIRN_TRY(auto mapping, collect::webhook_mapping_document(given->mapping));
      CAIRN_TRY(auto body, read_file(given->body));
      collect::WireContext example;
      example.source = "example";
      example.received = clock_now();
      CAIRN_TRY(auto outcome, collect::try_webhook(mapping, body, example));
      fmt::print("{}\n", outcome.dump(2, ' ', false, Json::error_handler_t::replace));
      return {};
    };
  });
}

}  // namespace cairn::cli
