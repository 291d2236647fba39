// The map in a terminal: a header, the stages as a band, then stage by stage its touchpoints as rows of one table.
//
//          Aware        Consider     Decide                        band
//   entered 12,480       7,613        3,654
//   ── 1 Aware ──────────────────────────────────────────────      stage
//    ▢ Sees an ad   web  ████████  8,120   9.4 min   12 %          touchpoint
//      ↺ back to … 1,234 times    ◇ fork 48 % …
//    ▲▲▲ P1 …                                                      pain
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "map/lane_words.h"
#include "map/render.h"
#include "map/render_board.h"
#include "map/render_lines.h"
#include "map/render_table.h"
#include "map/render_trust.h"
#include "map/words.h"

namespace cairn::map {

namespace {

class TextMap {
 public:
  TextMap(const JourneyMap& map, const Observed* observed, const RenderOptions& options)
      : map_(map),
        observed_(observed),
        language_(options.language),
        columns_(std::clamp(options.columns, 40, 400)),
        colour_(options.colour),
        zone_(options.zone),
        board_(board(map, observed)),
        table_(board_, language_, columns_) {}

  std::string render() {
    header();
    if (board_.stages.empty()) {
      blank();
      paragraph(2, say(Word::nothing_here), Tone::quiet);
      return std::move(out_);
    }
    blank();
    band();
    for (std::size_t s = 0; s < board_.stages.size(); ++s) stage(s);
    legend();
    return std::move(out_);
  }

 private:
  // -- small helpers -------------------------------------------------------------------------------------------------
  std::string say(Word name) const { return word(name, language_); }
  std::string label(const Label& text) const { return one_line(text.in(language_)); }
  void add(const Line& line) { out_ += line.text(columns_, colour_) + "\n"; }
  void blank() { out_ += "\n"; }

  /// A wrapped text; the lines after the first are indented alike.
  void paragraph(int indent, const std::string& text, Tone tone = Tone::plain, const Line& first = {}) {
    bool begun = false;
    for (const std::string& part : wrap(text, columns_ - indent)) {
      Line line = begun ? Line() : first;
      add(line.to(indent).put(trim(part), tone));
      begun = true;
    }
  }

  // -- header --------------------------------------------------------------------------------------------------------
  void header() {
    std::string basis =
        say(map_.basis == "to-be" ? Word::to_be : Word::as_is) + " · " + phrase(Word::version, language_, map_.version);
    std::string title = label(map_.title).empty() ? say(Word::map_word) : label(map_.title);
    int room = columns_ - display_width(basis) - 2;
    if (display_width(title) <= room) {
      add(Line().put(title, Tone::strong).to(columns_ - display_width(basis)).put(basis, Tone::quiet));
    } else {
      paragraph(0, title, Tone::strong);
      add(Line().put(basis, Tone::quiet));
    }
    add(Line().rule("─", columns_));
    if (std::string goal = label(map_.purpose); !goal.empty()) fact(Word::goal, goal);
    if (observed_ == nullptr) {
      paragraph(0, say(Word::no_data_long), Tone::quiet);
      return;
    }
    fact(Word::period, period_text(observed_->from, observed_->to, zone_));
    std::string counts = phrase(Word::n_cases, language_, count_text(observed_->cases));
    if (observed_->customers != observed_->cases)
      counts += " · " + phrase(Word::n_customers, language_, count_text(observed_->customers));
    fact(Word::basis, counts + " · " + phrase(Word::n_events, language_, count_text(observed_->events)));
    fact(Word::case_word, one_line(case_rule_text(map_.cases, language_)));
    if (std::isfinite(observed_->coverage)) {
      std::string covered = phrase(Word::covers, language_, share_text(observed_->coverage));
      if (std::isfinite(observed_->overview_coverage))
        covered += " · " + phrase(Word::covers_overview, language_, share_text(observed_->overview_coverage));
      fact(Word::coverage, covered);
    }
    for (const auto& [name, value] : trust_facts(*observed_, language_)) fact(name, value);
  }

