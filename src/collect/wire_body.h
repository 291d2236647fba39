// A request's JSON, cut into its items: an object with a list ("batch") and what is said beside it, an array of items,
// or one item. Items are only cut out here; each is read for itself (wire_item.h), so that a bad one spoils no other.
//
// Bytes that are not UTF-8 spoil the items that hold them and no other: simdjson refuses the whole text, so it is read
// again with these bytes blanked.
#pragma once

#include <simdjson.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace cairn::collect {

class WireBody {
 public:
  struct Item {
    std::string_view raw;  ///< inside a buffer that simdjson may read beyond
    std::size_t readable = 0;
    bool is_utf8 = true;  ///< false: some bytes were blanked
  };
  /// A member beside the list: its key, and its JSON text.
  struct Member {
    std::string key;
    Item value;
  };

  /// `list`: the key that holds the items; empty: an object is always one item. The body stays where it is as long as
  /// the items are used.
  Result<void> read(std::string_view body, std::string_view list);
  /// Items are used no more: gives back the memory that a large body took. simdjson takes four times its size.
  void let_go();

  std::vector<Item> items;
  std::vector<Member> members;
  bool has_list = false;  ///< "batch", or an array

 private:
  simdjson::error_code cut(std::string_view list);
  simdjson::error_code cut_array(simdjson::ondemand::array& array);
  simdjson::error_code raw_of(simdjson::ondemand::value& value, std::string_view& raw);
  Item item_of(std::string_view raw) const;

  simdjson::ondemand::parser parser_;
  std::string buffer_;  ///< the body, with room behind it
  std::string_view body_;
  bool is_utf8_ = true;
};

}  // namespace cairn::collect
