#include "event/predicate.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace cairn {
namespace {

struct Symbol {
  Comparator comparator;
  std::string_view text;
};
constexpr Symbol symbols[] = {
    {Comparator::equal, "="},
    {Comparator::not_equal, "!="},
    {Comparator::less, "<"},
    {Comparator::less_equal, "<="},
    {Comparator::greater, ">"},
    {Comparator::greater_equal, ">="},
    {Comparator::in, "in"},
    {Comparator::contains, "contains"},
    {Comparator::starts_with, "starts with"},
    {Comparator::missing, "is missing"},
    {Comparator::present, "is present"},
};

std::optional<Comparator> comparator_of(std::string_view text) {
  if (text == "==") return Comparator::equal;
  for (const auto& each : symbols)
    if (each.text == text) return each.comparator;
  return std::nullopt;
}

std::optional<double> as_number(std::string_view text) {
  double number = 0;
  auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Literal literal(std::string text) {
  auto number = as_number(text);
  return {std::move(text), number};
}

template <class T>
bool ordered(const T& a, const T& b, Comparator comparator) {
  switch (comparator) {
    case Comparator::less:
      return a < b;
    case Comparator::less_equal:
      return a <= b;
    case Comparator::greater:
      return a > b;
    case Comparator::greater_equal:
      return a >= b;
    case Comparator::not_equal:
      return a != b;
    default:
      return a == b;
  }
}

/// Both sides as numbers where both read as numbers; a time literal against a number in µs; else as text.
bool compare_one(const Literal& found, Comparator comparator, const Literal& wanted) {
  if (comparator == Comparator::contains) return found.text.find(wanted.text) != std::string::npos;
  if (comparator == Comparator::starts_with) return found.text.starts_with(wanted.text);
  if (comparator == Comparator::in) comparator = Comparator::equal;
  if (found.number && wanted.number) return ordered(*found.number, *wanted.number, comparator);
  if (found.number || !wanted.number) {
    auto right = parse_time(wanted.text, TimeZone::utc());
    auto left = right ? parse_time(found.text, TimeZone::utc()) : std::nullopt;
    if (left && right) return ordered(left->us, right->us, comparator);
  }
  return ordered(found.text, wanted.text, comparator);
}

}  // namespace

std::string_view symbol_of(Comparator comparator) {
  for (const auto& each : symbols)
    if (each.comparator == comparator) return each.text;
  return "=";
}

EventPredicate EventPredicate::of_event(std::string name) {
  EventPredicate predicate;
  predicate.kind = Kind::event;
  predicate.events.push_back(std::move(name));
  return predicate;
}

EventPredicate EventPredicate::both(EventPredicate a, EventPredicate b) {
  if (a.always()) return b;
  if (b.always()) return a;
  EventPredicate predicate;
  predicate.children.push_back(std::move(a));
  predicate.children.push_back(std::move(b));
  return predicate;
}

bool compares(const std::optional<Literal>& found, Comparator comparator, const std::vector<Literal>& values) {
  if (comparator == Comparator::missing) return !found;
  if (comparator == Comparator::present) return found.has_value();
  if (!found) return false;
  return std::any_of(values.begin(), values.end(),
                     [&](const Literal& value) { return compare_one(*found, comparator, value); });
}

bool matches(const EventPredicate& predicate, const EventView& event) {
  using Kind = EventPredicate::Kind;
  auto holds = [&](const EventPredicate& child) { return matches(child, event); };
  switch (predicate.kind) {
    case Kind::all:
      return std::all_of(predicate.children.begin(), predicate.children.end(), holds);
    case Kind::any:
      return std::any_of(predicate.children.begin(), predicate.children.end(), holds);
    case Kind::negation:
      return !holds(predicate.children.front());
    case Kind::event:
      return std::find(predicate.events.begin(), predicate.events.end(), event.type()) != predicate.events.end();
    case Kind::comparison:
      return compares(event.property(predicate.property), predicate.comparator, predicate.values);
  }
  return false;
}

namespace {
void collect(const EventPredicate& predicate, std::vector<std::string>& properties, std::vector<std::string>& events) {
  auto add = [](std::vector<std::string>& list, const std::string& name) {
    if (std::find(list.begin(), list.end(), name) == list.end()) list.push_back(name);
  };
  if (predicate.kind == EventPredicate::Kind::comparison) add(properties, predicate.property);
  for (const auto& name : predicate.events) add(events, name);
  for (const auto& child : predicate.children) collect(child, properties, events);
}
}  // namespace

std::vector<std::string> properties_of(const EventPredicate& predicate) {
  std::vector<std::string> properties, events;
  collect(predicate, properties, events);
  return properties;
}
std::vector<std::string> events_of(const EventPredicate& predicate) {
  std::vector<std::string> properties, events;
  collect(predicate, properties, events);
  return events;
}

// ---- documents ----

namespace {

Error wrong(const std::string& where, std::string message, std::string hint = "") {
  return {ErrorCode::invalid, std::move(message), where, std::move(hint)};
}

Result<Literal> literal_from(const Json& json, const std::string& where) {
  if (json.is_string()) return literal(json.get<std::string>());
  if (json.is_boolean()) return Literal{json.get<bool>() ? "true" : "false", std::nullopt};
  if (json.is_number_integer()) return literal(std::to_string(json.get<std::int64_t>()));
  if (json.is_number()) return Literal{json.dump(), json.get<double>()};
  return wrong(where, fmt::format("a value must be text, a number, true or false; found {}", json.dump()));
}

Result<EventPredicate> comparison_from(const Json& json, const std::string& where) {
  if (!json.is_array() || json.size() < 2 || !json[0].is_string() || !json[1].is_string())
    return wrong(where, fmt::format("a comparison is [property, comparator, value]; found {}", json.dump()),
                 R"(for example ["amount", ">=", 100])");
  auto comparator = comparator_of(json[1].get<std::string>());
  if (!comparator)
    return wrong(where + "[1]", fmt::format("unknown comparator {}", json[1].dump()),
                 "use = != < <= > >= in contains \"starts with\" \"is missing\" \"is present\"");
  EventPredicate predicate;
  predicate.kind = EventPredicate::Kind::comparison;
  predicate.property = json[0].get<std::string>();
  predicate.comparator = *comparator;
  bool no_value = *comparator == Comparator::missing || *comparator == Comparator::present;
  if (json.size() != (no_value ? 2U : 3U))
    return wrong(where, fmt::format("'{}' takes {}; found {}", symbol_of(*comparator),
                                    no_value ? "no value" : "one value", json.dump()));
  if (no_value) return predicate;
  if (*comparator == Comparator::in) {
    if (!json[2].is_array() || json[2].empty())
      return wrong(where + "[2]", fmt::format("'in' takes a list of values; found {}", json[2].dump()));
    for (const auto& each : json[2]) {
      CAIRN_TRY(auto value, literal_from(each, where + "[2]"));
      predicate.values.push_back(std::move(value));
    }
    return predicate;
  }
  CAIRN_TRY(auto value, literal_from(json[2], where + "[2]"));
  predicate.values.push_back(std::move(value));
  return predicate;
}

constexpr int max_depth = 32;

Result<EventPredicate> event_from(const Json& json, const std::string& where, int depth) {
  if (json.is_string()) {
    auto parsed = parse_event_predicate(json.get<std::string>());
    if (!parsed) parsed.error().where = where;
    return parsed;
  }
  if (!json.is_object())
    return wrong(where, fmt::format("a predicate is an object or a text; found {}", json.dump()),
                 R"(for example {"event":"paid"})");
  if (depth > max_depth) return wrong(where, fmt::format("nested deeper than {} levels", max_depth));
  static const std::vector<std::string> known{"all", "any", "not", "event", "where"};
  EventPredicate whole;
  for (const auto& [key, value] : json.items()) {
    std::string here = where + "." + key;
    EventPredicate part;
    if (key == "all" || key == "any") {
      part.kind = key == "all" ? EventPredicate::Kind::all : EventPredicate::Kind::any;
      if (!value.is_array())
        return wrong(here, fmt::format("'{}' takes a list of predicates; found {}", key, value.dump()));
      for (std::size_t i = 0; i < value.size(); ++i) {
        CAIRN_TRY(auto child, event_from(value[i], fmt::format("{}[{}]", here, i), depth + 1));
        part.children.push_back(std::move(child));
      }
    } else if (key == "not") {
      part.kind = EventPredicate::Kind::negation;
      CAIRN_TRY(auto child, event_from(value, here, depth + 1));
      part.children.push_back(std::move(child));
    } else if (key == "event") {
      part.kind = EventPredicate::Kind::event;
      const Json names = value.is_array() ? value : Json::array({value});
      for (const auto& name : names) {
        if (!name.is_string() || name.get<std::string>().empty())
          return wrong(here, fmt::format("'event' takes a name or a list of names; found {}", value.dump()));
        part.events.push_back(name.get<std::string>());
      }
      if (part.events.empty()) return wrong(here, "'event' takes at least one name");
    } else if (key == "where") {
      if (!value.is_array())
        return wrong(here, fmt::format("'where' takes a list of comparisons; found {}", value.dump()));
      for (std::size_t i = 0; i < value.size(); ++i) {
        CAIRN_TRY(auto child, comparison_from(value[i], fmt::format("{}[{}]", here, i)));
        part.children.push_back(std::move(child));
      }
      if (part.children.size() == 1) part = EventPredicate(part.children.front());
    } else {
      return wrong(here, fmt::format("unknown field '{}' in a predicate", key), suggest(key, known));
    }
    whole = whole.always() ? std::move(part) : EventPredicate::both(std::move(whole), std::move(part));
  }
  return whole;
}

Result<CasePredicate> case_from(const Json& json, const std::string& where, int depth) {
  if (json.is_string()) {
    auto parsed = parse_case_predicate(json.get<std::string>());
    if (!parsed) parsed.error().where = where;
    return parsed;
  }
  if (!json.is_object()) return wrong(where, fmt::format("a predicate is an object or a text; found {}", json.dump()));
  if (depth > max_depth) return wrong(where, fmt::format("nested deeper than {} levels", max_depth));
  CasePredicate predicate;
  bool counts = json.contains("count") || json.contains("within") || json.contains("after");
  for (const char* key : {"all", "any"}) {
    if (counts || !json.contains(key)) continue;
    if (json.size() != 1 || !json[key].is_array())
      return wrong(where, fmt::format("'{}' stands alone and takes a list; found {}", key, json.dump()));
    predicate.kind = std::string_view(key) == "all" ? CasePredicate::Kind::all : CasePredicate::Kind::any;
    for (std::size_t i = 0; i < json[key].size(); ++i) {
      CAIRN_TRY(auto child, case_from(json[key][i], fmt::format("{}.{}[{}]", where, key, i), depth + 1));
      predicate.children.push_back(std::move(child));
    }
    return predicate;
  }
  if (!counts && json.contains("not") && json.size() == 1) {
    predicate.kind = CasePredicate::Kind::negation;
    CAIRN_TRY(auto child, case_from(json["not"], where + ".not", depth + 1));
    predicate.children.push_back(std::move(child));
    return predicate;
  }
  predicate.kind = CasePredicate::Kind::count;
  Json of_event = Json::object();
  for (const auto& [key, value] : json.items()) {
    std::string here = where + "." + key;
    if (key == "count") {
      auto comparator = value.is_array() && value.size() == 2 && value[0].is_string()
                            ? comparator_of(value[0].get<std::string>())
                            : std::nullopt;
      if (!comparator || *comparator > Comparator::greater_equal || !value[1].is_number_integer())
        return wrong(here, fmt::format("'count' is [comparator, whole number]; found {}", value.dump()),
                     R"(for example [">=", 2])");
      predicate.comparator = *comparator;
      predicate.times = value[1].get<std::int64_t>();
    } else if (key == "within") {
      if (!value.is_string())
        return wrong(here, fmt::format("'within' is a duration; found {}", value.dump()), "write P7D or 7d");
      CAIRN_TRY(auto within, parse_duration(value.get<std::string>(), here));
      predicate.within = within;
    } else if (key == "after") {
      CAIRN_TRY(auto after, event_from(value, here, depth + 1));
      predicate.after = std::move(after);
    } else {
      of_event[key] = value;
    }
  }
  CAIRN_TRY(predicate.counted, event_from(of_event, where, depth + 1));
  return predicate;
}

// ---- text ----

struct Token {
  enum class Kind { word, text, symbol, end } kind = Kind::end;
  std::string text;
  std::size_t at = 0;
};

/// Recursive descent over the text form.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) { advance(); }

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
    if (token_.kind != Token::Kind::end)
      return fault(fmt::format("expected 'and', 'or' or the end, found '{}'", token_.text));
    return {};
  }

