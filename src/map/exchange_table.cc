// A table with one row a touchpoint, read into a document.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "event/predicate.h"
#include "map/exchange.h"
#include "map/exchange_columns.h"
#include "map/ids.h"
#include "map/sound.h"

namespace cairn::map {
namespace {

using exchange::Column;
using exchange::heading;

constexpr std::size_t most_rows = 2'000;

std::string name_of(Column column) { return heading(column).en; }

class TableReader {
 public:
  TableReader(const JourneySheet& sheet, std::string name) : sheet_(sheet), name_(std::move(name)) {}

  Result<Json> read(const std::string& title) {
    CAIRN_TRY_VOID(find_columns());
    for (const auto& row : sheet_.rows) CAIRN_TRY_VOID(add(row));
    if (document_["touchpoints"].empty())
      return Error{ErrorCode::invalid, "the table has no touchpoint", name_, "give each touchpoint a row of its own"};
    document_["title"] = title;
    CAIRN_TRY_VOID(expect_sound(document_));
    return std::move(document_);
  }

 private:
  Result<void> find_columns() {
    for (std::size_t i = 0; i < sheet_.columns.size(); ++i) {
      const auto column = exchange::column_named(sheet_.columns[i]);
      if (column) at_.emplace(*column, i);
    }
    if (sheet_.rows.size() > most_rows)
      return Error{ErrorCode::limit, fmt::format("a map has at most {} rows; found {}", most_rows, sheet_.rows.size()),
                   name_, "a map is read by people: give each touchpoint one row"};
    if (at_.contains(Column::touchpoint)) return {};
    return Error{
        ErrorCode::invalid,
        fmt::format("no column is called {}; found {}", name_of(Column::touchpoint), join(sheet_.columns, ", ")), name_,
        "name the columns Stage, Touchpoint, Channel, Emotion, Pain point … or 阶段、触点、渠道、情绪、痛点"};
  }

  std::string cell(const JourneySheet::Row& row, Column column) const {
    const auto found = at_.find(column);
    if (found == at_.end() || found->second >= row.cells.size()) return "";
    return std::string(trim(row.cells[found->second]));
  }
  std::vector<std::string> lines(const JourneySheet::Row& row, Column column) const {
    std::vector<std::string> found;
    const std::string text = cell(row, column);
    for (auto line : split(text, '\n'))
      if (auto tidy = trim(line); !tidy.empty()) found.emplace_back(tidy);
    return found;
  }
  Error fault(const JourneySheet::Row& row, Column column, const std::string& message, const std::string& hint) const {
    return {ErrorCode::invalid, message,
            fmt::format("{} line {}, column {}", name_, row.line, sheet_.columns[at_.at(column)]), hint};
  }

  Result<void> add(const JourneySheet::Row& row) {
    if (auto named = cell(row, Column::stage); !named.empty()) stage_ = stage_called(named);
    const std::string label = cell(row, Column::touchpoint);
    if (!label.empty() && stage_.empty()) stage_ = stage_called(label);  // a table without stages
    for (const auto& goal : lines(row, Column::goal)) add_once(stage()["customerGoal"], goal);
    if (label.empty()) return expect_nothing(row);
    Json touchpoint{{"id", id_of(row, label)}, {"label", label}, {"stage", stage_}, {"order", ++order_}};
    CAIRN_TRY_VOID(add_words(row, touchpoint));
    CAIRN_TRY_VOID(add_emotion(row, touchpoint));
    CAIRN_TRY_VOID(add_binding(row, touchpoint));
    add_pains(row, touchpoint);
    document_["touchpoints"].push_back(std::move(touchpoint));
    return {};
  }

  Result<void> expect_nothing(const JourneySheet::Row& row) const {
    for (Column column : {Column::channel, Column::action, Column::emotion, Column::pain, Column::event})
      if (!cell(row, column).empty())
        return fault(row, Column::touchpoint, "the row says something of a touchpoint without a name",
                     "write its name, or empty the row");
    return {};
  }

