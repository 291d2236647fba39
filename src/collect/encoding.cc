#include "collect/encoding.h"

#include <fmt/format.h>
#include <simdjson.h>
#include <unicode/ucnv.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "base/text.h"

namespace cairn::collect {
namespace {

unsigned char byte_at(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]); }

struct Magic {
  std::string_view bytes, what, hint;
};
using namespace std::string_view_literals;
constexpr Magic foreign[] = {
    {"PK\x03\x04"sv, "a zip archive (XLSX files are, too)", "save the sheet as CSV, or unpack the archive"},
    {"\xD0\xCF\x11\xE0"sv, "an old Excel or Word document", "save the sheet as CSV"},
    {"BZh"sv, "a bzip2 archive", "unpack it: bunzip2 -c FILE | cairn import -"},
    {"\xFD"
     "7zXZ"sv,
     "an xz archive", "unpack it: xz -dc FILE | cairn import -"},
    {"\x28\xB5\x2F\xFD"sv, "a zstd archive", "unpack it: zstd -dc FILE | cairn import -"},
    {"7z\xBC\xAF"sv, "a 7z archive", "unpack it first"},
    {"Rar!"sv, "a RAR archive", "unpack it first"},
    {"%PDF"sv, "a PDF document", "export the data as CSV"},
    {"SQLite format 3"sv, "an SQLite database",
     "export the table as CSV: sqlite3 -csv -header FILE 'select * from …' | cairn import -"},
    {"\x89PNG"sv, "a picture", "name a file of events"},
    {"\xFF\xD8\xFF"sv, "a picture", "name a file of events"},
    {"\x7F"
     "ELF"sv,
     "a program", "name a file of events"},
    {"Obj\x01"sv, "an Avro file", "export it as Parquet, CSV or NDJSON"},
};

/// UTF-16 without a byte order mark: every other byte of mostly Latin text is zero.
std::string_view wide_by_zeros(std::string_view head) {
  std::size_t sample = std::min<std::size_t>(head.size(), 4096) & ~std::size_t{1};
  std::size_t even = 0, odd = 0;
  for (std::size_t i = 0; i < sample; ++i) (i % 2 == 0 ? even : odd) += head[i] == '\0';
  std::size_t pairs = sample / 2;
  if (pairs < 4) return {};
  if (odd * 10 >= pairs * 4 && even * 50 <= pairs) return "UTF-16LE";
  if (even * 10 >= pairs * 4 && odd * 50 <= pairs) return "UTF-16BE";
  return {};
}

/// The head may end inside a character: leave that one out.
std::string_view whole_characters(std::string_view head, bool is_all) {
  if (is_all) return head;
  for (std::size_t back = 1; back <= 3 && back <= head.size(); ++back) {
    unsigned char lead = byte_at(head, head.size() - back);
    if (lead < 0x80) break;
    if (lead >= 0xC0) return head.substr(0, head.size() - back);
  }
  return head;
}

/// GB18030 pairs in the text; `plausible` when they decode and most have a trail byte of the old GB2312 area, as
/// Chinese text has and as an accented Latin letter before an ASCII one has not.
bool is_chinese(std::string_view head) {
  std::size_t pairs = 0, both_high = 0, wrong = 0;
  for (std::size_t i = 0; i < head.size();) {
    unsigned char lead = byte_at(head, i);
    if (lead < 0x80) {
      ++i;
      continue;
    }
    if (i + 1 >= head.size()) break;
    unsigned char trail = byte_at(head, i + 1);
    if (lead != 0x80 && lead != 0xFF && trail >= 0x30 && trail <= 0x39) {
      if (i + 3 >= head.size()) break;
      bool four = byte_at(head, i + 2) >= 0x81 && byte_at(head, i + 3) >= 0x30 && byte_at(head, i + 3) <= 0x39;
      wrong += four ? 0 : 1;
      i += four ? 4 : 1;
    } else if (lead != 0x80 && lead != 0xFF && trail >= 0x40 && trail != 0x7F && trail != 0xFF) {
      ++pairs;
      both_high += trail >= 0xA1;
      i += 2;
    } else {
      ++wrong;
      ++i;
    }
  }
  return pairs > 0 && wrong * 200 <= pairs && both_high * 10 >= pairs * 7;
}

std::size_t bom_of(std::string_view head, std::string_view& encoding) {
  if (head.starts_with("\xEF\xBB\xBF")) return encoding = "UTF-8", 3;
  if (head.starts_with("\xFF\xFE\0\0"sv)) return encoding = "UTF-32LE", 4;
  if (head.starts_with("\0\0\xFE\xFF"sv)) return encoding = "UTF-32BE", 4;
  if (head.starts_with("\xFF\xFE")) return encoding = "UTF-16LE", 2;
  if (head.starts_with("\xFE\xFF")) return encoding = "UTF-16BE", 2;
  if (head.starts_with("\x84\x31\x95\x33")) return encoding = "GB18030", 4;
  return 0;
}

bool valid_utf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

/// Share of the windows-1252 bytes that text has no use for. Mostly valid UTF-8 with a few foreign bytes is UTF-8.
bool mostly_utf8(std::string_view head) {
  std::size_t good = 0, bad = 0;
  for (std::size_t at = 0; at < head.size();) {
    if (byte_at(head, at) < 0x80) {
      ++at;
      continue;
    }
    std::size_t before = at;
    (next_code_point(head, at) == 0xFFFD && at - before != 3 ? bad : good) += 1;
  }
  return good > bad * 20;
}

}  // namespace

