// The journey index: per bucket, the events of each customer in order, as flat columns that kernels run over.
//
//   customers   0          1      2 …                 offsets[c] .. offsets[c+1] are the rows of customer c
//   type        A B B C    A D    B …      u8 or u16  event type number
//   seconds     t t t t    t t    t …      u32        since 1930-01-01
//   millis      m m m m    m m    m …      u16        0..999; a question that needs whole seconds never touches it
//
// 7 (8) bytes an event and 4 a customer, names apart. Row n of the index is row n of the bucket's segment, so a
// property column needs no permutation: it is read from Parquet in order when a question first asks for it, and kept
// beside the index. Everything here is derived from store::History. The files are described in index_file.h and
// column_file.h.
//
// A file has the events of its bucket that arrived before some moment, and stays in use when more come: it is the base,
// what arrived later is the tail, and both are spliced in memory into the columns above, however segments are merged:
//
//   arrival 0 … 4711 │ 4712 …           base: file, mapped │ tail: rows in memory, in order
//                                              └── runs copied ──┴── rows put between ──▶ new columns     splice.h
//
// So a server that commits small segments all the time reads each event once: refreshed() makes a new Index out of the
// old one and what came since, sharing all that stayed the same. When a tail passes an eighth of its base, the spliced
// columns are written as a new base (bucket_to_rebuild, rebuild_bucket). A bucket is only built from Parquet when no
// file fits.
//
// A large bucket of the history is cut between customers into slices, and each slice is a Bucket here: work for all
// threads, with bounded memory, that can be stopped after each.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/file.h"
#include "event/event.h"
#include "event/predicate.h"
#include "journey/column.h"
#include "store/history.h"

namespace cairn::journey {

inline constexpr std::int64_t epoch_1930_ms = -1262304000LL * 1000;

/// Where columns come from; the history, or plain vectors in tests. Safe to use from several threads.
///   codes:   a value as shown: integers without ".0", true, 2026-01-31T09:05:06Z; a property that has several types
///            (widening) is shown from whichever an event has
///   numbers: integers, reals and amounts (in units of their currency); text where all of it reads as a number;
///            times in µs since 1970; booleans and the rest NaN
class ColumnSource {
 public:
  virtual ~ColumnSource() = default;
  /// Names: customer, channel, source, session, amount, currency, value, and properties; a property that has one of
  /// these names, or "time", is called property_channel and so on. Unknown: not_found. Loaded once, then shared.
  virtual Result<std::shared_ptr<const Column>> load(int bucket, const std::string& name, ColumnForm form) = 0;
  /// Every name that load knows.
  virtual std::vector<std::string> names() const = 0;
  /// The type in which a column is shown (the widest); text for an unknown name.
  virtual PropertyType type_of(const std::string& name) const = 0;
};

/// A customer as events named it.
struct CustomerId {
  std::string kind;  ///< "customer" unless a source said more
  std::string identifier;
};

/// The same as views of text that somebody else keeps.
struct CustomerKey {
  std::string_view kind, identifier;
  bool operator==(const CustomerKey&) const = default;
};

/// One event in full, for the timeline of one customer.
struct CustomerEvent {
  Time time;
  std::string event, channel, source, session;  ///< empty: none
  std::optional<double> amount;                 ///< in units of the currency
  std::string currency;
  std::optional<double> value;
  std::vector<std::pair<std::string, Literal>> properties;  ///< by name; those that the event has
  EventId id{};                                             ///< zero in an index in memory
};

/// Views into one bucket of the history, or a slice of a large one; valid while its Index lives.
struct Bucket {
  int number = 0;                          ///< its position in Index::buckets()
  std::span<const std::uint32_t> offsets;  ///< customers + 1
  std::span<const std::uint8_t> type8;     ///< one of type8 and type16 is empty
  std::span<const std::uint16_t> type16;
  std::span<const std::uint32_t> seconds;
  std::span<const std::uint16_t> millis;
  std::size_t customers() const { return offsets.empty() ? 0 : offsets.size() - 1; }
  std::size_t rows() const { return seconds.size(); }
  std::uint16_t type(std::size_t row) const { return type8.empty() ? type16[row] : type8[row]; }
  /// Milliseconds since 1930.
  std::int64_t ms(std::size_t row) const { return std::int64_t{seconds[row]} * 1000 + millis[row]; }
};

class Run;
class ClassCache;
struct Joins;

struct IndexOptions {
  /// A bucket's slice ends with the customer that brings it to so many rows: some milliseconds of work, on columns that
  /// a processor's cache can hold.
  std::size_t slice_rows = std::size_t{1} << 18;
  /// A tail is due to be written into its base when it has more rows than these and more than an eighth of the base's;
  std::uint64_t least_tail_rows = 8192;
  /// the longest one also when all have more than these.
  std::uint64_t most_tail_rows = 4'000'000;
};
inline constexpr std::uint64_t tail_share = 8;

/// An immutable snapshot of all buckets.
class Index {
 public:
  static constexpr std::size_t default_slice_rows = IndexOptions{}.slice_rows;

