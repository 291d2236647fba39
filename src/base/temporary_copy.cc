#include "base/temporary_copy.h"

#include <unistd.h>

#include "base/file.h"

namespace cairn {

Result<TemporaryCopy> TemporaryCopy::of(const std::string& name, std::string_view bytes) {
  TemporaryCopy copy;
  std::string pattern = (std::filesystem::temp_directory_path() / "cairn-copy-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr)
    return Error{ErrorCode::unreadable, "the file cannot be put down", std::filesystem::temp_directory_path().string(),
                 "make room there"};
  copy.folder_ = pattern;
  copy.path_ = copy.folder_ / name;
  CAIRN_TRY_VOID(write_file(copy.path_, bytes));
  return copy;
}

TemporaryCopy::~TemporaryCopy() {
  std::error_code ignored;
  if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
}

}  // namespace cairn
