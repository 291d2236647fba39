#include "collect/records.h"

namespace cairn::collect {
namespace {

struct ReasonWords {
  std::string_view name, words;
};

constexpr ReasonWords reason_words[reason_count] = {
    {"field-count", "wrong number of fields"},
    {"open-quote", "a quote is opened and never closed"},
    {"too-long", "the record is too long"},
    {"encoding", "bytes that are no text in the file's encoding"},
    {"not-json", "not a JSON object"},
    {"missing-customer", "no customer"},
    {"missing-event", "no event"},
    {"missing-time", "no time"},
    {"unreadable-time", "the time cannot be read"},
    {"time-out-of-range", "the time is before 1930 or after 2065"},
    {"lost-digits", "a number that identifies was shortened by a spreadsheet"},
    {"missing-order", "no order number"},
    {"order-was-closed", "a line too far behind the other lines of its order"},
    {"missing-key", "nothing that tells it from other rows"},
    {"unreadable-number", "the number cannot be read"},
};

}  // namespace

std::string_view name_of(Reason reason) { return reason_words[static_cast<std::size_t>(reason)].name; }
std::string_view describe(Reason reason) { return reason_words[static_cast<std::size_t>(reason)].words; }

}  // namespace cairn::collect
