// How Cairn does at scale: a population of any size is generated straight into segments, bucket by bucket, then opened
// and asked one question of every kind that needs no map.
//
//   billion [--events N] [--workspace DIR] [--keep] [--buckets BITS] [--threads N] [--repeats N] [--json FILE]
//   [--check]
//
// Records what a user would feel: the time to generate and to build the index (once), the time to open the workspace,
// the first answer of each question (files may have to be read) and the best of its repeats, and memory: of the process
// without mapped files, and the bytes of the files that are mapped. A workspace that is there already is used as it is,
// and stays; one that was made here goes, unless --keep.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <optional>

#include "base/file.h"
#include "base/machine.h"
#include "journey/question.h"
#include "must.h"
#include "population.h"
#include "store/history.h"

namespace cairn::bench {
namespace {

namespace fs = std::filesystem;

struct Settings {
  std::uint64_t events = 1'000'000'000;
  std::string workspace, json;
  int bits = -1, threads = 0, repeats = 3;
  bool keep = false, check = false;
};

std::uint64_t bytes_in(const fs::path& folder, const std::string& ending = "") {
  std::uint64_t bytes = 0;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored))
    if (entry.path().string().ends_with(ending)) bytes += entry.file_size(ignored);
  return bytes;
}

/// Questions of one kind: as they are, and with properties.
struct Asked {
  std::string title;
  Json question;
};

std::vector<Asked> questions() {
  auto e = [](int type) { return Population::type_name(type); };
  Json steps{e(0), e(2), e(4), e(7)};
  return {
      {"transitions: count and mean gap", {{"kind", "transitions"}, {"measures", {"count", "mean_gap"}}}},
      {"transitions: all measures", {{"kind", "transitions"}, {"limit", 100}}},
      {"variants of sessions", {{"kind", "variants"}, {"case", {{"by", "session"}}}, {"limit", 20}}},
      {"funnel: 4 steps in 7 days", {{"kind", "funnel"}, {"steps", steps}, {"window", "P7D"}}},
      {"funnel by device", {{"kind", "funnel"}, {"steps", steps}, {"window", "P7D"}, {"by", "device"}}},
      {"funnel where city is one and the price at least 100",
       {{"kind", "funnel"}, {"steps", steps}, {"window", "P7D"}, {"where", "city = 'city 003' or price >= 100"}}},
      {"timing from one event to another", {{"kind", "timing"}, {"from", e(3)}, {"to", e(5)}, {"window", "P7D"}}},
      {"paths: 5 steps from one event, in sessions",
       {{"kind", "paths"}, {"start", e(0)}, {"depth", 5}, {"case", {{"by", "session"}}}, {"limit", 50}}},
      {"step matrix around an event", {{"kind", "step_matrix"}, {"around", e(5)}, {"before", 2}, {"after", 2}}},
      {"retention by week", {{"kind", "retention"}, {"interval", "week"}}},
      {"lifecycle by week", {{"kind", "lifecycle"}, {"interval", "week"}}},
      {"conformance to three steps, in sessions",
       {{"kind", "conformance"}, {"model", Json::array({e(0), e(2), e(4)})}, {"case", {{"by", "session"}}}}},
      {"customers behind a step of the funnel",
       {{"kind", "customers"},
        {"of", {{"kind", "funnel"}, {"steps", steps}, {"window", "P7D"}}},
        {"at", {{"step", 2}, {"state", "dropped"}}},
        {"limit", 20}}},
      {"one customer's timeline", {{"kind", "customers"}, {"customer", "c00000042"}}},
  };
}

/// Kinds of the program that no question above is of.
std::vector<std::string> missing_kinds() {
  std::vector<std::string> missing;
  auto asked = questions();
  for (const auto& kind : journey::kinds()) {
    bool there =
        std::any_of(asked.begin(), asked.end(), [&](const Asked& each) { return each.question["kind"] == kind.name; });
    if (!there) missing.emplace_back(kind.name);
  }
  return missing;
}

int bits_for(std::uint64_t events) {
  int bits = 4;
  while (bits < 8 && events >> bits > 8'000'000) ++bits;
  return bits;
}

/// Generates the workspace where there is none; whether it did.
bool make_workspace(const Settings& settings, Json& record) {
  if (fs::exists(fs::path(settings.workspace) / "cairn.db")) {
    fmt::print("{} is there already and used as it is\n", settings.workspace);
    return false;
  }
  int bits = settings.bits >= 0 ? settings.bits : bits_for(settings.events);
  auto history = must(store::History::open(settings.workspace, store::Access::write, bits));
  Population population(settings.events, 20260101);
  auto began = std::chrono::steady_clock::now();
  double took = seconds([&] {
    must(population.fill(history, settings.threads, [&](std::size_t done) {
      double so_far = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
      if (!settings.check)
        fmt::print(stderr, "\rgenerated {} of {} buckets in {:.0f} s ", done, history.bucket_count(), so_far);
    }));
  });
  fmt::print(stderr, "\n");
  record["generate_s"] = took;
  fmt::print("generated {} events of {} customers in {:.1f} s\n", history.events(), population.customers(), took);
  return true;
}

