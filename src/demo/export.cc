#include "demo/export.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <map>

#include "base/check.h"
#include "base/file.h"
#include "base/json.h"
#include "demo/diary.h"
#include "demo/footfall.h"

namespace cairn::demo {

namespace {

constexpr std::array<std::string_view, 10> fields = {"event_id", "customer", "event",    "time",  "received",
                                                     "channel",  "amount",   "currency", "value", "identifier_kind"};

/// One cell of a row; empty: nothing there.
struct Cell {
  std::string_view text;
  bool number = false;
};

/// The cells of one row, in the order of fields and then of property_names(). Rows must be asked for in ascending
/// order; cells are valid until the next.
class RowReader {
 public:
  explicit RowReader(const EventBatch& batch) : batch_(batch), next_(batch.properties.size(), 0) {
    cells_.resize(fields.size() + property_names().size());
    for (const auto& column : batch.properties) {
      auto names = property_names();
      auto found = std::find(names.begin(), names.end(), column.name);
      CAIRN_CHECK(found != names.end());
      position_.push_back(fields.size() + static_cast<std::size_t>(found - names.begin()));
    }
  }

  const std::vector<Cell>& read(std::size_t row) {
    std::fill(cells_.begin(), cells_.end(), Cell{});
    used_ = 0;
    cells_[0].text = made("{:016x}", batch_.id[row].high);
    cells_[1].text = batch_.identifier[row];
    cells_[2].text = batch_.type[row];
    cells_[3].text = keep(time_text(batch_.time[row]));
    if (batch_.received[row] != batch_.time[row]) cells_[4].text = keep(time_text(batch_.received[row]));
    cells_[5].text = batch_.channel[row];
    if (!batch_.currency[row].empty()) {
      CAIRN_CHECK(minor_digits(batch_.currency[row]) == 2);
      std::int64_t minor = batch_.amount_minor[row];
      cells_[6] = {made("{}{}.{:02}", minor < 0 ? "-" : "", std::llabs(minor / 100), std::llabs(minor % 100)), true};
      cells_[7].text = batch_.currency[row];
    }
    if (!std::isnan(batch_.value[row])) cells_[8] = {made("{}", batch_.value[row]), true};
    if (batch_.identifier_kind[row] != "customer") cells_[9].text = batch_.identifier_kind[row];
    for (std::size_t i = 0; i < next_.size(); ++i) {
      const auto& column = batch_.properties[i];
      auto& at = next_[i];
      if (at == column.rows.size() || column.rows[at] != row) continue;
      bool is_text = column.type == PropertyType::text;
      CAIRN_CHECK(is_text || column.type == PropertyType::integer);
      cells_[position_[i]] = {is_text ? column.texts[at] : made("{}", column.integers[at]), !is_text};
      ++at;
    }
    return cells_;
  }

 private:
  /// Most times of a batch are on one of a few days; only the clock is made for each.
  std::string_view time_text(std::int64_t us) {
    std::int64_t second = us / 1'000'000, day = second / 86'400;
    if (day != day_) {
      day_ = day;
      clock_ = format_time(Time{day * 86'400 * 1'000'000});
    }
    auto digits = [&](std::size_t place, std::int64_t value) {
      clock_[place] = static_cast<char>('0' + value / 10);
      clock_[place + 1] = static_cast<char>('0' + value % 10);
    };
    digits(11, second % 86'400 / 3600);
    digits(14, second % 3600 / 60);
    digits(17, second % 60);
    return clock_;
  }
  template <class... Values>
  std::string_view made(fmt::format_string<const Values&...> form, const Values&... values) {
    char* begin = scratch_.data() + used_;
    auto end = fmt::format_to_n(begin, scratch_.size() - used_, form, values...);
    CAIRN_CHECK(end.size <= scratch_.size() - used_);
    used_ += end.size;
    return {begin, end.size};
  }
  std::string_view keep(std::string_view text) { return made("{}", text); }

  const EventBatch& batch_;
  std::vector<std::size_t> next_, position_;
  std::vector<Cell> cells_;
  std::array<char, 512> scratch_{};  ///< numbers and times of one row
  std::size_t used_ = 0;
  std::int64_t day_ = std::numeric_limits<std::int64_t>::min();
  std::string clock_;
};

std::string_view name_at(std::size_t position) {
  return position < fields.size() ? fields[position] : property_names()[position - fields.size()];
}

void append_csv(std::string& out, const std::vector<Cell>& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) out += ',';
    std::string_view text = cells[i].text;
    if (text.find_first_of(",\"\n\r") == std::string_view::npos) {
      out += text;
      continue;
    }
    out += '"';
    for (char c : text) out.append(c == '"' ? 2 : 1, c);
    out += '"';
  }
  out += '\n';
}

void append_json_text(std::string& out, std::string_view text) {
  bool plain = std::none_of(text.begin(), text.end(),
                            [](char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; });
  if (!plain) {
    out += Json(text).dump();
    return;
  }
  out += '"';
  out += text;
  out += '"';
}

void append_ndjson(std::string& out, const std::vector<Cell>& cells) {
  char separator = '{';
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].text.empty()) continue;
    out += separator;
    separator = ',';
    out += '"';
    out += name_at(i);
    out += "\":";
    if (cells[i].number)
      out += cells[i].text;
    else
      append_json_text(out, cells[i].text);
  }
  out += "}\n";
}

}  // namespace

