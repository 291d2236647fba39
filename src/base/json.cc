#include "base/json.h"

#include <fmt/format.h>

#include <vector>

#include "base/file.h"

namespace cairn {

TextPlace place_of(std::string_view text, std::size_t offset) {
  TextPlace place;
  for (std::size_t i = 0; i < std::min(offset, text.size()); ++i) {
    auto byte = static_cast<unsigned char>(text[i]);
    if (byte == '\n') {
      ++place.line;
      place.column = 1;
    } else if ((byte & 0xC0) != 0x80) {
      ++place.column;
    }
  }
  return place;
}

namespace {

/// Where valid JSON text opens one bracket too many; npos where it never does.
std::size_t too_deep_at(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (in_string && c == '\\') ++i;
    if (c == '"') in_string = !in_string;
    if (in_string) continue;
    if ((c == '{' || c == '[') && ++depth > max_json_depth) return i;
    if (c == '}' || c == ']') --depth;
  }
  return std::string_view::npos;
}

Error wrong_at(std::string_view text, std::size_t offset, const std::string& name, std::string message) {
  auto place = place_of(text, offset);
  return {ErrorCode::invalid, std::move(message), fmt::format("{}:{}:{}", name, place.line, place.column),
          "correct the document at this place"};
}

}  // namespace

Result<Json> parse_json(std::string_view text, const std::string& name) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  try {
    auto json = Json::parse(text);
    if (auto at = too_deep_at(text); at != std::string_view::npos)
      return wrong_at(text, at, name, fmt::format("nested deeper than {} levels", max_json_depth));
    return json;
  } catch (const Json::parse_error& fault) {
    std::string what = fault.what();
    // "[json.exception.parse_error.101] parse error at line 1, column 2: syntax error while ...": keep what follows.
    if (auto at = what.find(": "); at != std::string::npos) what = what.substr(at + 2);
    return wrong_at(text, fault.byte > 0 ? fault.byte - 1 : 0, name, "not valid JSON: " + what);
  } catch (const Json::exception& fault) {  // a number too large for a double
    std::string what = fault.what();
    if (auto at = what.find("] "); at != std::string::npos) what = what.substr(at + 2);
    return Error{ErrorCode::invalid, "not valid JSON: " + what, name + ":1:1", "correct the document"};
  }
}

Result<Json> read_json(const std::string& path) {
  CAIRN_TRY(auto text, read_file(path));
  return parse_json(text, path == "-" ? "standard input" : path);
}

namespace {

/// Walks valid JSON text along a pointer; it never needs to judge the text, so it stays small.
class Walker {
 public:
  explicit Walker(std::string_view text) : text_(text) {}

  std::size_t find(const std::vector<std::string>& path) {
    skip_space();
    std::size_t found = at_;
    for (const auto& key : path) {
      if (!enter(key)) break;
      found = at_;
    }
    return found;
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' || text_[at_] == '\r'))
      ++at_;
  }
  std::string_view string() {
    std::size_t start = at_++;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    ++at_;
    return text_.substr(start, at_ - start);
  }
  void skip_value() {
    int depth = 0;
    do {
      skip_space();
      char c = peek();
      if (c == '"') {
        string();
      } else if (c == '{' || c == '[') {
        ++depth;
        ++at_;
      } else if (c == '}' || c == ']') {
        --depth;
        ++at_;
      } else if (c == ',' || c == ':') {
        ++at_;
      } else {
        while (at_ < text_.size() && std::string_view(",]} \n\t\r").find(text_[at_]) == std::string_view::npos) ++at_;
      }
    } while (depth > 0 && at_ < text_.size());
  }
  bool enter(const std::string& key) {
    char open = peek();
    if (open != '{' && open != '[') return false;
    ++at_;
    for (std::size_t index = 0;; ++index) {
      skip_space();
      if (peek() == '}' || peek() == ']' || at_ >= text_.size()) return false;
      bool here = open == '[' && std::to_string(index) == key;
      if (open == '{') {
        auto raw = string();
        here = Json::parse(raw).get<std::string>() == key;
        skip_space();
        ++at_;  // the colon
        skip_space();
      }
      if (here) return true;
      skip_value();
      skip_space();
      if (peek() == ',') ++at_;
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

TextPlace locate(std::string_view text, const std::string& pointer) {
  std::vector<std::string> path;
  for (Json::json_pointer rest(pointer); !rest.empty(); rest = rest.parent_pointer())
    path.insert(path.begin(), rest.back());
  return place_of(text, Walker(text).find(path));
}

}  // namespace cairn
