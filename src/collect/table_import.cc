#include "collect/table_import.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "collect/amount.h"
#include "collect/property_types.h"
#include "collect/spreadsheet.h"

namespace cairn::collect {
namespace {

using Use = TablePart::Use;

bool holds(std::string_view list, std::string_view word) {
  for (auto each : split(list, ' '))
    if (each == word) return true;
  return false;
}

/// "是", "Y", "已同意" → true; "否", "N", "拒绝" → false; else it is not known.
std::optional<bool> answer_of(std::string_view text) {
  auto word = to_lower(text);
  if (holds("是 y yes true 1 同意 已同意 授权 已授权 已授權 granted optin opted_in", word)) return true;
  if (holds(
          "否 n no false 0 不同意 拒绝 拒絕 已拒绝 未授权 未授權 撤回 已撤回 denied withdrawn revoked optout opted_out",
          word))
    return false;
  return std::nullopt;
}

std::optional<double> number_of(std::string_view text) {
  if (auto real = as_real(text)) return real;
  auto amount = parse_amount(text);
  if (!amount) return std::nullopt;
  double value = static_cast<double>(amount->digits);
  for (int i = 0; i < amount->decimals; ++i) value /= 10;
  return value;
}

class TableReader {
 public:
  TableReader(TableKind kind, const Sample& sample, const ImportOptions& options, Quarantine& quarantine)
      : kind_(kind), sample_(sample), options_(options), quarantine_(quarantine) {}

  Result<void> find_columns(const std::string& path);
  void read(const RecordBatch& batch, const std::vector<std::string>& columns);
  ReadTable take();

 private:
  struct Fault {
    Reason reason;
    std::string found;
  };
  std::string_view cell(const RecordBatch& batch, std::size_t row, std::size_t column) const {
    return trim(batch.cell(row, column).text());
  }
  std::optional<Fault> read_row(const RecordBatch& batch, std::size_t row, const std::vector<std::string>& columns);
  std::optional<Fault> read_part(std::size_t part, std::string_view text, store::ReferenceRow& out);
  void judge_consent(store::ReferenceRow& row) const;

