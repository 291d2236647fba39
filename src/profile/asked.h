// What all segments together ask of one event, each question once.
//
//   vip     count(paid and amount >= 100) >= 2        atom 0: paid and amount >= 100
//   big     sum(amount of paid) >= 1000               atom 1: paid      slot 0: amount, wanted where atom 1 holds
//   lost    never(paid) in last 90d                   atom 1 again
//
// Most of it is answered by an event's type alone, once for all events of that type: what remains is asked event by
// event, and a type that nobody asks about costs one look-up. The answers travel as one set of bits: the atoms that
// hold, then the slots that have a value.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "event/case_plan.h"
#include "event/predicate.h"

namespace cairn::profile {

/// A set of small numbers.
using Bits = std::vector<std::uint64_t>;
inline bool has(const std::uint64_t* bits, std::size_t bit) { return bits[bit / 64] >> (bit % 64) & 1; }
inline void put(Bits& bits, std::size_t bit) { bits[bit / 64] |= std::uint64_t{1} << (bit % 64); }

/// A set of segments by number; the last bit stands for all from there on.
using SegmentSet = std::uint64_t;
inline constexpr SegmentSet all_segments = ~SegmentSet{0};
inline SegmentSet set_of(std::size_t segment) { return SegmentSet{1} << (segment < 63 ? segment : 63); }

/// What one event answers.
struct Facts {
  Bits bits;                    ///< atoms that hold, from 0; slots with a value, from Asked::first_slot_bit()
  std::vector<Literal> values;  ///< of those slots, in order
  SegmentSet segments = 0;      ///< who asked for any of it: others stay as they are
};

class Asked {
 public:
  /// The segments and the plans made of them.
  Asked(const std::vector<CasePredicate>& segments, const std::vector<CasePlan>& plans);

  /// Names that EventView::property will be asked for.
  const std::vector<std::string>& properties() const { return properties_; }
  /// False: nothing of this event matters but that its customer has one.
  bool ask(const EventView& event, Facts& facts);

  std::size_t words() const { return first_slot_bit_ / 64 + (slots_.size() + 63) / 64; }
  std::size_t first_slot_bit() const { return first_slot_bit_; }
  std::size_t slots() const { return slots_.size(); }
  bool is_number(std::size_t slot) const { return slots_[slot].numeric; }
  /// Of the atoms and slots of a segment's plan, their numbers here.
  const std::vector<std::uint32_t>& atoms_of(std::size_t segment) const { return segments_[segment].atoms; }
  const std::vector<std::uint32_t>& slots_of(std::size_t segment) const { return segments_[segment].slots; }
  /// Those that time alone may change.
  SegmentSet with_windows() const { return with_windows_; }

 private:
  struct Slot {
    std::string property;
    bool numeric = false;
    std::vector<std::uint32_t> where;  ///< atoms: its value is wanted where one of them holds
  };
  struct Open {
    std::uint32_t atom;
    EventPredicate rest;  ///< what the type leaves open
  };
  struct OfType {
    Bits certain;  ///< atoms that hold for every event of the type
    std::vector<Open> open;
    std::vector<std::uint32_t> slots;
  };
  struct OfSegment {
    std::vector<std::uint32_t> atoms, slots;
    std::vector<std::uint32_t> decisive;  ///< atoms that matter without a value
    Bits looks_at;                        ///< decisive atoms and slots
    bool from_first = false;              ///< it asks for the first event of a customer, whatever that is
  };
  std::uint32_t number_of(const EventPredicate& atom);
  std::uint32_t number_of(const std::string& property, bool numeric);
  void look_at(const CasePredicate& predicate, OfSegment& segment);
  SegmentSet asking(const Bits& bits) const;
  const OfType& of_type(std::string_view type);

  std::vector<EventPredicate> atoms_;
  std::vector<Slot> slots_;
  std::vector<std::string> properties_;
  std::vector<OfSegment> segments_;
  SegmentSet with_windows_ = 0;
  std::size_t first_slot_bit_ = 0;
  std::map<std::string, OfType, std::less<>> types_;
};

}  // namespace cairn::profile
