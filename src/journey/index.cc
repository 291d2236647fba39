#include "journey/index.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/check.h"
#include "journey/class_cache.h"
#include "journey/column_file.h"
#include "journey/index_build.h"
#include "journey/index_columns.h"
#include "journey/joined_columns.h"

namespace cairn::journey {

struct Index::State {
  struct Place {
    std::size_t open, first_customer;
  };
  std::vector<OpenBucket> open;
  std::vector<Bucket> buckets;
  std::vector<Place> places;  ///< of each of `buckets`
  std::vector<std::string> event_types;
  std::unique_ptr<EventSource> columns;
  std::unique_ptr<ClassCache> classes;
  // Of a joined index: `buckets` are its slices, all else is the raw one's.
  std::shared_ptr<State> raw;
  std::shared_ptr<const Joined> joined;
  // Of an index over a history:
  std::optional<store::History> history;
  std::shared_ptr<IndexTools> tools;
  IndexOptions options;

  /// After `open` is complete. Gives the rows of each slice, bucket by bucket.
  std::vector<std::vector<std::size_t>> look() {
    std::vector<std::vector<std::size_t>> rows(open.size());
    for (std::size_t b = 0; b < open.size(); ++b) {
      std::size_t customer = 0;
      for (const auto& slice : open[b].slices()) {
        buckets.push_back(slice);
        buckets.back().number = static_cast<int>(places.size());
        places.push_back({b, customer});
        customer += slice.customers();
        rows[b].push_back(slice.rows());
      }
    }
    return rows;
  }

