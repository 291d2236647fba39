// A contest: one question, Cairn's answer to it, and the best statements of other engines for the same answer.
//
//   answers compared ──▶ repeats in turn: Cairn, rival, rival, … ──▶ least times, as multiples of Cairn's ──▶ goals
//
// Nothing is timed before all answers are equal. The turns make a busy moment of the machine hurt all alike.
#pragma once

#include <functional>
#include <map>
#include <optional>

#include "chdb.h"
#include "journey/question.h"
#include "rivals.h"
#include "store/duck.h"

namespace cairn::bench {

/// Those who compete, with the same events. Without chDB its rivals are left out, which is said.
struct Engines {
  journey::Index index;
  store::Duck duck;
  std::optional<ChDb> chdb;
};

struct Contest {
  std::string title;
  Json question;
  std::vector<Rival> rivals;  ///< none: Cairn's time is shown beside that of `beside`
  /// What differs between Cairn's answer and a rival's rows; empty: nothing.
  std::function<std::string(const Json& answer, const Rows& rows)> difference;
  double bytes_an_event = 0;            ///< of the index that Cairn must read at least; 0: not shown
  std::map<Engine, double> goals = {};  ///< times as long as Cairn that the engine's best must take at least
};

struct Rules {
  int threads = 2, repeats = 5;
  bool check = false;         ///< compare only, and time once
  double bytes_a_second = 0;  ///< that memory was measured to give with these threads
};

enum class Outcome { met, missed, unequal };
/// Prints the table of a contest.
Outcome run(const Contest& contest, Engines& engines, const Rules& rules);

/// Bytes a second that plain sums over memory reach on so many threads.
double read_bandwidth(int threads);

template <class T>
T must(Result<T> result) {
  if (!result) {
    std::fprintf(stderr, "%s\n", result.error().text().c_str());
    std::exit(2);
  }
  return std::move(*result);
}
inline void must(Result<void> result) {
  if (result) return;
  std::fprintf(stderr, "%s\n", result.error().text().c_str());
  std::exit(2);
}

}  // namespace cairn::bench
