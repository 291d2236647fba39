#include "demo/survey.h"

#include <algorithm>
#include <cmath>

namespace cairn::demo {

namespace {

constexpr double writes_too = 0.4;

std::string_view name_of(Theme about) {
  constexpr std::string_view names[] = {"size", "product", "store", "staff", "delivery", "checkout", "support"};
  return names[static_cast<std::size_t>(about)];
}

bool answers(Customer& customer, Seconds at) {
  return customer.chance(customer.follows(at) ? planted::follower_answers : planted::answers);
}

void score(Customer& customer, Moment& answer, Theme theme, double stars) {
  answer.value = stars;
  if (customer.chance(writes_too))
    answer.text = feedback(customer.random, customer.tongue, theme, static_cast<int>(stars));
}

}  // namespace

double draw_score(Random& random, double mean) {
  double stars = 1;
  for (int i = 0; i < 4; ++i) stars += random.chance((mean - 1) / 4);
  return stars;
}

void ask_about(Customer& customer, Theme about, Seconds at, double mean_score, const Order& order) {
  if (!answers(customer, at)) return;
  Seconds when = at + 10 * minute + static_cast<Seconds>(customer.random.exponential(4 * hour));
  Moment& answer = customer.diary.note(Touch::survey_answer, when);
  answer.order = order;
  answer.about = name_of(about);
  score(customer, answer, about, draw_score(customer.random, mean_score));
}

void rate_visit(Customer& customer, Seconds at, const Store& store, double waited_min, bool bought) {
  if (!answers(customer, at)) return;
  bool long_wait = waited_min > planted::queue.long_wait_min;
  double mean = 4.3 - (long_wait ? 1.7 : 0) - (bought ? 0 : 0.5);
  Seconds when = at + 30 * minute + static_cast<Seconds>(customer.random.exponential(5 * hour));
  Moment& rating = customer.diary.note(Touch::service_rating, when);
  rating.store = &store;
  rating.about = "store";
  score(customer, rating, long_wait ? Theme::wait : Theme::staff, draw_score(customer.random, mean));
}

}  // namespace cairn::demo
