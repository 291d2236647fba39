// Three customers with names of their own, whose stories are told in the documents. They are written by hand, not
// drawn:
//
//   story-shoe-buyer   Saturday afternoon in the mall, a clerk, one pair, the 30-day promise, QR code, phone number,
//                      welcome within a minute, a post on 小红书 the same evening, an article and a message a week
//                      later
//   story-exchanger    bought in Shanghai, exchanges in Chengdu on day 27: the promise is kept
//   story-refused      bought in Beijing, asks in Guangzhou on day 12 and is refused: the promise is broken
#pragma once

#include "demo/diary.h"

namespace cairn::demo {

inline constexpr int story_count = 3;
std::string_view story_name(int story);
/// Opens a diary for the story and notes it. Stories lie in the last hundred days of the demo.
void tell(int story, Diary& diary);

}  // namespace cairn::demo
