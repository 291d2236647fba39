// The cases behind a number of conformance.
#include <fmt/format.h>

#include "base/text.h"
#include "journey/breakdown.h"
#include "journey/conformance_case.h"

namespace cairn::journey {
namespace {

/// What `at` names, checked.
struct Wanted {
  std::optional<Verdict> verdict;
  std::optional<DetourKey> detour;
  std::uint32_t label = 0;
  std::string state;

  std::uint64_t count(const Judge& judge, const Judgement& found, const Design& design, const CaseView& view,
                      std::size_t c) const {
    if (verdict) return found.verdict == *verdict;
    if (found.verdict == Verdict::not_aligned) return 0;
    std::uint64_t n = 0;
    if (detour) {
      for (const auto& each : found.detours) n += judge.key_of(each) == *detour;
      return n;
    }
    if (label >= design.elements.size()) {
      for (std::size_t i = view.offsets[c]; i < view.offsets[c + 1]; ++i)
        if (judge.label(i) == label) return 1;
      return 0;
    }
    const ElementFate& fate = found.elements[label];
    if (state == "reached") return fate.reached > 0;
    if (state == "missing") return fate.missing > 0;
    if (state == "out_of_order") return fate.out_of_order > 0;
    if (state == "ad_hoc") return fate.ad_hoc > 0;
    if (state == "failed") return fate.failed;
    for (const auto& each : found.promised) n += each.element == label && (state == "promised" || each.late_ms > 0);
    return n;
  }
};

Result<std::uint32_t> label_of(const Asked& asked, const Design& design, const std::string& name,
                               const std::string& where) {
  std::vector<std::string> known;
  for (const auto& part : design.elements) known.push_back(part.element.name);
  known.insert(known.end(), asked.plan.symbols().begin(), asked.plan.symbols().end());
  auto found = std::find(known.begin(), known.end(), name);
  if (found != known.end()) return static_cast<std::uint32_t>(found - known.begin());
  return Error{ErrorCode::not_found, fmt::format("neither the model nor the data have an element '{}'", name), where,
               suggest(name, known)};
}

Result<Wanted> wanted_of(const Asked& asked, const Design& design, const Json& at) {
  Wanted wanted;
  if (at.contains("detour")) {
    DetourKey key;
    for (const char* field : {"after", "before"}) {
      if (!at.contains(field))
        return Error{ErrorCode::invalid,
                     fmt::format("a detour is named by after, detour and before; '{}' is missing", field),
                     fmt::format("question.at.{}", field), ""};
      CAIRN_TRY(auto label,
                label_of(asked, design, at[field].get<std::string>(), fmt::format("question.at.{}", field)));
      key.push_back(label);
    }
    for (const auto& name : at["detour"]) {
      if (name == "…") {
        key.push_back(more_labels);
        continue;
      }
      CAIRN_TRY(auto label, label_of(asked, design, name.get<std::string>(), "question.at.detour"));
      key.push_back(label);
    }
    wanted.detour = std::move(key);
    return wanted;
  }
  wanted.state = at.value("state", "reached");
  static const std::vector<std::string> of_case{"fit", "deviating", "in_progress", "not_aligned"};
  static const std::vector<std::string> of_element{"reached", "missing", "out_of_order", "ad_hoc",
                                                   "failed",  "late",    "promised"};
  bool element = at.contains("element");
  const auto& known = element ? of_element : of_case;
  auto found = std::find(known.begin(), known.end(), wanted.state);
  if (found == known.end())
    return Error{ErrorCode::invalid,
                 fmt::format("'{}' is no state of {}", wanted.state, element ? "an element" : "a whole journey"),
                 "question.at.state", fmt::format("one of {}", join(known, ", "))};
  if (!element) {
    wanted.verdict = static_cast<Verdict>(found - known.begin());
    return wanted;
  }
  CAIRN_TRY(wanted.label, label_of(asked, design, at["element"].get<std::string>(), "question.at.element"));
  if (wanted.label >= design.elements.size() && wanted.state != "ad_hoc")
    return Error{
        ErrorCode::invalid,
        fmt::format("'{}' is no element of the model; it can only be ad hoc", at["element"].get<std::string>()),
        "question.at.state", R"(for example {"element":"faq","state":"ad_hoc"})"};
  return wanted;
}

}  // namespace

Result<Selector> select_conformance(const Asked& asked, const Json& at) {
  CAIRN_TRY(auto made, Design::make(asked));
  auto design = std::make_shared<const Design>(std::move(made));
  CAIRN_TRY(auto choice, GroupChoice::make(asked, at));
  // A group alone names everybody in it.
  bool all = !at.contains("element") && !at.contains("state") && !at.contains("detour");
  Wanted wanted;
  if (!all) {
    CAIRN_TRY(wanted, wanted_of(asked, *design, at));
  }
  return Selector([&asked, design, choice, all, wanted](const CaseView& view) -> Result<CaseCount> {
    auto aligner = std::make_shared<Aligner>(design->states, design->element_of());
    CAIRN_TRY(auto made_judge, Judge::make(asked, *design, view, *aligner));
    auto judge = std::make_shared<Judge>(std::move(made_judge));
    auto allowed = choice.allowed(asked);
    return CaseCount([&view, design, aligner, judge, allowed, all, wanted](std::size_t c) -> std::uint64_t {
      if (!view.group.empty() && !allowed[view.group[c]]) return 0;
      return all ? 1 : wanted.count(*judge, judge->of_case(c), *design, view, c);
    });
  });
}

}  // namespace cairn::journey
