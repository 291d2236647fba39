#include "api/sessions.h"

#include <algorithm>
#include <utility>

#include "base/secret.h"
#include "base/text.h"

namespace cairn::api {

std::string Sessions::begin(Time now) {
  auto cookie = new_secret("");
  std::lock_guard lock(mutex_);
  std::erase_if(last_, [&](const auto& each) { return now.us - each.second.us > rest_us; });
  if (last_.size() >= most)
    last_.erase(std::min_element(last_.begin(), last_.end(),
                                 [](const auto& a, const auto& b) { return a.second.us < b.second.us; }));
  last_[secret_hash(cookie)] = now;
  return cookie;
}

bool Sessions::holds(const std::string& cookie, Time now) {
  if (cookie.empty()) return false;
  std::lock_guard lock(mutex_);
  auto found = last_.find(secret_hash(cookie));
  if (found == last_.end()) return false;
  if (now.us - found->second.us > rest_us) {
    last_.erase(found);
    return false;
  }
  found->second = now;
  return true;
}

void Sessions::end(const std::string& cookie) {
  std::lock_guard lock(mutex_);
  last_.erase(secret_hash(cookie));
}

bool WrongTokens::may_try(Time now) {
  std::lock_guard lock(mutex_);
  return now.us / 60'000'000 != minute_ || counted_ < most_a_minute;
}

void WrongTokens::count(Time now) {
  std::lock_guard lock(mutex_);
  if (std::exchange(minute_, now.us / 60'000'000) != minute_) counted_ = 0;
  ++counted_;
}

std::string session_of(const net::Request& request) {
  for (auto part : split(request.header("cookie"), ';')) {
    part = trim(part);
    const auto at = part.find('=');
    if (at != std::string_view::npos && part.substr(0, at) == session_cookie) return std::string(part.substr(at + 1));
  }
  return {};
}

bool is_foreign(const net::Request& request) {
  if (auto site = request.header("sec-fetch-site"); !site.empty()) return site != "same-origin" && site != "none";
  auto origin = request.header("origin");
  if (origin.empty()) return false;
  const auto scheme = origin.find("://");
  return scheme == std::string_view::npos || origin.substr(scheme + 3) != request.header("host");
}

bool is_same_origin(const net::Request& request) {
  const bool reads = request.method == "GET" || request.method == "HEAD";
  const bool says = !request.header("sec-fetch-site").empty() || !request.header("origin").empty();
  return !is_foreign(request) && (reads || says);
}

}  // namespace cairn::api
