// cairn demo: a workspace with a simulated retailer, and its journey map at once; or its events as a file.
#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "base/file.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "demo/export.h"

namespace cairn::cli {
namespace {

struct DemoArguments {
  demo::DemoOptions options;
  std::uint64_t events = 0;  ///< 0: as many as the customers make
  std::string language, out;
};

struct Words {
  const char *made, *findings, *next, *look, *ask, *own;
};
const Words& words(Language language) {
  static const Words en{
      "Stonepath Shoes, a simulated retailer: {} events, {} customers and receipts without a name, {} days (seed {}).",
      "What the map shows",
      "Try next",
      "the map as a page for the browser",
      "a question of the same events",
      "your own data, in a workspace of its own"};
  static const Words hans{"石径鞋履（模拟数据）：{2} 天内 {1} 位客户（含无名小票）的 {0} 个事件（种子 {3}）。",
                          "这张图说明了什么",
                          "接下来可以试试",
                          "在浏览器里看这张图",
                          "向同一批事件提问",
                          "换成您自己的数据（放在单独的工作区）"};
  static const Words hant{"石徑鞋履（模擬資料）：{2} 天內 {1} 位客戶（含無名收據）的 {0} 個事件（種子 {3}）。",
                          "這張圖說明了什麼",
                          "接下來可以試試",
                          "在瀏覽器裡看這張圖",
                          "向同一批事件提問",
                          "換成您自己的資料（放在單獨的工作區）"};
  return language == Language::zh_hans ? hans : language == Language::zh_hant ? hant : en;
}

/// The demo that is there was made by the same options, or the user is told so.
Result<void> made_by(const Context& context, const demo::DemoOptions& wanted) {
  auto there = read_file(std::filesystem::path(context.workspace) / "truth.json");
  if (!there) return {};
  Json truth = Json::parse(*there, nullptr, false), mine = demo::truth(wanted);
  for (const char* option : {"seed", "customers", "days"})
    if (truth.is_object() && truth.contains(option) && truth[option] != mine[option])
      return Error{ErrorCode::conflict,
                   fmt::format("this workspace holds the demo of --{0} {1}, not of --{0} {2}", option,
                               truth[option].dump(), mine[option].dump()),
                   context.workspace,
                   fmt::format("give this one a workspace of its own: cairn demo --workspace demo-{}-{}", option,
                               mine[option].dump())};
  return {};
}

/// A workspace that holds anything but this demo is never touched.
Result<bool> holds_demo(const Context& context, const demo::DemoOptions& wanted) {
  if (!std::filesystem::exists(std::filesystem::path(context.workspace) / "cairn.db")) return false;
  CAIRN_TRY(auto workspace, context.reading());
  CAIRN_TRY(auto status, workspace->status());
  if (status["events"] == 0) return false;
  for (const auto& source : status["sources"])
    if (source["name"] != std::string(demo::source_name))
      return Error{ErrorCode::conflict, "this workspace holds your own events", context.workspace,
                   "give the demo a workspace of its own: cairn demo --workspace demo-data"};
  CAIRN_TRY_VOID(made_by(context, wanted));
  return true;
}

void print_findings(const Json& findings, Language language, const Words& say) {
  fmt::print("\n{}\n", say.findings);
  int number = 0;
  for (const auto& finding : findings) {
    auto lines = wrap(finding[std::string(tag(language))].get<std::string>(), 76);
    ++number;
    for (std::size_t i = 0; i < lines.size(); ++i)
      fmt::print("{} {}\n", i == 0 ? fmt::format("{}.", number) : "  ", lines[i]);
  }
}

void print_next(const Context& context, const std::string& map, const Words& say) {
  const std::string& cairn = context.program;
  std::string at = context.workspace == "./cairn-data" ? "" : " -w " + context.workspace;
  fmt::print("\n{}\n", say.next);
  auto line = [](const std::string& command, const char* what) { fmt::print("  {}\n      {}\n", command, what); };
  line(fmt::format("{} map render {} --to html -o map.html{}", cairn, map, at), say.look);
  line(fmt::format("{} ask funnel product_view checkout_start order_paid --window 7d{}", cairn, at), say.ask);
  line(fmt::format("{0} -w my-data import events.csv && {0} -w my-data draft -o my-map.json", cairn), say.own);
}

Result<void> export_events(const DemoArguments& given) {
  auto format = demo::FileFormat::csv;
  if (given.out != "-") {
    CAIRN_TRY(format, demo::format_of(given.out));
  }
  ProgressLine line("simulating Stonepath Shoes");
  auto tell = line.callback();
  CAIRN_TRY(auto made, demo::export_demo(given.options, given.out, format,
                                         [&](std::uint64_t done, std::uint64_t all) { tell(done, all, 0); }));
  if (given.out == "-") return {};
  fmt::print("{}: {} events of {} customers and {} receipts without a name; all of it is simulated (模拟数据).\n",
             given.out, made.events, made.customers, made.strangers);
  fmt::print("{}: what was planted\n{}: people who walked into each store, by the hour\n",
             demo::beside(given.out, ".truth.json"), demo::beside(given.out, ".footfall.csv"));
  return {};
}

/// A line that only says what is going on.
void tell_step(ProgressLine& line) { line.callback()(0, 0, 0); }

Result<void> simulate(const Context& context, const demo::DemoOptions& options) {
  CAIRN_TRY(auto filling, context.writing());
  ProgressLine simulating("simulating Stonepath Shoes"), sorting("sorting the events", std::chrono::milliseconds(0));
  auto tell = simulating.callback();
  CAIRN_TRY_VOID(filling->fill_with_demo(options, [&](std::uint64_t done, std::uint64_t all, std::uint64_t rows) {
    done < all ? tell(done, all, rows) : tell_step(sorting);
  }));
  return {};
}

/// All that is shown of the workspace.
struct Shown {
  Json status, findings;
  std::string map_path, picture;
};
Result<Shown> draw(const Context& context, Language language) {
  ProgressLine drawing("drawing the journey map", std::chrono::milliseconds(0));
  tell_step(drawing);
  Shown shown;
  CAIRN_TRY(auto workspace, context.reading());
  CAIRN_TRY(shown.status, workspace->status());
  CAIRN_TRY(auto map, workspace->draft(Json::object()));
  shown.map_path = (std::filesystem::path(context.workspace) / "map.json").string();
  CAIRN_TRY_VOID(write_output(shown.map_path, map.dump(2) + "\n"));
  api::RenderRequest request;
  request.map = map;
  request.language = language;
  request.colour = is_terminal(STDOUT_FILENO) && std::getenv("NO_COLOR") == nullptr;
  CAIRN_TRY(shown.picture, workspace->render(request));
  CAIRN_TRY(shown.findings, workspace->findings(map, 3));
  return shown;
}

Result<void> run_demo(const Context& context, DemoArguments given) {
  if (given.events > 0) {
    CAIRN_TRY(given.options.customers, demo::customers_for(given.options, given.events));
  }
  if (!given.out.empty()) return export_events(given);
  CAIRN_TRY(auto language, language_or_default(given.language));
  CAIRN_TRY(bool there, holds_demo(context, given.options));
  if (!there) CAIRN_TRY_VOID(simulate(context, given.options));
  CAIRN_TRY(auto shown, draw(context, language));
  const auto& say = words(language);
  fmt::print("{}\n\n{}",
             fmt::format(fmt::runtime(say.made), cell_for_people(shown.status["events"], "integer"),
                         cell_for_people(shown.status["customers"], "integer"), given.options.days, given.options.seed),
             shown.picture);
  print_findings(shown.findings, language, say);
  print_next(context, shown.map_path, say);
  return {};
}

}  // namespace

void add_demo(CLI::App& app, Context& context) {
  auto given = std::make_shared<DemoArguments>();
  auto* command = app.add_subcommand("demo", "a workspace with a simulated retailer, and its journey map");
  command->footer(
      "Stonepath Shoes (石径鞋履) does not exist: everything is simulated data (模拟数据), and the source of every "
      "event\n"
      "says so. What was planted stands in truth.json, people who walk into the stores in footfall.csv.\n\n"
      "Examples:\n"
      "    cairn demo\n"
      "    cairn demo -w year --customers 12000 --days 365    a smaller company, and one year instead of two\n"
      "    cairn demo --events 100M --out big.csv             as many events as you like, in constant memory");
  command->add_option("--seed", given->options.seed, "another seed, another company")->capture_default_str();
  auto* customers = command->add_option("--customers", given->options.customers, "how many customers known by name")
                        ->capture_default_str();
  command
      ->add_option("--events", given->events, "about so many events (such as 20M or 500k) instead of so many customers")
      ->transform(CLI::AsNumberWithUnit(std::map<std::string, std::uint64_t>{{"k", 1'000}, {"m", 1'000'000}},
                                        CLI::AsNumberWithUnit::CASE_INSENSITIVE, "NUMBER[k|M]"))
      ->excludes(customers);
  command->add_option("--days", given->options.days, "the last so many days before 2026-10-01, up to 730")
      ->capture_default_str();
  command->add_option("--out", given->out,
                      "write the events to this file (.csv, .ndjson; - is CSV to standard output)");
  command->add_option("--lang", given->language, "zh-Hans, zh-Hant or en (default: the environment's)");
  command->callback([&context, given] { context.action = [&context, given] { return run_demo(context, *given); }; });
}

}  // namespace cairn::cli
