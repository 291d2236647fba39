// The map as one long portrait picture for chat groups, to be read on a phone: what it is, the main findings, then
// stage after stage from top to bottom. 1080 pixels wide, no text smaller than 28.
//
//   title, pills, facts
//   main findings in words
//   ┌ 1 stage: entered, bar, where they leave ┐
//   │ milestones · touchpoints with emotion · promises · pains · opportunities    one function each, in the order of
//   `sections` └ 2 stage … legend, what it rests on
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "draw/text_size.h"
#include "map/lane_words.h"
#include "map/render_lines.h"
#include "map/render_sheet.h"
#include "map/render_trust.h"

namespace cairn::map {

using draw::Ink;
using draw::Rect;
using draw::Stack;

namespace {

constexpr double page_width = 1080, margin = 44, inside = 24, room = page_width - 2 * margin;
constexpr double small = 28, body = 31, large = 40, icon_side = 30;
constexpr std::size_t many = 40;  // lines: all of a text
constexpr draw::TextStyle words{.size = body, .lines = many};
constexpr draw::TextStyle strong{.size = body, .bold = true, .lines = many};
constexpr draw::TextStyle aside{.size = small, .ink = Ink::quiet, .lines = many};

class LongPicture {
 public:
  LongPicture(const Board& board, const RenderOptions& options)
      : board_(board), options_(options), language_(options.language), tag_(tag(options.language)) {}

  draw::Picture make() {
    picture_.language = tag_;
    picture_.title = label(board_.map->title).empty() ? say(Word::map_word) : label(board_.map->title);
    picture_.description = say(Word::map_word);
    head();
    findings_in_words();
    static constexpr void (LongPicture::*sections[])(const BoardStage&) = {
        &LongPicture::milestones, &LongPicture::touchpoints, &LongPicture::promises, &LongPicture::pains,
        &LongPicture::opportunities};
    for (std::size_t s = 0; s < board_.stages.size(); ++s) {
      stage(s);
      for (auto section : sections) (this->*section)(board_.stages[s]);
      y_ += 30;
    }
    if (board_.stages.empty()) put(say(Word::nothing_here), aside);
    legend();
    rests_on();
    picture_.width = page_width;
    picture_.height = y_ + margin;
    return std::move(picture_);
  }

 private:
  std::string say(Word name) const { return word(name, language_); }
  std::string label(const Label& text) const { return one_line(text.in(language_)); }
  Stack stack(double width) const { return {width, tag_}; }

  void place(const Stack& what, double x) {
    what.draw(picture_, x, y_);
    y_ += what.height();
  }
  void put(const std::string& text, const draw::TextStyle& style) { place(stack(room).text(text, style), margin); }

  struct Card {
    std::string title, kind, id;  ///< as of a group of the picture
    Ink ground = Ink::panel, edge = Ink::none;
  };
  void card(const Stack& what, const Card& how) {
    picture_.begin(how.title, how.kind, how.id);
    double height = what.height() + 2 * inside - 8;
    picture_.add(Rect{margin, y_, room, height, 14, {how.ground}, {}});
    if (how.edge != Ink::none) picture_.add(Rect{margin, y_ + 6, 6, height - 12, 3, {how.edge}, {}});
    what.draw(picture_, margin + inside, y_ + inside - 6);
    picture_.end();
    y_ += height + 14;
  }
  static constexpr double card_room = room - 2 * inside;

  void signed_line(Stack& in, Icon icon, Ink ink, const std::string& text, const draw::TextStyle& style) const {
    signed_text(in, icon, ink, text, style, tag_, icon_side);
  }

  // -- what it is --------------------------------------------------------------------------------------------------
  void pills() {
    std::vector<std::pair<std::string, Ink>> list = {
        {say(board_.map->basis == "to-be" ? Word::to_be : Word::as_is), Ink::blue_soft},
        {phrase(Word::version, language_, board_.map->version), Ink::grey_soft}};
    if (options_.simulated) list.emplace_back(say(Word::simulated_data), Ink::orange_soft);
    if (board_.observed == nullptr) list.emplace_back(say(Word::no_data), Ink::orange_soft);
    double x = margin, height = draw::label_height(1, small) + 10;
    for (const auto& [text, ink] : list) {
      double width = draw::text_width(text, small, true) + 40;
      picture_.add(Rect{x, y_, width, height, height / 2, {ink}, {}});
      picture_.add(draw::label(text, x + 20, y_ + 5, width, {.size = small, .bold = true, .lines = 1}, tag_));
      x += width + 14;
    }
    y_ += height + 12;
  }

