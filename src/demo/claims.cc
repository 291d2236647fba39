#include "demo/claims.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "base/language.h"
#include "base/random.h"
#include "demo/calendar.h"
#include "demo/diary.h"

namespace cairn::demo {

namespace {

namespace planted_claims {
constexpr double asked_again = 0.38;  ///< of each handing in of documents: something is missing
constexpr int most_rounds = 4;
constexpr double gives_up = 0.06;  ///< of those asked again: the claim is never completed
constexpr double refused = 0.09, appeals = 0.45, appeal_succeeds = 0.30;
constexpr double paid_late = 0.13;  ///< later than the promised days after the documents are complete
constexpr int promised_days = 10;
constexpr double small = 0.55;            ///< claims that photos would do for
constexpr double photos_of_small = 0.60;  ///< … of those reported in the app
constexpr double inspection_median_h = 9, slow_city_median_h = 40;
constexpr double answers = 0.22;  ///< ratings for each that was asked for
constexpr double renews = 0.62;   ///< of paid claims; of those paid late half of it
}  // namespace planted_claims

constexpr std::array<std::string_view, 6> cities{"上海", "北京", "广州", "成都", "武汉", "西安"};
constexpr std::size_t slow_city = 3;
constexpr std::size_t batch_rows = 8192;
constexpr std::uint64_t most_claims = 10'000'000;
constexpr int days_of_claims = 365;

/// One claim, from the report to the rating, written straight into a batch.
class Claim {
 public:
  Claim(std::uint64_t seed, std::uint64_t number, EventBatch& batch)
      : random_(hash64(fmt::format("claim {}", number), seed)), seed_(seed), number_(number), batch_(batch) {
    name_ = fmt::format("K{:07}", number);
    holder_ = fmt::format("P{:06}", hash64("holder", number) % 900'000 + 100'000);
    city_ = random_.below(cities.size());
    small_ = random_.chance(planted_claims::small);
    yuan_ = small_ ? random_.lognormal(2'400, 0.5) : random_.lognormal(11'000, 0.6);
    at_ = (all_days - days_of_claims + static_cast<Seconds>(random_.below(days_of_claims))) * day_length + 7 * hour +
          static_cast<Seconds>(random_.uniform() * 14 * hour);
  }

  std::uint64_t live() {
    bool in_app = random_.chance(0.48);
    note("claim_reported", in_app ? "app" : "hotline");
    look_at_damage(in_app);
    if (hand_in_documents()) decide();
    return events_;
  }

 private:
  void look_at_damage(bool in_app) {
    if (in_app && small_ && random_.chance(planted_claims::photos_of_small)) {
      wait(25 * minute, 0.6);
      note("photos_assessed", "app");
      return;
    }
    double median_h = city_ == slow_city ? planted_claims::slow_city_median_h : planted_claims::inspection_median_h;
    Seconds before = at_;
    wait(static_cast<Seconds>(median_h * hour), 0.5);
    note("inspection_done", "onsite");
    bool long_wait = at_ - before > day_length;
    rate("inspection", long_wait ? 2.6 : 4.2);
  }

  /// False: the customer gives up.
  bool hand_in_documents() {
    wait(30 * hour, 0.7);
    note("documents_received", random_.chance(0.7) ? "app" : "office");
    for (int round = 1; round < planted_claims::most_rounds && random_.chance(planted_claims::asked_again); ++round) {
      wait(20 * hour, 0.5);
      note("documents_missing", "wechat");
      if (random_.chance(planted_claims::gives_up)) return false;
      wait(44 * hour, 0.7);
      note("documents_received", random_.chance(0.7) ? "app" : "office");
    }
    wait(6 * hour, 0.5);
    note("documents_complete", "wechat");
    complete_ = at_;
    return true;
  }

  void decide() {
    wait(34 * hour, 0.5);
    note("claim_assessed", "office");
    wait(2 * hour, 0.4);
    if (!random_.chance(planted_claims::refused)) return pay();
    note("claim_refused", "wechat");
    rate("refusal", 1.7);
    if (!random_.chance(planted_claims::appeals)) return;
    wait(2 * day_length, 0.6);
    note("claim_appealed", "hotline");
    wait(5 * day_length, 0.4);
    note("claim_assessed", "office");
    wait(2 * hour, 0.4);
    if (random_.chance(planted_claims::appeal_succeeds))
      pay();
    else
      note("claim_refused", "wechat");
  }

