#include "collect/xes.h"

#include <expat.h>
#include <fmt/format.h>

#include <cstring>

#include "base/json.h"
#include "base/text.h"
#include "collect/column_set.h"

namespace cairn::collect {
namespace {

/// Attributes may stand in one another so deep.
constexpr std::size_t max_depth = 32;
/// A batch ends early when its events have taken so much.
constexpr std::size_t full_batch_bytes = 16 * window_bytes;

enum class Scope { outside, log, ignored, trace, event };

struct Attribute {
  std::string name;  ///< the column
  std::string text;
  CellKind kind = CellKind::text;
};

/// A list or container attribute that is open: its values are gathered as JSON.
struct OpenAttribute {
  std::string key;
  bool is_list = false;
  Json values = Json::array();
};

CellKind kind_of(std::string_view element) {
  if (element == "int") return CellKind::integer;
  if (element == "float") return CellKind::real;
  if (element == "boolean") return CellKind::boolean;
  if (element == "date") return CellKind::time;
  return CellKind::text;
}

bool is_attribute(std::string_view element) {
  for (std::string_view known : {"string", "date", "int", "float", "boolean", "id", "list", "container"})
    if (element == known) return true;
  return false;
}

class XesSource : public RecordSource {
 public:
  XesSource(std::unique_ptr<TextBytes> text) : text_(std::move(text)), parser_(XML_ParserCreate("UTF-8")) {
    XML_SetUserData(parser_, this);
    XML_SetElementHandler(
        parser_,
        [](void* self, const char* name, const char** pairs) {
          static_cast<XesSource*>(self)->open_element(name, pairs);
        },
        [](void* self, const char* name) { static_cast<XesSource*>(self)->close_element(name); });
    notes_.push_back("an XES log");
  }
  ~XesSource() override { XML_ParserFree(parser_); }

  Result<void> next(RecordBatch& batch) override;
  const std::vector<std::string>& columns() const override { return columns_.names(); }
  const std::vector<std::string>& notes() const override { return notes_; }

 private:
  void open_element(std::string_view element, const char** pairs);
  void close_element(std::string_view element);
  void add_attribute(std::string_view element, std::string_view key, const char* value);
  void end_event();
  Result<XML_Status> parse_on();
  /// The file is read no further, and for this.
  void give_up(std::string message, std::string hint);
  Error damaged() const;

