#include "profile/consent.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "journey/event_view.h"
#include "profile/consent_words.h"

namespace cairn::profile {
namespace {

constexpr std::string_view table_name = "consents";

class LedgerWriter {
 public:
  explicit LedgerWriter(const ConsentRules& rules) : rules_(rules) {}

  void read(const CustomerEvent& event) {
    const auto* known = rules_.find_event(event.event);
    bool tells = known != nullptr && matches(known->where, journey::CustomerEventView(event));
    if (tells) return tell(event, *known, "");
    auto said = text_of(event, "consent");
    for (const auto& word : consent_words(said, rules_)) {
      // A bare yes or no is about what the event's other properties name.
      bool is_bare = word.channel.empty() && word.state != ConsentState::unknown;
      is_bare ? tell(event, {event.event, {}, word.state, {}, {}}, said) : add(event, word, said);
    }
  }

  void read(const store::ReferenceRow& row) {
    auto text = [&](const char* name) {
      auto fact = row.facts.find(name);
      return fact != row.facts.end() && fact->is_string() ? fact->get<std::string>() : std::string();
    };
    auto granted = row.facts.value("granted", Json());
    ConsentEntry entry;
    entry.channel = means_every(text("channel")) ? std::string(every) : rules_.channel_of(text("channel"));
    entry.source = table_name;
    entry.id = row.key;
    entry.text_version = text("text_version");
    if (auto given = parse_time(text("given"), TimeZone::utc())) entry.time = *given;
    entry.state = !granted.is_boolean() ? ConsentState::unknown
                  : granted.get<bool>() ? ConsentState::granted
                                        : ConsentState::withdrawn;
    if (!granted.is_boolean()) entry.why = "the row does not say whether it was given";
    entry.purpose = purpose_for(text("purpose"), entry.state);
    if (entry.state == ConsentState::granted && (entry.text_version.empty() || !entry.time)) {
      entry.state = ConsentState::unknown;
      entry.why = entry.time ? "the row has no version of the text" : "the row has no date";
    }
    entries_.push_back(std::move(entry));
  }

  std::vector<ConsentEntry> take() {
    std::stable_sort(entries_.begin(), entries_.end(),
                     [](const ConsentEntry& a, const ConsentEntry& b) { return a.time < b.time; });
    return std::move(entries_);
  }

 private:
  /// What an event means by being what it is, for the channels and purposes that it or the rules name.
  void tell(const CustomerEvent& event, const ConsentEvent& known, const std::string& said) {
    auto channels = known.channels, purposes = known.purposes;
    if (channels.empty()) channels = parts_of(text_of(event, "channel"));
    if (channels.empty()) channels.emplace_back();
    if (purposes.empty()) purposes = parts_of(text_of(event, "purpose"));
    if (purposes.empty()) purposes.emplace_back();
    for (const auto& channel : channels)
      for (const auto& purpose : purposes) {
        auto named = means_every(channel) ? std::string(every) : channel.empty() ? "" : rules_.channel_of(channel);
        add(event, {std::move(named), purpose, known.state}, said);
      }
  }

  void add(const CustomerEvent& event, ConsentWord word, const std::string& said) {
    ConsentEntry entry;
    entry.state = word.state;
    entry.channel = std::move(word.channel);
    if (entry.channel.empty() && rules_.is_channel(event.channel)) entry.channel = rules_.channel_of(event.channel);
    if (entry.channel.empty() && word.state == ConsentState::withdrawn) entry.channel = every;
    entry.purpose = purpose_for(word.purpose.empty() ? text_of(event, "purpose") : word.purpose, word.state);
    entry.time = event.time;
    entry.text_version = text_of(event, "text_version");
    entry.source = event.source;
    entry.event = event.event;
    entry.id = event.id.hex();
    entry.said = said;
    if (word.state == ConsentState::unknown) {
      entry.why = "the words are not known";
    } else if (entry.channel.empty()) {
      entry.state = ConsentState::unknown;
      entry.why = "it does not say for which channel";
    } else if (entry.state == ConsentState::granted && entry.text_version.empty() && needs_text(entry.purpose)) {
      entry.state = ConsentState::unknown;
      entry.why = "it does not say to which version of the text";
    }
    entries_.push_back(std::move(entry));
  }

  bool needs_text(const std::string& purpose) const {
    return rules_.needs_text_version && !rules_.without_consent.contains(purpose);
  }
  std::string purpose_for(const std::string& word, ConsentState state) const {
    if (means_every(word)) return std::string(every);
    if (!word.empty()) return rules_.purpose_of(word);
    return state == ConsentState::withdrawn ? std::string(every) : rules_.default_purpose;
  }

