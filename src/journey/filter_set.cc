#include "journey/filter_set.h"

#include <array>
#include <limits>

#include "journey/class_cache.h"

namespace cairn::journey {
namespace {

using Kind = EventPredicate::Kind;

/// The position of a value in a list, which it is added to where it is new.
template <class T>
std::size_t number_in(std::vector<T>& list, const T& value) {
  const auto found = std::find(list.begin(), list.end(), value);
  if (found != list.end()) return static_cast<std::size_t>(found - list.begin());
  list.push_back(value);
  return list.size() - 1;
}

}  // namespace

std::vector<std::uint8_t> RowClasses::any_of(const std::vector<PredicateNumber>& predicates) const {
  std::vector<std::uint8_t> any(classes());
  for (std::uint32_t c = 0; c < any.size(); ++c)
    any[c] = std::any_of(predicates.begin(), predicates.end(), [&](auto each) { return class_holds(c, each); });
  return any;
}

FilterSet::FilterSet(const Index& index) : index_(&index), types_(index.event_types().size()) {}

std::size_t FilterSet::comparison_of(const EventPredicate& predicate) {
  const auto number = number_in(compared_, predicate);
  if (number == comparisons_.size()) comparisons_.push_back(Filter::lenient(*index_, predicate));
  return number;
}

FilterSet::Node FilterSet::compile(const EventPredicate& predicate) {
  Node node;
  node.kind = predicate.kind;
  if (predicate.kind == Kind::event)
    for (const auto& name : index_->event_types())
      node.types.push_back(std::find(predicate.events.begin(), predicate.events.end(), name) != predicate.events.end());
  if (predicate.kind == Kind::comparison) node.comparison = comparison_of(predicate);
  for (const auto& child : predicate.children) node.children.push_back(compile(child));
  return node;
}

std::optional<bool> FilterSet::known(const Node& node, std::size_t type, std::vector<std::size_t>& comparisons) {
  switch (node.kind) {
    case Kind::event:
      return node.types[type] != 0;
    case Kind::comparison:
      number_in(comparisons, node.comparison);
      return std::nullopt;
    case Kind::negation: {
      auto child = known(node.children.front(), type, comparisons);
      return child ? std::optional(!*child) : child;
    }
    case Kind::all:
    case Kind::any:
      break;
  }
  const bool decides = node.kind == Kind::any;  // one such child decides, whatever the others say
  bool open = false;
  auto found = comparisons;
  for (const auto& child : node.children) {
    auto said = known(child, type, found);
    if (said == decides) return decides;
    open = open || !said;
  }
  if (!open) return !decides;
  comparisons = std::move(found);
  return std::nullopt;
}

template <class Holds>
bool FilterSet::evaluate(const Node& node, std::size_t type, const Holds& holds) {
  auto child_holds = [&](const Node& child) { return evaluate(child, type, holds); };
  switch (node.kind) {
    case Kind::event:
      return node.types[type] != 0;
    case Kind::comparison:
      return holds(node.comparison);
    case Kind::negation:
      return !child_holds(node.children.front());
    case Kind::all:
      return std::all_of(node.children.begin(), node.children.end(), child_holds);
    case Kind::any:
      break;
  }
  return std::any_of(node.children.begin(), node.children.end(), child_holds);
}

std::size_t FilterSet::add(const EventPredicate& predicate) {
  const auto number = number_in(asked_, predicate);
  if (number < nodes_.size()) return number;
  nodes_.push_back(compile(predicate));
  key_ += to_json(predicate).dump() + '\n';
  for (std::size_t type = 0; type < types_.size(); ++type) {
    OfType& of = types_[type];
    auto said = known(nodes_.back(), type, of.comparisons);
    of.holds.push_back(said.value_or(false));
    if (!said) of.open.push_back(number);
  }
  return number;
}

/// Finds the class of a row by its type, then by one comparison after another:
///
///   paid ─ amount >= 100? ─┬ no  ─ channel = web? ─┬ no    class 7
///                          │                       └ yes   class 8
///                          └ yes ─ …
class FilterSet::Classifier {
 public:
  Classifier(const FilterSet& set, const Bucket& bucket) : set_(set), bucket_(bucket) {}

