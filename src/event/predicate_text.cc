// The text form of predicates.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "event/by_text.h"
#include "event/predicate_parts.h"

namespace cairn {
namespace {

struct Token {
  enum class Kind { word, text, symbol, end } kind = Kind::end;
  std::string text;
  std::size_t at = 0;
};

/// Recursive descent over the text form.
class Parser {
 public:
  /// With `bare_names` a name without a comparison is an event.
  explicit Parser(std::string_view text, bool bare_names) : text_(text), bare_names_(bare_names) { advance(); }

  Result<EventPredicate> events() {
    CAIRN_TRY(auto predicate, event_or(0));
    CAIRN_TRY_VOID(expect_end());
    return predicate;
  }
  Result<CasePredicate> cases() {
    CAIRN_TRY(auto predicate, case_or(0));
    CAIRN_TRY_VOID(expect_end());
    return predicate;
  }
  /// See by_text.h.
  Result<Json> by() {
    auto trait = trait_name();
    auto aggregate = aggregate_here();
    const bool segments = is_word("segments");
    if (trait.empty() && !((aggregate || segments) && bracket_follows())) return Json(text_);
    Json json;
    if (!trait.empty()) {
      json["trait"] = std::move(trait);
      advance();
    } else if (segments) {
      CAIRN_TRY(json["segments"], segment_names());
    } else {
      CAIRN_TRY(auto measure, *aggregate == Measure::Aggregate::count ? count_of_events() : measured(*aggregate, 0));
      CAIRN_TRY_VOID(in_last_of(measure));
      json = to_json(measure);
    }
    CAIRN_TRY_VOID(expect_end());
    return json;
  }

 private:
  Error fault(std::string message, std::string hint = "") const {
    // Underlined with a caret, in characters as a terminal shows them.
    std::string caret(static_cast<std::size_t>(display_width(text_.substr(0, token_.at))), ' ');
    auto shown = fmt::format("{}\n    {}\n    {}^", message, text_, caret);
    return {ErrorCode::invalid, shown, "predicate", std::move(hint)};
  }
  static bool plain(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80 ||
           std::string_view("_.:-/#@$%+").find(c) != std::string_view::npos;
  }
  void advance() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
    token_ = {Token::Kind::end, "", at_};
    if (at_ == text_.size()) return;
    char c = text_[at_];
    if (c == '\'' || c == '"' || c == '`') {
      token_.kind = c == '`' ? Token::Kind::word : Token::Kind::text;
      quoted_ = true;
      for (++at_; at_ < text_.size() && text_[at_] != c; ++at_) {
        if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
        token_.text += text_[at_];
      }
      unclosed_ = at_ == text_.size();
      nameless_ = nameless_ || (c == '`' && token_.text.empty());
      if (!unclosed_) ++at_;
      return;
    }
    quoted_ = false;
    if (plain(c)) {
      token_.kind = Token::Kind::word;
      while (at_ < text_.size() && plain(text_[at_])) token_.text += text_[at_++];
      return;
    }
    token_.kind = Token::Kind::symbol;
    for (std::string_view two : {"!=", "<=", ">=", "==", "<>"}) {
      if (text_.substr(at_, 2) != two) continue;
      token_.text = two == "<>" ? "!=" : std::string(two);
      at_ += 2;
      return;
    }
    token_.text = c;
    ++at_;
  }
  bool is_word(std::string_view word) const {
    return token_.kind == Token::Kind::word && !quoted_ && to_lower(token_.text) == word;
  }
  bool take_word(std::string_view word) { return is_word(word) && (advance(), true); }
  bool take_symbol(std::string_view symbol) {
    return token_.kind == Token::Kind::symbol && token_.text == symbol && (advance(), true);
  }
  Result<void> expect_end() const {
    if (unclosed_) return fault("a quote is not closed");
    if (nameless_) return fault("`` stands for no name");
    if (token_.kind != Token::Kind::end)
      return fault(fmt::format("expected 'and', 'or' or the end, found '{}'", token_.text));
    return {};
  }

