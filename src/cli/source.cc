// cairn source: who may send events, and what came of it day by day.
#include <fmt/format.h>

#include <iostream>
#include <optional>

#include "cli/command.h"
#include "cli/output.h"
#include "collect/webhook_ready.h"

namespace cairn::cli {
namespace {

struct SourceArguments {
  std::string name, kind, channel, settings, from, to, format = "table";
  std::optional<std::uint64_t> rate;
  bool on = false, off = false, new_key = false, channel_given = false;
};

void print_source(const Json& source) {
  auto rate = source["events_per_second"].get<std::int64_t>();
  fmt::print("{:<20} {:<8} {:<34} {}{}{}\n", source["name"].get<std::string>(), source["kind"].get<std::string>(),
             source["write_key"].get<std::string>(), source["channel"].get<std::string>(),
             rate > 0 ? fmt::format(" (at most {} events a second)", rate) : "",
             source["enabled"].get<bool>() ? "" : " (off)");
}

/// A file, or for a webhook the name of a ready mapping.
Result<Json> settings_of(const SourceArguments& given) {
  return given.kind == "webhook" ? collect::webhook_mapping_document(given.settings) : read_json(given.settings);
}

Result<void> add(const Context& context, const SourceArguments& given) {
  Json document{{"name", given.name}};
  if (!given.kind.empty()) document["kind"] = given.kind;
  if (!given.channel.empty()) document["channel"] = given.channel;
  if (!given.settings.empty()) {
    CAIRN_TRY(document["settings"], settings_of(given));
  }
  if (given.rate) document["events_per_second"] = *given.rate;
  CAIRN_TRY(auto workspace, context.writing());
  CAIRN_TRY(auto source, workspace->add_source(document));
  print_source(source);
  return {};
}

Result<void> change(const Context& context, const SourceArguments& given) {
  Json document = Json::object();
  if (given.on || given.off) document["enabled"] = given.on;
  if (given.new_key) document["new_key"] = true;
  if (given.channel_given) document["channel"] = given.channel;
  if (!given.settings.empty()) {
    CAIRN_TRY(document["settings"], settings_of(given));
  }
  if (given.rate) document["events_per_second"] = *given.rate;
  if (document.empty())
    return Error{ErrorCode::usage, "nothing to change was given", "source change",
                 "use --on, --off, --new-key, --channel, --events-per-second or --settings"};
  CAIRN_TRY(auto workspace, context.writing());
  CAIRN_TRY(auto source, workspace->change_source(given.name, document));
  print_source(source);
  return {};
}

Result<void> list(const Context& context, const SourceArguments& given) {
  CAIRN_TRY(auto format, parse_format(given.format));
  CAIRN_TRY(auto workspace, context.reading());
  CAIRN_TRY(auto sources, workspace->sources());
  if (format == Format::json) {
    fmt::print("{}\n", sources.dump(2));
    return {};
  }
  if (sources.empty()) fmt::print("no sources yet; add one: {} source add web\n", context.program);
  for (const auto& source : sources) print_source(source);
  return {};
}

/// Amounts of each currency in one cell: "CNY 1200.00, HKD 80.00".
std::string money(const Json& amounts) {
  std::string text;
  for (const auto& [currency, amount] : amounts.items())
    text += fmt::format("{}{} {:.2f}", text.empty() ? "" : ", ", currency, amount.get<double>());
  return text;
}

Result<void> days(const Context& context, const SourceArguments& given) {
  CAIRN_TRY(auto format, parse_format(given.format));
  Json request = Json::object();
  for (auto [name, value] : {std::pair{"source", &given.name}, {"from", &given.from}, {"to", &given.to}})
    if (!value->empty()) request[name] = *value;
  CAIRN_TRY(auto workspace, context.reading());
  CAIRN_TRY(auto found, workspace->source_days(request));
  if (format == Format::json) {
    fmt::print("{}\n", found.dump(2));
    return {};
  }
  Json table{{"columns", Json::array()}, {"rows", Json::array()}};
  for (auto [name, type] : {std::pair{"source", "text"},
                            {"day", "text"},
                            {"events", "integer"},
                            {"orders", "integer"},
                            {"net sales", "text"},
                            {"lag", "duration"},
                            {"longest gap, h", "integer"},
                            {"difference from control", "text"}})
    table["columns"].push_back({{"name", name}, {"type", type}});
  for (const auto& day : found) {
    std::string difference;
    if (day.contains("difference"))
      for (const auto& [measure, amount] : day["difference"].items())
        difference += fmt::format("{}{} {:+g}", difference.empty() ? "" : ", ", measure, amount.get<double>());
    table["rows"].push_back({day["source"], day["day"], day["events"], day["orders"], money(day["net_sales"]),
                             day["lag_seconds"], day["longest_gap_hours"], difference});
  }
  print_answer(std::cout, table, format);
  return {};
}

}  // namespace

void add_source(CLI::App& app, Context& context) {
  auto given = std::make_shared<SourceArguments>();
  auto* command = app.add_subcommand("source", "where live events come from, and what came day by day");
  command->footer(
      "Examples:\n"
      "  cairn source add web --channel web           a write key for an SDK\n"
      "  cairn source add tickets --kind webhook --settings mapping.json\n"
      "  cairn source change web --new-key\n"
      "  cairn source days --from 2026-11-01");
  command->require_subcommand(1);
  auto make = [&](const char* name, const char* what, Result<void> (*run)(const Context&, const SourceArguments&)) {
    auto* part = command->add_subcommand(name, what);
    part->callback(
        [&context, given, run] { context.action = [&context, given, run] { return run(context, *given); }; });
    return part;
  };
  auto* adding = make("add", "a new source; its write key is made", add);
  adding->add_option("NAME", given->name, "of the source")->required();
  adding->add_option("--kind", given->kind, "sdk (default), webhook, wechat or folder");
  adding->add_option("--channel", given->channel, "of its events; without it each event tells its own");
  adding->add_option("--settings", given->settings, "JSON: a webhook's mapping, WeChat's token, a folder's path")
      ->type_name("FILE");
  const char* rate = "at most so many; more get a 429 (0: as many as come)";
  adding->add_option("--events-per-second", given->rate, rate);
  auto* listing = make("list", "the sources with their write keys", list);
  listing->add_option("--format", given->format, "table or json")->capture_default_str();
  auto* changing = make("change", "switch a source on or off, renew its key, change its settings", change);
  changing->add_option("NAME", given->name, "of the source")->required();
  auto* on = changing->add_flag("--on", given->on, "take its events");
  changing->add_flag("--off", given->off, "refuse its events (401)")->excludes(on);
  changing->add_flag("--new-key", given->new_key, "make another write key; the old one ends");
  changing->add_option_function<std::string>(
      "--channel",
      [given](const std::string& channel) {
        given->channel = channel;
        given->channel_given = true;
      },
      "of its events");
  changing->add_option("--events-per-second", given->rate, rate);
  changing->add_option("--settings", given->settings, "JSON")->type_name("FILE");
  auto* daily = make("days", "per source and day: events, orders, net sales, lag, gaps, difference from control", days);
  daily->footer(
      "Control totals are counts with the measure \"control events\", \"control orders\" or \"control net_sales\" "
      "whose\n"
      "place is the source: cairn import --as counts control.csv");
  daily->add_option("SOURCE", given->name, "only this one");
  daily->add_option("--from", given->from, "first day, such as 2026-11-01")->type_name("DAY");
  daily->add_option("--to", given->to, "last day")->type_name("DAY");
  daily->add_option("--format", given->format, "table, json or csv")->capture_default_str();
}

}  // namespace cairn::cli
