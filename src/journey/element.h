// An element of a question: a step of a funnel, an end of a timing. By name it is a symbol of the question's level; as
// an object, or as a text with comparisons ("paid where …" is written {"event":"paid","where":[…]}), it is a predicate
// of events.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "journey/filter.h"
#include "journey/kind.h"

namespace cairn::journey {

struct Element {
  std::string name;                     ///< as shown
  std::optional<std::uint16_t> symbol;  ///< one of the two
  std::optional<Filter> filter;
  static Result<Element> make(const Asked& asked, const Json& json, const std::string& where);
};

/// Bit i is set where element i matches; at most 32 elements.
using Matches = std::uint32_t;

/// Elements of which any one will do, each with the place that names it.
using AnyOf = std::vector<std::pair<Json, std::string>>;

class Elements {
 public:
  static constexpr std::size_t limit = 32;
  /// `where` names the list; element i is at where[i].
  static Result<Elements> make(const Asked& asked, const std::vector<std::pair<Json, std::string>>& wanted);
  /// Element i is any of those in `wanted[i]`; its name is theirs, joined by "or".
  static Result<Elements> make_any(const Asked& asked, const std::vector<AnyOf>& wanted);
  std::size_t size() const { return names_.size(); }
  const std::string& name(std::size_t i) const { return names_[i]; }
  /// True when a symbol alone decides: by_symbol() then says all.
  bool by_symbol_only() const;
  const std::vector<Matches>& by_symbol() const { return by_symbol_; }
  /// One word for every row of the view.
  Result<std::vector<Matches>> on(const CaseView& view) const;
  /// Where element i matches, also outside the view: one byte for every row of the bucket.
  Result<Mask> on_bucket(const Asked& asked, const Bucket& bucket, std::size_t i) const;

 private:
  struct Part {
    Element element;
    std::size_t bit = 0;
  };
  std::vector<Part> parts_;
  std::vector<std::string> names_;
  std::vector<Matches> by_symbol_;  ///< symbol → elements that are this symbol
};

}  // namespace cairn::journey
