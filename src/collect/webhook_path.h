// A way into a JSON body, as mapping documents write it.
//
//   requester.email        a field of a field                 lines[0].sku     of the first element; [-1]: of the last
//   answers[id=nps].score  of the first element with that id  lines[*].sku     of every element
//   lines[#]               how many elements                  ['a.b'].c        a name with dots, brackets or blanks
//   $.sent_at              from the whole body                ^.receipt        from the item, inside an 'each'
//   @                      the item or element itself
//
// A path that leads nowhere, or to null, gives nothing; that is no fault.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/json.h"

namespace cairn::collect {

/// Where paths begin.
struct PathRoots {
  const Json* here = nullptr;  ///< the item, or the element of an 'each'
  const Json* item = nullptr;
  const Json* body = nullptr;
};

/// What paths have led to, for whoever wants to know what none of them did.
using PathTrace = std::unordered_set<const Json*>;

class WebhookPath {
 public:
  static constexpr std::size_t max_steps = 32;

  static Result<WebhookPath> parse(std::string_view text, const std::string& where);

  /// All that it leads to, in order; never null values. Of a path with [#] the lists that are counted.
  std::vector<const Json*> find(const PathRoots& roots, PathTrace* trace = nullptr) const;
  /// As one value: the first that it leads to; with [*] a list, with [#] a number. nullopt: nothing.
  std::optional<Json> value(const PathRoots& roots, PathTrace* trace = nullptr) const;

  const std::string& text() const { return text_; }
  bool many() const { return many_; }
  bool counts() const { return counts_; }

 private:
  struct Step {
    enum class Kind { name, index, match, every } kind = Kind::name;
    std::string name;  ///< name, match
    std::string text;  ///< match: the text that the field has
    int index = 0;     ///< from the end where negative
  };
  enum class Root { here, item, body };

  friend class PathParser;

  std::string text_;
  Root root_ = Root::here;
  std::vector<Step> steps_;
  bool many_ = false, counts_ = false;
};

/// A plain value as text: text as it is, numbers and true or false as JSON writes them, anything else as JSON.
std::string text_of(const Json& value);

}  // namespace cairn::collect
