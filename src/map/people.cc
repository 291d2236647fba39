#include "map/people.h"

#include <algorithm>
#include <map>

#include "map/revenue_count.h"
#include "map/rows.h"

namespace cairn::map {
namespace {

struct Member {
  int bucket;
  std::size_t customer;
  std::int64_t last_ms;
  std::uint64_t times;
};

std::vector<Member> members_of(const std::vector<Witnesses::Case>& behind) {
  std::map<std::pair<int, std::size_t>, Member> by_customer;
  for (const auto& one : behind) {
    auto [at, added] =
        by_customer.try_emplace({one.bucket, one.customer}, Member{one.bucket, one.customer, one.at_ms, 0});
    at->second.last_ms = std::max(at->second.last_ms, one.at_ms);
    ++at->second.times;
  }
  std::vector<Member> members;
  for (const auto& [key, member] : by_customer) members.push_back(member);
  std::stable_sort(members.begin(), members.end(),
                   [](const Member& a, const Member& b) { return a.last_ms > b.last_ms; });
  return members;
}

/// What the customers of one bucket have bought.
class Bought {
 public:
  static Result<Bought> make(const journey::Index& index, int number, const LeftOutOfMap& left_out) {
    Bought bought;
    bought.bucket_ = &index.buckets()[static_cast<std::size_t>(number)];
    CAIRN_TRY(bought.purchases_, PurchaseRules(index, left_out.purchase).on(*bought.bucket_));
    journey::CaseView view;
    view.bucket = bought.bucket_;
    RowRules::Masks rows;
    CAIRN_TRY_VOID(RowRules(index, left_out).make(view, rows));
    for (std::size_t row = 0; row < bought.purchases_.is.size(); ++row)
      bought.purchases_.is[row] &= rows.rows.known[row];
    return bought;
  }
  void put(std::size_t customer, Person& person) {
    auto same = [](std::size_t row) { return row; };
    orders_of(purchases_, *bucket_, bucket_->offsets[customer], bucket_->offsets[customer + 1], same, orders_);
    std::map<std::string, std::pair<std::uint64_t, std::int64_t>> by_currency;
    for (const auto& order : orders_) {
      auto& [count, amount_e4] = by_currency[purchases_.currency_of(order.row)];
      ++count;
      amount_e4 += order.amount_e4;
    }
    std::uint64_t most = 0;
    for (const auto& [currency, sum] : by_currency)
      if (sum.first > most) most = sum.first, person.currency = currency, person.value = in_units(sum.second);
  }

 private:
  const journey::Bucket* bucket_ = nullptr;
  PurchaseRules::OnBucket purchases_;
  std::vector<Order> orders_;
};

}  // namespace

Result<People> people(const journey::Index& index, const std::vector<Witnesses::Case>& behind,
                      const LeftOutOfMap& left_out, std::size_t offset, std::size_t most) {
  auto members = members_of(behind);
  People found;
  found.total = members.size();
  found.times = behind.size();
  const auto begin = std::min(offset, members.size()), end = begin + std::min(most, members.size() - begin);
  std::map<int, Bought> bought;
  for (auto i = begin; i < end; ++i) {
    const Member& member = members[i];
    auto at = bought.find(member.bucket);
    if (at == bought.end()) {
      CAIRN_TRY(auto made, Bought::make(index, member.bucket, left_out));
      at = bought.emplace(member.bucket, std::move(made)).first;
    }
    Person person;
    CAIRN_TRY(person.id, index.customer_id(member.bucket, member.customer));
    person.times = member.times;
    person.at = {(member.last_ms + journey::epoch_1930_ms) * 1000};
    at->second.put(member.customer, person);
    found.list.push_back(std::move(person));
  }
  return found;
}

Json to_json(const People& people) {
  Json list = Json::array();
  for (const auto& one : people.list)
    list.push_back({{"name", one.id.identifier},
                    {"kind", one.id.kind},
                    {"value", one.value},
                    {"currency", one.currency},
                    {"at", format_time(one.at)},
                    {"times", one.times}});
  return {{"customers", std::move(list)}, {"total", people.total}, {"times", people.times}};
}

}  // namespace cairn::map