  static Result<std::shared_ptr<State>> of(const store::History& now, std::shared_ptr<IndexTools> tools,
                                           const IndexOptions& options, const std::vector<OpenBucket>* before,
                                           Run* run) {
    auto state = std::make_shared<State>();
    CAIRN_TRY(state->open, open_buckets(now, *tools, options, before, run));
    state->event_types = now.event_types();
    state->history = now.snapshot();
    state->tools = std::move(tools);
    state->options = options;
    state->columns = columns_of(now, state->tools, state->open, state->look());
    return state;
  }
};

Index::Index(std::shared_ptr<State> state) : state_(std::move(state)) {
  state_->classes = std::make_unique<ClassCache>(state_->buckets.size());
}
Index::Index(Index&&) noexcept = default;
Index& Index::operator=(Index&&) noexcept = default;
Index::~Index() = default;

Result<Index> Index::open(const store::History& history, Run* run, const IndexOptions& options) {
  CAIRN_TRY(auto state, State::of(history, std::make_shared<IndexTools>(history), options, nullptr, run));
  return Index(std::move(state));
}

Result<Index> Index::refreshed(const store::History& newer, Run* run) const {
  CAIRN_CHECK(state_->raw == nullptr && state_->history.has_value() &&
              newer.bucket_count() == state_->history->bucket_count());
  CAIRN_TRY(auto state, State::of(newer, state_->tools, state_->options, &state_->open, run));
  return Index(std::move(state));
}

Result<Index> Index::joined(std::shared_ptr<const Joins> joins) const {
  CAIRN_CHECK(state_->raw == nullptr);
  auto state = std::make_shared<State>();
  state->raw = state_;
  state->open = state_->open;
  state->event_types = state_->event_types;
  state->options = state_->options;
  CAIRN_TRY(state->joined, join_rows(state_->open, state_->buckets, std::move(joins), state_->options.slice_rows));
  for (std::size_t i = 0; i < state->joined->slices.size(); ++i) {
    const auto& slice = state->joined->slices[i];
    state->buckets.push_back(slice == nullptr ? state_->buckets[i] : slice->view);
    state->buckets.back().number = static_cast<int>(i);
  }
  auto cache = state_->tools ? state_->tools->cache : std::make_shared<ColumnCache>(UINT64_MAX, SIZE_MAX);
  state->columns = columns_of(*state_->columns, state->joined, std::move(cache));
  return Index(std::move(state));
}

Result<Index> Index::rebuild(const store::History& history) {
  std::error_code ignored;
  std::filesystem::remove_all(history.workspace() / "index", ignored);
  return open(history);
}

std::uint64_t Index::tail_rows() const {
  std::uint64_t rows = 0;
  for (const auto& bucket : state_->open) rows += bucket.tail_rows();
  return rows;
}

std::optional<int> Index::bucket_to_rebuild() const {
  const OpenBucket* longest = nullptr;
  auto share = [](const OpenBucket& bucket) {
    return static_cast<double>(bucket.tail_rows()) / static_cast<double>(bucket.base->header().rows + 1);
  };
  bool all_too_long = tail_rows() > state_->options.most_tail_rows;
  for (const auto& bucket : state_->open) {
    auto rows = bucket.tail_rows();
    bool due = rows > state_->options.least_tail_rows && rows > bucket.base->header().rows / tail_share;
    if (rows == 0 || !(due || all_too_long)) continue;
    if (longest == nullptr || share(bucket) > share(*longest)) longest = &bucket;
  }
  if (longest == nullptr) return std::nullopt;
  return longest->base->bucket();
}

Result<void> Index::rebuild_bucket(int bucket) const {
  auto number = static_cast<std::size_t>(bucket);
  CAIRN_CHECK(state_->history.has_value() && bucket >= 0 && number < state_->open.size());
  const auto& open = state_->open[number];
  if (open.spliced == nullptr) return {};
  CAIRN_TRY(int type_bytes, type_bytes_for(state_->event_types.size()));
  CAIRN_TRY(auto folded, fold(*open.spliced, open.version, type_bytes, state_->options.slice_rows));
  state_->columns->write_used(number, open.version, folded.slice_rows);
  return write_bucket(*state_->history, bucket, folded.files);
}

Index Index::in_memory(const std::vector<Row>& rows, int bucket_bits, std::size_t slice_rows) {
  auto state = std::make_shared<State>();
  state->options.slice_rows = slice_rows;
  std::size_t count = std::size_t{1} << bucket_bits;
  std::vector<std::vector<std::size_t>> order(count);
  std::map<std::string, std::uint16_t> types;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    order[bucket_bits == 0 ? 0 : customer_hash("customer", rows[i].customer) >> (64 - bucket_bits)].push_back(i);
    if (types.try_emplace(rows[i].type, static_cast<std::uint16_t>(state->event_types.size())).second)
      state->event_types.push_back(rows[i].type);
  }
  auto type_bytes = type_bytes_for(state->event_types.size());
  CAIRN_CHECK(type_bytes.ok());
  const auto stamp = Hash128{}.hex();
  for (std::size_t b = 0; b < count; ++b) {
    BucketWriter writer(static_cast<int>(b), stamp, *type_bytes, slice_rows);
    for (std::size_t at = 0; at < order[b].size(); ++at) {
      const auto& row = rows[order[b][at]];
      if (at == 0 || rows[order[b][at - 1]].customer != row.customer) writer.customer("customer", row.customer);
      writer.event(types[row.type], row.ms - epoch_1930_ms);
    }
    auto base = Base::hold(writer.finish(), static_cast<int>(b), stamp, *type_bytes, nullptr);
    CAIRN_CHECK(base.ok());
    state->open.push_back({*std::move(base), 0, nullptr, stamp});
  }
  auto slices = state->look();
  state->columns = columns_of(rows, std::move(order), std::move(slices));
  return Index(std::move(state));
}

const std::vector<Bucket>& Index::buckets() const { return state_->buckets; }
const std::vector<std::string>& Index::event_types() const { return state_->event_types; }
ColumnSource& Index::columns() const { return *state_->columns; }
ClassCache& Index::classes() const { return *state_->classes; }

std::size_t Index::events() const {
  std::size_t rows = 0;
  for (const auto& bucket : state_->open) rows += bucket.rows();
  return rows;
}

std::size_t Index::customers() const {
  std::size_t customers = 0;
  for (const auto& bucket : state_->buckets) customers += bucket.customers();
  return customers;
}

std::pair<std::int64_t, std::int64_t> Index::extent_ms() const {
  std::optional<std::pair<std::int64_t, std::int64_t>> extent;
  for (const auto& bucket : state_->open) {
    if (bucket.rows() == 0) continue;
    if (!extent) extent.emplace(bucket.first_ms(), bucket.last_ms());
    extent->first = std::min(extent->first, bucket.first_ms());
    extent->second = std::max(extent->second, bucket.last_ms());
  }
  if (!extent) return {0, 0};
  return {extent->first + epoch_1930_ms, extent->second + epoch_1930_ms};
}

