#include "collect/quarantine.h"

#include <fmt/format.h>

#include <cerrno>

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"

namespace cairn::collect {
namespace {

/// A CSV cell that is always quoted; bytes that are no UTF-8 become U+FFFD, so that the file can be read.
void append_quoted(std::string& line, std::string_view text) {
  line += '"';
  bool clean = is_utf8(text);
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '"') line += '"';
    if (clean) {
      line += text[at++];
    } else {
      append_code_point(line, next_code_point(text, at));
    }
  }
  line += '"';
}

}  // namespace

void Quarantine::add(std::uint64_t line, Reason reason, std::string_view found, std::string_view row) {
  auto& count = counts_[static_cast<std::size_t>(reason)];
  if (count.rows++ == 0) {
    count.first_line = line;
    count.first_found = found;
  }
  ++rows_;
  if (!path_.empty() && fault_ == 0) write(line, reason, found, row);
}

void Quarantine::write(std::uint64_t line, Reason reason, std::string_view found, std::string_view row) {
  scratch_.clear();
  if (!file_) {
    std::error_code fault;
    if (path_.has_parent_path()) std::filesystem::create_directories(path_.parent_path(), fault);
    file_.reset(std::fopen(path_.c_str(), "we"));
    if (!file_) {
      fault_ = errno;
      return;
    }
    scratch_ = "line,reason,found,row\n";
  }
  scratch_ += fmt::format("{},{},", line, name_of(reason));
  append_quoted(scratch_, found);
  scratch_ += ',';
  append_quoted(scratch_, row);
  scratch_ += '\n';
  if (std::fwrite(scratch_.data(), 1, scratch_.size(), file_.get()) != scratch_.size()) fault_ = errno;
}

Result<void> Quarantine::finish() {
  if (path_.empty()) return {};
  if (rows_ == 0) {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
    return {};
  }
  if (file_ && std::fclose(file_.release()) != 0 && fault_ == 0) fault_ = errno;
  if (fault_ == 0) return {};
  errno = fault_;
  return system_error("cannot write the rows that were set aside", path_);
}

std::string as_json(const RecordBatch& batch, std::size_t row, const std::vector<std::string>& columns) {
  Json json = Json::object();
  for (std::size_t c = 0; c < columns.size(); ++c)
    if (auto cell = batch.cell(row, c); !cell.missing()) json[columns[c]] = std::string(cell.text());
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace cairn::collect
