#include "collect/wechat_message.h"

#include <expat.h>
#include <fmt/format.h>

#include <memory>
#include <optional>
#include <vector>

#include "base/text.h"

namespace cairn::collect {
namespace {

constexpr std::size_t max_bytes = 1024 * 1024, max_depth = 16, max_elements = 2000, max_name = 128;

class Parser {
 public:
  Parser() : parser_(XML_ParserCreate("UTF-8"), XML_ParserFree) {
    XML_SetUserData(parser_.get(), this);
    XML_SetElementHandler(
        parser_.get(), [](void* self, const char* name, const char**) { static_cast<Parser*>(self)->open(name); },
        [](void* self, const char*) { static_cast<Parser*>(self)->close(); });
    XML_SetCharacterDataHandler(parser_.get(), [](void* self, const char* text, int size) {
      static_cast<Parser*>(self)->text({text, static_cast<std::size_t>(size)});
    });
    // Without a document type there are no entities of one's own, and so none that grow.
    XML_SetStartDoctypeDeclHandler(parser_.get(), [](void* self, const char*, const char*, const char*, int) {
      static_cast<Parser*>(self)->refuse("a document type is not allowed");
    });
  }

  Result<Json> parse(std::string_view body) {
    auto status = XML_Parse(parser_.get(), body.data(), static_cast<int>(body.size()), XML_TRUE);
    if (refused_) return wrong(*refused_);
    if (status != XML_STATUS_OK)
      return wrong(fmt::format("is no well-formed XML: {}", XML_ErrorString(XML_GetErrorCode(parser_.get()))));
    if (!root_.is_object()) return wrong("holds no message, only text");
    return std::move(root_);
  }

 private:
  struct Element {
    std::string name;
    Json fields;  ///< null until it has some
    std::string text;
  };

  Error wrong(const std::string& why) const {
    return {ErrorCode::invalid, "the message " + why, fmt::format("body:{}", XML_GetCurrentLineNumber(parser_.get())),
            ""};
  }
  void refuse(const char* why) {
    if (!refused_) refused_ = why;
    XML_StopParser(parser_.get(), XML_FALSE);
  }
  void open(std::string_view name) {
    if (refused_) return;
    if (open_.size() == max_depth) return refuse("is nested too deep");
    if (++elements_ > max_elements) return refuse("has too many elements");
    if (name.size() > max_name) return refuse("has an element with too long a name");
    open_.push_back({std::string(name), Json(), {}});
  }
  void text(std::string_view text) {
    if (!refused_ && !open_.empty()) open_.back().text += text;
  }
  void close() {
    if (refused_) return;
    Element done = std::move(open_.back());
    open_.pop_back();
    Json value = done.fields.is_null() ? Json(std::move(done.text)) : std::move(done.fields);
    if (open_.empty()) {
      root_ = std::move(value);
      return;
    }
    Json& fields = open_.back().fields;
    if (fields.is_null()) fields = Json::object();
    auto known = fields.find(done.name);
    if (known == fields.end()) {
      fields[done.name] = std::move(value);
    } else {
      if (!known->is_array()) *known = Json::array({*known});
      known->push_back(std::move(value));
    }
  }

  std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser_;
  std::vector<Element> open_;
  Json root_;
  std::size_t elements_ = 0;
  std::optional<std::string> refused_;
};

}  // namespace

Result<Json> wechat_message(std::string_view body) {
  auto text = trim(body);
  if (text.size() > max_bytes)
    return Error{ErrorCode::limit, fmt::format("a message of {} bytes; at most {} are read", text.size(), max_bytes),
                 "body", ""};
  if (!text.starts_with('{')) return Parser().parse(text);
  CAIRN_TRY(auto message, parse_json(text, "body"));
  return message;
}

std::string wechat_text(const Json& message, const char* field) {
  if (!message.is_object()) return {};
  auto found = message.find(field);
  if (found == message.end() || found->is_null() || found->is_structured()) return {};
  return found->is_string() ? std::string(trim(found->get_ref<const std::string&>())) : found->dump();
}

std::string as_cdata(std::string_view text) {
  std::string inside;
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 && c != '\n' && c != '\t' && c != '\r') continue;
    if (c == '>' && inside.ends_with("]]")) inside += "]]><![CDATA[";
    inside += c;
  }
  return "<![CDATA[" + inside + "]]>";
}

}  // namespace cairn::collect
