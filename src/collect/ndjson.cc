#include "collect/ndjson.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>

#include "base/text.h"
#include "collect/column_set.h"
#include "collect/window.h"

namespace cairn::collect {
namespace {

namespace od = simdjson::ondemand;

constexpr int max_depth = 32;

/// One JSON object to the cells of a record.
class Flattener {
 public:
  Flattener(ColumnSet& columns) : columns_(columns) {}

  /// Empty when it went well, else what is wrong. `capacity` bytes from text.data() on may be read.
  std::string flatten(std::string_view text, std::size_t capacity, RecordBatch& batch) {
    batch_ = &batch;
    columns_.start(batch);
    od::document document;
    od::object object;
    if (auto fault = parser_.iterate(text.data(), text.size(), capacity).get(document))
      return simdjson::error_message(fault);
    od::json_type type;
    if (auto fault = document.type().get(type)) return simdjson::error_message(fault);
    if (type != od::json_type::object) return fmt::format("found {}, expected an object {{…}}", shorten(text, 40));
    if (auto fault = document.get_object().get(object)) return simdjson::error_message(fault);
    path_.clear();
    if (auto fault = walk(object, 0)) return simdjson::error_message(fault);
    const char* behind = nullptr;
    if (!document.current_location().get(behind) && behind < text.data() + text.size())
      return fmt::format("'{}' follows behind the object",
                         shorten(std::string_view(behind, text.data() + text.size()), 40));
    return {};
  }

 private:
  simdjson::error_code walk(od::object& object, int depth) {
    for (auto field : object) {
      std::string_view key;
      if (auto fault = field.unescaped_key().get(key)) return fault;
      std::size_t before = path_.size();
      if (depth > 0) path_ += '.';
      path_ += key;
      od::value value;
      if (auto fault = field.value().get(value)) return fault;
      if (auto fault = take(value, depth)) return fault;
      path_.resize(before);
    }
    return simdjson::SUCCESS;
  }

  simdjson::error_code take(od::value& value, int depth) {
    od::json_type type;
    if (auto fault = value.type().get(type)) return fault;
    switch (type) {
      case od::json_type::object: {
        od::object object;
        if (auto fault = value.get_object().get(object)) return fault;
        if (depth < max_depth) return walk(object, depth + 1);
        std::string_view raw;
        if (auto fault = object.raw_json().get(raw)) return fault;
        set(raw, CellKind::text);
        return simdjson::SUCCESS;
      }
      case od::json_type::array: {
        od::array array;
        std::string_view raw;
        if (auto fault = value.get_array().get(array)) return fault;
        if (auto fault = array.raw_json().get(raw)) return fault;
        set(trim(raw), CellKind::text);
        return simdjson::SUCCESS;
      }
      case od::json_type::string: {
        std::string_view text;
        if (auto fault = value.get_string().get(text)) return fault;
        set(batch_->arena.keep(text), CellKind::text);
        return simdjson::SUCCESS;
      }
      case od::json_type::number:
        return number(value);
      case od::json_type::boolean: {
        bool truth = false;
        if (auto fault = value.get_bool().get(truth)) return fault;
        set(truth ? "true" : "false", CellKind::boolean);
        return simdjson::SUCCESS;
      }
      case od::json_type::null: {
        bool null = false;
        if (auto fault = value.is_null().get(null)) return fault;
        if (!null) return simdjson::N_ATOM_ERROR;
        set({}, CellKind::missing);
        return simdjson::SUCCESS;
      }
    }
    return simdjson::INCORRECT_TYPE;
  }

  simdjson::error_code number(od::value& value) {
    std::string_view raw = trim(value.raw_json_token());
    bool whole = raw.find_first_of(".eE") == std::string_view::npos;
    double checked = 0;
    // Integers beyond 64 bits are numbers to JSON; only the digits are kept here, so only the shape must be right.
    bool digits = whole && raw.find_first_not_of("-0123456789") == std::string_view::npos && raw.size() > 18;
    if (auto fault = value.get_double().get(checked); fault && !digits) return fault;
    set(raw, whole ? CellKind::integer : CellKind::real);
    return simdjson::SUCCESS;
  }

  void set(std::string_view text, CellKind kind) { columns_.set(*batch_, path_, Cell::of(text, kind)); }

  od::parser parser_;
  ColumnSet& columns_;
  RecordBatch* batch_ = nullptr;
  std::string path_;
};

class NdjsonSource : public RecordSource {
 public:
  NdjsonSource(std::unique_ptr<TextBytes> text) : window_(std::move(text)), flattener_(columns_) {}

  Result<void> open();
  Result<void> next(RecordBatch& batch) override;
  const std::vector<std::string>& columns() const override { return columns_.names(); }
  const std::vector<std::string>& notes() const override { return notes_; }

 private:
  std::string_view read_lines(std::string_view rest, RecordBatch& batch);
  std::string_view read_objects(std::string_view rest, RecordBatch& batch);
  void read_record(std::string_view raw, RecordBatch& batch, const EncodingCheck& encoding);
  std::string_view skip_line(std::string_view rest);