Result<FileFormat> format_of(const std::string& path) {
  if (path.ends_with(".csv")) return FileFormat::csv;
  if (path.ends_with(".ndjson") || path.ends_with(".jsonl")) return FileFormat::ndjson;
  return Error{ErrorCode::usage, fmt::format("cannot tell the format of '{}' by its name", path), "--out",
               "use a name that ends in .csv or .ndjson"};
}

Result<std::unique_ptr<FileExport>> FileExport::create(const std::string& path, FileFormat format) {
  std::FILE* file = path == "-" ? stdout : std::fopen(path.c_str(), "wb");
  if (!file) return system_error("cannot write", path);
  std::unique_ptr<FileExport> created(new FileExport(file, path, format));
  if (format == FileFormat::csv) {
    for (std::size_t i = 0; i < fields.size() + property_names().size(); ++i)
      created->buffer_ += fmt::format("{}{}", i > 0 ? "," : "", name_at(i));
    created->buffer_ += '\n';
  }
  return created;
}

Result<void> FileExport::append(const EventBatch& batch) {
  RowReader reader(batch);
  for (std::size_t row = 0; row < batch.size(); ++row) {
    const auto& cells = reader.read(row);
    format_ == FileFormat::csv ? append_csv(buffer_, cells) : append_ndjson(buffer_, cells);
  }
  return flush();
}

Result<void> FileExport::flush() {
  if (std::fwrite(buffer_.data(), 1, buffer_.size(), file_) != buffer_.size())
    return system_error("cannot write", path_);
  buffer_.clear();
  return {};
}

Result<void> FileExport::close() {
  CAIRN_CHECK(file_);
  CAIRN_TRY_VOID(flush());
  std::FILE* file = std::exchange(file_, nullptr);
  int failed = file == stdout ? std::fflush(file) : std::fclose(file);
  if (failed) return system_error("cannot write", path_);
  return {};
}

Result<DemoSummary> export_demo(const DemoOptions& options, const std::string& path, FileFormat format,
                                const Progress& progress) {
  CAIRN_TRY(auto file, FileExport::create(path, format));
  CAIRN_TRY(auto summary, generate(options, *file, progress));
  CAIRN_TRY_VOID(file->close());
  if (path == "-") return summary;
  CAIRN_TRY_VOID(write_file(beside(path, ".truth.json"), truth(options).dump(2) + "\n"));
  CAIRN_TRY_VOID(write_footfall(options, beside(path, ".footfall.csv")));
  return summary;
}

namespace {

/// Keeps what one person is known by until the next one comes: a person's events come together.
class PersonsFile : public EventSink {
 public:
  explicit PersonsFile(std::FILE* file) : file_(file) {
    out_ = "identifier_kind,identifier,person,events,first,last\n";
  }
  void hear(std::span<const Person> persons) { persons_.assign(persons.begin(), persons.end()); }
  Result<void> append(const EventBatch& batch) override {
    for (std::size_t row = 0; row < batch.size(); ++row) {
      if (row > 0 && batch.id[row] == batch.id[row - 1]) continue;  // sent twice
      if (persons_[row] != person_) tell(persons_[row]);
      auto [found, is_new] =
          known_.try_emplace({std::string(batch.identifier_kind[row]), std::string(batch.identifier[row])},
                             Known{0, batch.time[row], batch.time[row]});
      ++found->second.events;
      found->second.last = batch.time[row];
    }
    return {};
  }
  bool finish() {
    tell({});
    return std::fwrite(out_.data(), 1, out_.size(), file_) == out_.size() && !failed_;
  }

 private:
  struct Known {
    std::size_t events;
    std::int64_t first, last;
  };
  void tell(const Person& next) {
    for (const auto& [identifier, known] : known_)
      fmt::format_to(std::back_inserter(out_), "{},{},{},{},{},{}\n", identifier.first, identifier.second,
                     person_.name(), known.events, format_time(Time{known.first}), format_time(Time{known.last}));
    known_.clear();
    person_ = next;
    if (out_.size() < (1 << 20)) return;
    failed_ = failed_ || std::fwrite(out_.data(), 1, out_.size(), file_) != out_.size();
    out_.clear();
  }

  std::FILE* file_;
  std::string out_;
  bool failed_ = false;
  Person person_;
  std::vector<Person> persons_;
  std::map<std::pair<std::string, std::string>, Known> known_;
};

}  // namespace

Result<void> write_persons(const DemoOptions& options, const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (!file) return system_error("cannot write", path);
  PersonsFile persons(file);
  auto made = generate(options, persons, {}, [&](std::span<const Person> told) { persons.hear(told); });
  bool written = persons.finish();
  written = std::fclose(file) == 0 && written;
  if (!made) return made.error();
  if (!written) return system_error("cannot write", path);
  return {};
}

std::string beside(const std::string& path, std::string_view ending) {
  return std::filesystem::path(path).replace_extension().string() + std::string(ending);
}

FileExport::~FileExport() {
  if (file_ && file_ != stdout) std::fclose(file_);
}

}  // namespace cairn::demo
