#include "map/promise_lives.h"

#include <algorithm>

namespace cairn::map {

const char* word_of(PromiseLife::State state) {
  using enum PromiseLife::State;
  switch (state) {
    case running:
      return "running";
    case expired:
      return "expired";
    case open:
      return "open";
    case kept:
      return "kept";
    case broken:
      return "broken";
    case late:
      return "late";
    case late_kept:
      return "late, kept";
    case late_refused:
      break;
  }
  return "late, refused";
}

PromiseLife* PromiseLives::find(std::uint32_t key) {
  auto found = std::find_if(lives_.rbegin(), lives_.rend(), [&](const PromiseLife& life) { return life.key == key; });
  return found == lives_.rend() ? nullptr : &*found;
}

void PromiseLives::make(const PromiseEvent& event, bool named) {
  if (!named) {
    unnamed_ += event.counted;
    return;
  }
  if (!promise_.by.empty() && find(event.key) != nullptr) return;  // the same promise, told again
  PromiseLife life;
  life.key = event.key;
  life.place = event.place;
  life.made_ms = event.ms;
  life.counted = event.counted;
  lives_.push_back(life);
}

void PromiseLives::ask(const PromiseEvent& event, PromiseLife* life) {
  if (life == nullptr) {
    unmatched_ += event.counted;
    return;
  }
  if (life->asked) return;
  life->asked = true;
  life->asked_ms = event.ms;
  life->asked_place = event.place;
  life->inside = !promise_.deadline || event.ms <= life->made_ms + promise_.deadline->ms;
}

void PromiseLives::take(const PromiseEvent& event) {
  const bool named = event.key != 0 || promise_.by.empty();
  if (event.made) make(event, named);
  if (event.asked) ask(event, named ? find(event.key) : nullptr);
  if (!(event.kept || event.broken) || !named) return;
  auto* life = find(event.key);
  if (life == nullptr || !life->asked || life->answered) return;
  life->answered = true;
  life->answered_ms = event.ms;
  life->broken = event.broken;
}

}  // namespace cairn::map
