// Server-sent events: how a piece is written, and how a stream of them is read (WHATWG HTML, 9.2).
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/json.h"

namespace cairn::api {

inline std::string sse_piece(std::string_view event, const Json& data) {
  return "event: " + std::string(event) + "\ndata: " + data.dump(-1, ' ', false, Json::error_handler_t::replace) +
         "\n\n";
}

/// Gets bytes as they come and calls back for each whole event.
class SseReader {
 public:
  using Took = std::function<void(std::string_view event, std::string_view data)>;
  explicit SseReader(Took took) : took_(std::move(took)) {}
  void add(std::string_view bytes) {
    text_ += bytes;
    for (std::size_t end; (end = text_.find('\n')) != std::string::npos; text_.erase(0, end + 1))
      line(std::string_view(text_).substr(0, end));
  }

 private:
  void line(std::string_view text) {
    if (text.empty()) {
      if (!data_.empty()) took_(event_, data_);
      event_.clear();
      data_.clear();
    } else if (text.starts_with("event: ")) {
      event_ = text.substr(7);
    } else if (text.starts_with("data: ")) {
      data_ += text.substr(6);
    }
  }
  Took took_;
  std::string text_, event_, data_;
};

}  // namespace cairn::api
