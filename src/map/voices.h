// What customers wrote: texts of reviews, surveys, tickets and chats, found where a map asks for them.
//
//   here    the event of the touchpoint itself has the words          a review that was posted
//   about   a score that the map takes for the touchpoint has them    "checkout: 2, it kept asking for a password"
//   after   its customer wrote within two weeks of being there        of a pain; of a touchpoint only where nobody
//                                                                     wrote here or about it
#pragma once

#include <string>
#include <vector>

#include "map/observed.h"
#include "map/witness.h"

namespace cairn::map {

struct Voice {
  enum class How { here, about, after } how = How::here;
  std::string text, event, channel;
  std::optional<double> score;
  Time at;
  journey::CustomerId customer;
};
struct Voices {
  std::vector<Voice> list;  ///< here before about before after, of each the newest first
  std::uint64_t total = 0;
};

/// Of a touchpoint or a pain; `there` are the cases behind its number (behind.h).
Result<Voices> voices(const journey::Index& index, const JourneyMap& map, const Behind& element,
                      const std::vector<Witnesses::Case>& there, const LeftOutOfMap& left_out, std::size_t most);
Json to_json(const Voices& voices);

/// Properties that hold words, in the order in which they are looked for.
const std::vector<std::string>& word_properties();

}  // namespace cairn::map
