// What the house takes for a sign of liking, and which events state it.
#include "event/case_names.h"
#include "profile/preferences.h"

namespace cairn::profile {
namespace {

EventPredicate events_called(std::vector<std::string> names) {
  EventPredicate predicate;
  predicate.kind = EventPredicate::Kind::event;
  predicate.events = std::move(names);
  return predicate;
}

EventPredicate value_is(Comparator comparator, const char* number) {
  EventPredicate predicate;
  predicate.kind = EventPredicate::Kind::comparison;
  predicate.property = "value";
  predicate.comparator = comparator;
  predicate.values = {{number, Json::parse(number).get<double>()}};
  return predicate;
}

}  // namespace

PreferenceRules PreferenceRules::usual(EventPredicate bought) {
  auto scores =
      events_called({"review_post", "review_posted", "product_reviewed", "Product Reviewed", "rated", "rating",
                     "product_rated", "service_rating", "survey_answer", "评价", "評價", "评分", "評分"});
  PreferenceRules rules;
  rules.bought = std::move(bought);
  rules.returned = events_called({"return_request", "return_requested", "returned", "order_returned", "refunded",
                                  "order_refunded", "Order Refunded", "退货", "退貨", "退款"});
  rules.scored_low = EventPredicate::both(scores, value_is(Comparator::less_equal, "2"));
  // Taken as 1 to 5; where scores reach to 10, the document says so.
  rules.praised = EventPredicate::both(scores, value_is(Comparator::greater_equal, "4"));
  rules.answered = events_called({"article_open", "message_sent", "menu_click", "sms_click", "sms_reply",
                                  "email_opened", "email_clicked", "Email Opened", "Email Link Clicked", "push_opened",
                                  "push_clicked", "Push Notification Tapped", "coupon_claim", "qr_scan", "chat_started",
                                  "support_chat", "call_answered", "survey_answer"});
  auto declaring = stating_events();
  for (const char* survey : {"survey_answer", "survey_answered", "survey_submitted", "poll_answer", "interest_stated"})
    declaring.emplace_back(survey);
  rules.declared = events_called(std::move(declaring));
  return rules;
}

}  // namespace cairn::profile
