#include "store/sorted_load.h"

#include "store/test_support.h"

namespace cairn::store {
namespace {

/// Three events of every customer that belongs to a bucket.
class FewRows final : public SortedRows {
 public:
  FewRows(std::vector<std::pair<std::uint64_t, std::string>> customers, int bucket, std::int64_t arrival,
          std::vector<std::pair<std::string, DuckType>> columns)
      : customers_(std::move(customers)), columns_(std::move(columns)), bucket_(bucket), arrival_(arrival) {
    std::sort(customers_.begin(), customers_.end());
  }
  std::vector<std::pair<std::string, DuckType>> columns() const override { return columns_; }
  std::size_t row_count() const override { return customers_.size() * 3; }
  std::pair<Time, Time> extent() const override { return {Time{0}, Time{2'000'000}}; }
  Result<std::size_t> fill(DuckChunk& chunk) override {
    std::size_t rows = 0;
    for (; rows + 3 <= DuckChunk::most_rows && next_ < customers_.size(); ++next_)
      for (std::int64_t i = 0; i < 3; ++i, ++rows, ++arrival_) put(chunk, rows, customers_[next_], i);
    return rows;
  }

 private:
  void put(DuckChunk& chunk, std::size_t row, const std::pair<std::uint64_t, std::string>& who, std::int64_t i) {
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      const auto& name = columns_[c].first;
      if (name == "event_id")
        chunk.set_uuid(c, row, static_cast<std::uint64_t>(bucket_), static_cast<std::uint64_t>(arrival_));
      else if (name == "customer_hash")
        chunk.data<std::uint64_t>(c)[row] = who.first;
      else if (name == "identifier_kind")
        chunk.set_text(c, row, "customer");
      else if (name == "customer")
        chunk.set_text(c, row, who.second);
      else if (name == "event")
        chunk.set_text(c, row, i == 0 ? "first" : "more");
      else if (name == "time")
        chunk.data<std::int64_t>(c)[row] = i * 1'000'000;
      else if (name == "arrival")
        chunk.data<std::int64_t>(c)[row] = arrival_;
      else if (name == "source")
        chunk.set_text(c, row, "made");
      else if (name == "n.integer")
        chunk.data<std::int64_t>(c)[row] = i;
      else
        chunk.set_null(c, row);
    }
  }
  std::vector<std::pair<std::uint64_t, std::string>> customers_;
  std::vector<std::pair<std::string, DuckType>> columns_;
  int bucket_;
  std::int64_t arrival_;
  std::size_t next_ = 0;
};

}  // namespace

TEST_CASE("rows that are made in order become a sound workspace, to which an import adds") {
  Folder folder("sorted");
  constexpr int customers = 2000;
  {
    auto history = must(History::open(folder.path, Access::write, 3));
    SortedLoad load{"made", {"first", "more"}, {{"n", PropertyType::integer}}, 2};
    std::size_t last = 0;
    must(load_sorted(
        history, load,
        [&](int bucket, std::int64_t arrival) {
          std::vector<std::pair<std::uint64_t, std::string>> mine;
          for (int i = 0; i < customers; ++i) {
            auto name = "c" + std::to_string(i);
            if (history.bucket_of("customer", name) == bucket && bucket != 5)  // one bucket stays empty
              mine.emplace_back(customer_hash("customer", name), name);
          }
          return std::make_unique<FewRows>(std::move(mine), bucket, arrival, sorted_columns(load));
        },
        [&](std::size_t done) { last = done; }));
    CHECK(last == 8);
    CHECK(history.segments().size() == 7);
    CHECK(history.event_types() == std::vector<std::string>{"first", "more"});
    CHECK(must(history.verify({})).empty());
  }
  auto before = must(History::open(folder.path, Access::read)).events();
  CHECK(before > 3 * customers * 3 / 4);
  CHECK(ask(folder, "select event, sum(n), count(*) = " + std::to_string(before / 3) +
                        " from events group by 1 order by 1")[0] == "first|0|true");
  EventBatch batch;
  batch.add({1, 1}, "c7", "another", Time{5}, "file");
  CHECK(load(folder, {&batch}).added == 1);
  auto history = must(History::open(folder.path, Access::read));
  CHECK(history.events() == before + 1);
  CHECK(must(history.verify({})).empty());
}

}  // namespace cairn::store
