#include "collect/workbook.h"

#include <expat.h>
#include <fmt/format.h>
#include <zip.h>

#include <charconv>
#include <map>

namespace cairn::collect {
namespace {

constexpr std::size_t piece_bytes = 16 * 1024;  ///< few enough rows that a sheet of 16,384 columns fits
/// Shared texts are kept in memory: an end to what a small zip can unfold into.
constexpr std::size_t most_string_bytes = std::size_t{2} << 30;
/// Of styles and of lists of sheets.
constexpr std::size_t most_list_bytes = std::size_t{64} << 20;

std::string_view local_name(std::string_view name) {
  auto colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

std::size_t number(std::string_view text) {
  std::size_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// A target of a relation, from the folder of the part that names it: "worksheets/sheet1.xml" → "xl/worksheets/…".
std::string resolved(const std::string& base_part, std::string_view target) {
  if (target.starts_with('/')) return std::string(target.substr(1));
  auto folder = base_part.substr(0, base_part.find_last_of('/') + 1);
  while (target.starts_with("../") && !folder.empty()) {
    folder.pop_back();
    folder.resize(folder.find_last_of('/') + 1);
    target.remove_prefix(3);
  }
  return folder + std::string(target);
}

struct Relation {
  std::string type, part;
};

/// The relations of a part by id; none where it has no list of them.
Result<std::map<std::string, Relation>> relations_of(zip* archive, const std::string& part) {
  auto slash = part.find_last_of('/');
  auto at = slash == std::string::npos ? 0 : slash + 1;
  std::map<std::string, Relation> relations;
  XmlPart list(archive, part.substr(0, at) + "_rels/" + part.substr(at) + ".rels",
               {.open = [&](std::string_view element, const Attributes& attributes) {
                 if (element != "Relationship") return;
                 auto type = attributes["Type"];
                 relations[std::string(attributes["Id"])] = {std::string(type.substr(type.rfind('/') + 1)),
                                                             resolved(part, attributes["Target"])};
               }});
  if (list.exists()) CAIRN_TRY_VOID(list.read_all());
  return relations;
}

std::string part_of_type(const std::map<std::string, Relation>& relations, std::string_view type) {
  for (const auto& [id, relation] : relations)
    if (relation.type == type) return relation.part;
  return "";
}

bool is_time_format(std::size_t id) {
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
}

Result<void> read_styles(zip* archive, const std::string& part, Workbook& book) {
  std::map<std::size_t, bool> own;
  bool in_cells = false;
  XmlPart styles(archive, part,
                 {.open =
                      [&](std::string_view element, const Attributes& attributes) {
                        if (element == "numFmt")
                          own[number(attributes["numFmtId"])] = shows_time(attributes["formatCode"]);
                        if (element == "cellXfs") in_cells = true;
                        if (element != "xf" || !in_cells) return;
                        auto id = number(attributes["numFmtId"]);
                        auto found = own.find(id);
                        bool time = found != own.end() ? found->second : is_time_format(id);
                        book.styles.push_back(time ? CellStyle::time : CellStyle::number);
                      },
                  .close =
                      [&](std::string_view element) {
                        if (element == "cellXfs") in_cells = false;
                      }});
  return styles.exists() ? styles.read_all() : Result<void>();
}

Result<void> read_strings(zip* archive, const std::string& part, Workbook& book) {
  std::string text;
  bool in_text = false, phonetic = false, too_long = false;
  std::size_t bytes = 0;
  XmlPart strings(archive, part,
                  {.open =
                       [&](std::string_view element, const Attributes&) {
                         if (element == "si") text.clear();
                         if (element == "rPh") phonetic = true;  // how a word is read is no part of it
                         in_text = element == "t" && !phonetic;
                       },
                   .close =
                       [&](std::string_view element) {
                         in_text = false;
                         if (element == "rPh") phonetic = false;
                         if (element != "si") return;
                         book.strings.push_back(book.arena.keep(text));
                         bytes += sizeof book.strings.back();
                       },
                   .text =
                       [&](std::string_view piece) {
                         if (in_text && text.size() <= most_cell_bytes) text += piece;
                         too_long = too_long || text.size() > most_cell_bytes;
                         bytes += piece.size();
                       }});
  if (!strings.exists()) return {};
  for (;;) {
    CAIRN_TRY(bool more, strings.read_on());
    if (too_long)
      return Error{ErrorCode::limit, "holds a text of more than 256 KiB", part, "shorten it in the workbook"};
    if (!more) return {};
    if (bytes > most_string_bytes)
      return Error{ErrorCode::limit, "its texts take more than 2 GiB", part, "export the table as CSV"};
  }
}

}  // namespace

std::string_view Attributes::operator[](std::string_view name) const {
  for (auto pair = pairs_; *pair != nullptr; pair += 2)
    if (local_name(*pair) == name) return pair[1];
  return {};
}

XmlPart::XmlPart(zip* archive, std::string part, Handlers handlers)
    : part_(std::move(part)), handlers_(std::move(handlers)), file_(zip_fopen(archive, part_.c_str(), ZIP_FL_NOCASE)) {
  if (file_ == nullptr) {
    auto* error = zip_get_error(archive);
    if (zip_error_code_zip(error) != ZIP_ER_NOENT) why_unreadable_ = zip_error_strerror(error);
    return;
  }
  buffer_.resize(piece_bytes);
  parser_ = XML_ParserCreate(nullptr);
  XML_SetUserData(parser_, this);
  XML_SetElementHandler(
      parser_,
      [](void* self, const char* name, const char** pairs) {
        auto& open = static_cast<XmlPart*>(self)->handlers_.open;
        if (open) open(local_name(name), Attributes(pairs));
      },
      [](void* self, const char* name) {
        auto& close = static_cast<XmlPart*>(self)->handlers_.close;
        if (close) close(local_name(name));
      });
  XML_SetCharacterDataHandler(parser_, [](void* self, const char* text, int size) {
    auto& take = static_cast<XmlPart*>(self)->handlers_.text;
    if (take) take({text, static_cast<std::size_t>(size)});
  });
}

XmlPart::~XmlPart() {
  if (parser_ != nullptr) XML_ParserFree(parser_);
  if (file_ != nullptr) zip_fclose(file_);
}

Result<bool> XmlPart::read_on() {
  auto damaged = [&](std::string what) {
    return Error{ErrorCode::damaged, fmt::format("is damaged: {}", what), part_,
                 "open the workbook in a spreadsheet program, save it again, or export it as CSV"};
  };
  if (file_ == nullptr) return damaged(why_unreadable_);
  auto got = zip_fread(file_, buffer_.data(), buffer_.size());
  if (got < 0) return damaged(zip_file_strerror(file_));
  bool last = got == 0;
  if (XML_Parse(parser_, buffer_.data(), static_cast<int>(got), last) == XML_STATUS_ERROR)
    return damaged(
        fmt::format("{} in line {}", XML_ErrorString(XML_GetErrorCode(parser_)), XML_GetCurrentLineNumber(parser_)));
  return !last;
}

Result<void> XmlPart::read_all() {
  for (std::size_t bytes = 0; bytes <= most_list_bytes; bytes += piece_bytes) {
    CAIRN_TRY(bool more, read_on());
    if (!more) return {};
  }
  return Error{ErrorCode::limit, "is larger than 64 MiB, and no workbook needs that", part_, "export the table as CSV"};
}

bool shows_time(std::string_view format) {
  bool shows = false;
  for (std::size_t i = 0; i < format.size(); ++i) {
    char c = format[i];
    if (c == '"') {
      i = format.find('"', i + 1);
      if (i == std::string_view::npos) break;
    } else if (c == '\\' || c == '_' || c == '*') {
      ++i;
    } else if (c == '[') {
      auto close = format.find(']', i);
      if (close == std::string_view::npos) break;
      auto inside = format.substr(i + 1, close - i - 1);
      if (inside == "h" || inside == "hh" || inside == "m" || inside == "mm" || inside == "s" || inside == "ss")
        return true;
      i = close;
    } else if (std::string_view("yYmMdDhHsS").find(c) != std::string_view::npos) {
      shows = true;
    } else if (c == '0' || c == '#' || c == '?') {
      if (!shows) return false;  // a number; ss.000 has its digits behind the seconds
    } else if (format.substr(i).starts_with("General")) {
      return false;
    }
  }
  return shows;
}

Result<Workbook> read_workbook(zip* archive) {
  Workbook book;
  CAIRN_TRY(auto roots, relations_of(archive, ""));
  auto part = part_of_type(roots, "officeDocument");
  if (part.empty()) part = "xl/workbook.xml";
  CAIRN_TRY(auto relations, relations_of(archive, part));
  XmlPart list(archive, part, {.open = [&](std::string_view element, const Attributes& attributes) {
                 if (element == "workbookPr") {
                   auto given = attributes["date1904"];
                   book.from_1904 = given == "1" || given == "true";
                 }
                 if (element != "sheet") return;
                 auto found = relations.find(std::string(attributes["id"]));
                 if (found == relations.end() || found->second.type != "worksheet") return;
                 auto state = attributes["state"];
                 book.sheets.push_back(
                     {std::string(attributes["name"]), found->second.part, state == "hidden" || state == "veryHidden"});
               }});
  if (!list.exists())
    return Error{ErrorCode::invalid, "is a zip file, but no workbook (it has no xl/workbook.xml)", "",
                 "unpack it and import the files in it"};
  CAIRN_TRY_VOID(list.read_all());
  CAIRN_TRY_VOID(read_styles(archive, part_of_type(relations, "styles"), book));
  CAIRN_TRY_VOID(read_strings(archive, part_of_type(relations, "sharedStrings"), book));
  return book;
}

}  // namespace cairn::collect