  void head() {
    y_ = margin;
    put(picture_.title, {.size = 52, .bold = true, .lines = many});
    y_ += 10;
    pills();
    std::string colon = language_ == Language::en ? ": " : "：";
    if (std::string goal = label(board_.map->purpose); !goal.empty()) put(say(Word::goal) + colon + goal, words);
    if (board_.observed == nullptr) put(say(Word::no_data_long), aside);
    for (const Fact& fact : facts_of(board_, options_)) put(fact.name + colon + fact.value, aside);
    y_ += 24;
  }

  void findings_in_words() {
    if (board_.observed == nullptr) return;
    auto found = findings(*board_.map, *board_.observed);
    if (found.empty()) return;
    Stack list = stack(card_room);
    list.text(say(Word::findings), {.size = large, .bold = true, .lines = many});
    for (std::size_t i = 0; i < found.size(); ++i)
      list.gap(8).text(fmt::format("{}. {}", i + 1, label(found[i])), words);
    card(list, {say(Word::findings), "findings", "", Ink::panel_warm, Ink::orange_mid});
    y_ += 16;
  }

  // -- a stage -----------------------------------------------------------------------------------------------------
  void stage(std::size_t s) {
    const BoardStage& shown = board_.stages[s];
    std::string name = fmt::format("{} {}", s + 1, label(shown.stage->label));
    bool worst = worst_stage(board_) == s;
    Stack what = stack(card_room);
    what.text(name, {.size = large, .bold = true, .lines = many});
    if (const StageObserved* seen = shown.observed; seen == nullptr) {
      what.text(say(Word::no_data), aside);
    } else {
      what.text(phrase(Word::n_entered, language_, count_text(seen->entered)), strong);
      bool judged = shown.stage->by_milestones;
      if (seen->entered > 0)
        what.gap(6)
            .bar(outcome_parts(seen->moved_on, shown.last && !judged ? 0 : seen->left, seen->in_progress), 20,
                 std::max(part_of(seen->entered, board_.most_entered), 0.04))
            .gap(6);
      if (!judged && !shown.last && shown.known() > 0)
        what.text(phrase(Word::share_move_on, language_, share_text(part_of(seen->moved_on, shown.known()))),
                  {.size = body, .bold = true, .ink = Ink::blue, .lines = many});
      what.text(one_line(stage_caption(board_, shown, language_)),
                {.size = body, .bold = worst, .ink = worst ? Ink::orange : Ink::text, .lines = many});
      if (!shown.last && std::isfinite(seen->dwell_median) && seen->moved_on > 0)
        what.text(phrase(Word::dwell_median, language_, duration_text(seen->dwell_median, language_)), aside);
    }
    for (const CountObserved* count : shown.counts) counted(what, *count);
    card(what, {name, "stage", shown.stage->id, worst ? Ink::orange_soft : Ink::blue_soft});
  }

  /// Of nobody in particular: hatched, and never a part of those who entered.
  void counted(Stack& what, const CountObserved& count) const {
    what.gap(6).text(counted_text(count, language_), words);
    what.bar({{1, {Ink::grey_soft, draw::Pattern::hatch, Ink::grey}}}, 14);
    if (auto rate = identified_text(count, language_); !rate.empty()) what.text(rate, aside);
  }

  void milestones(const BoardStage& shown) {
    for (const BoardMilestone& each : shown.milestones) {
      Stack what = stack(room - 2 * inside);
      bool goal = each.milestone->id == board_.map->goal;
      signed_line(what, goal ? Icon::goal : Icon::flag, Ink::blue, label(each.milestone->label), strong);
      if (const auto* seen = each.observed; seen && seen->reached + seen->missed + seen->open > 0)
        what.gap(4)
            .bar(outcome_parts(seen->reached, seen->missed, seen->open), 12)
            .text(outcome_text(seen->reached, seen->missed, seen->open, language_), aside);
      row(what, label(each.milestone->label), "milestone", each.milestone->id);
    }
  }

  /// A thing of a stage without a ground of its own, divided from the next by a line.
  void row(const Stack& what, const std::string& title, const std::string& kind, const std::string& id) {
    picture_.begin(title, kind + "-row", id);
    place(what, margin + inside);
    picture_.end();
    y_ += 10;
    picture_.add(Rect{margin + inside, y_, room - 2 * inside, 2, 0, {Ink::rule}, {}});
    y_ += 10;
  }

