// Encodings: which one a file is written in, and how it becomes UTF-8.
//
// Detected from the first window: a byte order mark says it; else valid UTF-8 is UTF-8; else text in which Chinese
// byte pairs prevail is GB18030; else windows-1252. Bytes below 0x20 in numbers mean that it is no text at all.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "collect/source_bytes.h"

namespace cairn::collect {

struct Encoding {
  std::string name;     ///< an ICU name; "UTF-8" is passed through
  std::size_t bom = 0;  ///< bytes to leave out at the start
  std::string why;      ///< "by its byte order mark"
};

/// `head` is the start of the file, all of it when `is_all`. Fails for what is no text, naming what it looks like.
Result<Encoding> detect_encoding(std::string_view head, bool is_all, const std::string& name);
/// The encoding that a user named; the head only tells whether there is a byte order mark.
Result<Encoding> named_encoding(const std::string& encoding, std::string_view head);

/// A source of bytes as UTF-8 without a byte order mark.
class TextBytes {
 public:
  static Result<std::unique_ptr<TextBytes>> open(std::unique_ptr<SourceBytes> source, Encoding encoding);
  ~TextBytes();
  TextBytes(const TextBytes&) = delete;
  TextBytes& operator=(const TextBytes&) = delete;

  /// Up to `capacity` bytes; 0 at the end. May cut a character in two.
  Result<std::size_t> read(char* into, std::size_t capacity);
  /// True when bytes are converted: then U+FFFD in the text stands for bytes that the encoding does not have.
  bool converts() const { return converter_ != nullptr; }
  const Encoding& encoding() const { return encoding_; }
  const std::string& name() const { return source_->name(); }

 private:
  struct Converter;
  TextBytes(std::unique_ptr<SourceBytes> source, Encoding encoding);

  std::unique_ptr<SourceBytes> source_;
  Encoding encoding_;
  std::size_t bom_left_ = 0;
  std::unique_ptr<Converter> converter_;
};

}  // namespace cairn::collect