  void fact(Word name, const std::string& text) {
    int indent = 2;
    for (Word each : {Word::goal, Word::period, Word::basis, Word::case_word, Word::coverage, Word::complete_to,
                      Word::late_sources, Word::tied_to_customer, Word::excluded_records})
      indent = std::max(indent, display_width(say(each)) + 2);
    paragraph(indent, text, Tone::plain, Line().put(say(name), Tone::quiet));
  }

  // -- band ----------------------------------------------------------------------------------------------------------
  double conversion(const BoardStage& stage) const {
    if (stage.observed == nullptr || stage.observed->entered == 0) return std::nan("");
    if (stage.stage->by_milestones) return part_of(stage.observed->moved_on, stage.judged());
    return stage.last ? std::nan("") : part_of(stage.observed->moved_on, stage.known());
  }

  void band() {
    int head = 0;
    for (Word each : {Word::entered, Word::move_on, Word::kept, Word::dwell})
      head = std::max(head, display_width(say(each)) + 2);
    const int count = static_cast<int>(board_.stages.size());
    const int width = (columns_ - head) / count;
    if (width < 9) return ladder();
    auto row = [&](const std::string& name, auto&& cell_of, Tone tone) {
      Line line;
      line.cell(name, head, Tone::quiet);
      bool any = false;
      for (const BoardStage& stage : board_.stages) {
        std::string text = cell_of(stage);
        any = any || !text.empty();
        line.cell(text, width - 1, tone).put(" ");
      }
      if (any) add(line);
    };
    row(
        "", [&](const BoardStage& stage) { return label(stage.stage->label); }, Tone::strong);
    if (observed_ == nullptr) return;
    row(
        say(Word::entered),
        [&](const BoardStage& stage) {
          return stage.observed ? short_count_text(stage.observed->entered, language_) : "–";
        },
        Tone::plain);
    row(
        "", [&](const BoardStage& stage) { return entered_bar(stage, width - 2); }, Tone::accent);
    row(
        say(Word::move_on),
        [&](const BoardStage& stage) {
          if (stage.stage->by_milestones || stage.last) return std::string();
          return share_text(conversion(stage)) + " ▸";
        },
        Tone::plain);
    row(
        say(Word::kept),
        [&](const BoardStage& stage) {
          return stage.stage->by_milestones ? share_text(conversion(stage)) + " ✓" : std::string();
        },
        Tone::plain);
    row(
        say(Word::dwell),
        [&](const BoardStage& stage) {
          bool known = stage.observed && std::isfinite(stage.observed->dwell_median) && !stage.last &&
                       stage.observed->moved_on > 0;
          return known ? duration_text(stage.observed->dwell_median, language_) : std::string();
        },
        Tone::quiet);
  }

  std::string entered_bar(const BoardStage& stage, int width) const {
    return stage.observed ? bar_text(part_of(stage.observed->entered, board_.most_entered), width) : "";
  }

  /// The band upright, where it is too narrow for the stages side by side.
  void ladder() {
    int name = 8;
    for (const BoardStage& stage : board_.stages) name = std::max(name, display_width(label(stage.stage->label)));
    name = std::min(name, columns_ / 3);
    const int figures = 10, share = 12, bar = std::max(columns_ - name - figures - share - 4, 4);
    for (const BoardStage& stage : board_.stages) {
      Line line;
      line.cell(label(stage.stage->label), name, Tone::strong).put(" ");
      if (stage.observed != nullptr) {
        line.cell(short_count_text(stage.observed->entered, language_), figures, Tone::plain, Align::right).put(" ");
        line.cell(entered_bar(stage, bar), bar, Tone::accent).put(" ");
        bool judged = stage.stage->by_milestones;
        if (judged || !stage.last)
          line.cell(share_text(conversion(stage)) + (judged ? " ✓" : " ▸"), share - 2, Tone::plain, Align::right);
      }
      add(line);
    }
  }