  const ConsentRules& rules_;
  std::vector<ConsentEntry> entries_;
};

/// Whether `a` overrules `b`, which is as late, earlier or without a time.
bool overrules(const ConsentEntry& a, const ConsentEntry& b) {
  bool is_later = b.time && *a.time > *b.time;
  return is_later || a.state == ConsentState::withdrawn;
}

std::string by_whom(const ConsentEntry& entry) {
  return entry.event.empty() ? fmt::format("the table of {}", entry.source) : entry.event;
}

std::string reason_of(const ConsentEntry& entry) {
  if (entry.time) return fmt::format("{} on {} by {}", name_of(entry.state), format_time(*entry.time), by_whom(entry));
  return fmt::format("{} by {}, which does not say when; a date there would let a later consent count",
                     name_of(entry.state), by_whom(entry));
}

Json entry_json(const ConsentEntry& entry) {
  Json json = {{"channel", entry.channel}, {"purpose", entry.purpose}, {"state", name_of(entry.state)}};
  json["time"] = entry.time ? Json(format_time(*entry.time)) : Json();
  auto add = [&](const char* name, const std::string& text) {
    if (!text.empty()) json[name] = text;
  };
  add("text_version", entry.text_version);
  add("source", entry.source);
  add("event", entry.event);
  add("id", entry.id);
  add("said", entry.said);
  add("why", entry.why);
  return json;
}

/// The names that `every` stands for, and those that are not of the house.
std::set<std::string> named_in(const ConsentLedger& ledger, std::string ConsentEntry::*part,
                               const ConsentRules::Words& known) {
  std::set<std::string> names;
  for (const auto& entry : ledger.entries) {
    if (entry.*part == every)
      for (const auto& [name, words] : known) names.insert(name);
    else if (!(entry.*part).empty())
      names.insert(entry.*part);
  }
  return names;
}

}  // namespace

ConsentLedger consent_ledger(std::span<const CustomerEvent> events, std::span<const store::ReferenceRow> rows,
                             const ConsentRules& rules) {
  LedgerWriter writer(rules);
  for (const auto& row : rows) writer.read(row);
  for (const auto& event : events) writer.read(event);
  return {rules, writer.take()};
}

std::vector<store::ReferenceRow> consent_rows_of(std::span<const store::ReferenceRow> rows,
                                                 std::span<const identity::Identifier> identifiers,
                                                 const identity::Writing& writing) {
  std::vector<store::ReferenceRow> found;
  for (const auto& row : rows) {
    auto who = row.facts.value("who", row.key);
    bool is_theirs = std::any_of(identifiers.begin(), identifiers.end(), [&](const identity::Identifier& each) {
      return each.value == who || identity::normalise(each.kind, who, writing).identifier.value == each.value;
    });
    if (is_theirs) found.push_back(row);
  }
  return found;
}

Standing consent(const ConsentLedger& ledger, std::string_view channel, std::string_view purpose, Time now) {
  auto wanted_channel = ledger.rules.channel_of(channel), wanted_purpose = ledger.rules.purpose_of(purpose);
  bool needs_none = ledger.rules.without_consent.contains(wanted_purpose);
  const ConsentEntry* decides = nullptr;
  const ConsentEntry* unclear = nullptr;
  for (const auto& entry : ledger.entries) {
    bool about = (entry.channel == wanted_channel || entry.channel == every || entry.channel.empty()) &&
                 (entry.purpose == wanted_purpose || (entry.purpose == every && !needs_none));
    if (!about || (entry.time && *entry.time > now)) continue;
    if (entry.state == ConsentState::unknown)
      unclear = &entry;
    else if (decides == nullptr || overrules(entry, *decides))
      decides = &entry;
  }
  Standing standing;
  if (decides != nullptr) {
    standing.state = decides->state;
    standing.allowed = decides->state == ConsentState::granted;
    standing.reason = reason_of(*decides);
    standing.by = *decides;
  } else if (needs_none) {
    standing.allowed = true;
    standing.reason = fmt::format("messages of the purpose '{}' need no consent", wanted_purpose);
  } else if (unclear != nullptr) {
    standing.reason = fmt::format("unknown is no consent: {} by {}", unclear->why, by_whom(*unclear));
    standing.by = *unclear;
  } else {
    standing.reason = "unknown is no consent: nothing was stated";
  }
  return standing;
}

Json consent_json(const ConsentLedger& ledger, Time now) {
  Json standings = Json::array(), entries = Json::array();
  for (const auto& channel : named_in(ledger, &ConsentEntry::channel, ledger.rules.channels))
    for (const auto& purpose : named_in(ledger, &ConsentEntry::purpose, ledger.rules.purposes)) {
      auto standing = consent(ledger, channel, purpose, now);
      Json json = {{"channel", channel},
                   {"purpose", purpose},
                   {"state", name_of(standing.state)},
                   {"allowed", standing.allowed},
                   {"reason", standing.reason}};
      if (standing.state != ConsentState::unknown && standing.by->time) json["since"] = format_time(*standing.by->time);
      standings.push_back(std::move(json));
    }
  for (const auto& entry : ledger.entries) entries.push_back(entry_json(entry));
  return {{"standings", std::move(standings)}, {"ledger", std::move(entries)}};
}

}  // namespace cairn::profile
