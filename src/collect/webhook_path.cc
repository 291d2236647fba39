#include "collect/webhook_path.h"

#include <fmt/format.h>

#include <charconv>

#include "base/text.h"

namespace cairn::collect {

/// One pass over the text; `at_` is behind what has been read.
class PathParser {
 public:
  PathParser(std::string_view text, const std::string& where) : text_(text), where_(where) {}

  Result<WebhookPath> parse() {
    WebhookPath path;
    path.text_ = text_;
    if (text_.empty()) return wrong("the path is empty");
    bool rooted = true;
    if (text_[0] == '$') {
      path.root_ = WebhookPath::Root::body;
    } else if (text_[0] == '^') {
      path.root_ = WebhookPath::Root::item;
    } else {
      rooted = text_[0] == '@';
    }
    at_ = rooted ? 1 : 0;
    if (rooted && at_ < text_.size() && text_[at_] != '.' && text_[at_] != '[')
      return wrong(fmt::format("after '{}' comes a dot or a bracket", text_[0]));
    bool name_is_due = !rooted && text_[0] != '[';
    while (name_is_due || at_ < text_.size()) {
      if (path.counts_) return wrong("nothing can follow [#]");
      if (path.steps_.size() == WebhookPath::max_steps)
        return wrong(fmt::format("the path has more than {} steps", WebhookPath::max_steps));
      if (!name_is_due && text_[at_] == '[') {
        CAIRN_TRY_VOID(bracket(path));
        continue;
      }
      if (!name_is_due && text_[at_++] != '.') return wrong("behind a bracket comes a dot or another bracket");
      CAIRN_TRY_VOID(name(path));
      name_is_due = false;
    }
    return path;
  }

 private:
  Error wrong(std::string message) const {
    return {ErrorCode::invalid, fmt::format("{}: '{}'", message, shorten(text_, 80)), where_,
            "for example requester.email, lines[0].sku, answers[id=nps].score, lines[*].sku, lines[#]"};
  }
  Result<void> name(WebhookPath& path) {
    auto end = std::min(text_.find_first_of(".[]", at_), text_.size());
    auto found = text_.substr(at_, end - at_);
    if (found.empty() || trim(found) != found) return wrong("a name is missing or begins or ends with a blank");
    if (end < text_.size() && text_[end] == ']') return wrong("']' without '['");
    path.steps_.push_back({WebhookPath::Step::Kind::name, std::string(found), {}, 0});
    at_ = end;
    return {};
  }
  Result<void> bracket(WebhookPath& path) {
    using Kind = WebhookPath::Step::Kind;
    ++at_;
    bool quoted = at_ < text_.size() && text_[at_] == '\'';
    auto end = quoted ? text_.find("']", at_ + 1) : text_.find(']', at_);
    if (end == std::string_view::npos) return wrong("a bracket is not closed");
    auto inside = quoted ? text_.substr(at_ + 1, end - at_ - 1) : text_.substr(at_, end - at_);
    at_ = end + (quoted ? 2 : 1);
    if (inside.empty()) return wrong("nothing stands in the brackets");
    int index = 0;
    auto [stop, fault] = std::from_chars(inside.data(), inside.data() + inside.size(), index);
    bool number = fault == std::errc() && stop == inside.data() + inside.size();
    if (quoted) {
      path.steps_.push_back({Kind::name, std::string(inside), {}, 0});
    } else if (inside == "*") {
      path.steps_.push_back({Kind::every, {}, {}, 0});
      path.many_ = true;
    } else if (inside == "#") {
      path.counts_ = true;
    } else if (auto equals = inside.find('='); equals != std::string_view::npos && equals > 0) {
      path.steps_.push_back(
          {Kind::match, std::string(inside.substr(0, equals)), std::string(inside.substr(equals + 1)), 0});
    } else if (number) {
      path.steps_.push_back({Kind::index, {}, {}, index});
    } else {
      return wrong(fmt::format("[{}] is no place in a list", inside));
    }
    return {};
  }

  std::string_view text_;
  const std::string& where_;
  std::size_t at_ = 0;
};

Result<WebhookPath> WebhookPath::parse(std::string_view text, const std::string& where) {
  return PathParser(text, where).parse();
}

std::vector<const Json*> WebhookPath::find(const PathRoots& roots, PathTrace* trace) const {
  const Json* root = root_ == Root::body ? roots.body : root_ == Root::item ? roots.item : roots.here;
  std::vector<const Json*> found{root}, next;
  for (const Step& step : steps_) {
    next.clear();
    for (const Json* value : found) {
      if (step.kind == Step::Kind::name) {
        if (!value->is_object()) continue;
        if (auto field = value->find(step.name); field != value->end()) next.push_back(&*field);
        continue;
      }
      if (!value->is_array()) continue;
      if (step.kind == Step::Kind::every) {
        for (const auto& each : *value) next.push_back(&each);
      } else if (step.kind == Step::Kind::index) {
        auto size = static_cast<std::int64_t>(value->size());
        std::int64_t at = step.index < 0 ? size + step.index : step.index;
        if (at >= 0 && at < size) next.push_back(&(*value)[static_cast<std::size_t>(at)]);
      } else {
        for (const auto& each : *value) {
          auto field = each.is_object() ? each.find(step.name) : each.end();
          if (!each.is_object() || field == each.end() || text_of(*field) != step.text) continue;
          if (trace != nullptr) trace->insert(&*field);
          next.push_back(&each);
          break;
        }
      }
    }
    found.swap(next);
  }
  std::erase_if(found, [](const Json* value) { return value->is_null(); });
  if (trace != nullptr) trace->insert(found.begin(), found.end());
  return found;
}

std::optional<Json> WebhookPath::value(const PathRoots& roots, PathTrace* trace) const {
  auto found = find(roots, trace);
  if (found.empty()) return std::nullopt;
  if (counts_) {
    std::size_t count = 0;
    for (const Json* each : found) count += each->is_array() ? each->size() : 1;
    return Json(count);
  }
  if (!many_) return *found.front();
  Json list = Json::array();
  for (const Json* each : found) list.push_back(*each);
  return list;
}

std::string text_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace cairn::collect
