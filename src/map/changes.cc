#include "map/changes.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>

#include "base/text.h"
#include "event/predicate.h"
#include "map/document_fields.h"
#include "map/edit.h"

namespace cairn::map {
namespace {

constexpr int widest_value = 60;  ///< columns; what is longer is cut

/// A sentence for each language, with {0}, {1} … filled in by labels.
Label sentence(const Label& pattern, std::initializer_list<Label> parts) {
  auto in = [&](Language language) {
    std::string text = pattern.in(language);
    int number = 0;
    for (const Label& part : parts) {
      const auto mark = fmt::format("{{{}}}", number++);
      if (auto at = text.find(mark); at != std::string::npos) text.replace(at, mark.size(), part.in(language));
    }
    return text;
  };
  return {in(Language::zh_hans), in(Language::zh_hant), in(Language::en)};
}

Label each_language(const std::function<std::string(Language)>& make) {
  return {make(Language::zh_hans), make(Language::zh_hant), make(Language::en)};
}

Label quoted(const Label& name) {
  return {"“" + shorten(name.zh_hans, widest_value) + "”", "「" + shorten(name.zh_hant, widest_value) + "」",
          "“" + shorten(name.en, widest_value) + "”"};
}

/// The element of an id, in whichever list.
std::optional<Label> called(const Json& document, const std::string& id) {
  for (auto list : element_lists) {
    if (list == "links" || list == "lanes") continue;
    const Path path{std::string(list), id};
    if (const Json& element = value_at(document, path); !element.is_null())
      return name_of_element(list, element, document);
  }
  return std::nullopt;
}

/// A value in words; nullopt where that would take too many.
std::optional<Label> in_words(const Json& value, const Json& document) {
  if (value.is_null()) return Label::same("–");
  if (is_label(value)) return quoted(Label::from(value));
  if (value.is_string()) return quoted(called(document, value.get<std::string>()).value_or(Label::from(value)));
  if (value.is_boolean()) return value.get<bool>() ? Label{"是", "是", "yes"} : Label{"否", "否", "no"};
  if (value.is_number()) return Label::same(value.dump());
  if (value.is_array()) {
    std::vector<Label> parts;
    for (const auto& each : value) {
      auto part = each.is_array() ? std::nullopt : in_words(each, document);
      if (!part) return std::nullopt;
      parts.push_back(*std::move(part));
    }
    if (parts.empty()) return Label::same("–");
    return each_language([&](Language language) {
      std::string all;
      for (const auto& part : parts)
        all += (all.empty() ? "" : language == Language::en ? ", " : "、") + part.in(language);
      return shorten(all, 2 * widest_value);
    });
  }
  const bool is_binding = value.contains("on") && value.size() == 1;
  auto predicate = event_predicate_from(is_binding ? value["on"] : value, "");
  if (!predicate) return std::nullopt;
  return Label::same(shorten(to_text(*predicate), 2 * widest_value));
}

/// What a field became: "channel: “Website” → “App”", or "emotion changed".
Label became(const Label& what, const Json& had, const Json& has, const Json& from, const Json& to) {
  auto before = in_words(had, from), now = in_words(has, to);
  if (before && now && *before != *now)
    return sentence({"{0}：{1} → {2}", "{0}：{1} → {2}", "{0}: {1} → {2}"}, {what, *before, *now});
  if (has.is_null()) return sentence({"{0}已删除", "{0}已刪除", "{0} removed"}, {what});
  if (had.is_null()) return sentence({"{0}已新增", "{0}已新增", "{0} added"}, {what});
  return sentence({"{0}已更改", "{0}已變更", "{0} changed"}, {what});
}

Label capital(Label label) {
  if (!label.en.empty() && label.en[0] >= 'a' && label.en[0] <= 'z') label.en[0] = static_cast<char>(label.en[0] - 32);
  return label;
}

class Teller {
 public:
  Teller(const Json& from, const Json& to) : from_(from), to_(to) {}

  std::vector<Difference> run() {
    for (const auto& change : between(from_, to_))
      if (!is_element_list(change.path[0])) tell_part(change.path);
    for (auto list : element_lists) tell_list(std::string(list));
    return std::move(found_);
  }

 private:
  void tell_part(const Path& path) {
    if (path[0] == "version" && path.size() == 2 && path[1] != "status" && path[1] != "basis" && path[1] != "effective")
      return;
    const Json &had = value_at(from_, path), &has = value_at(to_, path);
    Label what = word_of_field(path[0]);
    if (path.size() == 2) {
      const Label part = word_of_field(path[1]);
      what = path[0] == "version" ? part : sentence({"{0}的{1}", "{0}的{1}", "{0}, {1}"}, {what, part});
    }
    found_.push_back({path, "changed", became(capital(what), had, has, from_, to_), had, has});
  }

