#include "map/draft_symbols.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "event/case_names.h"
#include "map/columns.h"
#include "map/lexicon.h"

namespace cairn::map {
namespace {

using journey::Bucket;
using journey::Column;

/// Events by type, channel and lifecycle stamp.
struct Tally {
  struct Key {
    std::uint16_t type;
    std::string channel, stamp;
    auto operator<=>(const Key&) const = default;
  };
  std::map<Key, std::uint64_t> count;
  std::uint64_t several = 0;   ///< customers with two events or more that have a channel
  std::uint64_t changing = 0;  ///< of these: those with two channels or more
};

constexpr const char* stamp_property = "lifecycle:transition";

/// The column where there is one with at most so many values, else null.
Result<std::shared_ptr<const Column>> codes_of(const journey::Index& index, const Bucket& bucket,
                                               const std::string& name, std::size_t most) {
  CAIRN_TRY(auto column, column_if_any(index, bucket, name));
  return column && column->dictionary.size() <= most ? column : nullptr;
}

void tally_customers(const Bucket& bucket, const Column& channel, Tally& tally) {
  for (std::size_t c = 0; c < bucket.customers(); ++c) {
    std::uint32_t first = 0, seen = 0;
    bool changes = false;
    for (std::uint32_t row = bucket.offsets[c]; row < bucket.offsets[c + 1]; ++row) {
      std::uint32_t code = channel.codes[row];
      if (code == 0) continue;
      ++seen;
      if (first == 0) first = code;
      changes = changes || code != first;
    }
    tally.several += seen > 1;
    tally.changing += changes;
  }
}

Result<void> tally_bucket(const journey::Index& index, const Bucket& bucket, Tally& tally) {
  CAIRN_TRY(auto channel, codes_of(index, bucket, "channel", 200));
  CAIRN_TRY(auto stamp, codes_of(index, bucket, stamp_property, 30));
  std::size_t channels = channel ? channel->dictionary.size() + 1 : 1,
              stamps = stamp ? stamp->dictionary.size() + 1 : 1;
  std::vector<std::uint64_t> count(index.event_types().size() * channels * stamps);
  for (std::size_t row = 0; row < bucket.rows(); ++row) {
    std::size_t at = bucket.type(row);
    at = at * channels + (channel ? channel->codes[row] : 0);
    at = at * stamps + (stamp ? stamp->codes[row] : 0);
    ++count[at];
  }
  for (std::size_t at = 0; at < count.size(); ++at) {
    if (count[at] == 0) continue;
    std::size_t channel_code = at / stamps % channels, stamp_code = at % stamps;
    tally.count[{static_cast<std::uint16_t>(at / stamps / channels),
                 channel_code > 0 ? std::string(channel->dictionary[channel_code - 1]) : "",
                 stamp_code > 0 ? to_lower(stamp->dictionary[stamp_code - 1]) : std::string()}] += count[at];
  }
  if (channel) tally_customers(bucket, *channel, tally);
  return {};
}

EventPredicate equals(const std::string& property, const std::string& value) {
  EventPredicate predicate;
  predicate.kind = EventPredicate::Kind::comparison;
  predicate.property = property;
  predicate.comparator = value.empty() ? Comparator::missing : Comparator::equal;
  if (!value.empty()) predicate.values.push_back({value, std::nullopt});
  return predicate;
}

EventPredicate with(EventPredicate predicate, EventPredicate more) {
  // A flat list reads better than a nested one.
  if (predicate.kind != EventPredicate::Kind::all) return EventPredicate::both(std::move(predicate), std::move(more));
  predicate.children.push_back(std::move(more));
  return predicate;
}

/// Whether an activity has a start and a complete stamp, about as many of each.
bool has_two_stamps(const std::map<std::string, std::uint64_t>& stamps) {
  auto count = [&](const char* name) { return stamps.contains(name) ? static_cast<double>(stamps.at(name)) : 0; };
  double starts = count("start"), completes = count("complete");
  return starts > 0 && completes > 0 && starts >= 0.5 * completes && completes >= 0.5 * starts;
}

/// Whether the channel tells where things happen: not when it stays the same all life long, whatever happens, and is
/// not known as a place.
bool channel_splits(const Tally& tally) {
  std::map<std::uint16_t, std::set<std::string>> channels_of;
  std::set<std::string> all;
  for (const auto& [key, count] : tally.count) {
    channels_of[key.type].insert(key.channel);
    if (!key.channel.empty()) all.insert(key.channel);
  }
  if (all.size() < 2 || all.size() > 60) return false;
  auto many = static_cast<std::size_t>(
      std::count_if(channels_of.begin(), channels_of.end(), [](const auto& each) { return each.second.size() > 1; }));
  bool constant = tally.changing * 50 < tally.several;
  auto places = std::count_if(all.begin(), all.end(), [](const auto& name) { return channel_meaning(name).place; });
  bool known = static_cast<std::size_t>(places) * 2 >= all.size();
  return known || !(constant && many * 2 > channels_of.size());
}

void fold_rest(std::vector<DraftSymbol>& list) {
  if (list.size() <= most_symbols) return;
  DraftSymbol rest;
  rest.on.kind = EventPredicate::Kind::any;
  EventPredicate plain;  // events whose every channel is here go into one list
  plain.kind = EventPredicate::Kind::event;
  for (std::size_t i = most_symbols - 1; i < list.size(); ++i) {
    rest.events += list[i].events;
    rest.rest.emplace_back(list[i].event, list[i].channel);
    if (list[i].on.kind == EventPredicate::Kind::event)
      plain.events.push_back(list[i].event);
    else
      rest.on.children.push_back(list[i].on);
  }
  if (rest.on.children.empty())
    rest.on = plain;
  else if (!plain.events.empty())
    rest.on.children.push_back(plain);
  list.resize(most_symbols - 1);
  list.push_back(std::move(rest));
}

}  // namespace

journey::Relabelling DraftSymbols::relabelling() const {
  journey::Relabelling relabelling;
  for (std::size_t i = 0; i < list.size(); ++i) {
    relabelling.symbols.push_back("s" + std::to_string(i));
    relabelling.rules.push_back({list[i].on, i});
  }
  return relabelling;
}

Result<DraftSymbols> symbols_of(const journey::Index& index) {
  Tally tally;
  for (const auto& bucket : index.buckets()) CAIRN_TRY_VOID(tally_bucket(index, bucket, tally));
  bool splits = channel_splits(tally);
  std::map<std::uint16_t, std::map<std::string, std::uint64_t>> stamps, channels;
  for (const auto& [key, count] : tally.count) {
    stamps[key.type][key.stamp] += count;
    channels[key.type][splits ? key.channel : ""] += count;
  }
  DraftSymbols symbols;
  std::set<std::string> in_use;
  for (const auto& [type, by_channel] : channels) {
    if (only_states(index.event_types()[type])) continue;
    bool two = has_two_stamps(stamps[type]);
    symbols.lifecycle = symbols.lifecycle || two;
    for (const auto& [channel, count] : by_channel) {
      DraftSymbol symbol;
      symbol.event = index.event_types()[type];
      symbol.channel = channel;
      symbol.events = count;
      symbol.on = EventPredicate::of_event(symbol.event);
      if (by_channel.size() > 1) symbol.on = with(symbol.on, equals("channel", channel));
      if (two) {
        symbol.until = with(symbol.on, equals(stamp_property, "complete"));
        symbol.on = with(symbol.on, equals(stamp_property, "start"));
      }
      symbols.events += count;
      if (!channel.empty()) in_use.insert(channel);
      symbols.list.push_back(std::move(symbol));
    }
  }
  symbols.channels.assign(in_use.begin(), in_use.end());
  std::sort(symbols.list.begin(), symbols.list.end(), [](const DraftSymbol& a, const DraftSymbol& b) {
    return a.events != b.events ? a.events > b.events : std::tie(a.event, a.channel) < std::tie(b.event, b.channel);
  });
  fold_rest(symbols.list);
  return symbols;
}

}  // namespace cairn::map
