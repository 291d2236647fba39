#include "map/marker_starts.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "journey/kind.h"
#include "map/columns.h"
#include "map/observe_pass.h"

namespace cairn::map {
namespace {

constexpr double z95 = 1.959963984540054;

/// What is counted in one window.
struct Tally {
  struct Money {
    double n = 0, sum = 0, squares = 0;
  };
  std::uint64_t starts = 0, ends = 0;
  std::vector<double> seconds;
  std::map<std::string, Money> money;  ///< by currency

  void merge(const Tally& other) {
    starts += other.starts;
    ends += other.ends;
    seconds.insert(seconds.end(), other.seconds.begin(), other.seconds.end());
    for (const auto& [currency, theirs] : other.money) {
      auto& mine = money[currency];
      mine.n += theirs.n;
      mine.sum += theirs.sum;
      mine.squares += theirs.squares;
    }
  }
};

struct Tallies {
  std::vector<Tally> windows;
  void merge(Tallies&& other, journey::Pace&) {
    for (std::size_t w = 0; w < windows.size(); ++w) windows[w].merge(other.windows[w]);
  }
};

struct Span {
  std::int64_t from_ms, to_ms;  ///< since 1930
};

/// The measure on one bucket.
class StartsOfBucket {
 public:
  StartsOfBucket(const journey::Index& index, const journey::CaseView& view, const StartsMeasure& measure)
      : index_(index), view_(view), measure_(measure) {}

  Result<void> load() {
    const auto starts = journey::Filter::lenient(index_, EventPredicate::both(measure_.from, measure_.where));
    CAIRN_TRY(starts_, starts.mask(*view_.bucket));
    if (measure_.what == MarkerMeasure::amount) {
      CAIRN_TRY(amount_, column_if_any(index_, *view_.bucket, "amount", journey::ColumnForm::numbers));
      CAIRN_TRY(currency_, column_if_any(index_, *view_.bucket, "currency"));
      return {};
    }
    CAIRN_TRY(ends_, journey::Filter::lenient(index_, measure_.to).mask(*view_.bucket));
    return {};
  }

  void count(std::size_t c, const Span& window, std::int64_t known_ms, Tally& into) const {
    const auto begin = view_.offsets[c], end = view_.offsets[c + 1];
    auto start = begin;
    while (start < end && !(starts_[view_.bucket_row(start)] != 0 && view_.ms(start) >= window.from_ms)) ++start;
    if (start == end || view_.ms(start) >= window.to_ms) return;
    if (measure_.what == MarkerMeasure::amount) return add_amount(view_.bucket_row(start), into);
    if (view_.ms(start) + measure_.within.ms > known_ms) return;
    ++into.starts;
    for (auto i = start + 1; i < end && view_.ms(i) - view_.ms(start) <= measure_.within.ms; ++i) {
      if (ends_[view_.bucket_row(i)] == 0) continue;
      ++into.ends;
      if (measure_.what == MarkerMeasure::duration)
        into.seconds.push_back(static_cast<double>(view_.ms(i) - view_.ms(start)) / 1000);
      return;
    }
  }

 private:
  void add_amount(std::size_t row, Tally& into) const {
    if (amount_ == nullptr || !amount_->numeric) return;
    const double amount = amount_->numbers[row];
    if (!std::isfinite(amount)) return;
    const auto code = currency_ == nullptr ? 0 : currency_->codes[row];
    auto& money = into.money[code == 0 ? "" : std::string(currency_->dictionary[code - 1])];
    ++money.n;
    money.sum += amount;
    money.squares += amount * amount;
  }

