// The till receipts that nobody's name is on: for every receipt of a known customer, by chance, some of strangers. Each
// is known by its number alone, so that even a return with the receipt belongs to it; a few are rung up with the
// clerk's own member card, which then looks like somebody who buys every day, or with one that a family lends.
#pragma once

#include "demo/customer.h"

namespace cairn::demo {

/// The strangers of one customer: each visit() opens a diary for the next and fills it; the caller writes it.
class Strangers {
 public:
  Strangers(const Calendar& calendar, Diary& diary, std::uint64_t seed, std::uint64_t customer);
  /// How many stand behind so many receipts of the known.
  int count(int known_receipts);
  /// The next one's life: a receipt, perhaps brought back.
  void visit();

 private:
  const Calendar& calendar_;
  Diary& diary_;
  Random random_;
  std::uint64_t customer_;
  int number_ = 0;
};

}  // namespace cairn::demo
