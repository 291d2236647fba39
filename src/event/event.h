// What happened.
//
//   who (identifiers as sent) · what (type) · when (time, µs) · where (channel, source) · how much (amount, value)
//   and properties, each with its type
//
// An event never holds a customer: who an identifier belongs to is decided when the history is indexed, so that a later
// merge changes no stored event. Events travel in batches of columns; text lives in the batch's arena.
#pragma once

#include <cmath>
#include <cstdint>
#include <deque>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "base/time.h"

namespace cairn {

using EventId = Hash128;

/// Owns text for as long as it lives; views into it stay valid when it is moved.
class Arena {
 public:
  std::string_view keep(std::string_view text);
  void clear();

 private:
  std::deque<std::unique_ptr<char[]>> blocks_;
  std::size_t used_ = 0, capacity_ = 0;
};

/// Widening goes boolean, integer → real → text; time → text.
enum class PropertyType : std::uint8_t { boolean, integer, real, time, text };
std::string_view name_of(PropertyType type);
Result<PropertyType> parse_property_type(std::string_view name);
/// The narrowest type that holds values of both.
PropertyType widest(PropertyType a, PropertyType b);

inline constexpr std::int64_t no_time = std::numeric_limits<std::int64_t>::min();
/// Currency of an amount whose currency is not known (ISO 4217's code for that).
inline constexpr std::string_view no_currency = "XXX";
/// Digits behind the point: 2 for most, 0 for JPY, 3 for KWD (ISO 4217).
int minor_digits(std::string_view currency);

/// Values of one (property, type), for the rows that have one; rows ascend.
struct PropertyColumn {
  std::string name;
  PropertyType type = PropertyType::text;
  std::vector<std::uint32_t> rows;
  std::vector<std::int64_t> integers;   ///< boolean, integer, time (µs)
  std::vector<double> reals;            ///< real
  std::vector<std::string_view> texts;  ///< text
};

/// Columns of equal length, one element an event.
struct EventBatch {
  Arena arena;
  std::vector<EventId> id;
  std::vector<std::string_view> identifier_kind;  ///< "customer" unless the source says more
  std::vector<std::string_view> identifier;       ///< as sent; never empty
  std::vector<std::string_view> type;             ///< never empty
  std::vector<std::int64_t> time;                 ///< µs UTC
  std::vector<std::int64_t> sent;                 ///< µs UTC, or no_time
  std::vector<std::int64_t> received;             ///< µs UTC
  std::vector<std::string_view> source;
  std::vector<std::string_view> channel;   ///< empty: unknown
  std::vector<std::string_view> session;   ///< empty: none
  std::vector<std::int64_t> amount_minor;  ///< meaningless where currency is empty
  std::vector<std::string_view> currency;  ///< ISO 4217; empty: no amount
  std::vector<double> value;               ///< NaN: none
  std::vector<PropertyColumn> properties;  ///< each (name, type) once

  std::size_t size() const { return id.size(); }
  /// Appends an event with defaults and returns its row; the caller fills what it knows.
  std::size_t add(EventId event_id, std::string_view who, std::string_view what, Time when,
                  std::string_view from_source);
  /// Sets a property of the last row; the column is made when first needed.
  void set(std::string_view name, bool v) { set_integer(name, PropertyType::boolean, v); }
  void set(std::string_view name, std::int64_t v) { set_integer(name, PropertyType::integer, v); }
  void set(std::string_view name, Time v) { set_integer(name, PropertyType::time, v.us); }
  void set(std::string_view name, double v);
  void set(std::string_view name, std::string_view v);
  /// Takes rows away; `gone` may be shorter than the batch. Text of removed rows stays in the arena.
  void remove(const std::vector<bool>& gone);
  void clear();

 private:
  void set_integer(std::string_view name, PropertyType type, std::int64_t v);
  PropertyColumn& column(std::string_view name, PropertyType type);
  PropertyColumn& add_column(std::string_view name, PropertyType type);
  /// Open addressing: position in `properties` + 1 of what set() made, 0 for an empty place; at most half full.
  std::vector<std::uint32_t> places_;
  std::size_t placed_ = 0;
};

/// Takes batches in the order of arrival. May keep nothing of the batch after it returns.
class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual Result<void> append(const EventBatch& batch) = 0;
};

/// Placement of a customer: bucket = top bits.
inline std::uint64_t customer_hash(std::string_view kind, std::string_view identifier) {
  return hash64(identifier, hash64(kind));
}

}  // namespace cairn
