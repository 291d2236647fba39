// cairn demo: a workspace with a simulated retailer, and its journey map at once; or its events as a file.
#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "base/file.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "demo/changes.h"
#include "demo/export.h"
#include "demo/played.h"
#include "demo/profile.h"
#include "map/templates.h"

namespace cairn::cli {
namespace {

struct DemoArguments {
  demo::DemoOptions options;
  std::uint64_t events = 0;  ///< 0: as many as the customers make
  std::string language, out;
  bool persons = false;
  bool serve = false;
};

struct Words {
  const char *made, *claims, *findings, *next, *look, *ask, *own, *studio, *stop, *drafted, *designed;
};
const Words& words(Language language) {
  static const Words en{
      "Stonepath Shoes, a simulated retailer: {} events, {} customers and receipts without a name, {} days (seed {}).",
      "Stonebridge Insurance, a simulated insurer: {} events of {} claims in one year (seed {}).",
      "What the map shows",
      "Try next",
      "the map as a page for the browser",
      "a question of the same events",
      "your own data, in a workspace of its own",
      "The map in the browser, with everything behind it",
      "stop it with Ctrl-C",
      "drafted from the events",
      "the route as it was designed"};
  static const Words hans{"石径鞋履（模拟数据）：{2} 天内 {1} 位客户（含无名小票）的 {0} 个事件（种子 {3}）。",
                          "石桥保险（模拟数据）：一年 {1} 件赔案的 {0} 个事件（种子 {2}）。",
                          "这张图说明了什么",
                          "接下来可以试试",
                          "在浏览器里看这张图",
                          "向同一批事件提问",
                          "换成您自己的数据（放在单独的工作区）",
                          "在浏览器中打开这张图和它背后的一切",
                          "按 Ctrl-C 停止",
                          "由事件自动绘制",
                          "当初设计的路线"};
  static const Words hant{"石徑鞋履（模擬資料）：{2} 天內 {1} 位客戶（含無名收據）的 {0} 個事件（種子 {3}）。",
                          "石橋保險（模擬資料）：一年 {1} 件賠案的 {0} 個事件（種子 {2}）。",
                          "這張圖說明了什麼",
                          "接下來可以試試",
                          "在瀏覽器裡看這張圖",
                          "向同一批事件提問",
                          "換成您自己的資料（放在單獨的工作區）",
                          "在瀏覽器中開啟這張圖和它背後的一切",
                          "按 Ctrl-C 停止",
                          "由事件自動繪製",
                          "當初設計的路線"};
  return language == Language::zh_hans ? hans : language == Language::zh_hant ? hant : en;
}

/// The demo that is there was made by the same options, or the user is told so.
Result<void> made_by(const Context& context, const Json& wanted) {
  auto there = read_file(std::filesystem::path(context.workspace) / "truth.json");
  if (!there) return {};
  Json truth = Json::parse(*there, nullptr, false);
  for (const char* option : {"seed", "customers", "days", "claims"})
    if (truth.is_object() && truth.contains(option) && wanted.contains(option) && truth[option] != wanted[option])
      return Error{ErrorCode::conflict,
                   fmt::format("this workspace holds the demo of --{0} {1}, not of --{0} {2}", option,
                               truth[option].dump(), wanted[option].dump()),
                   context.workspace,
                   fmt::format("give this one a workspace of its own: cairn demo --workspace demo-{}-{}", option,
                               wanted[option].dump())};
  return {};
}

/// A workspace that holds anything but this demo is never touched.
Result<bool> holds_demo(const Context& context, const std::string& source, const Json& truth, const char* command) {
  if (!std::filesystem::exists(std::filesystem::path(context.workspace) / "cairn.db")) return false;
  CAIRN_TRY(auto workspace, context.reading());
  CAIRN_TRY(auto status, workspace->status());
  if (status["events"] == 0) return false;
  for (const auto& each : status["sources"]) {
    if (each["name"] == source || demo::is_played_source(each["name"].get<std::string>())) continue;
    bool simulated = each["name"] == std::string(demo::source_name) || each["name"] == std::string(demo::claims_source);
    return Error{ErrorCode::conflict,
                 simulated ? "this workspace holds another demo" : "this workspace holds your own events",
                 context.workspace,
                 fmt::format("give this one a workspace of its own: {} --workspace {} {}", context.program,
                             source == demo::claims_source ? "demo-claims" : "demo-data", command)};
  }
  CAIRN_TRY_VOID(made_by(context, truth));
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

void print_next(const Context& context, const std::string& map, const std::string& question, const Words& say) {
  const std::string& cairn = context.program;
  std::string at = context.workspace == "./cairn-data" ? "" : " -w " + context.workspace;
  fmt::print("\n{}\n", say.next);
  auto line = [](const std::string& command, const char* what) { fmt::print("  {}\n      {}\n", command, what); };
  line(fmt::format("{} map render {} --to html -o map.html{}", cairn, map, at), say.look);
  line(question + at, say.ask);
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
  if (given.persons) CAIRN_TRY_VOID(demo::write_persons(given.options, demo::beside(given.out, ".persons.csv")));
  fmt::print("{}: {} events of {} customers and {} receipts without a name; all of it is simulated (模拟数据).\n",
             given.out, made.events, made.customers, made.strangers);
  fmt::print("{}: what was planted\n{}: people who walked into each store, by the hour\n",
             demo::beside(given.out, ".truth.json"), demo::beside(given.out, ".footfall.csv"));
  if (given.persons) fmt::print("{}: who was behind which identifier\n", demo::beside(given.out, ".persons.csv"));
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

/// A workspace that tells no customers apart gets the segments and personas of the company.
Result<void> tell_apart(const Context& context) {
  CAIRN_TRY(auto workspace, context.writing());
  CAIRN_TRY(auto document, workspace->profile(Json{{"do", "document"}}));
  if (document.contains("segments") || document.contains("personas")) return {};
  document.update(demo::profile());
  CAIRN_TRY_VOID(workspace->profile(Json{{"do", "set"}, {"document", document}}));
  return {};
}

/// A workspace without journeys keeps the map, and the template as a second one: the route as it was designed.
Result<void> keep(const Context& context, const Json& map, const char* designed, Language language) {
  for (bool archived : {false, true}) {
    CAIRN_TRY(auto looking, context.reading());
    CAIRN_TRY(auto known, looking->journeys(Json{{"do", "list"}, {"archived", archived}}));
    if (!known["journeys"].empty()) return {};
  }
  CAIRN_TRY(auto workspace, context.writing());
  const auto& say = words(language);
  // The map last: the newest comes first in the list.
  if (designed != nullptr)
    CAIRN_TRY_VOID(workspace->journeys(
        Json{{"do", "create"}, {"template", designed}, {"author", "Cairn"}, {"note", say.designed}}));
  CAIRN_TRY_VOID(
      workspace->journeys(Json{{"do", "create"}, {"document", map}, {"author", "Cairn"}, {"note", say.drafted}}));
  return {};
}

/// What the company changed, as flags; markers that somebody set stay.
Result<void> keep_changes(const Context& context) {
  CAIRN_TRY(auto looking, context.reading());
  CAIRN_TRY(auto known, looking->markers(Json{{"do", "list"}}));
  if (!known["markers"].empty()) return {};
  looking.reset();
  CAIRN_TRY(auto workspace, context.writing());
  CAIRN_TRY_VOID(workspace->markers(Json{{"do", "set"}, {"document", demo::change_markers()}}));
  return {};
}

/// All that is shown of the workspace, with a map: a draft where none is given.
struct Shown {
  Json map, status, findings;
  std::string map_path, picture;
};
Result<Shown> draw(const Context& context, Language language, Json map = {}) {
  ProgressLine drawing("drawing the journey map", std::chrono::milliseconds(0));
  tell_step(drawing);
  Shown shown;
  CAIRN_TRY(auto workspace, context.reading());
  CAIRN_TRY(shown.status, workspace->status());
  if (map.is_null()) {
    CAIRN_TRY(auto drafted, workspace->draft(Json::object()));
    map = std::move(drafted["map"]);
  }
  shown.map_path = (std::filesystem::path(context.workspace) / "map.json").string();
  CAIRN_TRY_VOID(write_output(shown.map_path, map.dump(2) + "\n"));
  api::RenderRequest request;
  request.map = map;
  request.language = language;
  request.colour = is_terminal(STDOUT_FILENO) && std::getenv("NO_COLOR") == nullptr;
  CAIRN_TRY(shown.picture, workspace->render(request));
  CAIRN_TRY(shown.findings, workspace->findings(map, 4));
  shown.map = std::move(map);
  return shown;
}

void print(const Context& context, const Shown& shown, const std::string& made, const std::string& question,
           Language language) {
  const auto& say = words(language);
  fmt::print("{}\n\n{}", made, shown.picture);
  print_findings(shown.findings, language, say);
  print_next(context, shown.map_path, question, say);
}

constexpr std::uint16_t last_port = 8799;

/// On the usual port, or the next one that is free.
Result<std::unique_ptr<api::Server>> start(const Context& context, api::ServeOptions options) {
  for (;; ++options.port) {
    auto server = context.serve(options);
    const bool is_taken = !server && server.error().code == ErrorCode::conflict &&
                          server.error().message.find("port") != std::string::npos;
    if (!is_taken || options.port >= last_port) return server;
  }
}

/// Serves the demo until it is stopped, and says where; a link with a token of its own signs in.
Result<void> serve(const Context& context, const Words& say) {
  api::ServeOptions options;
  options.workspace = context.workspace;
  options.new_token = true;
  options.log = "warn";
  Interrupt interrupt;
  CAIRN_TRY(auto server, start(context, options));
  const auto& started = server->started();
  fmt::print("\n{} ({})\n  http://{}:{}/#token={}\n", say.studio, say.stop, options.address, started.port,
             started.admin_token);
  std::fflush(stdout);
  return server->run(interrupt.flag());
}

Result<void> run_demo(const Context& context, DemoArguments given) {
  if (given.events > 0) {
    CAIRN_TRY(given.options.customers, demo::customers_for(given.options, given.events));
  }
  if (!given.out.empty()) return export_events(given);
  CAIRN_TRY(auto language, language_or_default(given.language));
  CAIRN_TRY(bool there, holds_demo(context, std::string(demo::source_name), demo::truth(given.options), "demo"));
  if (!there) CAIRN_TRY_VOID(simulate(context, given.options));
  CAIRN_TRY_VOID(tell_apart(context));
  CAIRN_TRY(auto shown, draw(context, language));
  CAIRN_TRY_VOID(keep(context, shown.map, "shoe-purchase", language));
  CAIRN_TRY_VOID(keep_changes(context));
  const auto& say = words(language);
  print(context, shown,
        fmt::format(fmt::runtime(say.made), cell_for_people(shown.status["events"], "integer"),
                    cell_for_people(shown.status["customers"], "integer"), given.options.days, given.options.seed),
        fmt::format("{} ask funnel product_view checkout_start order_paid --window 7d", context.program), language);
  return given.serve ? serve(context, say) : Result<void>();
}

struct ClaimsArguments {
  demo::ClaimsOptions options;
  std::string language;
};

Result<void> run_claims(const Context& context, const ClaimsArguments& given) {
  CAIRN_TRY(auto language, language_or_default(given.language));
  CAIRN_TRY(bool there,
            holds_demo(context, std::string(demo::claims_source), demo::claims_truth(given.options), "demo claims"));
  if (!there) {
    CAIRN_TRY(auto filling, context.writing());
    ProgressLine line("simulating claims");
    CAIRN_TRY_VOID(filling->fill_with_claims(given.options, line.callback()));
  }
  CAIRN_TRY(auto chosen, map::template_named("insurance-claim"));
  CAIRN_TRY(auto shown, draw(context, language, Json::parse(chosen.text)));
  CAIRN_TRY_VOID(keep(context, shown.map, nullptr, language));
  const auto& say = words(language);
  print(context, shown,
        fmt::format(fmt::runtime(say.claims), cell_for_people(shown.status["events"], "integer"),
                    cell_for_people(given.options.claims, "integer"), given.options.seed),
        fmt::format("{} ask conformance --map {}", context.program, shown.map_path), language);
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
      "    cairn demo --serve                                 and its studio, in the browser\n"
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
  auto* out = command->add_option("--out", given->out,
                                  "write the events to this file (.csv, .ndjson; - is CSV to standard output)");
  command->add_flag("--persons", given->persons, "beside the file, who was really behind which identifier")->needs(out);
  command->add_flag("--serve", given->serve, "then serve it, and tell the link to the studio")->excludes(out);
  command->add_option("--lang", given->language, "zh-Hans, zh-Hant or en (default: the environment's)");
  command->callback([&context, given] {
    if (!context.action) context.action = [&context, given] { return run_demo(context, *given); };
  });

  auto claims = std::make_shared<ClaimsArguments>();
  auto* insurer = command->add_subcommand("claims", "another company: a simulated insurer, and the journey of a claim");
  insurer->add_option("--seed", claims->options.seed, "other claims")->capture_default_str();
  insurer->add_option("--claims", claims->options.claims, "how many, in one year")->capture_default_str();
  insurer->add_option("--lang", claims->language, "zh-Hans, zh-Hant or en (default: the environment's)");
  insurer->callback(
      [&context, claims] { context.action = [&context, claims] { return run_claims(context, *claims); }; });
}

}  // namespace cairn::cli