  std::string figures_of(const BoardTouchpoint& each) const {
    const TouchpointObserved* seen = each.observed;
    if (seen == nullptr) return "";
    std::vector<std::string> parts = {phrase(Word::n_cases, language_, count_text(seen->cases))};
    if (std::isfinite(seen->wait_median) && seen->cases > 0)
      parts.push_back(phrase(Word::after_it, language_, duration_text(seen->wait_median, language_)));
    if (std::isfinite(each.leave_share) && each.left > 0)
      parts.push_back(phrase(Word::share_leave_here, language_, share_text(each.leave_share)));
    if (std::isfinite(seen->repeat_share) && seen->repeat_share >= 0.05)
      parts.push_back(phrase(Word::share_come_back, language_, share_text(seen->repeat_share)));
    if (seen->failed > 0) parts.push_back(phrase(Word::n_failed, language_, count_text(seen->failed)));
    return join(parts, " · ");
  }

  void touchpoints(const BoardStage& shown) {
    for (std::size_t t : shown.touchpoints) {
      const BoardTouchpoint& each = board_.touchpoints[t];
      std::string name = label(each.touchpoint->label);
      std::string channel = each.channel ? label(each.channel->label) : "";
      Stack what = stack(room - 2 * inside);
      signed_line(what, icon_of(each.glyph), Ink::text, channel.empty() ? name : name + " · " + channel, words);
      what.text(figures_of(each), aside);
      if (std::string felt = emotion_words(each, language_); !felt.empty()) feeling(what, each.emotion, felt);
      row(what, name, "touchpoint", each.touchpoint->id);
    }
    if (shown.folded.empty()) return;
    Stack more = stack(room - 2 * inside);
    more.text(phrase(Word::more_touchpoints, language_, shown.folded.size()), aside);
    place(more, margin + inside);
    y_ += 14;
  }

  /// How customers feel there: the mark of the emotion lane, then score, interval and answers.
  void feeling(Stack& what, const EmotionObserved& emotion, const std::string& felt) const {
    std::string text = say(Word::emotion) + (language_ == Language::en ? ": " : "：") + felt;
    constexpr double indent = icon_side + 12;
    draw::Text made = draw::label(text, indent, 0, what.width() - indent, aside, tag_);
    what.piece(draw::label_height(made.lines.size(), small),
               [made, emotion](draw::Picture& picture, double x, double y) {
                 if (emotion.mark != EmotionMark::none)
                   draw_emotion_mark(picture, emotion, x + icon_side / 2, y + draw::label_height(1, small) / 2, 11);
                 draw::Text placed = made;
                 placed.x += x;
                 placed.y += y;
                 picture.add(std::move(placed));
               });
  }

  void promises(const BoardStage& shown) {
    for (const BoardPromise& each : shown.promises) {
      std::string name = label(each.promise->terms);
      Stack what = stack(room - 2 * inside);
      what.text(say(Word::promises) + (language_ == Language::en ? ": " : "：") + name, strong);
      what.text(terms_words(*each.promise, language_), aside);
      if (const PromiseObserved* seen = each.observed; seen && seen->kept + seen->broken + seen->open > 0)
        what.gap(4).bar(outcome_parts(seen->kept, seen->broken, seen->open), 12);
      what.text(promise_words(each, language_), aside);
      row(what, name, "promise", each.touchpoint->id);
    }
  }

  void pains(const BoardStage& shown) {
    for (std::size_t p : shown.pains) {
      const BoardPain& each = board_.pains[p];
      Stack what = stack(card_room);
      int severity = std::clamp(each.pain->severity, 1, 5);
      what.piece(draw::label_height(1, small), [name = each.name, severity](draw::Picture& picture, double x,
                                                                            double y) {
        picture.add(draw::label(name, x, y, 200, {.size = small, .bold = true, .ink = Ink::orange, .lines = 1}, ""));
        double at = x + draw::text_width(name, small, true) + 14;
        for (int i = 0; i < 5; ++i)
          draw_icon(picture, i < severity ? Icon::pain : Icon::pain_empty, at + i * 27, y + 10, 22, Ink::orange);
      });
      what.text(label(each.pain->text), words).text(pain_figures(each), aside);
      card(what, {each.name + " " + label(each.pain->text), "pain", each.pain->id, Ink::orange_soft, Ink::orange_mid});
    }
  }

