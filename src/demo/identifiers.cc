#include "demo/identifiers.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "base/hash.h"
#include "demo/planted.h"
#include "demo/retailer.h"
#include "identity/hashed.h"
#include "identity/rules.h"

namespace cairn::demo {

namespace {

constexpr std::string_view openid_of_mini = "openid:wx5f0c2e7a91stone", openid_of_account = "openid:gh_stonepath";

bool is_web(const Moment& moment) { return touchpoint(moment.touch).channel == "web"; }
bool is_ad(const Moment& moment) { return touchpoint(moment.touch).channel == "ads"; }
bool is_checkout(const Moment& moment) {
  return Touch::checkout_web <= moment.touch && moment.touch <= Touch::paid_mini;
}

const identity::HashRule& declared_hash() {
  static const auto rules = identity::read_rules(identity_rules(), "demo").value().rules;
  return rules.hashes.front();
}

/// One in so many numbers gets another owner, when the demo is long enough.
constexpr std::uint64_t one_recycled_in = 64;
/// The days when the first owner leaves it, and when the next one has it.
constexpr int number_left = 200, number_taken = 410;

}  // namespace

void Sent::add(std::string_view property, std::string_view value) {
  auto free = std::find_if(beside.begin(), beside.end(), [](const auto& each) { return each.first.empty(); });
  CAIRN_CHECK(free != beside.end());
  *free = {property, value};
}

std::string till_name(const Store& store, int till) { return fmt::format("till-{:02}-{}", number_of(store), till); }
std::string tablet_name(const Store& store) { return fmt::format("tablet-{:02}", number_of(store)); }
std::string clerks_card(const Store& store) { return fmt::format("MS{:02}", number_of(store)); }
std::string family_card(std::uint64_t customer) { return fmt::format("MF{:05}", customer / planted::family_of); }

void Identifiers::open(std::uint64_t number, std::string customer) {
  number_ = number;
  customer_ = std::move(customer);
  clears_cookies_ = false;
}

std::uint64_t Identifiers::hash(std::string_view what, std::uint64_t of) const {
  return hash64(what, (seed_ * 0x9E3779B97F4A7C15 + number_) * 1024 + of);
}

/// The stories are told as they are written.
bool Identifiers::chance(double probability, std::string_view what, std::uint64_t of) const {
  return number_ <= most_customers && static_cast<double>(hash(what, of) >> 11) * 0x1.0p-53 < probability;
}

std::string Identifiers::receipt_number(int order) const {
  return fmt::format("R{:016x}", hash("receipt", static_cast<std::uint64_t>(order)));
}

int Identifiers::phone_at(Seconds at) const {
  Seconds since = at - calendar_.begin();
  if (calendar_.end() - calendar_.begin() <= number_taken * day_length) return 0;
  if (number_ % one_recycled_in == 1) return since >= number_left * day_length;
  if (number_ % one_recycled_in == 2) return since >= number_taken * day_length;
  return 0;
}

/// Who leaves a number gets a new one; who is next to them gets theirs.
std::string Identifiers::phone(int part) const {
  bool taken = part == 1 && number_ % one_recycled_in == 2;
  std::uint64_t digits = (number_ - taken) * 37'518'721 % 100'000'000;
  return fmt::format("{}{:08}", part == 1 && !taken ? "139" : "138", digits);
}

std::string Identifiers::spelled(Means means, int part) const {
  auto of = static_cast<std::uint64_t>(part);
  switch (means) {
    case Means::browser:
      return fmt::format("{:016x}", hash("browser", of));
    case Means::app:
      return fmt::format("{:016x}", hash("app"));
    case Means::mini:
      return fmt::format("oM{:016x}", hash("mini"));
    case Means::account:
      return fmt::format("oA{:016x}", hash("account"));
    case Means::member:
      return fmt::format("M{:08}", number_);
    case Means::phone:
      return phone(part);
    case Means::buyer:
      return fmt::format("AAE{:016x}", hash("buyer"));
  }
  return {};
}

std::size_t Identifiers::name_of(Means means, int part, std::size_t place) {
  auto last = names_.begin() + static_cast<std::ptrdiff_t>(used_);
  auto found =
      std::find_if(names_.begin(), last, [&](const Name& each) { return each.means == means && each.part == part; });
  if (found == last) {
    if (used_ == names_.size()) names_.emplace_back();
    names_[used_++] = {means, part, place, nowhere, spelled(means, part)};
    return used_ - 1;
  }
  found->first = place;
  return static_cast<std::size_t>(found - names_.begin());
}

/// A browser on the desk and one on the phone; cleared now and then by some.
std::size_t Identifiers::browser_of(std::size_t place) {
  int cleared = clears_cookies_
                    ? static_cast<int>((moment(place).at - calendar_.begin()) / day_length / planted::clears_after_days)
                    : 0;
  return name_of(Means::browser, cleared * 2 + (moment(place).device == "desktop"), place);
}

/// A receipt whose code is scanned next is known by that alone.
bool Identifiers::is_scanned(std::size_t receipt) const {
  return receipt + 1 < in_time_.size() && moment(receipt + 1).touch == Touch::qr_scan;
}

/// An ad platform tells of members by the hash of their phone.
bool Identifiers::is_hashed(std::size_t ad) const {
  return bound_ < ad && phone_at(moment(bound_).at) == phone_at(moment(ad).at) &&
         chance(planted::ads_by_hash, "ad", ad % 1024);
}

/// From the last place to the first, so that an ad is seen by the browser in which it is followed.
void Identifiers::find_name(std::size_t place) {
  const Moment& what = moment(place);
  auto channel = touchpoint(what.touch).channel;
  auto& name = of_[place];
  if (is_web(what)) {
    name = browser_of(place);
    next_browse_ = place;
  } else if (is_ad(what)) {
    bool followed = next_browse_ != nowhere && moment(next_browse_).at - what.at < 7 * day_length;
    if (followed && !is_hashed(place)) {
      name = of_[next_browse_];
      names_[name].first = place;
    }
  } else if (channel == "app") {
    name = name_of(Means::app, 0, place);
  } else if (channel == "miniprogram" || what.touch == Touch::friend_card_open) {
    name = name_of(Means::mini, 0, place);
  } else if (channel == "wechat") {
    name = name_of(Means::account, 0, place);
  } else if (what.touch == Touch::sms_click) {
    name = name_of(Means::phone, phone_at(what.at), place);
  } else if (channel == "tmall") {
    name = name_of(Means::buyer, 0, place);
  } else if (what.touch == Touch::till_receipt && bound_ < place && !is_scanned(place)) {
    name = name_of(Means::member, 0, place);
  }
}

/// Logging in, binding a phone, registering a parcel.
void Identifiers::link_by_nature() {
  for (std::size_t place = of_.size(); place-- > 0;) {
    if (of_[place] == nowhere) continue;
    auto& name = names_[of_[place]];
    if (is_checkout(moment(place)) || place == bound_) name.link = place;
  }
  for (auto& name : std::span(names_).first(used_)) {
    bool bound = name.means == Means::member ||
                 (name.means == Means::phone && bound_ != nowhere && name.part == phone_at(moment(bound_).at));
    if (bound) name.link = bound_;
    if (name.means == Means::buyer) name.link = parcel_;
  }
}

void Identifiers::link_what_is_left() {
  bool alone = used_ == 1 && names_[0].link == nowhere && names_[0].means <= Means::mini &&
               std::find(of_.begin(), of_.end(), nowhere) == of_.end();
  if (alone) return;
  for (auto& name : std::span(names_).first(used_)) {
    auto of = static_cast<std::uint64_t>(name.means) * 64 + static_cast<std::uint64_t>(name.part);
    if (name.link == nowhere && !chance(planted::never_linked, "never linked", of)) name.link = name.first;
  }
}

void Identifiers::plan(std::span<const Moment> moments, std::span<const std::uint32_t> in_time) {
  moments_ = moments;
  in_time_ = in_time;
  used_ = 0;
  of_.assign(in_time.size(), nowhere);
  bound_ = parcel_ = next_browse_ = nowhere;
  for (std::size_t place = in_time.size(); place-- > 0;) {
    if (moment(place).touch == Touch::phone_bind) bound_ = place;
    if (moment(place).touch == Touch::delivery_received && moment(place).order.place == 'T') parcel_ = place;
  }
  for (std::size_t place = in_time.size(); place-- > 0;) find_name(place);
  link_by_nature();
  link_what_is_left();
}

/// Shops remember some logins for a while.
bool Identifiers::is_logged_in(std::size_t place, const Name& name) const {
  if (name.link == nowhere || place < name.link) return false;
  const Moment& what = moment(place);
  return place == name.link || is_checkout(what) ||
         chance(planted::stays_logged_in, "login", static_cast<std::uint64_t>(day_of(what.at)) % 1024);
}

void Identifiers::send_by_login(Sent& sent, std::size_t place, const Name& name, std::string_view property) const {
  if (!is_logged_in(place, name))
    sent.kind = name.means == Means::browser ? "cookie" : "device", sent.identifier = name.text;
  if (place == name.link) sent.add(property, name.text);
}

void Identifiers::send_to_wechat(Sent& sent, std::size_t place, const Name& name) {
  const Moment& what = moment(place);
  sent.kind = name.means == Means::mini ? openid_of_mini : openid_of_account;
  sent.identifier = name.text;
  if (place == name.link) sent.add("customer_no", customer_);
  if (place == name.first || what.touch == Touch::oa_follow)
    sent.add("unionid", words_[0] = fmt::format("oU{:016x}", hash("union")));
  if (what.touch == Touch::qr_scan && place > 0 && moment(place - 1).touch == Touch::till_receipt)
    sent.add("receipt_no", words_[1] = receipt_number(moment(place - 1).order.number));
  if (place != bound_) return;
  sent.add("phone", words_[1] = phone(phone_at(what.at)));
  sent.add("member_no", words_[2] = spelled(Means::member, 0));
}

/// The marketplace hides phones: some digits, or a number of its own that leads to the buyer for some days.
void Identifiers::send_to_tmall(Sent& sent, std::size_t place, const Name& name) {
  if (place == name.link)
    sent.add("buyer_id", name.text);
  else
    sent.kind = "buyer", sent.identifier = name.text;
  auto own = phone(0);
  bool masked = moment(place).order.number % 2 == 0;
  words_[1] =
      masked ? own.substr(0, 3) + "****" + own.substr(7) : fmt::format("170{:04}{}", number_ % 100, own.substr(7));
  sent.add("phone", words_[1]);
}

/// A scanned receipt is known by its number, if it was not rung up with the card of somebody else.
void Identifiers::send_from_till(Sent& sent, std::size_t place) {
  const Moment& receipt = moment(place);
  if (!is_scanned(place)) {
    if (of_[place] != nowhere) sent.kind = "member", sent.identifier = names_[of_[place]].text;
    return;
  }
  auto order = static_cast<std::uint64_t>(receipt.order.number);
  words_[0] = receipt_number(receipt.order.number);
  bool clerks = chance(planted::borrowed_card, "clerk's card", order);
  if (clerks || chance(planted::borrowed_card, "family card", order)) {
    words_[1] = clerks ? clerks_card(*receipt.store) : family_card(number_);
    sent.kind = "member", sent.identifier = words_[1];
    sent.add("receipt_no", words_[0]);
  } else {
    sent.kind = "receipt", sent.identifier = words_[0];
  }
}

/// Clerks look things up on the store's tablet; some enter their own phone where the customer's belongs.
void Identifiers::send_from_store(Sent& sent, std::size_t place) {
  const Moment& what = moment(place);
  if (what.touch != Touch::helped) return;
  words_[0] = tablet_name(*what.store);
  if (chance(planted::tablet_alone, "alone", place % 1024))
    sent.kind = "device", sent.identifier = words_[0];
  else if (chance(planted::on_tablet, "tablet", place % 1024))
    sent.add("device_id", words_[0]);
  else if (chance(planted::clerks_phone, "clerk's phone", place % 1024))
    sent.add("phone", words_[1] = fmt::format("137{:08}", 70'000'000 + number_of(*what.store)));
}

Sent Identifiers::sent(std::size_t place) {
  Sent sent{"customer", customer_};
  const Moment& what = moment(place);
  if (what.touch == Touch::till_receipt) {
    send_from_till(sent, place);
  } else if (is_ad(what) && bound_ < place && is_hashed(place)) {
    words_[0] = identity::hashed(declared_hash(), "+86" + phone(phone_at(what.at))).value;
    sent.kind = "phone_hash", sent.identifier = words_[0];
  } else if (of_[place] == nowhere) {
    if (place == parcel_) sent.add("buyer_id", words_[0] = spelled(Means::buyer, 0));
    send_from_store(sent, place);
  } else {
    const Name& name = names_[of_[place]];
    switch (name.means) {
      case Means::browser:
        send_by_login(sent, place, name, "anonymous_id");
        break;
      case Means::app:
        send_by_login(sent, place, name, "device_id");
        break;
      case Means::mini:
      case Means::account:
        send_to_wechat(sent, place, name);
        break;
      case Means::buyer:
        send_to_tmall(sent, place, name);
        break;
      case Means::phone:
        if (place == name.link)
          sent.add("phone", name.text);
        else
          sent.kind = "phone", sent.identifier = name.text;
        break;
      case Means::member:
        break;
    }
  }
  return sent;
}

Json identity_rules() {
  Json tills = Json::array();
  for (const auto& store : stores())
    for (int till = 1; store.late_line && till <= tills_of_a_store; ++till)
      tills.push_back({{"kind", "device"}, {"value", till_name(store, till)}});
  // The property `buyer` says new or returning.
  return {{"properties", {{"buyer", ""}}},
          {"hashes", {{{"of", "phone"}, {"algorithm", "sha256"}, {"shape", "national"}}}},
          {"shared", {{"declared", tills}}}};
}

}  // namespace cairn::demo
