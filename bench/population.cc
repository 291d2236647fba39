#include "population.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/hash.h"
#include "event/event.h"

namespace cairn::bench {
namespace {

constexpr double events_a_customer = 20.06;  // mean of `wanted` below
constexpr double day_ms = 86'400'000;

std::string customer_name(std::uint32_t customer) { return fmt::format("c{:08}", customer); }

/// The names of a fixed vocabulary as DuckDB texts; all short enough to stand inside.
template <std::size_t n, class Name>
std::array<store::DuckText, n> texts_of(const Name& name) {
  std::array<store::DuckText, n> texts;
  for (std::size_t i = 0; i < n; ++i) texts[i] = store::DuckText::borrow(name(i));
  return texts;
}

class PopulationRows final : public store::SortedRows {
 public:
  using Columns = std::vector<std::pair<std::string, store::DuckType>>;
  PopulationRows(const Population& population, std::vector<std::uint32_t> customers, int bucket, std::int64_t arrival,
                 Columns columns)
      : population_(population),
        customers_(std::move(customers)),
        columns_(std::move(columns)),
        bucket_(bucket),
        arrival_(arrival) {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      for (auto [name, at] : {std::pair("event_id", &id_at_),
                              {"customer_hash", &hash_at_},
                              {"identifier_kind", &kind_at_},
                              {"customer", &customer_at_},
                              {"event", &event_at_},
                              {"time", &time_at_},
                              {"arrival", &arrival_at_},
                              {"received", &received_at_},
                              {"source", &source_at_},
                              {"city.text", &city_at_},
                              {"device.text", &device_at_},
                              {"price.real", &price_at_}})
        if (columns_[i].first == name) *at = i, is_used_.push_back(i);
    }
    std::vector<std::pair<std::uint64_t, std::uint32_t>> order;
    for (auto customer : customers_) order.emplace_back(customer_hash("customer", customer_name(customer)), customer);
    std::sort(order.begin(), order.end());  // names ascend as numbers do
    for (std::size_t i = 0; i < order.size(); ++i) customers_[i] = order[i].second;
  }

  Columns columns() const override { return columns_; }
  std::size_t row_count() const override { return customers_.size() * 20; }
  std::pair<Time, Time> extent() const override { return {first_, last_}; }

  Result<std::size_t> fill(store::DuckChunk& chunk) override {
    std::size_t rows = 0;
    while (rows < store::DuckChunk::most_rows) {
      if (at_ == events_.size() && !next_customer()) break;
      put(chunk, rows++, events_[at_++]);
    }
    for (std::size_t i = 0; i < columns_.size(); ++i)
      if (std::find(is_used_.begin(), is_used_.end(), i) == is_used_.end()) chunk.set_all_null(i);
    return rows;
  }

 private:
  bool next_customer() {
    if (next_ == customers_.size()) return false;
    auto name = customer_name(customers_[next_]);
    hash_ = customer_hash("customer", name);
    name_ = store::DuckText::borrow(name);
    population_.events_of(customers_[next_++], events_);
    at_ = 0;
    return true;
  }

  void put(store::DuckChunk& chunk, std::size_t row, const Population::Event& event) {
    static const auto types =
        texts_of<Population::types>([](std::size_t i) { return Population::type_name(static_cast<int>(i)); });
    static const auto cities = texts_of<Population::cities>([](std::size_t i) { return fmt::format("city {:03}", i); });
    static const auto devices = texts_of<3>([](std::size_t i) {
      return std::string(i == 0 ? "phone" : i == 1 ? "tablet" : "desktop");
    });
    static const auto kind = store::DuckText::borrow("customer"), source = store::DuckText::borrow("bench");
    Time time{(Population::base_ms + event.ms) * 1000};
    chunk.set_uuid(id_at_, row, static_cast<std::uint64_t>(bucket_), static_cast<std::uint64_t>(arrival_));
    chunk.data<std::uint64_t>(hash_at_)[row] = hash_;
    chunk.data<store::DuckText>(kind_at_)[row] = kind;
    chunk.data<store::DuckText>(customer_at_)[row] = name_;
    chunk.data<store::DuckText>(event_at_)[row] = types[event.type];
    chunk.data<std::int64_t>(time_at_)[row] = time.us;
    chunk.data<std::int64_t>(arrival_at_)[row] = arrival_++;
    chunk.data<std::int64_t>(received_at_)[row] = (Population::base_ms + static_cast<std::int64_t>(90 * day_ms)) * 1000;
    chunk.data<store::DuckText>(source_at_)[row] = source;
    chunk.data<store::DuckText>(city_at_)[row] = cities[event.city];
    chunk.data<store::DuckText>(device_at_)[row] = devices[event.device];
    if (event.cents > 0)
      chunk.data<double>(price_at_)[row] = static_cast<double>(event.cents) / 100;
    else
      chunk.set_null(price_at_, row);
    first_ = std::min(first_, time);
    last_ = std::max(last_, time);
  }

