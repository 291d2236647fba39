// Customers: the people behind any number of any answer, and one customer's timeline.
//
//   {"kind":"customers","of":{question},"at":{row of its answer}}    who they are, page by page
//   {"kind":"customers","of":{question}}                            everybody with a case in the question
//   {"kind":"customers","customer":"17"}                            everything that customer did
//
// The cases are chosen by the very code that counts them (each kind's selector), so totals equal the number in the
// answer: `occurrences` what the answer counts, `cases` and `customers` in how many different ones.
// Listed by their first event in these cases, then by name.
#include <fmt/format.h>

#include "base/text.h"
#include "journey/kind.h"
#include "journey/timeline.h"

namespace cairn::journey {
namespace {

struct Member {
  std::int64_t first_ms, last_ms;
  std::uint64_t cases, occurrences;
  int bucket;
  std::size_t customer;
};

struct Members {
  std::vector<Member> members;
  void merge(Members&& other, Pace&) { members.insert(members.end(), other.members.begin(), other.members.end()); }
};

Result<void> collect(const Selector& selector, const CaseView& view, Members& found) {
  CAIRN_TRY(auto count, selector(view));
  for (std::size_t c = 0; c < view.cases(); ++c) {
    auto occurrences = count(c);
    if (occurrences == 0) continue;
    std::int64_t first = view.ms(view.offsets[c]), last = view.ms(view.offsets[c + 1] - 1);
    auto& members = found.members;
    bool same = !members.empty() && members.back().bucket == view.bucket->number &&
                members.back().customer == view.customer_of(c);
    if (!same) {
      members.push_back({first, last, 1, occurrences, view.bucket->number, view.customer_of(c)});
      continue;
    }
    Member& member = members.back();
    member.first_ms = std::min(member.first_ms, first);
    member.last_ms = std::max(member.last_ms, last);
    ++member.cases;
    member.occurrences += occurrences;
  }
  return {};
}

struct Named {
  Member member;
  std::string name;
};

/// The page [offset, offset + limit) by first event, then name. Only names of members that share their first instant
/// with one on the page are looked up.
Result<std::vector<Named>> page_of(const Asked& asked, std::vector<Member> members, std::size_t offset,
                                   std::size_t limit) {
  CAIRN_TRY_VOID(asked.go_on());
  std::sort(members.begin(), members.end(), [](const Member& a, const Member& b) { return a.first_ms < b.first_ms; });
  std::vector<Named> page;
  Pace pace = asked.pace();
  std::size_t end = std::min(members.size(), offset + limit);
  for (std::size_t i = 0; i < end;) {
    std::size_t next = i;
    while (next < members.size() && members[next].first_ms == members[i].first_ms) ++next;
    if (next > offset) {
      std::vector<Named> tied;
      for (std::size_t k = i; k < next; ++k) {
        if (!pace.step()) return pace.outcome().error();
        CAIRN_TRY(auto name, asked.index.customer_name(members[k].bucket, members[k].customer));
        tied.push_back({members[k], std::move(name)});
      }
      std::sort(tied.begin(), tied.end(), [](const Named& a, const Named& b) { return a.name < b.name; });
      for (std::size_t k = i; k < next; ++k)
        if (k >= offset && k < end) page.push_back(std::move(tied[k - i]));
    }
    i = next;
  }
  return page;
}

}  // namespace

Result<Answer> answer_customers(const Asked& outer) {
  const Json& question = outer.question;
  if (question.contains("customer")) return timeline_of(outer, question["customer"].get<std::string>());
  Answer answer;
  const Json& of = question["of"];
  const auto* kind = find_kind(of["kind"].get<std::string>());
  if (!kind->select)
    return Error{ErrorCode::unsupported, fmt::format("an answer of kind '{}' lists customers already", kind->kind.name),
                 "question.of.kind", "ask for those behind transitions, variants, funnel or timing"};
  CAIRN_TRY(auto inner, Asked::make(outer.index, of, outer.options));
  Selector selector = [](const CaseView&) -> Result<CaseCount> {
    return CaseCount([](std::size_t) { return std::uint64_t{1}; });
  };
  if (question.contains("at")) {
    CAIRN_TRY(selector, kind->select(inner, question["at"]));
  }
  CAIRN_TRY(auto found, over_buckets(inner, answer.basis, Members(), [&](const CaseView& view, Members& into) {
              return collect(selector, view, into);
            }));
  std::uint64_t customers = found.members.size(), cases = 0, occurrences = 0;
  for (const auto& member : found.members) {
    cases += member.cases;
    occurrences += member.occurrences;
  }
  std::size_t offset = question.value("offset", std::size_t{0}), limit = question.value("limit", std::size_t{100});
  CAIRN_TRY(auto page, page_of(outer, std::move(found.members), offset, limit));
  answer.column("customer", "text");
  answer.column("first", "time");
  answer.column("last", "time");
  answer.column("cases", "integer");
  answer.column("occurrences", "integer");
  for (const auto& [member, name] : page)
    answer.rows.push_back(
        {name, index_time(member.first_ms), index_time(member.last_ms), member.cases, member.occurrences});
  answer.totals = {{"customers", customers}, {"cases", cases}, {"occurrences", occurrences}};
  if (offset + page.size() < customers)
    answer.note(fmt::format("{} more customers follow; ask with \"offset\": {}", customers - offset - page.size(),
                            offset + page.size()));
  return answer;
}

}  // namespace cairn::journey
