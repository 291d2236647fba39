#include "collect/wire_webhook.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>

#include "base/text.h"
#include "collect/webhook_body.h"
#include "collect/webhook_event.h"

namespace cairn::collect {
namespace {

constexpr std::size_t max_refused_text = 64 * 1024;
/// What stands around the items is kept with a refused one up to this size.
constexpr std::size_t max_frame_bytes = 4 * 1024;

Error too_many(std::size_t count, std::size_t most, const char* what) {
  return {ErrorCode::limit, fmt::format("the body has {} {}; at most {} are taken at once", count, what, most), "body",
          "send them in several requests"};
}

/// The items of a body, and for each a body that has it alone, so that a refused one can be repaired and sent again.
class Items {
 public:
  Items(const Json& body, const std::optional<WebhookPath>& path) : body_(body) {
    found_ = path ? path->find({&body, &body, &body}) : std::vector<const Json*>{&body};
    for (const Json* each : found_) {
      if (!each->is_array()) all_.push_back({each, each});
      if (each->is_array())
        for (const auto& element : *each) all_.push_back({&element, each});
    }
  }
  std::size_t size() const { return all_.size(); }
  const Json& operator[](std::size_t i) const { return *all_[i].item; }
  bool none_found() const { return found_.empty(); }

  std::string alone(std::size_t i) {
    if (!frame_) build_frame();
    const auto& [item, list] = all_[i];
    if (frame_->is_null()) return text_of(*item);
    Json one = *frame_;
    Json& place = one[places_.at(list)];
    item == list ? place = *item : place = Json::array({*item});
    return text_of(one);
  }

 private:
  struct Item {
    const Json* item;
    const Json* list;  ///< that it stands in; itself where it stands in none
  };

  void build_frame() {
    frame_ = Json();
    std::size_t bytes = 0;
    Json frame = copied(body_, Json::json_pointer(), bytes);
    if (bytes <= max_frame_bytes) frame_ = std::move(frame);
  }
  /// A copy with nothing where the items stand. Gives up, with something, when it grows too large.
  Json copied(const Json& value, const Json::json_pointer& at, std::size_t& bytes) {
    if (std::find(found_.begin(), found_.end(), &value) != found_.end()) {
      places_[&value] = at;
      return value.is_array() ? Json::array() : Json();
    }
    if (!value.is_structured()) bytes += value.is_string() ? value.get_ref<const std::string&>().size() : 8;
    if (!value.is_structured() || bytes > max_frame_bytes) return value.is_structured() ? Json() : value;
    Json copy = value.is_array() ? Json::array() : Json::object();
    std::size_t n = 0;
    if (value.is_array())
      for (const auto& each : value) bytes += 2, copy.push_back(copied(each, at / n++, bytes));
    else
      for (const auto& [name, each] : value.items()) bytes += name.size(), copy[name] = copied(each, at / name, bytes);
    return copy;
  }

  const Json& body_;
  std::vector<const Json*> found_;
  std::vector<Item> all_;
  std::optional<Json> frame_;  ///< null: too large
  std::map<const Json*, Json::json_pointer> places_;
};

/// One request.
class Reader {
 public:
  Reader(const WebhookMapping& mapping, const WireContext& context, WireBatch& batch, WebhookTrace* trace)
      : mapping_(mapping),
        context_(context),
        batch_(batch),
        trace_(trace),
        paths_(trace == nullptr ? nullptr : &trace->paths),
        events_(mapping.shop, context, batch, paths_) {}

  Result<void> read(const Json& body) {
    Items items(body, mapping_.items);
    items_ = &items;
    if (items.size() > max_webhook_items) return too_many(items.size(), max_webhook_items, "items");
    if (items.none_found())
      batch_.refused.push_back(
          {0, "missing-items", fmt::format("nothing stands at '{}'", mapping_.items->text()), cut(text_of(body))});
    for (item_ = 0; item_ < items.size(); ++item_) {
      read_item(items[item_], body);
      if (full()) return too_many(batch_.events.size(), max_webhook_events, "events");
    }
    return {};
  }

 private:
  bool full() const { return batch_.events.size() > max_webhook_events; }
  static std::string cut(std::string text) {
    if (text.size() <= max_refused_text) return text;
    text.resize(max_refused_text);
    while (!text.empty() && !is_utf8(text)) text.pop_back();
    return text;
  }
  /// Once an item, with the first reason: it is repaired as a whole.
  void refuse(const char* reason, std::string found) {
    if (!batch_.refused.empty() && batch_.refused.back().item == item_) return;
    batch_.refused.push_back({item_, reason, std::move(found), cut(items_->alone(item_))});
  }
  void ignore(std::string why) {
    ++batch_.ignored;
    if (trace_ != nullptr) trace_->ignored.push_back({item_, std::move(why)});
  }

