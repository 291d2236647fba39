// Shared by the tests of books: events in short words, and who is in which segment, the slow way: from all events, each
// predicate asked of each event.
#pragma once

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/random.h"
#include "profile/book.h"

namespace cairn::profile {

struct ToldEvent {
  identity::Identifier who;
  std::string type;
  std::int64_t us = 0;
  std::map<std::string, std::string> properties = {};
};

class ToldView final : public EventView {
 public:
  explicit ToldView(const ToldEvent& event) : event_(event) {}
  std::string_view type() const override { return event_.type; }
  std::optional<Literal> property(const std::string& name) const override {
    auto found = event_.properties.find(name);
    if (found == event_.properties.end()) return std::nullopt;
    char* end = nullptr;
    const double number = std::strtod(found->second.c_str(), &end);
    return Literal{found->second, *end == 0 ? std::optional(number) : std::nullopt};
  }

 private:
  const ToldEvent& event_;
};

inline std::vector<CasePredicate> segments_of(const std::vector<std::string>& texts) {
  std::vector<CasePredicate> segments;
  for (const auto& text : texts) {
    auto parsed = parse_case_predicate(text);
    REQUIRE_MESSAGE(parsed.ok(), text, parsed.ok() ? "" : parsed.error().text());
    segments.push_back(*std::move(parsed));
  }
  return segments;
}

inline Book book_of(const std::vector<std::string>& segments) {
  auto book = Book::make(segments_of(segments));
  REQUIRE_MESSAGE(book.ok(), (book.ok() ? "" : book.error().text()));
  return *std::move(book);
}

inline void tell(Book& book, const ToldEvent& event) {
  Facts facts;
  const bool matters = book.asked().ask(ToldView(event), facts);
  book.add({event.who.kind, event.who.value, event.us, matters ? &facts : nullptr});
}

inline identity::Span span(const identity::Identifier& customer, std::int64_t from = no_time,
                           std::int64_t until = no_time) {
  return {from, until, {customer, no_time}};
}

/// "customer 17": what the book calls him.
inline identity::Identifier named(std::string_view text) {
  auto at = text.find(' ');
  return {std::string(text.substr(0, at)), std::string(text.substr(at + 1))};
}

/// "+ 0 customer 17 @ 20" in the order of what changed: entered segment 0 at that millisecond.
inline std::set<std::string> shown(const Book& book, const std::vector<SegmentChange>& changes) {
  std::set<std::string> texts;
  for (const auto& change : changes)
    texts.insert(fmt::format("{} {} {} @ {}", change.entered ? "+" : "-", change.segment,
                             book.name_of(change.customer).text(), change.at_ms));
  return texts;
}

/// A customer's events in order, all of them, with properties looked up and predicates asked each time.
struct SlowLife {
  const CasePlan* plan;
  std::vector<const ToldEvent*> events;
  std::size_t rows() const { return events.size(); }
  std::int64_t ms(std::size_t i) const { return ms_of(events[i]->us); }
  bool is(std::size_t atom, std::size_t i) const { return matches(plan->atoms()[atom].on, ToldView(*events[i])); }
  double number(std::size_t slot, std::size_t i) const {
    auto value = ToldView(*events[i]).property(plan->slots()[slot].property);
    return value && value->number ? *value->number : std::numeric_limits<double>::quiet_NaN();
  }
  std::string_view text(std::size_t slot, std::size_t i) const {
    auto found = events[i]->properties.find(plan->slots()[slot].property);
    return found == events[i]->properties.end() ? std::string_view() : std::string_view(found->second);
  }
};

/// Everything that was told, in the order of arrival, and whose identifiers are last.
struct SlowBook {
  std::vector<ToldEvent> events;
  std::map<identity::Identifier, std::vector<identity::Span>> owners;

  struct Customer {
    std::vector<const ToldEvent*> events;
    std::int64_t first_ms = INT64_MAX;
  };

  std::map<identity::Identifier, Customer> customers() const {
    struct Range {
      std::int64_t first = INT64_MAX, last = INT64_MIN;
    };
    std::map<identity::Identifier, Range> ranges;
    for (const auto& event : events) {
      auto& range = ranges[event.who];
      range.first = std::min(range.first, ms_of(event.us));
      range.last = std::max(range.last, ms_of(event.us));
    }
    using Key = std::tuple<std::int64_t, std::uint64_t, std::string, std::int64_t, std::int64_t, std::size_t>;
    std::map<identity::Identifier, std::map<Key, const ToldEvent*>> sorted;
    std::map<identity::Identifier, Customer> found;
    for (const auto& [who, range] : ranges) {
      auto told = owners.find(who);
      auto spans = told == owners.end() || told->second.empty() ? std::vector{span(who)} : told->second;
      for (const auto& each : spans) {
        const auto from = each.from == no_time ? INT64_MIN : ms_of(each.from);
        const auto until = each.until == no_time ? INT64_MAX : ms_of(each.until);
        const auto begin = std::max(from, range.first);
        if (begin > range.last || begin >= until) continue;
        auto& customer = found[each.customer.best];
        customer.first_ms = std::min(customer.first_ms, begin);
        for (std::size_t i = 0; i < events.size(); ++i) {
          const auto ms = ms_of(events[i].us);
          if (events[i].who == who && ms >= from && ms < until)
            sorted[each.customer.best][{ms, customer_hash(who.kind, who.value), who.value, from, events[i].us, i}] =
                &events[i];
        }
      }
    }
    for (const auto& [name, rows] : sorted)
      for (const auto& [key, event] : rows) found[name].events.push_back(event);
    return found;
  }

  static bool holds(const CasePlan& plan, const Customer& customer, std::int64_t horizon_ms) {
    if (customer.first_ms > horizon_ms) return false;
    SlowLife life{&plan, {}};
    for (const auto* event : customer.events)
      if (ms_of(event->us) <= horizon_ms) life.events.push_back(event);
    return plan.holds(life, horizon_ms);
  }

  /// "0 customer 17": members of each segment.
  std::set<std::string> members(const std::vector<CasePredicate>& segments, std::int64_t horizon_ms) const {
    std::set<std::string> found;
    const auto all = customers();
    for (std::size_t segment = 0; segment < segments.size(); ++segment) {
      auto plan = CasePlan::make(segments[segment]);
      REQUIRE(plan.ok());
      for (const auto& [name, customer] : all)
        if (holds(*plan, customer, horizon_ms)) found.insert(fmt::format("{} {}", segment, name.text()));
    }
    return found;
  }

  /// Since when a customer is in a segment or is not, trying every millisecond.
  std::int64_t since(const CasePredicate& segment, const Customer& customer, std::int64_t horizon_ms) const {
    auto plan = CasePlan::make(segment);
    REQUIRE(plan.ok());
    const bool outcome = holds(*plan, customer, horizon_ms);
    auto since = horizon_ms;
    while (since > customer.first_ms && holds(*plan, customer, since - 1) == outcome) --since;
    return since;
  }
};

inline std::set<std::string> members(const Book& book) {
  std::set<std::string> found;
  for (std::uint32_t segment = 0; segment < book.segments(); ++segment) {
    auto all = book.members(segment, 1'000'000);
    CHECK(all.size() == book.count(segment));
    for (const auto& name : all) found.insert(fmt::format("{} {}", segment, name.text()));
  }
  return found;
}

}  // namespace cairn::profile
