#include "demo/retailer.h"

#include <fmt/format.h>

#include <algorithm>

#include "demo/customer.h"

namespace cairn::demo {

namespace {

constexpr std::size_t batch_rows = 8192;
constexpr std::uint64_t most_customers = 5'000'000;
constexpr std::uint64_t customers_per_report = 1000;

Error out_of_range(std::string_view name, std::int64_t found, std::int64_t least, std::int64_t most) {
  return {ErrorCode::usage, fmt::format("{} is {}, expected {} to {}", name, found, least, most),
          fmt::format("demo.{}", name), ""};
}

}  // namespace

Time start_of_demo() { return {1759248000LL * 1'000'000}; }  // 2025-09-30T16:00:00Z
Time end_of_demo(const DemoOptions& options) { return instant_of(options.days * day_length); }

Result<DemoSummary> generate(const DemoOptions& options, EventSink& sink, const Progress& progress) {
  if (options.days < 7 || options.days > last_possible_day)
    return out_of_range("days", options.days, 7, last_possible_day);
  if (options.customers < 1 || options.customers > most_customers)
    return out_of_range("customers", static_cast<std::int64_t>(options.customers), 1, most_customers);

  Calendar calendar(options.days);
  Diary diary(calendar, options.seed);
  EventBatch batch;
  DemoSummary summary;
  for (std::uint64_t number = 1; number <= options.customers; ++number) {
    Customer customer = Customer::draw(calendar, diary, options.seed, number);
    diary.open(number);
    live(customer);
    auto written = diary.write(batch);
    if (written.events > 0) {
      Time first = instant_of(written.first), last = instant_of(written.last);
      summary.first = summary.events == 0 ? first : std::min(summary.first, first);
      summary.last = std::max(summary.last, last);
      summary.customers += 1;
      summary.events += written.events;
      summary.orders += written.orders;
    }
    if (batch.size() >= batch_rows || (number == options.customers && batch.size() > 0)) {
      CAIRN_TRY_VOID(sink.append(batch));
      batch.clear();
    }
    if (progress && (number % customers_per_report == 0 || number == options.customers))
      progress(number, options.customers);
  }
  return summary;
}

}  // namespace cairn::demo