  Result<RowClasses> run() {
    into_.predicates_ = set_.nodes_.size();
    for (const OfType& type : set_.types_) add_class(type.holds);
    CAIRN_TRY_VOID(compare());
    if (!classify<std::uint16_t>()) classify<std::uint32_t>();
    if (into_.classes() <= std::numeric_limits<std::uint8_t>::max()) narrow();
    return std::move(into_);
  }

 private:
  static constexpr std::uint32_t unknown = std::numeric_limits<std::uint32_t>::max();

  /// Only what an event of this bucket can ask.
  Result<void> compare() {
    std::vector<std::uint8_t> seen(set_.types_.size());
    for (std::size_t row = 0; row < bucket_.rows(); ++row) seen[bucket_.type(row)] = 1;
    compared_.resize(set_.comparisons_.size());
    for (std::size_t type = 0; type < seen.size(); ++type)
      for (auto each : set_.types_[type].comparisons) {
        if (!seen[type] || !compared_[each].empty()) continue;
        CAIRN_TRY(compared_[each], set_.comparisons_[each].mask(bucket_));
      }
    return {};
  }

  template <class T>
  T* space() {
    const auto rows = bucket_.rows();
    into_.backing_.resize(rows * sizeof(T) / sizeof(std::uint32_t) + 1);
    auto* to = reinterpret_cast<T*>(into_.backing_.data());
    into_.of_rows_ = Codes(to, rows, sizeof(T));
    return to;
  }

  /// False: there are too many classes for numbers of this width.
  template <class T>
  bool classify() {
    T* to = space<T>();
    for (std::size_t row = 0; row < bucket_.rows(); ++row) {
      const auto found = class_of(row);
      if (found > std::numeric_limits<T>::max()) return false;
      to[row] = static_cast<T>(found);
    }
    return true;
  }

  void narrow() {
    const auto wide = std::move(into_.backing_);
    const auto* from = reinterpret_cast<const std::uint16_t*>(wide.data());
    auto* to = space<std::uint8_t>();
    for (std::size_t row = 0; row < bucket_.rows(); ++row) to[row] = static_cast<std::uint8_t>(from[row]);
  }

  std::uint32_t add_class(const std::vector<std::uint8_t>& holds) {
    into_.holds_.insert(into_.holds_.end(), holds.begin(), holds.end());
    into_.marks_.push_back(0);
    for (std::size_t predicate = 0; predicate < holds.size(); ++predicate)
      if (holds[predicate] != 0) into_.marks_.back() |= RowClasses::mark_of(predicate);
    next_.push_back({unknown, unknown});
    return static_cast<std::uint32_t>(next_.size() - 1);
  }

  std::uint32_t class_of(std::size_t row) {
    const std::size_t type = bucket_.type(row);
    auto at = static_cast<std::uint32_t>(type);
    for (auto each : set_.types_[type].comparisons) {
      const auto bit = compared_[each][row];
      if (next_[at][bit] == unknown) {
        const auto added = add_class(holds_at(row, type));
        next_[at][bit] = added;
      }
      at = next_[at][bit];
    }
    return at;
  }

  std::vector<std::uint8_t> holds_at(std::size_t row, std::size_t type) const {
    auto holds = set_.types_[type].holds;
    for (auto predicate : set_.types_[type].open)
      holds[predicate] =
          evaluate(set_.nodes_[predicate], type, [&](std::size_t each) { return compared_[each][row] != 0; });
    return holds;
  }

  const FilterSet& set_;
  const Bucket& bucket_;
  RowClasses into_;
  std::vector<Mask> compared_;
  std::vector<std::array<std::uint32_t, 2>> next_;  ///< by class and outcome
};

Result<std::shared_ptr<const RowClasses>> FilterSet::on(const Bucket& bucket) const {
  return index_->classes().get(key_, bucket, [&] { return Classifier(*this, bucket).run(); });
}

}  // namespace cairn::journey
