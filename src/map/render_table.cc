#include "map/render_table.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "map/words.h"

namespace cairn::map {

const char* sign_of(Glyph glyph) {
  switch (glyph) {
    case Glyph::offline:
      return "◧";
    case Glyph::wechat:
      return "▣";
    case Glyph::external:
      return "✕";
    case Glyph::unknown:
      return "◦";
    case Glyph::online:
      break;
  }
  return "▢";
}

TouchpointTable::TouchpointTable(const Board& board, Language language, int columns)
    : board_(board), language_(language) {
  auto widest = [&](Word head, auto text_of) {
    int width = display_width(word(head, language));
    for (const BoardTouchpoint& each : board.touchpoints)
      width = std::max(width, display_width((this->*text_of)(each)));
    return width + 2;
  };
  width_.cases = widest(Word::cases, &TouchpointTable::cases);
  width_.wait = widest(Word::next_after, &TouchpointTable::wait);
  width_.leave = widest(Word::leave_here, &TouchpointTable::leave);
  width_.again = widest(Word::come_back, &TouchpointTable::again);
  int longest = 12;
  for (const BoardTouchpoint& each : board.touchpoints) {
    longest = std::max(longest, display_width(name(each)));
    if (!channel(each).empty()) width_.channel = std::min(widest(Word::channel, &TouchpointTable::channel), 14);
  }
  if (board.observed == nullptr) width_.bar = width_.cases = width_.wait = width_.leave = width_.again = 0;
  auto room = [&] {
    return columns - left - 2 - width_.channel - width_.bar - width_.cases - width_.wait - width_.leave - width_.again;
  };
  if (room() < std::min(longest, 22)) width_.channel = 0;
  if (room() < std::min(longest, 18)) width_.again = 0;
  if (room() < std::min(longest, 16)) width_.bar = 0;
  if (room() < 12) width_.wait = 0;
  width_.label = std::max(room(), 10);
  if (int spare = std::min(width_.label - longest - 2, 12); spare > 0 && width_.bar > 0) {
    width_.bar += spare;
    width_.label -= spare;
  }
}

std::string TouchpointTable::name(const BoardTouchpoint& t) const {
  return one_line(t.touchpoint->label.in(language_));
}
std::string TouchpointTable::cases(const BoardTouchpoint& t) const {
  return t.observed ? short_count_text(t.observed->cases, language_) : "";
}
std::string TouchpointTable::wait(const BoardTouchpoint& t) const {
  bool known = t.observed && std::isfinite(t.observed->wait_median) && t.observed->cases > t.observed->ended;
  return known ? duration_text(t.observed->wait_median, language_) : "";
}
std::string TouchpointTable::leave(const BoardTouchpoint& t) const {
  return t.observed && std::isfinite(t.leave_share) ? share_text(t.leave_share) : "";
}
std::string TouchpointTable::again(const BoardTouchpoint& t) const {
  bool known = t.observed && std::isfinite(t.observed->repeat_share) && t.observed->repeat_share >= 0.005;
  return known ? "↺ " + share_text(t.observed->repeat_share) : "";
}
std::string TouchpointTable::channel(const BoardTouchpoint& t) const {
  return one_line(t.channel ? t.channel->label.in(language_) : t.touchpoint->channel);
}

Line TouchpointTable::head() const {
  Line line;
  if (board_.observed == nullptr) return line;
  line.to(left + 2 + width_.label);
  if (width_.channel) line.put(" ").cell(word(Word::channel, language_), width_.channel - 1, Tone::quiet);
  line.to(line.width() + width_.bar);
  auto figure = [&](Word head, int width) {
    if (width > 0) line.cell(word(head, language_), width, Tone::quiet, Align::right);
  };
  figure(Word::cases, width_.cases);
  figure(Word::next_after, width_.wait);
  figure(Word::leave_here, width_.leave);
  figure(Word::come_back, width_.again);
  return line;
}

std::vector<Line> TouchpointTable::row(const BoardTouchpoint& t) const {
  std::vector<std::string> names = wrap(name(t), width_.label - 1);
  if (names.size() > 2) names = {names[0], shorten(names[1] + " " + names[2], width_.label - 1)};
  Line line;
  line.to(left).put(sign_of(t.glyph), t.glyph == Glyph::offline ? Tone::accent : Tone::plain).put(" ");
  line.cell(names.front(), width_.label);
  if (width_.channel) line.put(" ").cell(channel(t), width_.channel - 2, Tone::quiet).put(" ");
  if (t.observed != nullptr) {
    if (width_.bar)
      line.cell(bar_text(part_of(t.observed->cases, board_.most_cases), width_.bar - 1), width_.bar, Tone::accent);
    auto figure = [&](const std::string& text, int width, Tone tone) {
      if (width > 0) line.cell(text, width, tone, Align::right);
    };
    figure(cases(t), width_.cases, Tone::plain);
    figure(wait(t), width_.wait, Tone::plain);
    figure(leave(t), width_.leave, t.leave_share >= 0.3 ? Tone::warning : Tone::plain);
    figure(again(t), width_.again, Tone::quiet);
  }
  std::vector<Line> lines = {line};
  if (names.size() > 1) lines.push_back(Line().to(left + 2).put(trim(names[1])));
  return lines;
}

}  // namespace cairn::map