  TableKind kind_;
  const Sample& sample_;
  const ImportOptions& options_;
  Quarantine& quarantine_;
  std::vector<std::optional<std::size_t>> column_of_;  ///< by part
  std::vector<bool> is_part_;                          ///< by column
  std::map<std::size_t, TimeRule> times_;              ///< by part
  std::map<std::string, store::ReferenceRow> rows_;
  TableReport report_;
};

Result<void> TableReader::find_columns(const std::string& path) {
  auto parts = parts_of(kind_);
  std::vector<std::string> names;
  for (const auto& name : sample_.columns) names.push_back(normal_name(name));
  is_part_.assign(names.size(), false);
  column_of_.resize(parts.size());
  std::vector<std::string> missing, found;
  for (std::size_t p = 0; p < parts.size(); ++p) {
    for (auto wanted : split(parts[p].names, ' ')) {
      auto at = static_cast<std::size_t>(std::find(names.begin(), names.end(), wanted) - names.begin());
      if (at == names.size() || is_part_[at]) continue;
      column_of_[p] = at;
      is_part_[at] = true;
      found.push_back(fmt::format("{} '{}'", parts[p].fact, sample_.columns[at]));
      break;
    }
    if (!column_of_[p] && parts[p].needed)
      missing.push_back(
          fmt::format("{} (for example '{}')", parts[p].fact, parts[p].names.substr(0, parts[p].names.find(' '))));
  }
  if (!missing.empty())
    return Error{ErrorCode::invalid,
                 fmt::format("has no column for {}; its columns: {}", join(missing, ", "), join(sample_.columns, ", ")),
                 path, fmt::format("name the columns of a table of {} so that they are recognised", name_of(kind_))};
  if (kind_ == TableKind::counts)
    for (const auto& name : sample_.columns)
      if (strength_of(name, Role::customer) == Strength::exact)
        return Error{ErrorCode::invalid, fmt::format("names customers in '{}'; counts are without persons", name), path,
                     "import it as events (without --as), or leave that column out"};
  for (std::size_t p = 0; p < parts.size(); ++p) {
    if (parts[p].use != Use::time || !column_of_[p]) continue;
    std::vector<std::string_view> texts;
    for (const auto& each : sample_.cells(*column_of_[p])) texts.push_back(each.text());
    auto verdict = judge_times(texts, options_.mapping.zone);
    if (options_.mapping.time_writing) verdict.writing = options_.mapping.time_writing, verdict.order_is_open = false;
    if (verdict.order_is_open)
      return Error{ErrorCode::invalid,
                   fmt::format("the order of day and month cannot be told from '{}'", verdict.example), path,
                   "say --time-format dmy (day first) or --time-format mdy (month first)"};
    times_[p] = {verdict.writing.value_or(TimeWriting::iso), options_.mapping.zone};
  }
  report_.notes.push_back(fmt::format("a table of {}: {}", name_of(kind_), join(found, ", ")));
  return {};
}

void TableReader::read(const RecordBatch& batch, const std::vector<std::string>& columns) {
  auto broken = batch.broken.begin();
  for (std::size_t r = 0; r < batch.size(); ++r) {
    ++report_.rows;
    std::optional<Fault> fault;
    if (broken != batch.broken.end() && broken->row == r) {
      fault = Fault{broken->reason, broken->found};
      ++broken;
    } else {
      fault = read_row(batch, r, columns);
    }
    if (!fault) continue;
    auto raw = batch.raws[r];
    quarantine_.add(batch.lines[r], fault->reason, fault->found,
                    raw.empty() ? as_json(batch, r, columns) : std::string(raw));
  }
}

std::optional<TableReader::Fault> TableReader::read_part(std::size_t p, std::string_view text,
                                                         store::ReferenceRow& out) {
  const auto& part = parts_of(kind_)[p];
  if (text.empty() && part.needed && part.use != Use::name && part.use != Use::answer)
    return Fault{part.use == Use::time ? Reason::missing_time : Reason::missing_key, fmt::format("no {}", part.fact)};
  auto add_to_key = [&](std::string_view value) {
    out.key += out.key.empty() ? std::string(value) : fmt::format(" · {}", value);
    out.facts[std::string(part.fact)] = value;
  };
  switch (part.use) {
    case Use::key:
      if (digits_lost(text)) return Fault{Reason::lost_digits, fmt::format("{} '{}'", part.fact, text)};
      add_to_key(text);
      return std::nullopt;
    case Use::name:
      out.name = text;
      return std::nullopt;
    case Use::time: {
      if (text.empty()) return std::nullopt;
      auto time = read_time(text, times_[p]);
      if (!time)
        return Fault{Reason::unreadable_time,
                     fmt::format("found '{}', expected {}", text, describe(times_[p].writing))};
      constexpr std::int64_t hour_us = 3'600'000'000;
      if (part.hour) time->us -= ((time->us % hour_us) + hour_us) % hour_us;
      if (part.needed)
        add_to_key(format_time(*time));
      else
        out.facts[std::string(part.fact)] = format_time(*time);
      return std::nullopt;
    }
    case Use::number: {
      auto number = number_of(text);
      if (!number) return Fault{Reason::unreadable_number, fmt::format("found '{}' as {}", text, part.fact)};
      out.facts[std::string(part.fact)] = *number;
      return std::nullopt;
    }
    case Use::answer: {
      auto answer = answer_of(text);
      out.facts[std::string(part.fact)] = answer ? Json(*answer) : Json(nullptr);
      return std::nullopt;
    }
    case Use::text:
      if (!text.empty()) out.facts[std::string(part.fact)] = text;
      return std::nullopt;
  }
  return std::nullopt;
}

/// Unknown means no: without the version of the text and its date a past consent allows no marketing.
void TableReader::judge_consent(store::ReferenceRow& row) const {
  bool whole = row.facts.contains("text_version") && row.facts.contains("given");
  row.facts["marketing"] = whole && row.facts["granted"] == true;
}

std::optional<TableReader::Fault> TableReader::read_row(const RecordBatch& batch, std::size_t r,
                                                        const std::vector<std::string>& columns) {
  store::ReferenceRow row;
  for (std::size_t p = 0; p < column_of_.size(); ++p)
    if (auto fault = read_part(p, column_of_[p] ? cell(batch, r, *column_of_[p]) : std::string_view(), row);
        column_of_[p] && fault)
      return fault;
  for (std::size_t c = 0; c < std::min(columns.size(), is_part_.size()); ++c)
    if (auto text = cell(batch, r, c); !is_part_[c] && !text.empty()) row.facts[columns[c]] = text;
  if (kind_ == TableKind::consents) judge_consent(row);
  auto [known, is_new] = rows_.try_emplace(row.key);
  report_.repeated += !is_new;
  // Of consents the latest holds, whatever the order of the file.
  bool older =
      !is_new && kind_ == TableKind::consents && known->second.facts.value("given", "") > row.facts.value("given", "");
  if (!older) known->second = std::move(row);
  return std::nullopt;
}

ReadTable TableReader::take() {
  ReadTable table;
  for (auto& [key, row] : rows_) table.rows.push_back(std::move(row));
  if (report_.repeated > 0)
    report_.notes.push_back(fmt::format("{} with a key that an earlier row has: of each key {} holds",
                                        counted(report_.repeated, "row"),
                                        kind_ == TableKind::consents ? "the latest" : "the last row"));
  if (kind_ == TableKind::consents) {
    auto without = std::count_if(table.rows.begin(), table.rows.end(),
                                 [](const auto& row) { return row.facts["marketing"] != true; });
    report_.notes.push_back(
        fmt::format("{} of {} consents allow no marketing: not given, or without text version or date", without,
                    table.rows.size()));
  }
  report_.quarantined = quarantine_.rows();
  report_.reasons = quarantine_.counts();
  if (quarantine_.rows() > 0) report_.quarantine_file = quarantine_.path();
  report_.kind = name_of(kind_);
  table.report = std::move(report_);
  for (std::size_t p = 0; p < column_of_.size() && table.key_column.empty(); ++p)
    if (parts_of(kind_)[p].use == Use::key && column_of_[p]) table.key_column = sample_.columns[*column_of_[p]];
  return table;
}

}  // namespace

Result<ReadTable> read_table(const std::string& path, TableKind kind, const ImportOptions& options,
                             const std::filesystem::path& quarantine_path) {
  CAIRN_TRY(auto file, open_records(path, options.open));
  CAIRN_TRY(auto sample, Sample::take(*file.records));
  std::string name = path == "-" ? "standard input" : path;
  if (sample.rows() == 0) return Error{ErrorCode::invalid, "holds no rows", name, "check that the export was finished"};
  Quarantine quarantine(quarantine_path);
  TableReader reader(kind, sample, options, quarantine);
  CAIRN_TRY_VOID(reader.find_columns(name));
  for (const auto& batch : sample.batches) reader.read(batch, sample.columns);
  for (RecordBatch batch; !sample.is_all;) {
    CAIRN_TRY_VOID(file.records->next(batch));
    if (batch.size() == 0) break;
    reader.read(batch, file.records->columns());
  }
  CAIRN_TRY_VOID(quarantine.finish());
  auto table = reader.take();
  table.report.file = name;
  table.report.format = name_of(file.format);
  table.report.unit = file.records->unit();
  const auto& notes = file.records->notes();
  table.report.notes.insert(table.report.notes.begin(), notes.begin(), notes.end());
  return table;
}

}  // namespace cairn::collect
