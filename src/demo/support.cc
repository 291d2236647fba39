#include "demo/support.h"

#include <algorithm>

#include "demo/survey.h"

namespace cairn::demo {

namespace {

/// People are as quick as before; the bot is what brings the median of all down.
double first_answer_min(Customer& customer, Seconds at, bool bot) {
  double median = bot ? planted::bot_median_min : planted::first_answer_min.before;
  if (customer.calendar.promotion(day_of(at)) == Promotion::mid_year) median *= planted::busy;
  return customer.random.lognormal(median, planted::answer_spread);
}

}  // namespace

void ask_for_help(Customer& customer, const Purchase& purchase, Seconds received) {
  if (!customer.chance(purchase.in_store() ? 0.025 : 0.10)) return;
  bool before = !purchase.in_store() && customer.chance(0.45) && received > purchase.at + 2 * hour;
  double when = before ? customer.random.uniform() : 0;
  Seconds at =
      before ? purchase.at + hour + static_cast<Seconds>(when * static_cast<double>(received - purchase.at - hour))
             : received + std::max<Seconds>(20 * minute, customer.lognormal(2.5 * day_length, 0.9));
  std::string_view reason = before ? "物流查询" : customer.chance(0.6) ? "尺码问题" : "质量问题";
  auto note = [&](Touch touch, Seconds happens) -> Moment& {
    Moment& moment = customer.diary.note(touch, happens);
    moment.order = purchase.order;
    moment.reason = reason;
    return moment;
  };
  note(Touch::support_chat, at);
  bool bot = at >= planted::first_answer_min.from && customer.chance(planted::answered_by_bot);
  Seconds answered = at + std::max<Seconds>(5, static_cast<Seconds>(first_answer_min(customer, at, bot) * minute));
  note(Touch::support_reply, answered).by = bot ? "bot" : "agent";
  Seconds closed = answered + 2 * minute + customer.lognormal(3 * hour, 1.0);
  note(Touch::ticket_closed, closed);
  const auto& gap = planted::support_rating;
  ask_about(customer, Theme::support, closed, purchase.returning ? gap.returning : gap.new_customers, purchase.order);
}

}  // namespace cairn::demo