  Result<EventPredicate> event_or(int depth) {
    if (depth > max_predicate_depth) return fault(fmt::format("nested deeper than {} levels", max_predicate_depth));
    return list<EventPredicate>("or", EventPredicate::Kind::any, [&] { return event_and(depth); });
  }
  Result<EventPredicate> event_and(int depth) {
    return list<EventPredicate>("and", EventPredicate::Kind::all, [&] { return event_not(depth); });
  }
  template <class P, class Part>
  Result<P> list(std::string_view word, typename P::Kind kind, Part part) {
    CAIRN_TRY(P first, part());
    if (!is_word(word)) return first;
    P whole;
    whole.kind = kind;
    whole.children.push_back(std::move(first));
    while (take_word(word)) {
      CAIRN_TRY(P next, part());
      whole.children.push_back(std::move(next));
    }
    return whole;
  }
  Result<EventPredicate> event_not(int depth) {
    if (take_word("not")) {
      if (depth > max_predicate_depth) return fault(fmt::format("nested deeper than {} levels", max_predicate_depth));
      CAIRN_TRY(auto child, event_not(depth + 1));
      EventPredicate predicate;
      predicate.kind = EventPredicate::Kind::negation;
      predicate.children.push_back(std::move(child));
      return predicate;
    }
    if (take_symbol("(")) {
      CAIRN_TRY(auto inner, event_or(depth + 1));
      if (!take_symbol(")")) return fault("a bracket is not closed");
      return inner;
    }
    return comparison();
  }
  Result<Literal> value() {
    if (token_.kind != Token::Kind::word && token_.kind != Token::Kind::text)
      return fault(token_.kind == Token::Kind::end ? "a value is missing at the end"
                                                   : fmt::format("expected a value, found '{}'", token_.text),
                   "text with blanks or operators goes in quotes: city = 'Hong Kong'");
    Literal found = token_.kind == Token::Kind::text ? Literal{token_.text, std::nullopt} : literal_of(token_.text);
    if (token_.kind == Token::Kind::text) found.number = as_number(token_.text);
    advance();
    return found;
  }
  Result<EventPredicate> comparison() {
    if (token_.kind != Token::Kind::word)
      return fault(token_.kind == Token::Kind::end ? "a comparison is missing at the end"
                                                   : fmt::format("expected a property, found '{}'", token_.text),
                   "for example: channel = app and amount >= 100");
    EventPredicate predicate;
    predicate.kind = EventPredicate::Kind::comparison;
    bool is_event = is_word("event");
    predicate.property = token_.text;
    advance();
    if (bare_names_ && !at_comparator()) return EventPredicate::of_event(std::move(predicate.property));
    CAIRN_TRY_VOID(compared(predicate));
    return is_event ? of_event(std::move(predicate)) : predicate;
  }
  /// A comparator and what it compares with.
  template <class P>
  Result<void> compared(P& predicate) {
    CAIRN_TRY(predicate.comparator, comparator());
    if (predicate.comparator == Comparator::in) {
      if (!take_symbol("(")) return fault("'in' takes a list in brackets", "for example: event in (paid, shipped)");
      do {
        CAIRN_TRY(auto each, value());
        predicate.values.push_back(std::move(each));
      } while (take_symbol(","));
      if (!take_symbol(")")) return fault("a bracket is not closed");
    } else if (predicate.comparator != Comparator::missing && predicate.comparator != Comparator::present) {
      CAIRN_TRY(auto each, value());
      predicate.values.push_back(std::move(each));
    }
    return {};
  }
  /// "event = a", "event in (a, b)", "event != a" become event leaves, so that unknown names are noticed.
  Result<EventPredicate> of_event(EventPredicate comparison) {
    bool equal = comparison.comparator == Comparator::equal || comparison.comparator == Comparator::in;
    if (!equal && comparison.comparator != Comparator::not_equal) return comparison;
    EventPredicate leaf;
    leaf.kind = EventPredicate::Kind::event;
    for (auto& each : comparison.values) {
      if (each.text.empty()) return fault("an event without a name", "for example: event = order_paid");
      leaf.events.push_back(std::move(each.text));
    }
    if (equal) return leaf;
    EventPredicate negation;
    negation.kind = EventPredicate::Kind::negation;
    negation.children.push_back(std::move(leaf));
    return negation;
  }
  bool at_comparator() const {
    if (token_.kind == Token::Kind::symbol) return comparator_of(token_.text).has_value();
    return is_word("in") || is_word("contains") || is_word("starts") || is_word("is");
  }
  Result<Comparator> comparator() {
    if (take_word("in")) return Comparator::in;
    if (take_word("contains")) return Comparator::contains;
    if (take_word("starts")) {
      if (!take_word("with")) return fault("expected 'starts with'");
      return Comparator::starts_with;
    }
    if (take_word("is")) {
      if (take_word("missing")) return Comparator::missing;
      if (take_word("present")) return Comparator::present;
      return fault("expected 'is missing' or 'is present'");
    }
    auto found = token_.kind == Token::Kind::symbol ? comparator_of(token_.text) : std::nullopt;
    if (!found)
      return fault(
          token_.kind == Token::Kind::end ? "a comparator is missing at the end"
                                          : fmt::format("expected a comparator, found '{}'", token_.text),
          "use = != < <= > >= in contains 'starts with' 'is missing' 'is present'; names with blanks go in backticks");
    advance();
    return *found;
  }

