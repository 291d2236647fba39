// A Mermaid diagram of kind `journey`, read into a document.
#include <fmt/format.h>

#include <cmath>

#include "base/text.h"
#include "event/predicate.h"
#include "map/exchange.h"
#include "map/exchange_columns.h"
#include "map/ids.h"
#include "map/sound.h"

namespace cairn::map {
namespace {

class MermaidReader {
 public:
  explicit MermaidReader(std::string name) : name_(std::move(name)) {}

  Result<Json> read(std::string_view text, const std::string& title) {
    document_["title"] = title;
    for (auto line : split(text, '\n')) {
      ++number_;
      CAIRN_TRY_VOID(read_line(trim(line)));
    }
    if (!began_)
      return Error{ErrorCode::invalid, "no diagram of kind journey was found", name_,
                   "it begins with the word journey"};
    if (document_["touchpoints"].empty())
      return Error{ErrorCode::invalid, "the diagram has no task", name_, "for example: Pay: 4: Customer"};
    CAIRN_TRY_VOID(expect_sound(document_));
    return std::move(document_);
  }

 private:
  Result<void> read_line(std::string_view line) {
    if (line == "---") {
      in_settings_ = !in_settings_ && !began_;
      return {};
    }
    if (in_settings_ || line.empty() || line.starts_with("%%") || line.starts_with("```")) return {};
    if (!began_) {
      began_ = line == "journey";
      return began_ ? Result<void>() : fault(fmt::format("expected 'journey', found '{}'", shorten(line, 40)));
    }
    if (line.starts_with("title "))
      document_["title"] = std::string(trim(line.substr(6)));
    else if (line.starts_with("section "))
      add_stage(std::string(trim(line.substr(8))));
    else if (!line.starts_with("acc"))
      return add_task(line);  // accTitle, accDescr
    return {};
  }

  void add_stage(const std::string& label) {
    stage_ = id_from("st_", label, ids_);
    document_["stages"].push_back({{"id", stage_}, {"label", label}, {"order", document_["stages"].size() + 1}});
  }

  Result<void> add_task(std::string_view line) {
    const auto parts = split(line, ':');
    const std::string label(trim(parts[0]));
    const auto score = parts.size() < 2 ? std::nullopt : as_number(std::string(trim(parts[1])));
    if (parts.size() > 3 || label.empty() || !score || !(*score >= 1 && *score <= 5))
      return fault(fmt::format("expected 'name: score from 1 to 5: actors', found '{}'", shorten(line, 60)));
    if (stage_.empty()) add_stage("1");
    Json touchpoint{{"id", id_from("tp_", label, ids_)},
                    {"label", label},
                    {"stage", stage_},
                    {"order", ++order_},
                    {"emotion", {{"mode", "manual"}, {"manual", *score - 3}}}};
    if (parts.size() == 3) add_actors(parts[2], touchpoint);
    document_["touchpoints"].push_back(std::move(touchpoint));
    return {};
  }

  static void add_actors(std::string_view actors, Json& touchpoint) {
    for (auto each : split(actors, ',')) {
      const std::string actor(trim(each));
      const std::string initiator = exchange::initiator_named(actor);
      if (!initiator.empty() && initiator != "customer" && !touchpoint.contains("initiator"))
        touchpoint["initiator"] = initiator;
      else if (initiator.empty() && !actor.empty())
        touchpoint["note"].push_back(actor);  // who else takes part
    }
  }

  Error fault(const std::string& message) const {
    return {ErrorCode::invalid, message, fmt::format("{} line {}", name_, number_),
            "for example:\njourney\n  section Buy\n    Pay: 4: Customer"};
  }

  std::string name_, stage_;
  std::set<std::string> ids_;
  std::uint64_t number_ = 0;
  int order_ = 0;
  bool began_ = false, in_settings_ = false;
  Json document_{{"schema", "cairn.journey/1"},
                 {"id", "jr_new"},
                 {"title", ""},
                 {"stages", Json::array()},
                 {"touchpoints", Json::array()}};
};

}  // namespace

Result<Json> journey_of_mermaid(std::string_view text, const std::string& title, const std::string& name) {
  return MermaidReader(name).read(text, title);
}

}  // namespace cairn::map
