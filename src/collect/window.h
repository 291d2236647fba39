// A text file as windows that hold whole records: what CSV and NDJSON have in common.
//
//   file   ┌──────────── window 1 ───────────┐
//          record · record · record · rec|ord · record …
//                                    └── carried over to window 2
//
// The reader takes records from the front; what it could not finish comes again at the start of the next window,
// together with more of the file. A record that would need more than max_record_bytes is cut off and its line skipped.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "collect/encoding.h"
#include "collect/records.h"

namespace cairn::collect {

class Window {
 public:
  explicit Window(std::unique_ptr<TextBytes> text) : text_(std::move(text)) {}

  /// The first window, to look at before anything is read; stays for the first fill().
  Result<std::string_view> peek();
  /// Drops so many bytes at the start of what was peeked; the rest is the peeked window now.
  std::string_view leave_out(std::size_t bytes) {
    carried_.erase(carried_.begin(), carried_.begin() + static_cast<std::ptrdiff_t>(bytes));
    return {carried_.data(), carried_.size()};
  }
  /// Puts what was carried over and more of the file into `buffer` (with simdjson's padding behind it).
  Result<std::string_view> fill(std::vector<char>& buffer);
  /// Nothing comes behind the current window.
  bool is_last() const { return at_end_; }
  /// Keeps the end of the current window for the next one.
  void carry_over(std::string_view rest) { carried_.assign(rest.begin(), rest.end()); }
  /// The rest is the next window, without more of the file.
  void come_again(std::string_view rest) {
    carry_over(rest);
    peeked_ = true;
  }
  const TextBytes& text() const { return *text_; }

 private:
  std::unique_ptr<TextBytes> text_;
  std::vector<char> carried_;
  bool at_end_ = false, peeked_ = false;
};

/// Finds records that hold bytes which are no text in the file's encoding. Cheap where the whole window is clean.
class EncodingCheck {
 public:
  EncodingCheck(std::string_view window, const TextBytes& text);
  /// What is wrong with this part of the window; empty when nothing is.
  std::string fault(std::string_view part) const;

 private:
  bool clean_ = true, converts_ = false;
  std::string encoding_;
};

}  // namespace cairn::collect