  bool within_limits(const Json& item) {
    const auto& limits = context_.limits;
    content_ = text_of(item);
    auto size = size_of(item);
    if (!item.is_object())
      refuse("not-an-object", fmt::format("found {}, expected an object", shorten(content_, 60)));
    else if (content_.size() > limits.event_bytes)
      refuse("too-large", fmt::format("{} bytes; at most {} are taken", content_.size(), limits.event_bytes));
    else if (size.depth > limits.depth)
      refuse("too-deep", fmt::format("nested {} deep; at most {}", size.depth, limits.depth));
    else if (size.keys > limits.keys)
      refuse("too-many-keys", fmt::format("{} fields; at most {}", size.keys, limits.keys));
    else if (size.nul)
      refuse("bad-text", "found \\u0000; text with a NUL is not kept");
    else
      return true;
    return false;
  }

  void read_item(const Json& item, const Json& body) {
    if (!within_limits(item)) return;
    PathRoots roots{&item, &item, &body};
    if (!mapping_.when.holds(roots, paths_)) return ignore("the condition of the whole mapping does not hold");
    bool meant = false;
    for (std::size_t r = 0; r < mapping_.events.size(); ++r) meant |= apply(r, roots);
    if (!meant) ignore("no rule is about it");
  }

  /// True when the rule is about the item.
  bool apply(std::size_t number, const PathRoots& roots) {
    const auto& rule = mapping_.events[number];
    bool meant = false;
    std::size_t element = 0;
    for (const Json* here : places_of(rule, roots)) {
      PathRoots inside{here, roots.item, roots.body};
      auto at = element++;
      if (full() || !rule.when.holds(inside, paths_)) continue;
      meant = true;
      if (auto refusal = events_.add(rule, inside, content_, at, item_))
        refuse(refusal->reason, std::move(refusal->found));
      else if (trace_ != nullptr)
        trace_->rule.push_back(number);
    }
    return meant;
  }

  /// The item itself, or the elements of the rule's list.
  static std::vector<const Json*> places_of(const EventRule& rule, const PathRoots& roots) {
    if (!rule.each) return {roots.item};
    std::vector<const Json*> all;
    for (const Json* found : rule.each->find(roots)) {
      if (!found->is_array()) all.push_back(found);
      if (found->is_array())
        for (const auto& each : *found) all.push_back(&each);
    }
    return all;
  }

  const WebhookMapping& mapping_;
  const WireContext& context_;
  WireBatch& batch_;
  WebhookTrace* trace_;
  PathTrace* paths_;
  WebhookEvents events_;
  Items* items_ = nullptr;
  std::uint32_t item_ = 0;
  std::string content_;  ///< of the item that is being read
};

/// A mapping is read once, not with every request: a server has a few of them, each used by many requests.
Result<std::shared_ptr<const WebhookMapping>> ready(const Json& settings) {
  struct Known {
    Json settings;
    std::shared_ptr<const WebhookMapping> mapping;
  };
  constexpr std::size_t most = 16;
  thread_local std::vector<Known> known;
  for (const auto& each : known)
    if (each.settings == settings) return each.mapping;
  CAIRN_TRY(auto mapping, WebhookMapping::from(settings));
  if (known.size() == most) known.erase(known.begin());
  known.push_back({settings, std::make_shared<const WebhookMapping>(std::move(mapping))});
  return known.back().mapping;
}

}  // namespace

Result<void> read_webhook(std::string_view body, const WebhookMapping& mapping, const WireContext& context,
                          WireBatch& batch, WebhookTrace* trace) {
  CAIRN_TRY(auto json, webhook_body(body));
  if (trace == nullptr) return Reader(mapping, context, batch, nullptr).read(json);
  trace->body = std::move(json);
  return Reader(mapping, context, batch, trace).read(trace->body);
}

Result<void> read_webhook(std::string_view body, const WireContext& context, WireBatch& batch) {
  CAIRN_TRY(auto mapping, ready(context.settings));
  return read_webhook(body, *mapping, context, batch, nullptr);
}

}  // namespace cairn::collect
