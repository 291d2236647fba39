// A document as a table with one row a touchpoint.
#include <algorithm>

#include "base/text.h"
#include "event/predicate.h"
#include "map/document_fields.h"
#include "map/exchange.h"
#include "map/exchange_columns.h"

namespace cairn::map {
namespace {

using exchange::Column;

/// As RFC 4180 says. A text that a spreadsheet would take for a formula stays a text.
std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

std::string texts(const Json& element, const char* field, Language language) {
  std::vector<std::string> found;
  for (const auto& each : fields::field(element, field)) found.push_back(Label::from(each).in(language));
  return join(found, "\n");
}

std::string number_text(double number) {
  std::string text = std::to_string(number);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::string binding(const Json& touchpoint) {
  const Json& bind = fields::field(touchpoint, "bind");
  if (!bind.is_object() || !bind.contains("on")) return "";
  if (bind["on"].is_string()) return bind["on"].get<std::string>();
  const auto predicate = event_predicate_from(bind["on"], "on");
  return predicate ? to_text(*predicate) : "";
}

class TableWriter {
 public:
  TableWriter(const Json& document, Language language) : document_(document), language_(language) {}

  std::string write() {
    std::string text = "\xEF\xBB\xBF" + heading_line();
    for (const Json* stage : in_order(document_["stages"])) {
      bool is_first = true;
      for (const Json* touchpoint : in_order(document_["touchpoints"]))
        if ((*touchpoint)["stage"] == (*stage)["id"]) text += line(*stage, touchpoint, std::exchange(is_first, false));
      if (is_first) text += line(*stage, nullptr, true);
    }
    return text;
  }

 private:
  static std::vector<const Json*> in_order(const Json& list) {
    std::vector<const Json*> found;
    for (const auto& each : list) found.push_back(&each);
    std::stable_sort(found.begin(), found.end(),
                     [](const Json* a, const Json* b) { return a->value("order", 0) < b->value("order", 0); });
    return found;
  }
  std::string heading_line() const {
    std::vector<std::string> cells;
    for (std::size_t i = 0; i < exchange::columns; ++i)
      cells.push_back(csv_cell(exchange::heading(static_cast<Column>(i)).in(language_)));
    return join(cells, ",") + "\r\n";
  }
  std::string line(const Json& stage, const Json* touchpoint, bool is_first) const {
    std::vector<std::string> cells;
    for (std::size_t i = 0; i < exchange::columns; ++i)
      cells.push_back(csv_cell(cell(static_cast<Column>(i), stage, touchpoint, is_first)));
    return join(cells, ",") + "\r\n";
  }
  std::string cell(Column column, const Json& stage, const Json* touchpoint, bool is_first) const {
    if (column == Column::stage) return Label::from(stage["label"]).in(language_);
    if (column == Column::goal) return is_first ? texts(stage, "customerGoal", language_) : "";
    return touchpoint == nullptr ? "" : of_touchpoint(column, *touchpoint);
  }
  std::string of_touchpoint(Column column, const Json& touchpoint) const {
    switch (column) {
      case Column::touchpoint:
        return Label::from(touchpoint["label"]).in(language_);
      case Column::channel:
        return fields::text(touchpoint, "channel");
      case Column::initiator:
        return exchange::initiator_word(fields::text(touchpoint, "initiator")).in(language_);
      case Column::action:
        return texts(touchpoint, "action", language_);
      case Column::thought:
        return texts(touchpoint, "thought", language_);
      case Column::expectation:
        return texts(touchpoint, "expectation", language_);
      case Column::emotion:
        return emotion(touchpoint);
      case Column::pain:
        return join(named("pains", pains_of(touchpoint)), "\n");
      case Column::opportunity:
        return join(opportunities(pains_of(touchpoint)), "\n");
      case Column::owner:
        return fields::text(touchpoint, "owner");
      case Column::event:
        return binding(touchpoint);
      case Column::id:
        return touchpoint["id"].get<std::string>();
      default:
        return "";
    }
  }
  std::string emotion(const Json& touchpoint) const {
    const Json& manual = fields::field(fields::field(touchpoint, "emotion"), "manual");
    return manual.is_number() ? number_text(manual.get<double>()) : "";
  }
  /// Ids of the pains that the touchpoint names, or that name it.
  std::vector<std::string> pains_of(const Json& touchpoint) const {
    std::vector<std::string> found;
    const Json& named = fields::field(touchpoint, "pains");
    for (const auto& pain : fields::field(document_, "pains")) {
      const Json& at = fields::field(pain, "at");
      const bool here = std::find(at.begin(), at.end(), touchpoint["id"]) != at.end() ||
                        std::find(named.begin(), named.end(), pain["id"]) != named.end();
      if (here) found.push_back(pain["id"].get<std::string>());
    }
    return found;
  }
  std::vector<std::string> named(const char* list, const std::vector<std::string>& ids) const {
    std::vector<std::string> found;
    for (const auto& each : fields::field(document_, list))
      if (std::find(ids.begin(), ids.end(), each["id"].get<std::string>()) != ids.end())
        found.push_back(Label::from(each["text"]).in(language_));
    return found;
  }
  std::vector<std::string> opportunities(const std::vector<std::string>& pains) const {
    std::vector<std::string> ids;
    for (const auto& each : fields::field(document_, "opportunities"))
      for (const auto& pain : fields::field(each, "pains"))
        if (std::find(pains.begin(), pains.end(), pain.get<std::string>()) != pains.end())
          ids.push_back(each["id"].get<std::string>());
    return named("opportunities", ids);
  }

  const Json& document_;
  Language language_;
};

}  // namespace

std::string journey_csv(const Json& document, Language language) { return TableWriter(document, language).write(); }

}  // namespace cairn::map
