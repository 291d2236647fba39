// XLSX, the workbooks that shops, tills and people export.
//
//   zip ─┬ xl/workbook.xml        which sheets there are; 1900 or 1904 dates
//        ├ xl/styles.xml          which cells are dates: in a workbook a time is a number with a style
//        ├ xl/sharedStrings.xml   every text once, kept in memory
//        └ xl/worksheets/….xml    streamed, row after row
//
// One sheet is read: the named one, else the first that is visible and holds a table of two columns or more (a sheet of
// instructions has one); the others are named in the notes, so that none is passed over in silence. Numbers have the 15
// digits that a spreadsheet keeps; a longer whole number has lost its last ones and is given in scientific notation, as
// spreadsheet.h knows it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "collect/records.h"
#include "collect/source_bytes.h"

namespace cairn::collect {

/// `path` is "-" for standard input. An empty `sheet` is the first with a table.
Result<std::unique_ptr<RecordSource>> open_xlsx(const std::string& path, std::unique_ptr<SourceBytes> source,
                                                const std::string& sheet);

}  // namespace cairn::collect
