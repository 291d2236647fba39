// What it costs to know at every instant who is in which segment: profiles with two identifiers and 20 events each that
// segments ask about, 20 segments over them, then live events in batches. The windows are short against the time
// between two events of a customer, so that windows end as often as events come, as they do after months of running.
//
//   profiles [--profiles N…] [--events N] [--batch N] [--check]
//
// Prints, for each number of profiles, the processor's time an event (asked, kept and all that it touches evaluated),
// the 99th percentile of an update, and the memory of the book. --check: compares with a book that was told everything
// at once, and prints no times.
#include <fmt/format.h>
#include <time.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <set>

#include "base/machine.h"
#include "base/random.h"
#include "must.h"
#include "profile/book.h"

namespace cairn::bench {
namespace {

using profile::Book;

constexpr int events_a_profile = 20;
/// Events come at this rate, so a customer's come 100 s after one another where there are a million.
constexpr std::int64_t events_a_second = 10'000;

struct Settings {
  std::vector<std::uint64_t> profiles{100'000, 1'000'000};
  std::uint64_t events = 400'000, batch = 2'000;
  bool check = false;
};

/// Windows are in units of the mean time between two events of a customer.
std::vector<CasePredicate> segments(std::uint64_t profiles) {
  const auto unit = std::max<std::int64_t>(1, static_cast<std::int64_t>(profiles) * 1000 / events_a_second);
  auto window = [&](double units) {
    return fmt::format("{}ms", static_cast<std::int64_t>(units * static_cast<double>(unit)));
  };
  const std::vector<std::string> texts = {
      fmt::format("count(paid) >= 2 in last {}", window(10)),
      fmt::format("did(paid) and never(paid) in last {}", window(15)),
      fmt::format("never(event in (paid, seen, cart, visit)) in last {}", window(3)),
      fmt::format("did(signup) in last {}", window(20)),
      "never(paid) and did(signup)",
      "count(paid and amount >= 500) >= 3",
      fmt::format("count(seen and category = shoes) >= 2 in last {}", window(8)),
      fmt::format("sequence(cart then paid within {} without coupon)", window(2)),
      fmt::format("did(cart) in last {} and never(paid) in last {}", window(2), window(2)),
      fmt::format("count(visit) >= 3 in any {}", window(5)),
      fmt::format("did(refund) within {} after paid", window(10)),
      "did(coupon) and count(paid) >= 5",
      fmt::format("count(paid) >= 1 within {} after signup", window(5)),
      fmt::format("sum(amount of paid) >= 1000 in last {}", window(20)),
      "average(amount of paid) >= 300",
      "last(channel of visit) = wechat",
      "most_frequent(category of seen) = shoes",
      "distinct(category of seen) >= 4",
      fmt::format("max(amount of paid) >= 900 in last {}", window(12)),
      "last(city) = 上海 and sum(amount of paid) >= 500",
  };
  std::vector<CasePredicate> found;
  for (const auto& text : texts) found.push_back(must(parse_case_predicate(text)));
  return found;
}

class Event final : public EventView {
 public:
  Event(std::uint64_t profiles, std::int64_t ms, Random& random) : ms_(ms) {
    constexpr const char* types[] = {"seen", "seen", "seen", "seen", "visit",  "visit",  "visit",  "cart",
                                     "cart", "paid", "paid", "paid", "coupon", "refund", "signup", "identify"};
    constexpr const char* categories[] = {"shoes", "coats", "hats", "bags", "belts"};
    constexpr const char* channels[] = {"web", "wechat", "store"};
    constexpr const char* cities[] = {"上海", "北京", "广州", "深圳", "杭州"};
    type_ = types[random.below(std::size(types))];
    const auto who = random.below(profiles);
    kind_ = random.below(2) == 0 ? "customer" : "anonymous";
    identifier_ = kind_ == "customer" ? fmt::format("c{:08}", who) : fmt::format("0190-7c1e-{:08x}-{:08x}", who, ~who);
    amount_ = static_cast<double>(random.below(100'000)) / 100;
    category_ = categories[random.below(5)];
    channel_ = channels[random.below(3)];
    city_ = cities[random.below(5)];
  }
  std::string_view type() const override { return type_; }
  std::optional<Literal> property(const std::string& name) const override {
    if (name == "amount" && type_ == "paid") return Literal{fmt::format("{}", amount_), amount_};
    if (name == "category" && (type_ == "seen" || type_ == "cart")) return Literal{category_, std::nullopt};
    if (name == "channel") return Literal{channel_, std::nullopt};
    if (name == "city" && type_ == "identify") return Literal{city_, std::nullopt};
    return std::nullopt;
  }
  void tell(Book& book, profile::Facts& facts) const {
    const bool matters = book.asked().ask(*this, facts);
    book.add({kind_, identifier_, ms_ * 1000, matters ? &facts : nullptr});
  }

 private:
  std::int64_t ms_;
  std::string_view type_, kind_;
  std::string identifier_;
  double amount_ = 0;
  const char *category_ = nullptr, *channel_ = nullptr, *city_ = nullptr;
};

/// Every cookie is its customer's.
void join(Book& book, std::uint64_t profiles) {
  for (std::uint64_t who = 0; who < profiles; ++who)
    book.set_owners(
        std::vector<profile::Owned>{{{"cookie", fmt::format("0190-7c1e-{:08x}-{:08x}", who, ~who)},
                                     {{no_time, no_time, {{"customer", fmt::format("c{:08}", who)}, no_time}}}}});
}

double cpu_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

std::vector<std::set<std::string>> members_of(const Book& book) {
  std::vector<std::set<std::string>> found;
  for (std::uint32_t segment = 0; segment < book.segments(); ++segment) {
    auto& names = found.emplace_back();
    for (const auto& name : book.members(segment, SIZE_MAX)) names.insert(name.text());
  }
  return found;
}

void run(const Settings& settings, std::uint64_t profiles) {
  auto book = must(Book::make(segments(profiles)));
  Random random(1);
  profile::Facts facts;
  const auto before = process_memory();
  std::int64_t number = 0;
  auto now_ms = [&] { return 1'767'225'600'000 + number * 1000 / events_a_second; };
  const auto of_past = static_cast<std::int64_t>(profiles) * events_a_profile;
  const auto loading = seconds([&] {
    join(book, profiles);
    for (; number < of_past; ++number) Event(profiles, now_ms(), random).tell(book, facts);
  });
  std::size_t first_changes = 0;
  const auto first = seconds([&] { first_changes = book.update(now_ms()).size(); });

  std::vector<double> updates;
  std::size_t changes = 0;
  double cpu = 0;
  for (std::uint64_t done = 0; done < settings.events; done += settings.batch) {
    std::vector<Event> batch;
    for (std::uint64_t i = 0; i < settings.batch; ++i, ++number) batch.emplace_back(profiles, now_ms(), random);
    const auto began = cpu_seconds();
    updates.push_back(seconds([&] {
      for (const auto& event : batch) event.tell(book, facts);
      changes += book.update(now_ms()).size();
    }));
    cpu += cpu_seconds() - began;
  }
  if (settings.check) {
    auto fresh = must(Book::make(segments(profiles)));
    Random again(1);
    const auto all = std::exchange(number, 0);
    for (; number < all; ++number) Event(profiles, now_ms(), again).tell(fresh, facts);
    join(fresh, profiles);
    fresh.update(now_ms());
    if (members_of(fresh) != members_of(book))
      give_up({ErrorCode::damaged, "the members differ from those of a book that was told everything at once", "", ""});
    fmt::print("{} profiles: the same members as computed at once\n", profiles);
    return;
  }
  std::sort(updates.begin(), updates.end());
  const auto events = static_cast<double>(updates.size() * settings.batch);
  fmt::print(
      "{:>9} profiles | {:.2f} µs an event, {:.2f} changes an event | a batch of {}: median {:.1f} ms, p99 {:.1f} ms | "
      "book {}, process {} | told {} events in {:.1f} s, first update {:.1f} s with {} changes\n",
      profiles, cpu * 1e6 / events, static_cast<double>(changes) / events, settings.batch,
      updates[updates.size() / 2] * 1e3, updates[updates.size() * 99 / 100] * 1e3, format_bytes(book.bytes()),
      format_bytes(process_memory() - before), of_past, loading, first, first_changes);
  for (std::uint32_t segment = 0; segment < book.segments(); ++segment)
    fmt::print("{}{}", segment == 0 ? "          members: " : " ", book.count(segment));
  fmt::print("\n");
}

}  // namespace
}  // namespace cairn::bench

int main(int count, char** values) {
  cairn::bench::Settings settings;
  CLI::App app("What live membership in segments costs");
  app.add_option("--profiles", settings.profiles, "customers, each with two identifiers and 20 events");
  app.add_option("--events", settings.events, "live events");
  app.add_option("--batch", settings.batch, "events of one update");
  app.add_flag("--check", settings.check, "compare with a book that was told everything at once");
  CLI11_PARSE(app, count, values);
  for (auto profiles : settings.profiles) cairn::bench::run(settings, profiles);
}