  std::string stage_called(const std::string& label) {
    const auto known = stages_.find(label);
    if (known != stages_.end()) return known->second;
    std::string id = id_from("st_", label, ids_);
    document_["stages"].push_back({{"id", id}, {"label", label}, {"order", document_["stages"].size() + 1}});
    return stages_[label] = id;
  }
  Json& stage() {
    if (stage_.empty()) stage_ = stage_called("1");
    for (auto& each : document_["stages"])
      if (each["id"] == stage_) return each;
    return document_["stages"].back();
  }
  static void add_once(Json& list, const std::string& text) {
    if (std::find(list.begin(), list.end(), Json(text)) == list.end()) list.push_back(text);
  }
  std::string id_of(const JourneySheet::Row& row, const std::string& label) {
    std::string said = cell(row, Column::id);
    if (!said.empty() && ids_.insert(said).second) return said;
    return id_from("tp_", label, ids_);
  }

  Result<void> add_words(const JourneySheet::Row& row, Json& touchpoint) {
    if (auto channel = cell(row, Column::channel); !channel.empty()) {
      touchpoint["channel"] = channel;
      if (channels_.insert(channel).second) document_["channels"].push_back({{"id", channel}, {"label", channel}});
    }
    if (auto said = cell(row, Column::initiator); !said.empty()) {
      const auto initiator = exchange::initiator_named(said);
      if (initiator.empty())
        return fault(row, Column::initiator, fmt::format("'{}' is nobody who begins something", said),
                     "write customer, brand, staff or third-party (客户、品牌、员工、第三方)");
      if (initiator != "customer") touchpoint["initiator"] = initiator;  // who else it would be
    }
    for (auto [column, field] :
         {std::pair{Column::action, "action"}, {Column::thought, "thought"}, {Column::expectation, "expectation"}})
      for (const auto& line : lines(row, column)) touchpoint[field].push_back(line);
    if (auto owner = cell(row, Column::owner); !owner.empty()) touchpoint["owner"] = owner;
    return {};
  }

  Result<void> add_emotion(const JourneySheet::Row& row, Json& touchpoint) const {
    const std::string said = cell(row, Column::emotion);
    if (said.empty()) return {};
    const auto score = exchange::emotion_named(said);
    if (!score)
      return fault(row, Column::emotion, fmt::format("'{}' is no emotion", said),
                   "write a number from -2 (very bad) to 2 (very good)");
    touchpoint["emotion"] = {{"mode", "manual"}, {"manual", *score}};
    return {};
  }

  Result<void> add_binding(const JourneySheet::Row& row, Json& touchpoint) const {
    const std::string said = cell(row, Column::event);
    if (said.empty()) return {};
    if (auto predicate = parse_event_predicate(said); !predicate)
      return fault(row, Column::event, predicate.error().message, "for example: event = order_paid and channel = web");
    touchpoint["bind"] = {{"on", said}};
    return {};
  }

  /// The same text is the same pain, or the same opportunity, wherever it stands.
  Json& element(const char* list, const std::string& prefix, const std::string& text) {
    for (auto& each : document_[list])
      if (each["text"] == text) return each;
    document_[list].push_back({{"id", id_from(prefix, text, ids_)}, {"text", text}});
    return document_[list].back();
  }
  void add_pains(const JourneySheet::Row& row, Json& touchpoint) {
    Json pains = Json::array();
    for (const auto& text : lines(row, Column::pain)) {
      Json& pain = element("pains", "pa_", text);
      add_once(pain["at"], touchpoint["id"].get<std::string>());
      pains.push_back(pain["id"]);
    }
    if (!pains.empty()) touchpoint["pains"] = pains;
    for (const auto& text : lines(row, Column::opportunity))
      for (Json& opportunity = element("opportunities", "op_", text); const auto& pain : pains)
        add_once(opportunity["pains"], pain.get<std::string>());
  }

  const JourneySheet& sheet_;
  std::string name_;
  std::map<Column, std::size_t> at_;
  std::map<std::string, std::string> stages_;
  std::set<std::string> ids_, channels_;
  std::string stage_;
  int order_ = 0;
  Json document_{{"schema", "cairn.journey/1"},
                 {"id", "jr_new"},
                 {"title", ""},
                 {"stages", Json::array()},
                 {"touchpoints", Json::array()}};
};

}  // namespace

Result<Json> journey_of_table(const JourneySheet& sheet, const std::string& title, const std::string& name) {
  return TableReader(sheet, name).read(title);
}

}  // namespace cairn::map
