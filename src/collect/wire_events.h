// What every SDK's format has in common on the way from items to events: who it was, when, over which channel, money,
// properties by their type, and the refusal of what no event can be made of.
//
//   a format's reader ──fills──▶ EventHead + lists of fields ──▶ WireEvents::add ──▶ one row of the batch
//
// Fields are given in the order of their rank: where two have one name, that of the higher rank counts, and within a
// rank the last.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "collect/wire.h"
#include "collect/wire_body.h"
#include "collect/wire_item.h"
#include "collect/wire_money.h"
#include "collect/wire_words.h"

namespace cairn::collect {

/// The name under which a field is kept, and the field.
struct Named {
  std::string_view name;
  Field field;
};

/// What stands where in the properties, besides what has the name that it is sent with.
struct EventHead {
  std::string_view type;       ///< what the event is called here
  std::string_view customer;   ///< who it says it was, known …
  std::string_view anonymous;  ///< … or a device, in the order of trust
  std::string_view previous;   ///< who they were before
  std::string_view message_id;
  Field timestamp, original, sent;
  std::string_view channel_word;  ///< "browser", "server", "store": said outright
  std::string_view library;       ///< the SDK's name
  std::string_view session;

  std::vector<Named> properties;  ///< rank 1: what the caller sent with the event
  std::vector<Named> context;     ///< rank 2: what the SDK knows about where it runs

  void clear();
};

class WireEvents {
 public:
  WireEvents(const WireContext& context, WireBatch& batch);

  /// Reads the next item; null when it was refused.
  const ItemReader* open(const WireBody::Item& item);
  /// The item that was opened becomes an event, or is refused.
  void add(const EventHead& head);
  void refuse(std::string_view reason, std::string found);
  /// The item that was opened means nothing here.
  void ignore();

  const WireContext& context() const { return context_; }
  /// A text of the source's settings; empty: none.
  std::string setting(const char* name) const;

 private:
  EventId id_of(const EventHead& head);
  bool times_of(const EventHead& head, WireTimes& times);
  std::string_view channel_of(const EventHead& head);
  void put(const Named& property);
  void put_text(std::string_view name, std::string_view text);
  MoneyReader::Found put_money(const EventHead& head);

  const WireContext& context_;
  WireBatch& batch_;
  std::uint64_t seed_;
  ItemReader& reader_;  ///< of the thread, and so are the names: their buffers outlive a request
  NameSet& names_;
  MoneyReader money_;
  WireBody::Item item_;
  std::uint32_t next_ = 0;
  std::string content_, library_;
  std::string_view library_channel_;
};

/// "2026-01-31T09:05:06.123Z", or a number: seconds or milliseconds since 1970, told apart by their size.
std::optional<Time> time_of(const Field& field);
/// The channel that an SDK's name, or a word like "browser", stands for; empty: none is known.
std::string_view channel_of_library(std::string_view library);

/// The members of a request that stand beside its list of items, flattened and kept for all of them.
class Envelope {
 public:
  /// Members of the given names only.
  void read(const WireBody& body, std::initializer_list<std::string_view> names, const WireLimits& limits);
  std::span<const Field> fields() const { return fields_; }

 private:
  Arena arena_;
  std::vector<Field> fields_;
};

}  // namespace cairn::collect