  std::string pain_figures(const BoardPain& each) const {
    const PainObserved* seen = each.observed;
    if (seen == nullptr || seen->cases == 0) return "";
    std::vector<std::string> parts = {phrase(Word::n_meet, language_, count_text(seen->cases))};
    if (seen->seconds > 0 && std::isfinite(seen->seconds))
      parts.push_back(phrase(Word::wait_of, language_, duration_text(seen->seconds, language_)));
    if (std::isfinite(seen->outcome_with) && std::isfinite(seen->outcome_without))
      parts.push_back(
          phrase(Word::outcome_gap, language_, share_text(seen->outcome_with), share_text(seen->outcome_without)));
    return join(parts, " · ");
  }

  void opportunities(const BoardStage& shown) {
    for (std::size_t o : shown.opportunities) {
      const BoardOpportunity& each = board_.opportunities[o];
      Stack what = stack(card_room);
      what.text(each.name + " · " + phrase(Word::solves, language_, each.pains),
                {.size = small, .bold = true, .ink = Ink::blue, .lines = many});
      what.text(label(each.opportunity->text), words);
      card(what, {each.name + " " + label(each.opportunity->text), "opportunity", each.opportunity->id, Ink::blue_soft,
                  Ink::blue_mid});
    }
  }

  // -- what the signs mean -----------------------------------------------------------------------------------------
  void legend() {
    struct Entry {
      Word name;
      double sign_room;
      std::function<void(double, double)> sign;
    };
    std::vector<Entry> entries;
    auto icon = [&](Icon which, Ink ink, Word name) {
      entries.push_back({name, icon_side,
                         [this, which, ink](double x, double y) { draw_icon(picture_, which, x, y, icon_side, ink); }});
    };
    auto bar = [&](draw::Fill fill, Word name) {
      entries.push_back({name, 50, [this, fill](double x, double y) {
                           picture_.add(Rect{x, y + 6, 50, 18, 4, fill, {}});
                         }});
    };
    for (Glyph glyph : {Glyph::offline, Glyph::online, Glyph::wechat, Glyph::external, Glyph::unknown})
      if (std::any_of(board_.touchpoints.begin(), board_.touchpoints.end(),
                      [&](const auto& each) { return each.glyph == glyph; }))
        icon(icon_of(glyph), Ink::text, word_of(glyph));
    if (std::any_of(board_.stages.begin(), board_.stages.end(), [](const auto& s) { return !s.milestones.empty(); }))
      icon(Icon::flag, Ink::blue, Word::milestones);
    if (!board_.pains.empty()) icon(Icon::pain, Ink::orange, Word::severity_sign);
    if (board_.observed) {
      bar({Ink::blue_mid}, Word::moves_on_or_kept);
      bar({Ink::orange_soft, draw::Pattern::hatch, Ink::orange_mid}, Word::leaves_or_missed);
      bar({Ink::grey_soft, draw::Pattern::dots, Ink::grey}, Word::in_progress);
      if (!board_.observed->counts.empty()) bar({Ink::grey_soft, draw::Pattern::hatch, Ink::grey}, Word::counted);
    }
    double x = margin;
    constexpr double row_height = 48;
    for (const Entry& entry : entries) {
      std::string text = say(entry.name);
      double width = entry.sign_room + 12 + draw::text_width(text, small) + 2;
      if (x > margin && x + width > page_width - margin) {
        x = margin;
        y_ += row_height;
      }
      entry.sign(x, y_ + 6);
      picture_.add(
          draw::label(text, x + entry.sign_room + 12, y_, width, {.size = small, .ink = Ink::quiet, .lines = 1}, tag_));
      x += width + 32;
    }
    if (!entries.empty()) y_ += row_height + 8;
  }

  void rests_on() {
    std::string text = say(Word::made_by);
    if (const Observed* seen = board_.observed)
      text += fmt::format(" · n = {} · {}", count_text(seen->cases), period_text(seen->from, seen->to, options_.zone));
    put(text, aside);
  }

  const Board& board_;
  const RenderOptions& options_;
  Language language_;
  std::string tag_;
  draw::Picture picture_;
  double y_ = 0;
};

}  // namespace

draw::Picture long_picture_of(const Board& board, const RenderOptions& options) {
  return LongPicture(board, options).make();
}

}  // namespace cairn::map
