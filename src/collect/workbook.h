// The parts of a workbook that stand beside its sheets: the zip that holds them, the list of sheets, styles, texts.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "event/event.h"

struct zip;
struct zip_file;
struct XML_ParserStruct;

namespace cairn::collect {

/// A cell that is longer is refused: spreadsheets keep 32,767 characters, and a small zip can unfold into a long text.
inline constexpr std::size_t most_cell_bytes = 256 * 1024;

/// The attributes of an XML element, as expat gives them.
class Attributes {
 public:
  explicit Attributes(const char** pairs) : pairs_(pairs) {}
  /// By its name without prefix ("id" finds r:id); empty when there is none.
  std::string_view operator[](std::string_view name) const;

 private:
  const char** pairs_;
};

/// Reads one XML part of a zip in pieces; the handlers get element names without their prefix.
class XmlPart {
 public:
  struct Handlers {
    std::function<void(std::string_view element, const Attributes&)> open = {};
    std::function<void(std::string_view element)> close = {};
    std::function<void(std::string_view text)> text = {};
  };
  /// A part that is not there does not exist(); one that is there and cannot be opened fails when it is read.
  XmlPart(zip* archive, std::string part, Handlers handlers);
  ~XmlPart();
  XmlPart(const XmlPart&) = delete;
  XmlPart& operator=(const XmlPart&) = delete;

  bool exists() const { return file_ != nullptr || !why_unreadable_.empty(); }
  /// Reads a piece; false at the end. Fails when the zip or the XML is damaged.
  Result<bool> read_on();
  /// Of the small parts of a workbook: fails when there is more than anybody writes there.
  Result<void> read_all();

 private:
  std::string part_, why_unreadable_;
  Handlers handlers_;
  zip_file* file_ = nullptr;
  XML_ParserStruct* parser_ = nullptr;
  std::vector<char> buffer_;
};

/// What the style of a cell says about its number.
enum class CellStyle : unsigned char { number, time };

struct SheetName {
  std::string name, part;  ///< "订单", "xl/worksheets/sheet1.xml"
  bool hidden = false;
};

struct Workbook {
  std::vector<SheetName> sheets;
  bool from_1904 = false;
  std::vector<CellStyle> styles;          ///< by the number that cells name
  std::vector<std::string_view> strings;  ///< shared texts, in `arena`
  Arena arena;
};

/// Fails when the zip is no workbook.
Result<Workbook> read_workbook(zip* archive);

/// True for number formats that show a date or a time: "yyyy-mm-dd", "[$-804]h:mm", "m月d日".
bool shows_time(std::string_view number_format);

}  // namespace cairn::collect