  void tell_list(const std::string& list) {
    const Json &had = fields::field(from_, list.c_str()), &has = fields::field(to_, list.c_str());
    if (same(had, has)) return;
    if (!has_keys(list, had) || !has_keys(list, has)) {
      found_.push_back({{list},
                        "changed",
                        sentence({"{0}列表已更改", "{0}清單已變更", "The list of {0} changed"}, {word_of_list(list)}),
                        had,
                        has});
      return;
    }
    auto each_of = [](const Json& all, const auto& what) {
      if (all.is_array())
        for (const auto& each : all) what(each);
    };
    each_of(had, [&](const Json& each) {
      if (!position_of(list, has, key_of(list, each))) tell_gone(list, each);
    });
    each_of(has, [&](const Json& each) {
      auto before = position_of(list, had, key_of(list, each));
      before ? tell_element(list, had[*before], each) : tell_new(list, each);
    });
    tell_moves(list);
  }

  Label subject(const std::string& list, const Json& element, const Json& document) const {
    return sentence({"{0}{1}", "{0}{1}", "{0} {1}"},
                    {word_of_list(list), quoted(name_of_element(list, element, document))});
  }
  void tell_gone(const std::string& list, const Json& element) {
    found_.push_back({{list, key_of(list, element)},
                      "removed",
                      sentence({"删除{0}", "刪除{0}", "{0} removed"}, {subject(list, element, from_)}),
                      element,
                      nullptr});
  }
  void tell_new(const std::string& list, const Json& element) {
    found_.push_back({{list, key_of(list, element)},
                      "added",
                      sentence({"新增{0}", "新增{0}", "{0} added"}, {subject(list, element, to_)}),
                      nullptr,
                      element});
  }

  void tell_element(const std::string& list, const Json& had, const Json& has) {
    for (const auto& change : between(Json{{list, Json::array({had})}}, Json{{list, Json::array({has})}})) {
      const auto& field = change.path.back();
      if (field == "order") continue;
      const Json &before = fields::field(had, field.c_str()), &now = fields::field(has, field.c_str());
      const Label what = subject(list, had, from_);
      if ((field == "label" || field == "text") && !before.is_null() && !now.is_null()) {
        found_.push_back(
            {change.path, "changed",
             sentence({"{0}改名为{1}", "{0}改名為{1}", "{0} renamed to {1}"}, {what, quoted(Label::from(now))}), before,
             now});
      } else if (list == "touchpoints" && field == "stage") {
        found_.push_back({change.path, "moved",
                          sentence({"{0}移到阶段{1}", "{0}移到階段{1}", "{0} moved to stage {1}"},
                                   {what, in_words(now, to_).value_or(Label())}),
                          before, now});
      } else {
        const Label part = sentence({"{0}的{1}", "{0}的{1}", "{0}, {1}"}, {what, word_of_field(field)});
        found_.push_back({change.path, "changed", became(part, before, now, from_, to_), before, now});
      }
    }
  }

  /// The key that one stands behind; empty: it is the first.
  static std::string behind(const std::vector<std::string>& keys, const std::string& key) {
    auto found = std::find(keys.begin(), keys.end(), key);
    return found == keys.begin() ? "" : *std::prev(found);
  }

  void tell_moves(const std::string& list) {
    const auto before = keys_in_order(list, from_), now = keys_in_order(list, to_);
    for (const auto& key : moved_in(list, from_, to_)) {
      const Label what = subject(list, value_at(to_, Path{list, key}), to_);
      const auto neighbour = behind(now, key), was = behind(before, key);
      Label text = sentence({"{0}移到最前", "{0}移到最前面", "{0} moved to the beginning"}, {what});
      if (!neighbour.empty())
        text = sentence({"{0}移到{1}之后", "{0}移到{1}之後", "{0} moved behind {1}"},
                        {what, quoted(name_of_element(list, value_at(to_, Path{list, neighbour}), to_))});
      found_.push_back({{list, key},
                        "moved",
                        std::move(text),
                        was.empty() ? Json() : Json(was),
                        neighbour.empty() ? Json() : Json(neighbour)});
    }
  }

  const Json &from_, &to_;
  std::vector<Difference> found_;
};

}  // namespace

std::vector<Difference> differences(const Json& from, const Json& to) { return Teller(from, to).run(); }

Json to_json(const std::vector<Difference>& differences) {
  Json list = Json::array();
  for (const auto& each : differences)
    list.push_back(
        {{"path", each.path}, {"kind", each.kind}, {"text", each.text.json()}, {"from", each.from}, {"to", each.to}});
  return list;
}

}  // namespace cairn::map