  const Population& population_;
  std::vector<std::uint32_t> customers_;
  Columns columns_;
  std::vector<std::size_t> is_used_;
  int bucket_;
  std::int64_t arrival_;
  std::size_t id_at_ = 0, hash_at_ = 0, kind_at_ = 0, customer_at_ = 0, event_at_ = 0, time_at_ = 0, arrival_at_ = 0,
              received_at_ = 0, source_at_ = 0, city_at_ = 0, device_at_ = 0, price_at_ = 0;
  std::size_t next_ = 0, at_ = 0;
  std::uint64_t hash_ = 0;
  store::DuckText name_;
  std::vector<Population::Event> events_;
  Time first_ = latest_time, last_ = earliest_time;
};

}  // namespace

Population::Population(std::uint64_t events, std::uint64_t seed)
    : seed_(seed),
      customers_(static_cast<std::uint32_t>(std::max(1.0, static_cast<double>(events) / events_a_customer))) {
  double sum = 0, before = 0;
  for (int rank = 1; rank <= types; ++rank) sum += 1.0 / rank;
  std::size_t at = 0;
  for (int rank = 1; rank <= types; ++rank) {
    before += 1.0 / rank / sum;
    auto end = static_cast<std::size_t>(std::lround(before * static_cast<double>(type_of_draw_.size())));
    for (; at < end; ++at) type_of_draw_[at] = static_cast<std::uint8_t>(rank - 1);
  }
}

std::string Population::type_name(int type) { return fmt::format("event_{:02}", type); }

void Population::events_of(std::uint32_t customer, std::vector<Event>& events) const {
  Random random(seed_ ^ (std::uint64_t{customer} << 20));
  auto wanted = static_cast<std::size_t>(std::clamp(std::ceil(random.lognormal(12, 1.0)), 1.0, 5000.0));
  events.clear();
  auto city = static_cast<std::uint8_t>(random.below(cities) * random.below(cities) / cities);
  while (events.size() < wanted) {
    double now = random.uniform() * 89.5 * day_ms;
    auto device = static_cast<std::uint8_t>(random.below(3));
    do {
      auto draw = random.next();
      auto cents = draw >> 60 < 3 ? static_cast<std::int32_t>(1 + (draw >> 20) % 500'000) : 0;
      events.push_back({static_cast<std::int64_t>(now), type_of_draw_[draw & 4095], city, device, cents});
      now += 1000 + random.exponential(60000);
    } while (events.size() < wanted && random.chance(0.8));
  }
  std::sort(events.begin(), events.end(), [](const Event& a, const Event& b) { return a.ms < b.ms; });
  for (std::size_t i = 1; i < events.size(); ++i) events[i].ms = std::max(events[i].ms, events[i - 1].ms + 1);
}

Result<void> Population::fill(store::History& history, int threads,
                              const std::function<void(std::size_t done)>& progress) const {
  std::vector<std::vector<std::uint32_t>> of_bucket(static_cast<std::size_t>(history.bucket_count()));
  for (std::uint32_t customer = 0; customer < customers_; ++customer)
    of_bucket[static_cast<std::size_t>(history.bucket_of("customer", customer_name(customer)))].push_back(customer);
  store::SortedLoad load;
  load.source = "bench";
  for (int type = 0; type < types; ++type) load.event_types.push_back(type_name(type));
  load.properties = {{"city", PropertyType::text}, {"device", PropertyType::text}, {"price", PropertyType::real}};
  load.threads = threads;
  auto columns = store::sorted_columns(load);
  return store::load_sorted(
      history, load,
      [&](int bucket, std::int64_t arrival) {
        return std::make_unique<PopulationRows>(*this, std::move(of_bucket[static_cast<std::size_t>(bucket)]), bucket,
                                                arrival, columns);
      },
      progress);
}

}  // namespace cairn::bench