  std::unique_ptr<TextBytes> text_;
  XML_Parser parser_;
  RecordBatch* batch_ = nullptr;
  ColumnSet columns_;
  std::vector<std::string> notes_;
  std::vector<Attribute> trace_, event_;  ///< of the trace and the event that are open
  std::vector<OpenAttribute> nesting_;
  Scope scope_ = Scope::outside;
  bool in_trace_ = false;
  int ignored_depth_ = 0;
  std::uint64_t event_line_ = 0;
  std::optional<Error> given_up_;
  std::size_t copied_bytes_ = 0;  ///< into the events of this batch
  bool suspended_ = false, last_ = false, ended_ = false;
};

Result<void> XesSource::next(RecordBatch& batch) {
  batch.clear();
  batch_ = &batch;
  copied_bytes_ = 0;
  while (!ended_ && batch.size() == 0) {
    CAIRN_TRY(auto status, suspended_ ? XML_ResumeParser(parser_) : parse_on());
    suspended_ = status == XML_STATUS_SUSPENDED;
    if (status == XML_STATUS_ERROR) return given_up_ ? *given_up_ : damaged();
    ended_ = last_ && !suspended_;
  }
  return {};
}

/// The next piece of the file.
Result<XML_Status> XesSource::parse_on() {
  void* buffer = XML_GetBuffer(parser_, static_cast<int>(window_bytes));
  if (buffer == nullptr) return XML_STATUS_ERROR;
  CAIRN_TRY(std::size_t got, text_->read(static_cast<char*>(buffer), window_bytes));
  last_ = got == 0;
  return XML_ParseBuffer(parser_, static_cast<int>(got), last_);
}

void XesSource::open_element(std::string_view element, const char** pairs) {
  if (scope_ == Scope::ignored) {
    ++ignored_depth_;
    return;
  }
  bool top = nesting_.empty();
  if (top && element == "log" && scope_ == Scope::outside) {
    scope_ = Scope::log;
  } else if (top && element == "trace" && scope_ == Scope::log) {
    scope_ = Scope::trace;
    in_trace_ = true;
    trace_.clear();
  } else if (top && element == "event" && (scope_ == Scope::trace || scope_ == Scope::log)) {
    scope_ = Scope::event;
    event_.clear();
    event_line_ = XML_GetCurrentLineNumber(parser_);
  } else if (scope_ == Scope::trace || scope_ == Scope::event) {
    std::string_view key;
    const char* value = nullptr;
    for (; pairs[0] != nullptr; pairs += 2) {
      if (std::string_view(pairs[0]) == "key") key = pairs[1];
      if (std::string_view(pairs[0]) == "value") value = pairs[1];
    }
    bool inside_list = element == "values" && !top;
    if (inside_list) return;
    if (is_attribute(element) && !key.empty()) {
      add_attribute(element, key, value);
      return;
    }
    scope_ = Scope::ignored;
    ignored_depth_ = 1;
  } else {
    scope_ = Scope::ignored;  // extensions, globals, classifiers and attributes of the log
    ignored_depth_ = 1;
  }
}

void XesSource::add_attribute(std::string_view element, std::string_view key, const char* value) {
  bool in_list = !nesting_.empty() && nesting_.back().is_list;
  if (in_list && value != nullptr) nesting_.back().values.push_back(value);
  std::string name(key);
  for (auto at = nesting_.rbegin(); at != nesting_.rend(); ++at) name = at->key + "." + name;
  bool within_event = scope_ == Scope::event;
  auto& attributes = within_event ? event_ : trace_;
  if (!in_list && value != nullptr && element != "list" && element != "container")
    attributes.push_back({within_event ? name : "case:" + name, value, kind_of(element)});
  if (attributes.size() > ColumnSet::max_columns)
    give_up(fmt::format("has an event or a trace of more than {} attributes", ColumnSet::max_columns),
            "leave out some when exporting the log");
  nesting_.push_back({std::string(key), element == "list", Json::array()});
  if (nesting_.size() > max_depth)
    give_up(fmt::format("has attributes nested deeper than {} levels", max_depth),
            "flatten them when exporting the log");
}

void XesSource::close_element(std::string_view element) {
  if (scope_ == Scope::ignored) {
    if (--ignored_depth_ == 0) scope_ = event_line_ > 0 ? Scope::event : in_trace_ ? Scope::trace : Scope::log;
    return;
  }
  if (!nesting_.empty()) {
    if (element == "values") return;
    auto closed = std::move(nesting_.back());
    nesting_.pop_back();
    if (closed.is_list && !closed.values.empty()) {
      std::string name = closed.key;
      for (auto at = nesting_.rbegin(); at != nesting_.rend(); ++at) name = at->key + "." + name;
      bool within_event = scope_ == Scope::event;
      (within_event ? event_ : trace_)
          .push_back({within_event ? name : "case:" + name, closed.values.dump(), CellKind::text});
    }
    return;
  }
  if (element == "event" && scope_ == Scope::event) {
    end_event();
    event_line_ = 0;
    scope_ = in_trace_ ? Scope::trace : Scope::log;
  } else if (element == "trace" && scope_ == Scope::trace) {
    in_trace_ = false;
    scope_ = Scope::log;
  }
}

void XesSource::end_event() {
  columns_.start(*batch_);
  for (const auto* attributes : {&trace_, &event_})
    for (const auto& attribute : *attributes) {
      columns_.set(*batch_, attribute.name, Cell::of(batch_->arena.keep(attribute.text), attribute.kind));
      copied_bytes_ += sizeof(Cell) + attribute.text.size();
    }
  batch_->end_record(event_line_, {});
  // Each event repeats the attributes of its trace, so a batch can be much larger than the text that it came from.
  if (columns_.too_many())
    give_up(fmt::format("has more than {} different attributes", ColumnSet::max_columns),
            "attributes whose keys hold ids must become values first");
  else if (batch_->full() || copied_bytes_ > full_batch_bytes)
    XML_StopParser(parser_, XML_TRUE);
}

void XesSource::give_up(std::string message, std::string hint) {
  if (given_up_) return;  // expat tells the ends of what is open nevertheless
  given_up_ = Error{ErrorCode::limit, std::move(message),
                    fmt::format("{} line {}", text_->name(), XML_GetCurrentLineNumber(parser_)), std::move(hint)};
  XML_StopParser(parser_, XML_FALSE);
}

Error XesSource::damaged() const {
  auto fault = XML_GetErrorCode(parser_);
  bool early = fault == XML_ERROR_NO_ELEMENTS || fault == XML_ERROR_UNCLOSED_TOKEN ||
               (ended_ && fault == XML_ERROR_TAG_MISMATCH);
  return {ErrorCode::damaged,
          fmt::format("is no well-formed XML: {}{}", XML_ErrorString(fault), early ? "; it ends too early" : ""),
          fmt::format("{}:{}:{}", text_->name(), XML_GetCurrentLineNumber(parser_),
                      XML_GetCurrentColumnNumber(parser_) + 1),
          "export the log again; rows that were imported already are not doubled by a second import"};
}

}  // namespace

std::string xml_encoding(std::string_view head) {
  head = head.substr(0, 200);
  auto end = head.find("?>");
  if (!head.starts_with("<?xml") || end == std::string_view::npos) return {};
  head = head.substr(0, end);
  auto at = head.find("encoding");
  if (at == std::string_view::npos) return {};
  auto quote = head.find_first_of("\"'", at);
  if (quote == std::string_view::npos) return {};
  auto close = head.find(head[quote], quote + 1);
  return close == std::string_view::npos ? std::string() : std::string(head.substr(quote + 1, close - quote - 1));
}

Result<std::unique_ptr<RecordSource>> open_xes(std::unique_ptr<TextBytes> text) {
  return std::unique_ptr<RecordSource>(std::make_unique<XesSource>(std::move(text)));
}

}  // namespace cairn::collect
