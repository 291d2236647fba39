#include "journey/design.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace cairn::journey {
namespace {

const std::vector<std::string>& kinds_of_node() {
  static const std::vector<std::string> kinds{"element", "sequence", "choice", "parallel", "loop", "optional"};
  return kinds;
}

class Reader {
 public:
  explicit Reader(const Asked& asked) : asked_(asked) {}

  Result<Design> read() {
    CAIRN_TRY(design_.states, node(asked_.question["model"], "question.model", 0));
    if (asked_.question.contains("promises"))
      for (std::size_t i = 0; i < asked_.question["promises"].size(); ++i)
        CAIRN_TRY_VOID(promise(asked_.question["promises"][i], fmt::format("question.promises[{}]", i)));
    return std::move(design_);
  }

 private:
  static Error wrong(const std::string& where, std::string message, std::string hint = "") {
    return {ErrorCode::invalid, std::move(message), where, std::move(hint)};
  }
  static Result<std::int64_t> positive(const Json& json, const std::string& where) {
    CAIRN_TRY(auto duration, parse_duration(json.get<std::string>(), where));
    if (duration.ms < 0) return wrong(where, fmt::format("a promised time cannot be negative; found {}", json.dump()));
    return duration.ms;
  }

  Result<DesignStates> node(const Json& json, const std::string& where, int depth) {
    if (depth > Design::most_depth)
      return wrong(where, fmt::format("the model is nested deeper than {} levels", Design::most_depth));
    if (json.is_string()) return leaf(json, Json::object(), where);
    if (json.is_array()) return list(json, "sequence", where, depth);
    std::string kind;
    for (const auto& each : kinds_of_node()) {
      if (!json.contains(each)) continue;
      if (!kind.empty())
        return wrong(where, fmt::format("'{}' and '{}' stand in one object", kind, each), "nest one in the other");
      kind = each;
    }
    if (kind.empty())
      return wrong(where, fmt::format("expected one of {}", join(kinds_of_node(), ", ")),
                   R"(for example {"optional":"cart"})");
    if (kind == "element") return leaf(json["element"], json, where + ".element");
    for (const char* field : {"within", "failed", "name"})
      if (json.contains(field))
        return wrong(where + "." + field, fmt::format("'{}' belongs to an element, not to a {}", field, kind),
                     R"(for example {"element":"delivered","within":"P2D"})");
    if (kind == "loop" || kind == "optional") {
      CAIRN_TRY(auto body, node(json[kind], where + "." + kind, depth + 1));
      return kind == "loop" ? DesignStates::loop(std::move(body)) : DesignStates::optional(std::move(body));
    }
    return list(json[kind], kind, where + "." + kind, depth);
  }

  Result<DesignStates> list(const Json& parts, const std::string& kind, const std::string& where, int depth) {
    auto join_two = kind == "sequence" ? DesignStates::sequence
                    : kind == "choice" ? DesignStates::choice
                                       : DesignStates::parallel;
    std::optional<DesignStates> all;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      CAIRN_TRY(auto part, node(parts[i], fmt::format("{}[{}]", where, i), depth + 1));
      all = all ? join_two(*all, part) : std::move(part);
      if (!all)
        return wrong(where,
                     fmt::format("the model has more than {} states: parallel parts multiply", DesignStates::most),
                     "put fewer elements side by side, or in sequence");
    }
    if (!all) return wrong(where, fmt::format("a {} of nothing", kind), "name at least one element");
    return std::move(*all);
  }

  Result<DesignStates> leaf(const Json& element, const Json& fields, const std::string& where) {
    if (design_.leaves.size() == Design::most_leaves)
      return wrong(where, fmt::format("the model has more than {} elements", Design::most_leaves));
    auto at = static_cast<std::size_t>(std::find(documents_.begin(), documents_.end(), element) - documents_.begin());
    if (at == documents_.size()) {
      CAIRN_TRY(auto made, Element::make(asked_, element, where));
      if (fields.contains("name")) made.name = fields["name"].get<std::string>();
      documents_.push_back(element);
      design_.elements.push_back({std::move(made), {}, {}});
    }
    Design::Leaf leaf{at, std::nullopt};
    if (fields.contains("within")) {
      CAIRN_TRY(leaf.within_ms, positive(fields["within"], sibling(where, "within")));
    }
    if (fields.contains("failed")) {
      CAIRN_TRY(auto predicate, event_predicate_from(fields["failed"], sibling(where, "failed")));
      CAIRN_TRY(auto filter, Filter::make(asked_.index, predicate, sibling(where, "failed")));
      design_.elements[at].failed.push_back(std::move(filter));
    }
    design_.leaves.push_back(leaf);
    return DesignStates::leaf(static_cast<std::uint16_t>(design_.leaves.size() - 1));
  }
  /// "….element" → "….within"
  static std::string sibling(const std::string& where, const char* field) {
    return where.substr(0, where.rfind('.') + 1) + field;
  }

  Result<void> promise(const Json& json, const std::string& where) {
    Design::Promise promise;
    if (json.contains("from")) {
      CAIRN_TRY(promise.from, known(json["from"], where + ".from"));
    }
    CAIRN_TRY(auto to, known(json["to"], where + ".to"));
    CAIRN_TRY(promise.within_ms, positive(json["within"], where + ".within"));
    design_.elements[to].promises.push_back(promise);
    return {};
  }
  Result<std::size_t> known(const Json& name, const std::string& where) const {
    std::vector<std::string> names;
    for (const auto& part : design_.elements) names.push_back(part.element.name);
    auto found = std::find(names.begin(), names.end(), name.get<std::string>());
    if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
    return Error{ErrorCode::not_found, fmt::format("the model has no element '{}'", name.get<std::string>()), where,
                 suggest(name.get<std::string>(), names)};
  }

  const Asked& asked_;
  Design design_;
  std::vector<Json> documents_;  ///< of the elements
};

}  // namespace

Result<Design> Design::make(const Asked& asked) { return Reader(asked).read(); }

std::vector<std::uint16_t> Design::element_of() const {
  std::vector<std::uint16_t> elements_of_leaves;
  for (const auto& leaf : leaves) elements_of_leaves.push_back(static_cast<std::uint16_t>(leaf.element));
  return elements_of_leaves;
}

bool Design::promised(std::size_t element) const {
  return !elements[element].promises.empty() || std::any_of(leaves.begin(), leaves.end(), [&](const Leaf& leaf) {
    return leaf.element == element && leaf.within_ms;
  });
}

Result<std::vector<std::uint32_t>> Design::labels(const CaseView& view) const {
  std::vector<std::uint32_t> by_symbol(std::size_t{1} << 16);
  auto own = static_cast<std::uint32_t>(elements.size());
  for (std::size_t s = 0; s < by_symbol.size(); ++s) by_symbol[s] = own + static_cast<std::uint32_t>(s);
  for (std::uint32_t e = own; e-- > 0;)
    if (elements[e].element.symbol) by_symbol[*elements[e].element.symbol] = e;
  std::vector<std::uint32_t> labels(view.seconds.size());
  for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = by_symbol[view.symbol(i)];
  for (std::uint32_t e = 0; e < own; ++e) {
    if (!elements[e].element.filter) continue;
    CAIRN_TRY(auto mask, elements[e].element.filter->mask(*view.bucket));
    for (std::size_t i = 0; i < labels.size(); ++i)
      if (mask[view.bucket_row(i)]) labels[i] = std::min(labels[i], e);
  }
  return labels;
}

}  // namespace cairn::journey
