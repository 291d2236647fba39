// Editing a journey document by changes that name elements by their ids, so that two people can edit one map.
//
//   base ──changes──▶ mine      merge(base, head, changes): what both did to different elements stands; where both
//     └───others'───▶ head      changed the same one and not alike, it is a conflict, and nothing is done
//
// Pure functions: documents in, documents out; what they do not know they keep. A change writes one place:
//
//   {"path": ["touchpoints", "tp_pay", "label"], "value": "Pay"}       a field
//   {"path": ["pains", "pa_9"], "value": {…}, "before": "pa_2"}        adds or replaces an element; without `before` it
//                                                                      stays where it is, a new one comes last
//   {"path": ["pains", "pa_9"], "value": null}                         takes it away; with "references": true also what
//                                                                      names it (edit_remove.h)
//
// `order` of stages and touchpoints is unique: who is given the place of another comes before it, and those behind make
// room. Making room is no change of theirs: moving two touchpoints is no conflict.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "map/elements.h"

namespace cairn::map {

struct Change {
  Path path;
  Json value = nullptr;                              ///< null: takes away what is there
  std::optional<std::string> before = std::nullopt;  ///< of an element: the key of the next; "": it comes last
  bool references = false;                           ///< of an element that goes: what names it goes, too
};

/// From [{"path","value","before"?,"references"?}…]; the error names the place: "changes[2].path".
Result<std::vector<Change>> changes_from(const Json& list);
Json to_json(const std::vector<Change>& changes);

/// All of them, or the error of the first that cannot be made. The outcome may be an unsound map: check() says so.
Result<Json> changed(const Json& document, const std::vector<Change>& changes);

/// The changes that make `to` of `from` (same() in all but the order of keys): by element and field.
std::vector<Change> between(const Json& from, const Json& to);

/// The changes that take `changes` back, once they are made.
Result<std::vector<Change>> inverse(const Json& document, const std::vector<Change>& changes);

struct Conflict {
  Path path;  ///< of an element, of its `order`, or of a part of what is in no list
  Json yours, theirs;
};
struct Merge {
  Json document;                    ///< the head with the changes; the head itself while there are conflicts
  std::vector<Conflict> conflicts;  ///< in the order of paths
};
/// Changes that were made of `base`, on the head that it has become meanwhile.
Result<Merge> merge(const Json& base, const Json& head, const std::vector<Change>& changes);

}  // namespace cairn::map