  void pay() {
    note("claim_accepted", "wechat");
    // The promise counts from complete documents, whatever the assessment took.
    Seconds due = complete_ + planted_claims::promised_days * day_length;
    bool late = random_.chance(planted_claims::paid_late) || at_ + hour > due;
    Seconds until = due - hour - at_;
    at_ = late ? std::max(at_, due) + hour + static_cast<Seconds>(random_.exponential(4 * day_length))
               : at_ + hour +
                     static_cast<Seconds>(random_.uniform() * 0.5 *
                                          static_cast<double>(std::max<Seconds>(until - hour, 0)));
    note("claim_paid", "bank", yuan_);
    rate("payment", late ? 2.4 : 4.4);
    double renews = planted_claims::renews * (late ? 0.5 : 1);
    wait(40 * day_length, 0.5);
    if (random_.chance(renews)) note("policy_renewed", "app");
  }

  void wait(Seconds median, double spread) {
    at_ += 1 + static_cast<Seconds>(random_.lognormal(static_cast<double>(median), spread));
  }

  void rate(std::string_view about, double mean) {
    if (!random_.chance(planted_claims::answers)) return;
    double score = std::clamp(std::round(mean + random_.normal()), 1.0, 5.0);
    Seconds then = at_ + 3 * hour;
    if (write(then, "claim_survey", "wechat")) {
      batch_.value.back() = score;
      batch_.set("about", about);
    }
  }

  void note(std::string_view event, std::string_view channel, double yuan = 0) {
    if (!write(at_, event, channel) || yuan <= 0) return;
    batch_.amount_minor.back() = static_cast<std::int64_t>(std::llround(yuan)) * 100;
    batch_.currency.back() = "CNY";
  }

  /// False: after the end of what is recorded.
  bool write(Seconds at, std::string_view event, std::string_view channel) {
    if (at >= all_days * day_length) return false;
    EventId id{hash64(name_, seed_), hash64(event, number_ * 64 + events_)};
    auto row = batch_.add(id, batch_.arena.keep(holder_), event, instant_of(at), claims_source);
    batch_.received[row] = batch_.time[row];
    batch_.channel[row] = channel;
    batch_.set("claim", batch_.arena.keep(name_));
    batch_.set("city", cities[city_]);
    batch_.set("size", std::string_view(small_ ? "small" : "large"));
    ++events_;
    return true;
  }

  Random random_;
  std::uint64_t seed_, number_;
  EventBatch& batch_;
  std::string name_, holder_;
  std::size_t city_;
  bool small_;
  double yuan_;
  Seconds at_ = 0, complete_ = 0;
  std::uint64_t events_ = 0;
};

}  // namespace

Result<std::uint64_t> generate_claims(const ClaimsOptions& options, EventSink& sink,
                                      const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  if (options.claims < 1 || options.claims > most_claims)
    return Error{ErrorCode::usage, fmt::format("claims is {}, expected 1 to {}", options.claims, most_claims),
                 "demo.claims", ""};
  EventBatch batch;
  std::uint64_t events = 0;
  for (std::uint64_t number = 1; number <= options.claims; ++number) {
    events += Claim(options.seed, number, batch).live();
    if (batch.size() >= batch_rows || number == options.claims) {
      CAIRN_TRY_VOID(sink.append(batch));
      batch.clear();
      if (progress) progress(number, options.claims);
    }
  }
  return events;
}

Json claims_truth(const ClaimsOptions& options) {
  return {{"schema", "cairn.demo-truth/1"},
          {"about", Label{"石桥保险：模拟数据", "石橋保險：模擬資料", "Stonebridge Insurance: simulated data"}.json()},
          {"seed", options.seed},
          {"claims", options.claims},
          {"source", claims_source},
          {"planted",
           {{"documents_asked_again", planted_claims::asked_again},
            {"gives_up_when_asked_again", planted_claims::gives_up},
            {"refused", planted_claims::refused},
            {"appeals_of_refused", planted_claims::appeals},
            {"promise", {{"days", planted_claims::promised_days}, {"paid_late", planted_claims::paid_late}}},
            {"inspection_median_h",
             {{"usual", planted_claims::inspection_median_h},
              {std::string(cities[slow_city]), planted_claims::slow_city_median_h}}}}}};
}

}  // namespace cairn::demo