  Result<EventPredicate> event_or(int depth) {
    if (depth > max_depth) return fault(fmt::format("nested deeper than {} levels", max_depth));
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
      if (depth > max_depth) return fault(fmt::format("nested deeper than {} levels", max_depth));
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
    Literal found = token_.kind == Token::Kind::text ? Literal{token_.text, std::nullopt} : literal(token_.text);
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
    return is_event ? of_event(std::move(predicate)) : predicate;
  }
  /// "event = a", "event in (a, b)", "event != a" become event leaves, so that unknown names are noticed.
  Result<EventPredicate> of_event(EventPredicate comparison) {
    bool equal = comparison.comparator == Comparator::equal || comparison.comparator == Comparator::in;
    if (!equal && comparison.comparator != Comparator::not_equal) return comparison;
    EventPredicate leaf;
    leaf.kind = EventPredicate::Kind::event;
    for (auto& each : comparison.values) leaf.events.push_back(std::move(each.text));
    if (equal) return leaf;
    EventPredicate negation;
    negation.kind = EventPredicate::Kind::negation;
    negation.children.push_back(std::move(leaf));
    return negation;
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
    if (depth > max_depth) return fault(fmt::format("nested deeper than {} levels", max_depth));
    return list<CasePredicate>("or", CasePredicate::Kind::any, [&] { return case_and(depth); });
  }
  Result<CasePredicate> case_and(int depth) {
    return list<CasePredicate>("and", CasePredicate::Kind::all, [&] { return case_not(depth); });
  }
  Result<CasePredicate> case_not(int depth) {
    if (take_word("not")) {
      if (depth > max_depth) return fault(fmt::format("nested deeper than {} levels", max_depth));
      CAIRN_TRY(auto child, case_not(depth + 1));
      CasePredicate predicate;
      predicate.kind = CasePredicate::Kind::negation;
      predicate.children.push_back(std::move(child));
      return predicate;
    }
    if (take_word("count")) return count(depth);
    if (take_symbol("(")) {
      CAIRN_TRY(auto inner, case_or(depth + 1));
      if (!take_symbol(")")) return fault("a bracket is not closed");
      return inner;
    }
    return fault("expected count(…)", "for example: count(event = paid) >= 2 within 30d");
  }
  Result<CasePredicate> count(int depth) {
    CasePredicate predicate;
    predicate.kind = CasePredicate::Kind::count;
    if (!take_symbol("(")) return fault("expected '(' after count");
    CAIRN_TRY(predicate.counted, event_or(depth + 1));
    if (!take_symbol(")")) return fault("a bracket is not closed");
    CAIRN_TRY(predicate.comparator, comparator());
    if (predicate.comparator > Comparator::greater_equal) return fault("a count is compared by = != < <= > >=");
    CAIRN_TRY(auto times, value());
    if (!times.number || *times.number < 0 ||
        *times.number != static_cast<double>(static_cast<std::int64_t>(*times.number)))
      return fault(fmt::format("a count is a whole number; found '{}'", times.text));
    predicate.times = static_cast<std::int64_t>(*times.number);
    for (;;) {
      if (take_word("within")) {
        CAIRN_TRY(auto text, value());
        CAIRN_TRY(auto within, parse_duration(text.text, "predicate"));
        predicate.within = within;
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

  std::string_view text_;
  std::size_t at_ = 0;
  Token token_;
  bool quoted_ = false, unclosed_ = false;
};

}  // namespace

Result<EventPredicate> event_predicate_from(const Json& json, const std::string& where) {
  return event_from(json, where, 0);
}
Result<CasePredicate> case_predicate_from(const Json& json, const std::string& where) {
  return case_from(json, where, 0);
}
Result<EventPredicate> parse_event_predicate(std::string_view text) { return Parser(text).events(); }
Result<CasePredicate> parse_case_predicate(std::string_view text) { return Parser(text).cases(); }

namespace {
Json literal_json(const Literal& value) {
  if (value.number && as_number(value.text))
    return Json::parse(value.text, nullptr, false).is_number() ? Json::parse(value.text) : Json(value.text);
  return value.text;
}
template <class P>
Json list_json(const char* key, const std::vector<P>& children) {
  Json list = Json::array();
  for (const auto& child : children) list.push_back(to_json(child));
  return {{key, list}};
}
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

Json to_json(const EventPredicate& predicate) {
  using Kind = EventPredicate::Kind;
  switch (predicate.kind) {
    case Kind::all:
      return list_json("all", predicate.children);
    case Kind::any:
      return list_json("any", predicate.children);
    case Kind::negation:
      return {{"not", to_json(predicate.children.front())}};
    case Kind::event:
      return {{"event", predicate.events.size() == 1 ? Json(predicate.events.front()) : Json(predicate.events)}};
    case Kind::comparison:
      break;
  }
  Json comparison = Json::array({predicate.property, symbol_of(predicate.comparator)});
  if (predicate.comparator == Comparator::in) {
    Json list = Json::array();
    for (const auto& value : predicate.values) list.push_back(literal_json(value));
    comparison.push_back(list);
  } else if (!predicate.values.empty()) {
    comparison.push_back(literal_json(predicate.values.front()));
  }
  return {{"where", Json::array({comparison})}};
}

Json to_json(const CasePredicate& predicate) {
  using Kind = CasePredicate::Kind;
  switch (predicate.kind) {
    case Kind::all:
      return list_json("all", predicate.children);
    case Kind::any:
      return list_json("any", predicate.children);
    case Kind::negation:
      return {{"not", to_json(predicate.children.front())}};
    case Kind::count:
      break;
  }
  Json json = to_json(predicate.counted);
  json["count"] = Json::array({symbol_of(predicate.comparator), predicate.times});
  if (predicate.within) json["within"] = iso_duration(*predicate.within);
  if (predicate.after) json["after"] = to_json(*predicate.after);
  return json;
}

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