  // -- a stage -------------------------------------------------------------------------------------------------------
  void stage(std::size_t s) {
    const BoardStage& stage = board_.stages[s];
    blank();
    Line head;
    std::string name = fmt::format("{} {}", s + 1, label(stage.stage->label));
    head.put("── ", Tone::quiet).put(shorten(name, columns_ - 6), Tone::strong).put(" ").rule("─", columns_);
    add(head);
    if (stage.observed != nullptr) {
      std::string text = phrase(Word::n_entered, language_, count_text(stage.observed->entered));
      if (!stage.stage->by_milestones && !stage.last && stage.known() > 0)
        text += " · " + phrase(Word::share_move_on, language_, share_text(conversion(stage)));
      bool told = std::any_of(stage.milestones.begin(), stage.milestones.end(),
                              [](const auto& each) { return each.observed != nullptr; });
      std::string caption = one_line(told && stage.stage->by_milestones ? leave_caption(board_, stage, language_)
                                                                        : stage_caption(board_, stage, language_));
      if (!caption.empty()) text += " · " + caption;
      if (stage.observed->in_progress > 0 && !stage.stage->by_milestones && !stage.last)
        text += " · " + phrase(Word::share_in_progress, language_, count_text(stage.observed->in_progress));
      paragraph(left, text, Tone::quiet);
    }
    for (const CountObserved* count : stage.counts) {
      std::string text = counted_text(*count, language_);
      if (auto rate = identified_text(*count, language_); !rate.empty()) text += " · " + rate;
      Line first;
      first.to(left).put("▨ ", Tone::quiet);
      paragraph(left + 2, text, Tone::plain, first);
    }
    if (Line names = table_.head(); (s == 0 || columns_ >= 100) && !names.empty()) add(names);
    for (std::size_t t : stage.touchpoints) {
      for (const Line& line : table_.row(board_.touchpoints[t])) add(line);
      emotion(board_.touchpoints[t]);
      loops(t);
      forks(t);
    }
    if (!stage.folded.empty())
      add(Line().to(left + 2).put(phrase(Word::more_touchpoints, language_, stage.folded.size()), Tone::quiet));
    for (const BoardMilestone& each : stage.milestones) milestone(each);
    for (const BoardPromise& each : stage.promises) promise(each);
    for (std::size_t p : stage.pains) pain(board_.pains[p]);
    for (std::size_t o : stage.opportunities) {
      const BoardOpportunity& each = board_.opportunities[o];
      Line first;
      first.to(left).put("✦ ", Tone::accent);
      paragraph(left + 2,
                fmt::format("{} {} ({})", each.name, label(each.opportunity->text),
                            phrase(Word::solves, language_, each.pains)),
                Tone::plain, first);
    }
  }

  void loops(std::size_t from) {
    for (const BoardLink& link : board_.links) {
      if (link.from != from || !link.back || link.to == from) continue;  // coming again stands in the table
      std::string text = phrase(Word::back_to, language_, label(board_.touchpoints[link.from].touchpoint->label),
                                label(board_.touchpoints[link.to].touchpoint->label));
      if (link.observed != nullptr) text += " · " + phrase(Word::n_times, language_, count_text(link.observed->count));
      Line first;
      first.to(left + 2).put("↺ ", Tone::accent);
      paragraph(left + 4, text, Tone::quiet, first);
    }
  }

  void forks(std::size_t after) {
    for (const BoardDecision& decision : board_.decisions) {
      if (decision.after != after) continue;
      std::string text = label(decision.decision->label);
      std::string branches;
      for (const BoardBranch& branch : decision.branches) {
        branches += (branches.empty() ? "" : " · ") + one_line(branch_text(board_, branch, language_));
        if (branch.observed != nullptr) branches += " " + share_text(branch.observed->share);
      }
      text += (text.empty() || branches.empty() ? "" : " → ") + branches;
      Line first;
      first.to(left + 2).put("◇ ", Tone::accent);
      paragraph(left + 4, text, Tone::quiet, first);
    }
  }

  void milestone(const BoardMilestone& each) {
    std::string text = label(each.milestone->label);
    if (const auto* seen = each.observed) {
      if (std::string outcome = outcome_text(seen->reached, seen->missed, seen->open, language_); !outcome.empty())
        text += " · " + outcome;
    }
    if (std::string target = target_words(each, language_); !target.empty()) text += " · " + target;
    Line first;
    first.to(left).put("⚑ ", Tone::accent);
    paragraph(left + 2, text, Tone::plain, first);
  }

