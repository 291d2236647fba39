// A customer of Stonepath Shoes whom somebody plays on the phone beside the map: what WeChat's server and the member
// programme would send of them.
//
//   follow   scans the code of a store ── WeChat: subscribe, with the store as scene ──▶ oa_follow
//   bind     enters a phone number     ── member programme: a batch of two calls     ──▶ phone_bind, welcome_message
//   rate     answers with stars        ── member programme: a call                   ──▶ service_rating
//
// The simulated history ends on a day of its own, and so do its maps: what is played happens on that last evening, with
// the names, channels and properties of the simulated events. Everything about a played customer follows from the
// openid, so nothing is remembered between two acts.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"

namespace cairn::demo {

/// The setting of a workspace that `cairn demo` filled; others do not have it.
inline constexpr const char* demo_setting = "demo";
/// The sources that played customers come by.
inline constexpr std::string_view wechat_source = "WeChat (simulated data)";
inline constexpr std::string_view member_source = "member programme (simulated data)";
inline bool is_played_source(std::string_view name) { return name == wechat_source || name == member_source; }

/// Both as collect::Sources::add takes them; `token`: with which WeChat signs, 3 to 32 letters and digits.
Json played_sources(std::string_view token);

class PlayedCustomer {
 public:
  /// Somebody new; `chance` is any text that does not come again.
  static PlayedCustomer fresh(std::string_view chance);
  /// nullopt: no openid of a played customer.
  static std::optional<PlayedCustomer> of(std::string_view openid);

  const std::string& openid() const { return openid_; }
  std::string member_no() const;
  /// The message of WeChat's server.
  std::string follow_xml() const;
  /// The body of a Segment batch.
  Json bind_batch() const;
  Json rate_batch(int stars) const;

 private:
  explicit PlayedCustomer(std::string openid) : openid_(std::move(openid)) {}
  Json call(std::string_view event, std::int64_t before_end_s, Json properties) const;
  std::uint64_t number(std::string_view what) const;

  std::string openid_;
};

}  // namespace cairn::demo