Result<Encoding> detect_encoding(std::string_view head, bool is_all, const std::string& name) {
  std::string_view by_bom;
  if (std::size_t size = bom_of(head, by_bom)) return Encoding{std::string(by_bom), size, "by its byte order mark"};
  for (const auto& magic : foreign)
    if (head.starts_with(magic.bytes))
      return Error{ErrorCode::unsupported,
                   fmt::format("is {}; CSV, TSV, NDJSON, Parquet or XES was expected", magic.what), name,
                   std::string(magic.hint)};
  if (auto wide = wide_by_zeros(head); !wide.empty()) return Encoding{std::string(wide), 0, "by its zero bytes"};
  std::size_t control = 0, first_control = head.size();
  for (std::size_t i = 0; i < head.size(); ++i) {
    unsigned char c = byte_at(head, i);
    bool odd = c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1B && c != 0x1A;
    control += odd;
    if (odd) first_control = std::min(first_control, i);
  }
  if (control * 200 > head.size())
    return Error{
        ErrorCode::invalid,
        fmt::format(
            "is no text: byte {:#04x} at {} and {} more of its kind in the first {} bytes; CSV, TSV, NDJSON, Parquet "
            "or XES was expected",
            byte_at(head, first_control), first_control, control - 1, head.size()),
        name, "name a file of events; if it is text, say how it is written with --encoding"};
  auto text = whole_characters(head, is_all);
  if (valid_utf8(text)) return Encoding{"UTF-8", 0, ""};
  if (mostly_utf8(text)) return Encoding{"UTF-8", 0, "by most of its characters"};
  if (is_chinese(text)) return Encoding{"GB18030", 0, "by its Chinese characters"};
  return Encoding{"windows-1252", 0, "because it is neither UTF-8 nor Chinese in GB18030"};
}

Result<Encoding> named_encoding(const std::string& encoding, std::string_view head) {
  UErrorCode status = U_ZERO_ERROR;
  std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(ucnv_open(encoding.c_str(), &status), &ucnv_close);
  if (U_FAILURE(status) || encoding.empty())
    return Error{ErrorCode::usage, "unknown encoding '" + encoding + "'", "--encoding",
                 "use utf-8, gb18030, big5, utf-16le, utf-16be, windows-1252 or another ICU name"};
  std::string_view by_bom;
  std::size_t bom = bom_of(head, by_bom);
  std::string lower = to_lower(encoding);
  if (lower == "utf8" || lower == "utf-8") return Encoding{"UTF-8", by_bom == "UTF-8" ? bom : 0, "by --encoding"};
  if (bom > 0 && to_lower(by_bom) != lower) bom = 0;
  return Encoding{encoding, bom, "by --encoding"};
}

/// ucnv_convertEx keeps its state between calls in the pivot, so that characters may be cut anywhere.
struct TextBytes::Converter {
  UConverter* from = nullptr;
  UConverter* to = nullptr;
  UChar pivot[4096];
  UChar* pivot_source = pivot;
  UChar* pivot_target = pivot;
  std::vector<char> in = std::vector<char>(256 * 1024);
  const char* source = in.data();
  const char* source_end = in.data();
  bool fresh = true, at_end = false;

  ~Converter() {
    if (from != nullptr) ucnv_close(from);
    if (to != nullptr) ucnv_close(to);
  }
};

TextBytes::TextBytes(std::unique_ptr<SourceBytes> source, Encoding encoding)
    : source_(std::move(source)), encoding_(std::move(encoding)), bom_left_(encoding_.bom) {}
TextBytes::~TextBytes() = default;

Result<std::unique_ptr<TextBytes>> TextBytes::open(std::unique_ptr<SourceBytes> source, Encoding encoding) {
  std::unique_ptr<TextBytes> text(new TextBytes(std::move(source), std::move(encoding)));
  if (text->encoding_.name != "UTF-8") {
    UErrorCode status = U_ZERO_ERROR;
    text->converter_ = std::make_unique<Converter>();
    text->converter_->from = ucnv_open(text->encoding_.name.c_str(), &status);
    text->converter_->to = ucnv_open("UTF-8", &status);
    if (U_FAILURE(status))
      return Error{ErrorCode::usage, fmt::format("unknown encoding '{}'", text->encoding_.name), "--encoding",
                   "use utf-8 or gb18030"};
  }
  char bom[4];
  while (text->bom_left_ > 0) {
    CAIRN_TRY(std::size_t got, text->source_->read(bom, text->bom_left_));
    if (got == 0) break;
    text->bom_left_ -= got;
  }
  return text;
}

Result<std::size_t> TextBytes::read(char* into, std::size_t capacity) {
  if (!converter_) return source_->read(into, capacity);
  auto& c = *converter_;
  char* target = into;
  while (target == into) {
    if (c.source == c.source_end && !c.at_end) {
      CAIRN_TRY(std::size_t got, source_->read(c.in.data(), c.in.size()));
      c.at_end = got == 0;
      c.source = c.in.data();
      c.source_end = c.source + got;
    }
    UErrorCode status = U_ZERO_ERROR;
    ucnv_convertEx(c.to, c.from, &target, into + capacity, &c.source, c.source_end, c.pivot, &c.pivot_source,
                   &c.pivot_target, c.pivot + std::size(c.pivot), c.fresh, c.at_end, &status);
    c.fresh = false;
    if (U_FAILURE(status) && status != U_BUFFER_OVERFLOW_ERROR)
      return Error{ErrorCode::invalid, fmt::format("cannot be read as {}: {}", encoding_.name, u_errorName(status)),
                   name(), "say how it is written with --encoding"};
    if (c.at_end && status != U_BUFFER_OVERFLOW_ERROR) break;
  }
  return static_cast<std::size_t>(target - into);
}

}  // namespace cairn::collect
