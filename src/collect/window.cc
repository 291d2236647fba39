#include "collect/window.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <cstring>

#include "base/text.h"

namespace cairn::collect {
namespace {
constexpr std::string_view replacement = "\xEF\xBF\xBD";
}

Result<std::string_view> Window::peek() {
  std::vector<char> buffer;
  CAIRN_TRY(auto window, fill(buffer));
  carry_over(window);
  peeked_ = true;
  return std::string_view(carried_.data(), carried_.size());
}

Result<std::string_view> Window::fill(std::vector<char>& buffer) {
  std::size_t size = carried_.size();
  std::size_t want = peeked_ ? size : size + window_bytes;
  buffer.resize(want + simdjson::SIMDJSON_PADDING);
  if (size > 0) std::memcpy(buffer.data(), carried_.data(), size);
  while (size < want && !at_end_) {
    CAIRN_TRY(std::size_t got, text_->read(buffer.data() + size, want - size));
    at_end_ = got == 0;
    size += got;
  }
  peeked_ = false;
  carried_.clear();
  return std::string_view(buffer.data(), size);
}

EncodingCheck::EncodingCheck(std::string_view window, const TextBytes& text)
    : converts_(text.converts()), encoding_(text.encoding().name) {
  clean_ = converts_ ? window.find(replacement) == std::string_view::npos
                     : simdjson::validate_utf8(window.data(), window.size());
}

std::string EncodingCheck::fault(std::string_view part) const {
  if (clean_) return {};
  if (converts_) {
    if (part.find(replacement) == std::string_view::npos) return {};
    return fmt::format("bytes that {} does not have", encoding_);
  }
  if (simdjson::validate_utf8(part.data(), part.size())) return {};
  for (std::size_t at = 0; at < part.size();) {
    std::size_t before = at;
    if (next_code_point(part, at) == 0xFFFD && at - before != 3)
      return fmt::format("byte {:#04x} at {} of the record, which is not {}", static_cast<unsigned char>(part[before]),
                         before + 1, encoding_);
  }
  return fmt::format("bytes that are not {}", encoding_);
}

}  // namespace cairn::collect