  Result<CasePredicate> case_or(int depth) {
    if (depth > max_predicate_depth) return fault(fmt::format("nested deeper than {} levels", max_predicate_depth));
    return list<CasePredicate>("or", CasePredicate::Kind::any, [&] { return case_and(depth); });
  }
  Result<CasePredicate> case_and(int depth) {
    return list<CasePredicate>("and", CasePredicate::Kind::all, [&] { return case_not(depth); });
  }
  Result<CasePredicate> case_not(int depth) {
    if (take_word("not")) {
      if (depth > max_predicate_depth) return fault(fmt::format("nested deeper than {} levels", max_predicate_depth));
      CAIRN_TRY(auto child, case_not(depth + 1));
      CasePredicate predicate;
      predicate.kind = CasePredicate::Kind::negation;
      predicate.children.push_back(std::move(child));
      return predicate;
    }
    if (take_word("count")) return count(depth, std::nullopt);
    if (take_word("did")) return count(depth, std::pair(Comparator::greater_equal, 1));
    if (take_word("never")) return count(depth, std::pair(Comparator::equal, 0));
    if (take_word("sequence")) return sequence(depth);
    if (take_word("segment")) return segment();
    if (auto name = trait_name(); !name.empty()) return trait(std::move(name));
    if (auto aggregate = aggregate_here()) return measure(*aggregate, depth);
    if (take_symbol("(")) {
      CAIRN_TRY(auto inner, case_or(depth + 1));
      if (!take_symbol(")")) return fault("a bracket is not closed");
      return inner;
    }
    return fault("expected did(…), never(…), count(…), sequence(…), segment(…), trait.NAME or sum(… of …)",
                 "for example: count(paid) >= 2 within 30d, or sequence(cart then paid within 7d)");
  }
  /// segment(vip); the word has been read.
  Result<CasePredicate> segment() {
    CasePredicate predicate;
    predicate.kind = CasePredicate::Kind::segment;
    if (!take_symbol("(") || (token_.kind != Token::Kind::word && token_.kind != Token::Kind::text) ||
        token_.text.empty())
      return fault("expected the name of a segment in brackets", "for example: segment(vip)");
    predicate.name = token_.text;
    advance();
    if (!take_symbol(")")) return fault("a bracket is not closed");
    return predicate;
  }
  /// Of "trait.city"; empty: something else stands here.
  std::string trait_name() const {
    constexpr std::string_view before = "trait.";
    bool is_trait = token_.kind == Token::Kind::word && token_.text.starts_with(before);
    return is_trait ? token_.text.substr(before.size()) : "";
  }
  Result<CasePredicate> trait(std::string name) {
    CasePredicate predicate;
    predicate.kind = CasePredicate::Kind::trait;
    predicate.name = std::move(name);
    advance();
    CAIRN_TRY_VOID(compared(predicate));
    return predicate;
  }
  /// segments(vip, 'new ones'); the word is still there.
  Result<Json> segment_names() {
    advance();
    Json names = Json::array();
    while (take_symbol(names.empty() ? "(" : ",")) {
      CAIRN_TRY(auto name, value());
      names.push_back(name.text);
    }
    if (!take_symbol(")")) return fault("expected ',' or ')'", "for example: segments(vip, new)");
    return names;
  }
  bool bracket_follows() const {
    auto next = text_.find_first_not_of(" \t", at_);
    return next != std::string_view::npos && text_[next] == '(';
  }
  std::optional<Measure::Aggregate> aggregate_here() const {
    bool is_name = token_.kind == Token::Kind::word && !quoted_;
    return is_name ? parse_aggregate(to_lower(token_.text)) : std::nullopt;
  }
  /// sum(amount of paid) >= 1000 in last 90d; the word is still there.
  Result<CasePredicate> measure(Measure::Aggregate aggregate, int depth) {
    CasePredicate predicate;
    predicate.kind = CasePredicate::Kind::measure;
    CAIRN_TRY(predicate.measure, measured(aggregate, depth));
    CAIRN_TRY_VOID(compared(predicate));
    CAIRN_TRY_VOID(in_last_of(predicate.measure));
    return predicate;
  }
  /// sum(amount of paid); the word is still there.
  Result<Measure> measured(Measure::Aggregate aggregate, int depth) {
    advance();
    Measure measure;
    measure.aggregate = aggregate;
    if (!take_symbol("(") || token_.kind != Token::Kind::word)
      return fault(fmt::format("expected '(' and a property after {}", name_of(aggregate)),
                   "for example: sum(amount of paid) >= 1000 in last 90d");
    measure.property = token_.text;
    advance();
    if (take_word("of")) {
      CAIRN_TRY(measure.where, event_or(depth + 1));
    }
    if (!take_symbol(")")) return fault("expected 'of' and which events, or ')'");
    return measure;
  }
  /// count(paid); the word is still there.
  Result<Measure> count_of_events() {
    advance();
    Measure measure;
    if (!take_symbol("(")) return fault("expected '(' and an event", "for example: count(paid)");
    CAIRN_TRY(measure.where, event_or(1));
    if (!take_symbol(")")) return fault("a bracket is not closed");
    return measure;
  }
  Result<void> in_last_of(Measure& measure) {
    if (!take_word("in")) return {};
    if (!take_word("last")) return fault("expected 'in last'", "for example: sum(amount of paid) >= 1000 in last 90d");
    CAIRN_TRY(measure.in_last, span());
    return {};
  }
  Result<Duration> span() {
    CAIRN_TRY(auto text, value());
    return parse_duration(text.text, "predicate");
  }
  /// step then step within 7d without event …; the word has been read.
  Result<CasePredicate> sequence(int depth) {
    CasePredicate predicate;
    predicate.kind = CasePredicate::Kind::sequence;
    if (!take_symbol("(")) return fault("expected '(' after sequence");
    do {
      SequenceStep step;
      CAIRN_TRY(step.on, event_or(depth + 1));
      while (is_word("within") || is_word("without")) {
        if (predicate.steps.empty())
          return fault("the first step has nothing before it: 'within' and 'without' belong to the later steps");
        if (take_word("within")) {
          CAIRN_TRY(step.within, span());
        } else {
          advance();
          CAIRN_TRY(step.without, event_or(depth + 1));
        }
      }
      predicate.steps.push_back(std::move(step));
    } while (take_word("then"));
    if (!take_symbol(")")) return fault("expected 'then', 'within', 'without' or ')'");
    if (predicate.steps.size() < 2 || predicate.steps.size() > max_sequence_steps)
      return fault(fmt::format("a sequence has 2 to {} steps; found {}", max_sequence_steps, predicate.steps.size()),
                   "for example: sequence(cart then paid within 7d)");
    return predicate;
  }
  /// count(…) >= 2 …, or with the comparison as given: did(…) …; the word has been read.
  Result<CasePredicate> count(int depth, std::optional<std::pair<Comparator, int>> given) {
    CasePredicate predicate;
    predicate.kind = CasePredicate::Kind::count;
    if (!take_symbol("(")) return fault("expected '(' and an event");
    CAIRN_TRY(predicate.counted, event_or(depth + 1));
    if (!take_symbol(")")) return fault("a bracket is not closed");
    if (given) {
      predicate.comparator = given->first;
      predicate.times = given->second;
    } else {
      CAIRN_TRY_VOID(count_comparison(predicate));
    }
    for (;;) {
      if (take_word("within")) {
        CAIRN_TRY(predicate.within, span());
      } else if (take_word("in")) {
        bool last = take_word("last");
        if (!last && !take_word("any"))
          return fault("expected 'in last' or 'in any'", "for example: did(paid) in last 30d");
        CAIRN_TRY((last ? predicate.in_last : predicate.in_any), span());
      } else if (take_word("before")) {
        if (!take_word("last")) return fault("expected 'before last'", "for example: never(paid) before last 30d");
        CAIRN_TRY(predicate.before_last, span());
      } else if (take_word("after")) {
        if (take_symbol("(")) {
          CAIRN_TRY(predicate.after, event_or(depth + 1));
          if (!take_symbol(")")) return fault("a bracket is not closed");
        } else {
          CAIRN_TRY(predicate.after, comparison());
        }
      } else {
        return predicate;
      }
    }
  }