journey::Index open_index(const Settings& settings, Json& record) {
  double open_history = 0, build = 0, open = 0;
  std::optional<store::History> history;
  open_history = seconds([&] { history = must(store::History::open(settings.workspace, store::Access::read)); });
  bool there = bytes_in(fs::path(settings.workspace) / "index", ".journey") > 0;
  std::optional<journey::Index> index;
  build = seconds([&] { index = must(journey::Index::open(*history)); });
  index.reset();
  open = seconds([&] { index = must(journey::Index::open(*history)); });
  auto events = static_cast<double>(index->events());
  auto folder = fs::path(settings.workspace) / "index";
  auto journey_bytes = bytes_in(folder, ".journey");
  record["events"] = index->events();
  record["customers"] = index->customers();
  record["slices"] = index->buckets().size();
  if (!there) record["build_index_s"] = build;
  record["open_s"] = open_history + open;
  record["segment_bytes"] = bytes_in(fs::path(settings.workspace) / "history");
  record["index_bytes"] = journey_bytes;
  record["names_bytes"] = bytes_in(folder, ".names");
  record["index_bytes_an_event"] = static_cast<double>(journey_bytes) / events;
  fmt::print("{} events, {} customers, {} slices; index {} ({:.2f} bytes an event), segments {}\n", index->events(),
             index->customers(), index->buckets().size(), format_bytes(journey_bytes),
             static_cast<double>(journey_bytes) / events, format_bytes(record["segment_bytes"].get<std::uint64_t>()));
  if (!there) fmt::print("index built in {:.1f} s\n", build);
  fmt::print("opened in {:.3f} s (manifest {:.3f}, index {:.3f})\n\n", open_history + open, open_history, open);
  return std::move(*index);
}

void ask_all(const journey::Index& index, const Settings& settings, Json& record) {
  fmt::print("| question | first s | best of {} s | ns an event | memory |\n|---|---:|---:|---:|---:|\n",
             settings.repeats);
  record["questions"] = Json::array();
  auto events = static_cast<double>(index.events());
  for (const auto& [title, question] : questions()) {
    journey::AskOptions options;
    options.threads = settings.threads;
    double first = 0, best = INFINITY;
    for (int repeat = 0; repeat <= settings.repeats; ++repeat) {
      double took = seconds([&] { must(journey::ask(index, question, options)); });
      if (repeat == 0) first = took;
      if (repeat > 0 || settings.repeats == 0) best = std::min(best, took);
    }
    auto memory = process_memory();
    fmt::print("| {} | {:.3f} | {:.3f} | {:.2f} | {} |\n", title, first, best, best / events * 1e9,
               format_bytes(memory));
    record["questions"].push_back(
        {{"title", title}, {"question", question}, {"first_s", first}, {"best_s", best}, {"memory_bytes", memory}});
  }
}

int main_of(const Settings& settings) {
  if (auto missing = missing_kinds(); !missing.empty()) {
    for (const auto& kind : missing) fmt::print(stderr, "kind '{}' has no question in bench/billion.cc\n", kind);
    return 1;
  }
  Json record;
  bool made = make_workspace(settings, record);
  {
    auto index = open_index(settings, record);
    ask_all(index, settings, record);
    record["column_bytes"] = bytes_in(fs::path(settings.workspace) / "index", ".codes") +
                             bytes_in(fs::path(settings.workspace) / "index", ".numbers");
    fmt::print("\nproperty columns {}; the process holds {} besides what is mapped\n",
               format_bytes(record["column_bytes"].get<std::uint64_t>()), format_bytes(process_memory()));
  }
  if (!settings.json.empty()) must(write_file(settings.json, record.dump(2) + "\n"));
  if (made && !settings.keep) fs::remove_all(settings.workspace);
  return 0;
}

}  // namespace
}  // namespace cairn::bench

int main(int argc, char** argv) {
  std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);
  cairn::bench::Settings settings;
  CLI::App app("Cairn at scale");
  app.add_option("--events", settings.events, "about how many events")->capture_default_str();
  app.add_option("--workspace", settings.workspace, "where (default: a temporary folder)");
  app.add_option("--buckets", settings.bits, "2^N buckets (default: by the number of events)")
      ->check(CLI::Range(0, 10));
  app.add_option("--threads", settings.threads, "how many at once (default: all cores)");
  app.add_option("--repeats", settings.repeats, "timed repeats of each question")->capture_default_str();
  app.add_option("--json", settings.json, "write the figures as a document, too")->type_name("FILE");
  app.add_flag("--keep", settings.keep, "keep the workspace");
  app.add_flag("--check", settings.check, "a small run for the tests");
  CLI11_PARSE(app, argc, argv);
  if (settings.check) {
    settings.events = std::min<std::uint64_t>(settings.events, 200'000);
    settings.repeats = 1;
  }
  if (settings.workspace.empty())
    settings.workspace =
        (std::filesystem::temp_directory_path() / fmt::format("cairn-billion-{}", ::getpid())).string();
  return cairn::bench::main_of(settings);
}
