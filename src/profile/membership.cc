#include "profile/membership.h"

#include <algorithm>

namespace cairn::profile {
namespace {

constexpr std::string_view joining_events[] = {
    "member_joined", "member_registered", "membership_joined", "membership_started", "入会", "入會"};
constexpr std::string_view level_events[] = {"member_level_changed", "level_changed", "level_up",
                                             "level_down",           "tier_changed",  "membership_level_changed"};
constexpr std::string_view number_names[] = {"member", "member_no", "member_id", "会员卡号",
                                             "会员号", "会员编号",  "會員卡號",  "會員編號"};
constexpr std::string_view since_names[] = {"member_since", "joined_at", "joined",   "入会时间", "入会日期",
                                            "入會時間",     "入會日期",  "注册时间", "開卡日期", "开卡日期"};
constexpr std::string_view level_names[] = {"member_level", "membership_level", "level",    "tier",
                                            "会员等级",     "会员级别",         "會員等級", "等级"};

bool is_in(std::span<const std::string_view> list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

std::optional<Time> stated_time(const CustomerEvent& event, const TimeZone& zone) {
  for (auto name : since_names)
    if (const auto* value = find_property(event, name); value != nullptr)
      if (auto time = parse_time(value->text, zone)) return time;
  return std::nullopt;
}

class MembershipReader {
 public:
  explicit MembershipReader(const TimeZone& zone) : zone_(zone) {}

  void read(const CustomerEvent& event) {
    bool states = states_traits(event.event), joins = is_in(joining_events, event.event);
    bool changes_level = is_in(level_events, event.event);
    if (!states && !joins && !changes_level) return;
    for (auto name : number_names) take_number(text_of(event, name));
    if (auto time = stated_time(event, zone_)) take_since(*time, event);
    if (joins) take_since(event.time, event);
    for (auto name : level_names)
      if (auto level = text_of(event, name); !level.empty()) return take_level(level, event);
  }
  Membership take() { return std::move(found_); }

 private:
  void take_number(const std::string& number) {
    auto& numbers = found_.numbers;
    bool is_new = !number.empty() && std::find(numbers.begin(), numbers.end(), number) == numbers.end();
    if (is_new) numbers.push_back(number);
  }
  void take_since(Time time, const CustomerEvent& event) {
    if (found_.since && *found_.since <= time) return;
    found_.since = time;
    found_.since_by = event.event;
  }
  void take_level(const std::string& level, const CustomerEvent& event) {
    if (found_.levels.empty() || found_.levels.back().level != level)
      found_.levels.push_back({level, event.time, event.event, event.source});
  }

  const TimeZone& zone_;
  Membership found_;
};

}  // namespace

Membership membership_of(std::span<const CustomerEvent> events, const TimeZone& zone) {
  MembershipReader reader(zone);
  for (const auto& event : events) reader.read(event);
  return reader.take();
}

Json membership_json(const Membership& membership) {
  Json levels = Json::array();
  for (const auto& each : membership.levels)
    levels.push_back(
        {{"level", each.level}, {"since", format_time(each.time)}, {"event", each.event}, {"source", each.source}});
  return {{"is_member", membership.is_member()},
          {"since", membership.since ? Json(format_time(*membership.since)) : Json()},
          {"numbers", membership.numbers},
          {"level", membership.levels.empty() ? Json() : Json(membership.levels.back().level)},
          {"levels", std::move(levels)}};
}

}  // namespace cairn::profile
