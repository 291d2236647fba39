#include "demo/retailer.h"

#include <fmt/format.h>

#include <algorithm>

#include "demo/customer.h"
#include "demo/story.h"
#include "demo/strangers.h"

namespace cairn::demo {

namespace {

constexpr std::size_t batch_rows = 8192;
constexpr int least_days = 7;
constexpr std::uint64_t customers_per_report = 1000;

Error out_of_range(std::string_view name, std::int64_t found, std::int64_t least, std::int64_t most) {
  return {ErrorCode::usage, fmt::format("{} is {}, expected {} to {}", name, found, least, most),
          fmt::format("demo.{}", name), ""};
}

}  // namespace

std::string Person::name() const {
  if (customer > most_customers) return std::string(story_name(static_cast<int>(customer - most_customers - 1)));
  return stranger == 0 ? fmt::format("C{:07}", customer) : fmt::format("C{:07} stranger {}", customer, stranger);
}

Time start_of_demo(const DemoOptions& options) { return instant_of((all_days - options.days) * day_length); }
Time end_of_demo(const DemoOptions&) { return instant_of(all_days * day_length); }

namespace {

/// Writes lives into one batch and counts them.
class Generator {
 public:
  Generator(const DemoOptions& options, EventSink& sink, const TellPersons& tell)
      : options_(options), sink_(sink), tell_(tell), calendar_(options.days), diary_(calendar_, options.seed) {}

  void tell_stories() {
    for (int story = 0; story < story_count; ++story) {
      tell(story, diary_);
      summary.customers += write() > 0;
    }
  }
  void make(std::uint64_t number) {
    Customer customer = Customer::draw(calendar_, diary_, options_.seed, number);
    diary_.open(number);
    live(customer);
    auto receipts = std::count_if(diary_.moments().begin(), diary_.moments().end(), [&](const Moment& moment) {
      return moment.touch == Touch::till_receipt && moment.at >= calendar_.begin() && moment.at < calendar_.end();
    });
    summary.customers += write() > 0;
    Strangers strangers(calendar_, diary_, options_.seed, number);
    for (int left = strangers.count(static_cast<int>(receipts)); left > 0; --left) {
      strangers.visit();
      summary.strangers += write() > 0;
    }
  }
  Result<void> flush(std::size_t at_least) {
    if (batch_.size() < at_least) return {};
    if (tell_) tell_(persons_);
    CAIRN_TRY_VOID(sink_.append(batch_));
    batch_.clear();
    persons_.clear();
    return {};
  }
  DemoSummary summary;

 private:
  std::size_t write() {
    auto written = diary_.write(batch_, persons_);
    if (written.events == 0) return 0;
    Time first = instant_of(written.first), last = instant_of(written.last);
    summary.first = summary.events == 0 ? first : std::min(summary.first, first);
    summary.last = std::max(summary.last, last);
    summary.events += written.events;
    summary.orders += written.orders;
    return written.events;
  }

  const DemoOptions& options_;
  EventSink& sink_;
  const TellPersons& tell_;
  Calendar calendar_;
  Diary diary_;
  EventBatch batch_;
  std::vector<Person> persons_;
};

}  // namespace

Result<DemoSummary> generate(const DemoOptions& options, EventSink& sink, const Progress& progress,
                             const TellPersons& tell) {
  if (options.days < least_days || options.days > all_days)
    return out_of_range("days", options.days, least_days, all_days);
  if (options.customers < 1 || options.customers > most_customers)
    return out_of_range("customers", static_cast<std::int64_t>(options.customers), 1, most_customers);

  Generator generator(options, sink, tell);
  generator.tell_stories();
  for (std::uint64_t number = 1; number <= options.customers; ++number) {
    generator.make(number);
    CAIRN_TRY_VOID(generator.flush(batch_rows));
    if (progress && (number % customers_per_report == 0 || number == options.customers))
      progress(number, options.customers);
  }
  CAIRN_TRY_VOID(generator.flush(1));
  return generator.summary;
}

Result<std::uint64_t> customers_for(const DemoOptions& options, std::uint64_t events) {
  struct Nowhere : EventSink {
    Result<void> append(const EventBatch&) override { return {}; }
  } nowhere;
  DemoOptions sample = options;
  sample.customers = 2'000;
  CAIRN_TRY(auto made, generate(sample, nowhere));
  auto most = made.events * (most_customers / sample.customers);
  if (events < 1 || events > most)
    return out_of_range("events", static_cast<std::int64_t>(events), 1, static_cast<std::int64_t>(most));
  return std::max<std::uint64_t>(1, events * sample.customers / made.events);
}

}  // namespace cairn::demo