  const journey::Index& index_;
  const journey::CaseView& view_;
  const StartsMeasure& measure_;
  journey::Mask starts_, ends_;
  std::shared_ptr<const journey::Column> amount_, currency_;
};

/// Amounts of different currencies have no mean: that of the most orders counts.
std::string usual_currency(const std::vector<Tally>& windows) {
  std::map<std::string, double> orders;
  for (const auto& window : windows)
    for (const auto& [currency, money] : window.money) orders[currency] += money.n;
  auto most = std::max_element(orders.begin(), orders.end(),
                               [](const auto& one, const auto& other) { return one.second < other.second; });
  return most == orders.end() ? "" : most->first;
}

MarkerFigure figure_of(const Tally& tally, MarkerMeasure what, const std::string& currency) {
  if (what == MarkerMeasure::conversion) return share_figure(tally.ends, tally.starts);
  if (what == MarkerMeasure::duration) return median_figure(tally.seconds);
  auto money = tally.money.find(currency);
  if (money == tally.money.end()) return {};
  auto figure = mean_figure(money->second.n, money->second.sum, money->second.squares);
  figure.currency = currency;
  return figure;
}

Result<EventPredicate> predicate_in(const Json& measure, const char* field) {
  return event_predicate_from(measure[field], std::string("measure.") + field);
}

}  // namespace

bool is_starts_measure(const Json& measure) { return measure.is_object() && measure.contains("from"); }

Result<StartsMeasure> read_starts_measure(const Json& measure) {
  StartsMeasure read;
  const auto what = measure.value("what", Json());
  CAIRN_TRY(read.what, parse_marker_measure(what.is_string() ? what.get<std::string>() : ""));
  const bool needs_end = read.what == MarkerMeasure::conversion || read.what == MarkerMeasure::duration;
  if (!needs_end && read.what != MarkerMeasure::amount)
    return Error{ErrorCode::usage, "'" + what.get<std::string>() + "' is measured at an element of a map",
                 "measure.what", "with \"from\" it is conversion, duration or amount"};
  CAIRN_TRY(read.from, predicate_in(measure, "from"));
  if (needs_end && !measure.contains("to"))
    return Error{ErrorCode::usage, "the measure has no end", "measure.to", R"(such as "event = order_paid")"};
  if (needs_end) {
    CAIRN_TRY(read.to, predicate_in(measure, "to"));
  }
  if (measure.contains("where")) {
    CAIRN_TRY(read.where, predicate_in(measure, "where"));
  }
  if (measure.contains("within") && measure["within"].is_string()) {
    CAIRN_TRY(read.within, parse_duration(measure["within"].get<std::string>(), "measure.within"));
  }
  if (!measure.contains("case")) return read;
  CAIRN_TRY(auto scope, journey::scope_from(Json{{"kind", "transitions"}, {"case", measure["case"]}}));
  read.cases = scope.cases;
  return read;
}

Result<std::vector<MarkerFigure>> measure_starts(const journey::Index& index, const StartsMeasure& measure,
                                                 const std::vector<MarkerWindow>& windows,
                                                 const LeftOutOfMap& left_out) {
  JourneyMap any;
  any.cases = measure.cases;
  auto scope = scope_of(any, left_out);
  scope.level = "event";
  journey::AskOptions options;
  CAIRN_TRY(auto plan, journey::Plan::make(index, scope, options));
  const Json question{{"kind", "marker"}};
  const journey::Asked asked{index, question, options, std::move(scope), std::move(plan)};
  std::vector<Span> spans;
  for (const auto& each : windows) spans.push_back({journey::index_ms(each.from), journey::index_ms(each.to)});
  const Tallies none{std::vector<Tally>(windows.size())};
  const auto known_ms = asked.plan.horizon_ms();
  journey::Basis basis;
  CAIRN_TRY(auto counted, journey::over_buckets(asked, basis, none,
                                                [&](const journey::CaseView& view, Tallies& into) -> Result<void> {
                                                  StartsOfBucket starts(index, view, measure);
                                                  CAIRN_TRY_VOID(starts.load());
                                                  for (std::size_t c = 0; c < view.cases(); ++c)
                                                    for (std::size_t w = 0; w < spans.size(); ++w)
                                                      starts.count(c, spans[w], known_ms, into.windows[w]);
                                                  return {};
                                                }));
  std::vector<MarkerFigure> figures;
  const auto currency = usual_currency(counted.windows);
  for (const auto& each : counted.windows) figures.push_back(figure_of(each, measure.what, currency));
  return figures;
}

MarkerFigure median_figure(std::vector<double> values) {
  const auto n = values.size();
  MarkerFigure figure{.part = n, .whole = n};
  if (n == 0) return figure;
  std::sort(values.begin(), values.end());
  figure.value = n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
  const double middle = static_cast<double>(n) / 2, half = z95 * std::sqrt(static_cast<double>(n)) / 2;
  if (middle - half < 1) return figure;  // too few for an interval
  figure.low = values[static_cast<std::size_t>(std::floor(middle - half)) - 1];
  figure.high = values[std::min(n - 1, static_cast<std::size_t>(std::ceil(middle + half)))];
  return figure;
}

MarkerFigure mean_figure(double n, double sum, double squares) {
  MarkerFigure figure{.part = static_cast<std::uint64_t>(n), .whole = static_cast<std::uint64_t>(n)};
  if (n < 1) return figure;
  figure.value = sum / n;
  if (n < 2) return figure;
  const double variance = std::max(0.0, (squares - sum * sum / n) / (n - 1)), half = z95 * std::sqrt(variance / n);
  figure.low = figure.value - half;
  figure.high = figure.value + half;
  return figure;
}

}  // namespace cairn::map
