// A copy of a stream in a file that goes away: for formats that must be read from their end.
#pragma once

#include <string>

#include "collect/source_bytes.h"

namespace cairn::collect {

class TemporaryFile {
 public:
  TemporaryFile() = default;
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile();

  Result<void> fill(SourceBytes& source);
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace cairn::collect