  void emotion(const BoardTouchpoint& each) {
    std::string words = emotion_words(each, language_);
    if (words.empty()) return;
    const char* sign = sign_of(each.emotion.mark);
    Line first;
    first.to(left + 2).put(std::string(*sign != '\0' ? sign : "·") + " ", Tone::accent);
    paragraph(left + 4, say(Word::emotion) + " " + words, Tone::quiet, first);
  }

  void promise(const BoardPromise& each) {
    std::string text = label(each.promise->terms);
    for (const std::string& part : {terms_words(*each.promise, language_), promise_words(each, language_)})
      if (!part.empty()) text += " · " + part;
    Line first;
    first.to(left).put("§ ", Tone::accent);
    paragraph(left + 2, text, Tone::plain, first);
  }

  void pain(const BoardPain& each) {
    std::string triangles;
    for (int i = 0; i < std::clamp(each.pain->severity, 1, 5); ++i) triangles += "▲";
    Line first;
    first.to(left).put(triangles + " ", Tone::warning);
    int indent = first.width();
    std::string text = each.name + " " + label(each.pain->text);
    if (each.observed != nullptr && each.observed->cases > 0) {
      text += " · " + phrase(Word::n_meet, language_, count_text(each.observed->cases));
      if (each.observed->extra_loss >= 0.5)
        text += " · " + phrase(Word::extra_loss, language_,
                               count_text(static_cast<std::uint64_t>(std::llround(each.observed->extra_loss))));
    }
    paragraph(indent, text, Tone::plain, first);
  }

  void legend() {
    std::vector<std::string> entries;
    for (Glyph glyph : {Glyph::offline, Glyph::online, Glyph::wechat, Glyph::external, Glyph::unknown})
      if (std::any_of(board_.touchpoints.begin(), board_.touchpoints.end(),
                      [&](const auto& t) { return t.glyph == glyph; }))
        entries.push_back(std::string(sign_of(glyph)) + " " + say(word_of(glyph)));
    auto has = [&](bool condition, const std::string& entry) {
      if (condition) entries.push_back(entry);
    };
    has(std::any_of(board_.links.begin(), board_.links.end(), [](const auto& link) { return link.back; }),
        "↺ " + say(Word::again));
    has(!board_.decisions.empty(), "◇ " + say(Word::fork));
    has(std::any_of(board_.stages.begin(), board_.stages.end(), [](const auto& s) { return !s.milestones.empty(); }),
        "⚑ " + say(Word::milestones));
    has(std::any_of(board_.stages.begin(), board_.stages.end(), [](const auto& s) { return !s.counts.empty(); }),
        "▨ " + say(Word::counted));
    for (EmotionMark mark : shown_marks(board_))
      entries.push_back(std::string(sign_of(mark)) + " " + say(word_of(mark)));
    has(std::any_of(board_.stages.begin(), board_.stages.end(), [](const auto& s) { return !s.promises.empty(); }),
        "§ " + say(Word::promises));
    has(!board_.pains.empty(), "▲ " + say(Word::pains));
    has(!board_.opportunities.empty(), "✦ " + say(Word::opportunities));
    blank();
    add(Line().rule("─", columns_));
    for (std::string& entry : entries)  // a sign stays with its word
      for (auto at = entry.find(' '); at != std::string::npos; at = entry.find(' ', at)) entry.replace(at, 1, "\u00a0");
    paragraph(0, join(entries, "   "), Tone::quiet);
  }

  const JourneyMap& map_;
  const Observed* observed_;
  Language language_;
  int columns_;
  bool colour_;
  TimeZone zone_;
  Board board_;
  TouchpointTable table_;
  static constexpr int left = TouchpointTable::left;
  std::string out_;
};

}  // namespace

std::string render_text(const JourneyMap& map, const Observed* observed, const RenderOptions& options) {
  return TextMap(map, observed, options).render();
}

}  // namespace cairn::map