Result<CustomerId> Index::customer_id(int bucket, std::size_t customer) const {
  if (state_->joined != nullptr) {
    const auto number = static_cast<std::size_t>(bucket);
    CAIRN_CHECK(bucket >= 0 && number < state_->buckets.size() && customer < state_->buckets[number].customers());
    const auto& slice = state_->joined->slices[number];
    if (number >= state_->joined->raw_slices) {
      const auto& key = state_->joined->joins->customers[slice->customers[customer]];
      return CustomerId{std::string(key.kind), std::string(key.identifier)};
    }
    return Index(state_->raw).customer_id(bucket, slice == nullptr ? customer : slice->customers[customer]);
  }
  CAIRN_CHECK(bucket >= 0 && static_cast<std::size_t>(bucket) < state_->places.size());
  auto place = state_->places[static_cast<std::size_t>(bucket)];
  CAIRN_CHECK(customer < state_->buckets[static_cast<std::size_t>(bucket)].customers());
  return state_->open[place.open].name(place.first_customer + customer);
}

Result<std::string> Index::customer_name(int bucket, std::size_t customer) const {
  CAIRN_TRY(auto id, customer_id(bucket, customer));
  return id.identifier;
}

Result<std::vector<CustomerEvent>> Index::events_of(std::string_view identifier, std::string_view kind) const {
  CAIRN_TRY(auto events, state_->columns->events_of(identifier, kind));
  if (!events.empty()) return events;
  return Error{ErrorCode::not_found, fmt::format("no customer is named '{}'", identifier), "customer",
               "customers have the names that the imported files give them"};
}

namespace {

/// A .journey file and its names; outdated ones are no damage.
void verify_bucket(const store::History& history, int bucket, int type_bytes, std::vector<store::Damage>& damages) {
  auto folder = history.workspace() / "index";
  auto path = folder / journey_file(bucket);
  auto mapped = MappedFile::open(path);
  if (!mapped) return;  // built when needed
  auto bytes = text_of(*mapped);
  BucketHeader header;
  auto stamp = stamp_of_journey(bytes);
  auto slices = view_bucket(bytes, bucket, stamp, type_bytes, header);
  if (!slices) {
    if (slices.error().code == ErrorCode::damaged)
      damages.push_back({path, slices.error().message + "; run cairn rebuild"});
    return;
  }
  auto end = history.end_of_version(stamp);
  if (!end) return;
  auto [least, most] = rows_before(history, bucket, *end);
  if (header.rows < least || header.rows > most)
    damages.push_back(
        {path, fmt::format("has {} rows, its segments have {}", header.rows,
                           least == most ? fmt::format("{}", least) : fmt::format("{} to {}", least, most))});
  if (auto found = hash64(bytes.substr(128)); found != header.body_hash)
    damages.push_back({path, fmt::format("content has checksum {:016x}, expected {:016x}; run cairn rebuild", found,
                                         header.body_hash)});
  auto names_path = folder / names_file(bucket);
  auto names = MappedFile::open(names_path);
  if (!names) return;
  if (auto found = hash64(text_of(*names)); found != header.names_hash)
    damages.push_back({names_path, fmt::format("content has checksum {:016x}, expected {:016x}; run cairn rebuild",
                                               found, header.names_hash)});
}

void verify_columns(const store::History& history, std::vector<store::Damage>& damages) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(history.workspace() / "index", ignored)) {
    int bucket = bucket_of_column_file(entry.path().filename().string());
    if (bucket < 0 || bucket >= history.bucket_count()) continue;
    auto mapped = MappedFile::open(entry.path());
    if (!mapped) continue;
    auto fault = fault_of_column_file(text_of(*mapped));
    if (!fault.empty()) damages.push_back({entry.path(), fault + "; run cairn rebuild"});
  }
}

}  // namespace

Result<std::vector<store::Damage>> Index::verify(const store::History& history) {
  CAIRN_TRY(int type_bytes, type_bytes_for(history.event_types().size()));
  std::vector<store::Damage> damages;
  for (int bucket = 0; bucket < history.bucket_count(); ++bucket) verify_bucket(history, bucket, type_bytes, damages);
  verify_columns(history, damages);
  return damages;
}

}  // namespace cairn::journey