  Result<void> count_comparison(CasePredicate& predicate) {
    CAIRN_TRY(predicate.comparator, comparator());
    if (predicate.comparator > Comparator::greater_equal) return fault("a count is compared by = != < <= > >=");
    CAIRN_TRY(auto times, value());
    if (!times.number || *times.number < 0 || *times.number > 1e15 ||
        *times.number != static_cast<double>(static_cast<std::int64_t>(*times.number)))
      return fault(fmt::format("a count is a whole number; found '{}'", times.text));
    predicate.times = static_cast<std::int64_t>(*times.number);
    return {};
  }

  std::string_view text_;
  bool bare_names_;
  std::size_t at_ = 0;
  Token token_;
  bool quoted_ = false, unclosed_ = false, nameless_ = false;
};

}  // namespace

Result<EventPredicate> parse_event_predicate(std::string_view text) { return Parser(text, false).events(); }
Result<EventPredicate> parse_event_or_name(std::string_view text) { return Parser(text, true).events(); }
Result<CasePredicate> parse_case_predicate(std::string_view text) { return Parser(text, true).cases(); }
Result<Json> by_from_text(std::string_view text) { return Parser(text, true).by(); }

namespace {
std::string name_text(const std::string& name) {
  bool simple = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80 || c == '_' ||
           c == ':' || c == '.' || c == '-';
  });
  return simple ? name : "`" + name + "`";
}
std::string value_text(const std::string& value) {
  bool simple = name_text(value) == value;
  if (simple) return value;
  std::string quoted = "'";
  for (char c : value) {
    if (c == '\'' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "'";
}
std::string values_text(const std::vector<std::string>& values) {
  std::vector<std::string> quoted;
  for (const auto& value : values) quoted.push_back(value_text(value));
  return quoted.size() == 1 ? " = " + quoted.front() : " in (" + join(quoted, ", ") + ")";
}
}  // namespace

std::string to_text(const EventPredicate& predicate) {
  using Kind = EventPredicate::Kind;
  auto joined = [&](std::string_view word) {
    std::vector<std::string> parts;
    for (const auto& child : predicate.children) {
      bool list = (child.kind == Kind::all || child.kind == Kind::any) && child.children.size() > 1;
      parts.push_back(list ? "(" + to_text(child) + ")" : to_text(child));
    }
    return join(parts, word);
  };
  switch (predicate.kind) {
    case Kind::all:
      return joined(" and ");
    case Kind::any:
      return joined(" or ");
    case Kind::negation:
      return "not (" + to_text(predicate.children.front()) + ")";
    case Kind::event:
      return "event" + values_text(predicate.events);
    case Kind::comparison:
      break;
  }
  std::string text = name_text(predicate.property);
  if (predicate.values.empty()) return text + " " + std::string(symbol_of(predicate.comparator));
  std::vector<std::string> values;
  for (const auto& value : predicate.values) values.push_back(value.text);
  if (predicate.comparator == Comparator::in && values.size() > 1) return text + values_text(values);
  if (predicate.comparator == Comparator::in) return text + " in (" + value_text(values.front()) + ")";
  return text + " " + std::string(symbol_of(predicate.comparator)) + " " + value_text(values.front());
}

}  // namespace cairn
