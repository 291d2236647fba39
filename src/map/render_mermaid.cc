// The map as a Mermaid diagram of kind `journey`, for wikis and chats that draw one:
//
//   journey
//     title Buy shoes
//     section Aware
//       See the window: 3: Customer
//
// A task's score, 1 to 5, is the touchpoint's emotion (-2 to 2) plus 3.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "map/render.h"
#include "map/render_lines.h"
#include "map/render_sheet.h"
#include "map/words.h"

namespace cairn::map {

namespace {

/// A name on one line without the signs that mean something to Mermaid: ":" ends a name, ";" a line, "#" begins an
/// entity, "%%" a comment; "<" and "&" are HTML where the diagram is shown. Words that begin a line are kept apart.
std::string name_of(const std::string& text, const char* otherwise) {
  std::string name;
  for (char c : one_line(text)) {
    bool sign = c == ':' || c == ';' || c == '#' || c == '%' || c == '<' || c == '>' || c == '&' || c == ',';
    name += sign ? ' ' : c;
  }
  std::string tidy;
  for (char c : name)
    if (c != ' ' || (!tidy.empty() && tidy.back() != ' ')) tidy += c;
  while (tidy.ends_with(' ')) tidy.pop_back();
  return tidy.empty() ? otherwise : tidy;
}

}  // namespace

std::string render_mermaid(const JourneyMap& map, const Observed* observed, const RenderOptions& options) {
  Language language = options.language;
  std::string body;
  bool assumed = false, unknown = false;
  for (const Stage& stage : map.stages) {
    std::string tasks;
    for (std::size_t t = 0; t < map.touchpoints.size(); ++t) {
      const Touchpoint& touchpoint = map.touchpoints[t];
      if (touchpoint.stage != stage.id || !touchpoint.overview) continue;
      EmotionObserved emotion = observed ? observed->emotions[t] : assumed_emotion(touchpoint);
      bool known = emotion.mark != EmotionMark::none;
      unknown = unknown || !known;
      assumed = assumed || emotion.mark == EmotionMark::assumed;
      int shown = known ? std::clamp(static_cast<int>(std::lround(emotion.score)) + 3, 1, 5) : 3;
      // The customer takes part in everything; others where they begin it.
      std::string actors = word(Word::actor_customer, language);
      if (touchpoint.initiator != "customer") actors = word(actor_of(touchpoint.initiator), language) + ", " + actors;
      tasks += fmt::format("    {}: {}: {}\n", name_of(touchpoint.label.in(language), "-"), shown, actors);
    }
    if (!tasks.empty()) body += fmt::format("  section {}\n{}", name_of(stage.label.in(language), "-"), tasks);
  }
  std::string head = "journey\n";
  if (unknown) head += "  %% " + word(Word::score_unknown, language) + "\n";
  if (assumed) head += "  %% " + word(Word::score_assumed, language) + "\n";
  head += "  title " + name_of(map.title.in(language), word(Word::map_word, language).c_str()) + "\n";
  return head + body;
}

}  // namespace cairn::map