  /// Opens the index files of a workspace, splicing short tails on them, and building those that are missing, damaged
  /// or of other segments; a run can stop that.
  static Result<Index> open(const store::History& history, Run* run = nullptr, const IndexOptions& options = {});
  /// The index of a newer history of the same workspace. Only what came since is read; files, rows and columns that
  /// stayed are shared. This one goes on as it is; questions to both may run. Not for an index in memory.
  Result<Index> refreshed(const store::History& newer, Run* run = nullptr) const;

  /// An index of the same rows in which the pieces of a customer are one customer (joined.h). What it does not change
  /// it shares with this one, and keeps it. It is not refreshed or rebuilt: this one is, and joined again.
  Result<Index> joined(std::shared_ptr<const Joins> joins) const;

  /// A bucket of the history whose tail has become long; nullopt: none.
  std::optional<int> bucket_to_rebuild() const;
  /// Writes a bucket as it is here, and its columns that are in use, as index files; the next refreshed() takes them
  /// as base. May run beside questions and refreshed(), from one thread at a time.
  Result<void> rebuild_bucket(int bucket) const;
  /// Rows in memory that no index file has.
  std::uint64_t tail_rows() const;

  /// Deletes and builds all anew (`cairn rebuild`).
  static Result<Index> rebuild(const store::History& history);

  /// Compares the index files with their checksums and their segments' versions; empty: all is well. A missing or
  /// outdated file is no damage: the next question builds it.
  static Result<std::vector<store::Damage>> verify(const store::History& history);

  /// For tests and benchmarks: an index in memory. Rows must be sorted by customer, then time, then arrival.
  struct Row {
    std::string customer;
    std::string type;
    std::int64_t ms = 0;  ///< since 1970
    /// Columns of this event, also channel, source, session, amount, currency and value.
    std::vector<std::pair<std::string, Literal>> properties = {};
  };
  /// Puts each customer into a bucket by its hash.
  static Index in_memory(const std::vector<Row>& rows, int bucket_bits, std::size_t slice_rows = default_slice_rows);

  Index(Index&&) noexcept;
  Index& operator=(Index&&) noexcept;
  ~Index();
  /// Those of the history in order, each in its slices; at least one each.
  const std::vector<Bucket>& buckets() const;
  const std::vector<std::string>& event_types() const;
  ColumnSource& columns() const;
  /// Of its rows; see FilterSet.
  ClassCache& classes() const;
  std::size_t events() const;
  std::size_t customers() const;
  /// First and last event, ms since 1970; {0,0} when empty.
  std::pair<std::int64_t, std::int64_t> extent_ms() const;
  /// The customer's identifier, for drill-down.
  Result<std::string> customer_name(int bucket, std::size_t customer) const;
  Result<CustomerId> customer_id(int bucket, std::size_t customer) const;
  /// Everything one customer did, in order; read from the segments by the customer's hash. Without a kind, of all kinds
  /// of identifier. In a joined index by the customer's name, or an identifier: then of the customer who has it last.
  /// Unknown: not_found.
  Result<std::vector<CustomerEvent>> events_of(std::string_view identifier, std::string_view kind = "") const;

  struct State;

 private:
  explicit Index(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

}  // namespace cairn::journey
