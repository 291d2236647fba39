// The simulation as a whole: the same bytes, sane lives, a year that looks like one.
#include "demo/retailer.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <unordered_map>

#include "base/file.h"
#include "demo/calendar.h"
#include "demo/export.h"
#include "demo/recorded_test.h"

namespace cairn::demo {
namespace {

// Sanitizers keep what was freed for a while. GCC says by macros that they are on, clang by features.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;
#elif defined(__has_feature)
constexpr bool sanitized = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
constexpr bool sanitized = false;
#endif

struct Count : EventSink {
  std::size_t events = 0, largest = 0;
  Result<void> append(const EventBatch& batch) override {
    events += batch.size();
    largest = std::max(largest, batch.size());
    return {};
  }
};

std::string as_text(const DemoOptions& options, FileFormat format) {
  auto path = std::filesystem::temp_directory_path() / ("cairn-demo-" + std::to_string(getpid()));
  REQUIRE(export_demo(options, path.string(), format));
  auto text = read_file(path.string());
  for (const char* ending : {"", ".truth.json", ".footfall.csv"}) std::filesystem::remove(path.string() + ending);
  return text.value();
}

const Recorded& a_year() {
  static const Recorded year(one_year);
  return year;
}

TEST_CASE("the same options give the same bytes, another seed gives others") {
  for (FileFormat format : {FileFormat::csv, FileFormat::ndjson}) {
    auto once = hash128(as_text({5, 700, 365}, format));
    CHECK(once == hash128(as_text({5, 700, 365}, format)));
    CHECK(once != hash128(as_text({6, 700, 365}, format)));
  }
}

TEST_CASE("customers do not depend on each other: fewer customers are the first of more") {
  Recorded few({9, 300, 365}), more({9, 900, 365});
  REQUIRE(few.rows.size() < more.rows.size());
  bool same = true;
  for (std::size_t i = 0; i < few.rows.size(); ++i)
    same = same && few.rows[i].id == more.rows[i].id && few.rows[i].event == more.rows[i].event &&
           few.rows[i].time_s == more.rows[i].time_s;
  CHECK(same);
}

TEST_CASE("event ids are unique") {
  std::set<EventId> ids;
  for (const auto& row : a_year().rows) ids.insert(row.id);
  CHECK(ids.size() == a_year().rows.size());
}

TEST_CASE("memory does not grow with the number of customers") {
  Count small, large;
  REQUIRE(generate({1, 4'000, 365}, small));
  rusage before, after;
  getrusage(RUSAGE_SELF, &before);
  REQUIRE(generate({1, 60'000, 365}, large));
  getrusage(RUSAGE_SELF, &after);
  CHECK(large.events > 14 * small.events);
  CHECK(large.largest < 8'192 + 1'500);
  if (!sanitized) CHECK(after.ru_maxrss - before.ru_maxrss < 3'000);  // kB
}

TEST_CASE("the summary counts what the sink got, within the period") {
  const auto& year = a_year();
  std::size_t sales = 0;
  std::int64_t first = year.rows.front().time_s, last = first;
  for (const auto& row : year.rows) {
    sales += row.sale();
    first = std::min(first, row.time_s);
    last = std::max(last, row.time_s);
  }
  CHECK(year.summary.events == year.rows.size());
  CHECK(year.summary.orders == sales);
  std::set<std::string> known;
  for (const auto& row : year.rows)
    if (row.customer.find("stranger") == std::string::npos) known.insert(row.customer);
  CHECK(year.summary.customers == known.size());
  CHECK(year.summary.first.us == first * 1'000'000);
  CHECK(year.summary.last.us == last * 1'000'000);
  CHECK(start_of_demo(one_year) <= year.summary.first);
  CHECK(year.summary.last < end_of_demo(one_year));
  CHECK(format_time(start_of_demo(one_year)) == "2025-09-30T16:00:00Z");
  CHECK(format_time(end_of_demo(one_year)) == "2026-09-30T16:00:00Z");
  CHECK(year.summary.customers > 11'500);
  CHECK(year.summary.events > 150'000);
}

TEST_CASE("one customer's events stand together and ascend in time") {
  std::set<std::string> seen;
  for (auto life : by_customer(a_year().rows)) {
    CHECK(seen.insert(life.front().customer).second);
    for (std::size_t i = 1; i < life.size(); ++i)
      if (life[i].time_s <= life[i - 1].time_s) FAIL("not ascending: " << life[i].customer);
  }
}

TEST_CASE("every touchpoint of the truth happens and every event is in it") {
  std::set<std::pair<std::string, std::string>> told, found;
  auto all = truth(one_year);
  for (const auto& row : all["touchpoints"])
    told.emplace(row["event"].get<std::string>(), row["channel"].get<std::string>());
  for (const auto& row : a_year().rows) found.emplace(row.event, row.channel);
  CHECK(told == found);
  CHECK(all["stages"].size() == 6);
}

struct Life {
  std::int64_t checkout = 0, paid = 0, delivered = 0, returned = 0, refunded = 0;
  std::int64_t price = 0, refund = 0;
  bool in_store = false;
};

std::unordered_map<std::string, Life> orders_of(const std::vector<Row>& rows) {
  std::unordered_map<std::string, Life> orders;
  for (const auto& row : rows) {
    if (row.order.empty()) continue;
    Life& life = orders[row.order];
    if (row.event == "checkout_start") life.checkout = row.time_s;
    if (row.event == "delivery_received" || row.event == "order_collected") life.delivered = row.time_s;
    if (row.event == "return_request") life.returned = row.time_s;
    if (row.sale()) life.paid = row.time_s, life.price = row.amount, life.in_store = row.event == "till_receipt";
    if (row.event == "refund_paid") life.refunded = row.time_s, life.refund = row.amount;
    bool only_after_payment = row.event == "review_post" || row.event == "points_earned" || row.event == "support_chat";
    if (only_after_payment && life.paid == 0) FAIL(row.event << " before payment: " << row.order);
  }
  return orders;
}

TEST_CASE("orders make sense: checkout, payment, delivery, return, refund") {
  std::size_t returned = 0, in_time = 0, broken = 0;
  auto must = [&](bool holds) { broken += !holds; };
  for (const auto& [id, life] : orders_of(a_year().rows)) {
    must(life.paid == 0 || life.price > 0);
    must(life.in_store ? life.checkout == 0 && life.delivered == 0
                       : id.starts_with('T') || (life.checkout > 0 && (life.paid == 0 || life.paid > life.checkout)));
    must(life.delivered == 0 || (life.paid > 0 && life.delivered >= life.paid + 2 * 3600));
    must(life.refunded == 0 || (life.returned > 0 && life.refunded > life.returned && life.refund == -life.price));
    if (life.returned == 0) continue;
    must(life.paid > 0 && life.returned > (life.in_store ? life.paid : life.delivered) &&
         (life.in_store || life.delivered > 0));
    ++returned;
    in_time += life.returned - life.paid <= 30 * 86'400;
  }
  CHECK(broken == 0);
  CHECK(returned > 500);
  CHECK(share(in_time, returned) >= 0.95);
  CHECK(in_time < returned);
}

TEST_CASE("members: follow before bind, bind before welcome, once in a life; points for members only") {
  for (auto life : by_customer(a_year().rows)) {
    int follows = 0, binds = 0, welcomes = 0;
    bool ordered = true;
    for (const auto& row : life) {
      follows += row.event == "oa_follow";
      if (row.event == "phone_bind") ++binds;
      if (row.event == "welcome_message") ordered = ordered && ++welcomes <= binds;
    }
    if (!(ordered && follows <= 1 && binds <= 1 && welcomes <= 1))
      FAIL("membership out of order: " << life.front().customer);
  }
}

TEST_CASE("amounts are in CNY or in Hong Kong in HKD, ratings from 1 to 5, and only where they belong") {
  std::size_t broken = 0;
  for (const auto& row : a_year().rows) {
    bool money = row.sale() || row.event == "refund_paid";
    broken += money != !row.currency.empty() || (money && row.currency != "CNY" && row.currency != "HKD");
    broken += row.event == "till_receipt" && (row.currency == "HKD") != (row.city == "香港");
    bool rated = row.event == "service_rating" || row.event == "review_post" || row.event == "survey_answer";
    broken += (rated || row.event == "points_earned" || row.event == "order_placed") == std::isnan(row.value);
    broken += rated && !(row.value >= 1 && row.value <= 5);
  }
  CHECK(broken == 0);
}

TEST_CASE("the year has weekends, holidays and promotions") {
  std::vector<std::size_t> sales(365), visits(365);
  for (const auto& row : a_year().rows) {
    auto day = static_cast<std::size_t>((row.time_s * 1'000'000 - start_of_demo(one_year).us) / 86'400'000'000);
    sales[day] += row.event == "order_paid";
    visits[day] += row.event == "store_enter";
  }
  auto median = [](std::vector<std::size_t> values) {
    std::nth_element(values.begin(), values.begin() + 182, values.end());
    return static_cast<double>(values[182]);
  };
  CHECK(static_cast<double>(sales[40] + sales[41]) > 4 * median(sales));    // 10 and 11 November
  CHECK(static_cast<double>(sales[259] + sales[260]) > 3 * median(sales));  // 17 and 18 June
  Calendar calendar(365);
  std::size_t on_free = 0, free_days = 0, all = 0;
  for (int day = 0; day < 365; ++day) {
    bool free = calendar.is_free(calendar.first_day() + day);
    free_days += free;
    all += visits[static_cast<std::size_t>(day)];
    if (free) on_free += visits[static_cast<std::size_t>(day)];
  }
  CHECK(share(on_free, all) > share(free_days, 365) + 0.05);
}

TEST_CASE("the calendar: make-up workdays, Spring Festival, Double Eleven") {
  Calendar calendar(730);
  CHECK(calendar.first_day() == 0);
  CHECK(calendar.is_free(on(2025, 10, 1)));         // National Day
  CHECK_FALSE(calendar.is_free(on(2025, 10, 11)));  // a Saturday, made up
  CHECK(calendar.is_free(on(2025, 10, 18)));        // a Saturday
  CHECK(calendar.is_free(on(2026, 2, 17)));         // Tuesday, the first of the lunar year
  CHECK(calendar.is_free(on(2025, 1, 29)));         // Wednesday, the first of the lunar year before
  CHECK_FALSE(calendar.is_free(on(2024, 10, 12)));
  for (int year : {2024, 2025}) {
    CHECK(calendar.promotion(on(year, 11, 11)) == Promotion::double11);
    CHECK(calendar.demand(on(year, 11, 11)) > 3 * calendar.demand(on(year, 11, 25)));
    CHECK(calendar.is_presale(on(year, 10, 25)));
    CHECK_FALSE(calendar.is_presale(on(year, 11, 5)));
  }
  CHECK(calendar.promotion(on(2026, 6, 18)) == Promotion::mid_year);
  CHECK(calendar.promotion(on(2026, 1, 9)) == Promotion::none);
  CHECK(calendar.demand(on(2026, 2, 17)) < 0.7);
  Random random(1);
  for (int i = 0; i < 2'000; ++i) {
    int day = calendar.draw_day(random, 401, 415);
    CHECK((401 <= day && day < 415));
    Seconds at = calendar.draw_time(random, day, Calendar::Place::store);
    CHECK((day_of(at) == day && 10 * hour <= time_of_day(at) && time_of_day(at) < 22 * hour));
  }
}

TEST_CASE("a number of events is met by a number of customers") {
  for (int days : {90, 730})
    for (std::uint64_t events : {60'000, 400'000}) {
      DemoOptions options{4, 1, days};
      auto customers = customers_for(options, events);
      REQUIRE(customers);
      options.customers = *customers;
      Count made;
      REQUIRE(generate(options, made));
      CHECK(static_cast<double>(made.events) == doctest::Approx(static_cast<double>(events)).epsilon(0.08));
    }
  CHECK(*customers_for({}, 100'000'000) < most_customers);
  CHECK_FALSE(customers_for({}, 0));
  CHECK_FALSE(customers_for({}, 100'000'000'000));
}

TEST_CASE("options out of range and a sink that fails are errors") {
  Count sink;
  CHECK_FALSE(generate({1, 0, 365}, sink));
  CHECK_FALSE(generate({1, 10, 3}, sink));
  auto late = generate({1, 10, 900}, sink);
  REQUIRE_FALSE(late);
  CHECK(late.error().text().find("7 to 730") != std::string::npos);
  struct Full : EventSink {
    Result<void> append(const EventBatch&) override { return Error{ErrorCode::unreadable, "no space left", "", ""}; }
  } full;
  CHECK(generate({1, 100, 365}, full).error().message == "no space left");
}

TEST_CASE("progress is told and ends complete") {
  Count sink;
  std::vector<std::uint64_t> told;
  REQUIRE(generate({1, 2'500, 365}, sink, [&](std::uint64_t done, std::uint64_t total) {
    CHECK(total == 2'500);
    told.push_back(done);
  }));
  CHECK(told == std::vector<std::uint64_t>{1'000, 2'000, 2'500});
}

}  // namespace
}  // namespace cairn::demo