  Window window_;
  ColumnSet columns_;
  Flattener flattener_;
  std::vector<std::string> notes_;
  std::uint64_t line_ = 1;
  std::size_t readable_ = 0;  ///< bytes of the buffer of the current window
  const char* buffer_ = nullptr;
  bool by_line_ = true;  ///< else objects one after the other, inside an array or not
  bool skipping_ = false, ended_ = false;
};

std::string_view skip_blanks(std::string_view text, std::uint64_t& line) {
  while (!text.empty() &&
         (text.front() == ' ' || text.front() == '\t' || text.front() == '\r' || text.front() == '\n')) {
    line += text.front() == '\n';
    text.remove_prefix(1);
  }
  return text;
}

Result<void> NdjsonSource::open() {
  CAIRN_TRY(auto head, window_.peek());
  const auto& name = window_.text().name();
  auto text = trim(head);
  if (text.empty())
    return Error{ErrorCode::invalid, "holds nothing but blanks; events were expected", name,
                 "check that the export was finished"};
  if (text.front() == '[') {
    by_line_ = false;
    notes_.push_back("a JSON array of objects");
  } else if (std::size_t end = end_of_object(text); text.front() == '{' && end != std::string_view::npos &&
                                                    text.substr(0, end).find('\n') != std::string_view::npos) {
    by_line_ = false;
    notes_.push_back("JSON objects over several lines");
  } else {
    notes_.push_back("one JSON object a line");
  }
  return {};
}

Result<void> NdjsonSource::next(RecordBatch& batch) {
  batch.clear();
  while (!ended_ && batch.size() == 0) {
    CAIRN_TRY(auto rest, window_.fill(batch.buffer));
    buffer_ = batch.buffer.data();
    readable_ = batch.buffer.size();
    if (skipping_) rest = skip_line(rest);
    rest = by_line_ ? read_lines(rest, batch) : read_objects(rest, batch);
    if (rest.size() > max_record_bytes) {
      batch.end_broken(line_, rest.substr(0, 2000), Reason::too_long,
                       fmt::format("more than {} bytes in one record; at most that many are read", max_record_bytes));
      skipping_ = true;
      rest = skip_line(rest);
    }
    if (columns_.too_many())
      return Error{
          ErrorCode::limit,
          fmt::format("has more than {} different keys, the last '{}'", ColumnSet::max_columns, columns().back()),
          fmt::format("{} line {}", window_.text().name(), line_),
          "keys that hold ids or names must become values first"};
    if (batch.full() && !rest.empty()) {
      window_.come_again(rest);
      continue;
    }
    ended_ = window_.is_last();
    window_.carry_over(rest);
  }
  return {};
}

/// Drops the text up to and with the next newline; reading goes on behind it.
std::string_view NdjsonSource::skip_line(std::string_view rest) {
  auto newline = rest.find('\n');
  if (newline == std::string_view::npos) return {};
  skipping_ = false;
  ++line_;
  return rest.substr(newline + 1);
}

std::string_view NdjsonSource::read_lines(std::string_view rest, RecordBatch& batch) {
  EncodingCheck encoding(rest, window_.text());
  while (!rest.empty()) {
    auto newline = rest.find('\n');
    if (newline == std::string_view::npos && !window_.is_last()) break;
    auto raw = trim(rest.substr(0, newline));
    if (!raw.empty()) read_record(raw, batch, encoding);
    rest.remove_prefix(newline == std::string_view::npos ? rest.size() : newline + 1);
    ++line_;
    if (batch.full() || columns_.too_many()) break;
  }
  return rest;
}

std::string_view NdjsonSource::read_objects(std::string_view rest, RecordBatch& batch) {
  EncodingCheck encoding(rest, window_.text());
  for (;;) {
    rest = skip_blanks(rest, line_);
    if (rest.empty()) return rest;
    if (rest.front() == '[' || rest.front() == ']' || rest.front() == ',') {
      rest.remove_prefix(1);
      continue;
    }
    std::size_t end = rest.front() == '{' ? end_of_object(rest) : std::min(rest.find('\n'), rest.find('{'));
    if (end == std::string_view::npos) {
      if (!window_.is_last()) return rest;
      end = rest.size();
    }
    auto raw = rest.substr(0, end);
    read_record(trim(raw), batch, encoding);
    line_ += static_cast<std::uint64_t>(std::count(raw.begin(), raw.end(), '\n'));
    rest.remove_prefix(end);
    if (batch.full() || columns_.too_many()) return rest;
  }
}

void NdjsonSource::read_record(std::string_view raw, RecordBatch& batch, const EncodingCheck& encoding) {
  if (auto fault = encoding.fault(raw); !fault.empty())
    return batch.end_broken(line_, raw, Reason::encoding, std::move(fault));
  std::size_t capacity = readable_ - static_cast<std::size_t>(raw.data() - buffer_);
  auto fault = flattener_.flatten(raw, capacity, batch);
  if (fault.empty()) return batch.end_record(line_, raw);
  batch.end_broken(line_, raw, Reason::not_json, std::move(fault));
}

}  // namespace

std::size_t end_of_object(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (in_string) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        in_string = false;
      continue;
    }
    if (c == '"') in_string = true;
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && --depth == 0) return i + 1;
  }
  return std::string_view::npos;
}

Result<std::unique_ptr<RecordSource>> open_ndjson(std::unique_ptr<TextBytes> text) {
  auto source = std::make_unique<NdjsonSource>(std::move(text));
  CAIRN_TRY_VOID(source->open());
  return std::unique_ptr<RecordSource>(std::move(source));
}

}  // namespace cairn::collect
