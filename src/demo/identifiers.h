// What a person is known by: under which identifiers the events of one life are sent, and what links them.
//
//   web      cookie of each browser ─── anonymous_id at the first login (checkout) ──────┐
//   app      device ─────────────────── device_id at the first login ────────────────────┤
//   mini     openid there ── unionid ── customer_no at the first order ──────────────────┤
//   wechat   openid of the account ──── unionid; customer_no, phone, member_no at bind ──┼── customer C0000017
//   till     receipt ── receipt_no when its code is scanned;  member number ─────────────┤
//   tmall    buyer ──────────────────── buyer_id when the parcel is registered ──────────┤
//   sms, ad  phone; hash of the phone ─── of the bound phone ────────────────────────────┘
//
// Nothing here draws from the person's own random numbers: what they do does not depend on how it is sent. What has no
// natural link gets one where it is first seen, but for a few (planted::never_linked). Who only ever looks, in one
// place, stays without a name. Some things are many people's and mislead: tablets, tills, clerks' and families' cards,
// clerks' phones, masked and virtual phones of Tmall, and numbers that got a new owner.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "demo/calendar.h"
#include "demo/moment.h"

namespace cairn::demo {

/// How an event names its person. Valid until the next one is asked for.
struct Sent {
  std::string_view kind, identifier;
  std::array<std::pair<std::string_view, std::string_view>, 5> beside{};  ///< properties that name somebody, too
  void add(std::string_view property, std::string_view value);
};

class Identifiers {
 public:
  Identifiers(const Calendar& calendar, std::uint64_t seed) : calendar_(calendar), seed_(seed) {}

  /// Somebody else: number and customer id.
  void open(std::uint64_t number, std::string customer);
  void clears_cookies() { clears_cookies_ = true; }
  /// The whole life, in order of time.
  void plan(std::span<const Moment> moments, std::span<const std::uint32_t> in_time);
  /// How the moment at this place of the life is sent.
  Sent sent(std::size_t place);

  /// The number on a receipt of this person, or of a stranger beside them.
  std::string receipt_number(int order) const;

 private:
  static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);
  enum class Means : std::uint8_t { browser, app, mini, account, member, phone, buyer };
  /// One identifier of the person.
  struct Name {
    Means means{};
    int part = 0;                ///< browser: which, and how often it was cleared; phone: the first or second number
    std::size_t first = 0;       ///< place where it is used first
    std::size_t link = nowhere;  ///< place where it is seen with the customer id
    std::string text;
  };

  const Moment& moment(std::size_t place) const { return moments_[in_time_[place]]; }
  std::uint64_t hash(std::string_view what, std::uint64_t of = 0) const;
  bool chance(double probability, std::string_view what, std::uint64_t of = 0) const;
  void find_name(std::size_t place);
  std::size_t name_of(Means means, int part, std::size_t place);
  std::size_t browser_of(std::size_t place);
  std::string spelled(Means means, int part) const;
  int phone_at(Seconds at) const;
  std::string phone(int part) const;
  void link_by_nature();
  void link_what_is_left();
  bool is_scanned(std::size_t receipt) const;
  bool is_hashed(std::size_t ad) const;
  bool is_logged_in(std::size_t place, const Name& name) const;
  void send_by_login(Sent& sent, std::size_t place, const Name& name, std::string_view property) const;
  void send_to_wechat(Sent& sent, std::size_t place, const Name& name);
  void send_to_tmall(Sent& sent, std::size_t place, const Name& name);
  void send_from_till(Sent& sent, std::size_t place);
  void send_from_store(Sent& sent, std::size_t place);

  const Calendar& calendar_;
  std::uint64_t seed_, number_ = 0;
  std::string customer_;
  bool clears_cookies_ = false;
  std::span<const Moment> moments_;
  std::span<const std::uint32_t> in_time_;
  std::vector<Name> names_;  ///< the first `used_` are this person's
  std::size_t used_ = 0;
  std::vector<std::size_t> of_;   ///< of each place: its name, or nowhere: the customer id
  std::size_t bound_ = nowhere;   ///< place where a phone was bound to the account
  std::size_t parcel_ = nowhere;  ///< place where the first parcel of Tmall was registered
  std::size_t next_browse_ = nowhere;
  std::array<std::string, 3> words_;
};

inline constexpr int tills_of_a_store = 2;
std::string till_name(const Store& store, int till);
std::string tablet_name(const Store& store);
/// Cards that are used for strangers, and by them: a clerk's own, and one of a family with many friends.
std::string clerks_card(const Store& store);
std::string family_card(std::uint64_t customer);

/// What the company declared, how the ad platform hashes phones and which devices are tills: a document for `cairn
/// identity set`.
Json identity_rules();

}  // namespace cairn::demo
