#include "journey/event_roles.h"

#include <bit>

namespace cairn::journey {

Result<EventRoles> EventRoles::make(const Asked& asked, const std::vector<std::string>& fields) {
  EventRoles roles;
  std::vector<std::pair<Json, std::string>> named;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    Matches role = Matches{1} << i;
    if (!asked.question.contains(fields[i])) {
      roles.any_ |= role;
      continue;
    }
    named.emplace_back(asked.question[fields[i]], "question." + fields[i]);
    roles.role_of_.push_back(role);
  }
  if (named.empty()) return roles;
  CAIRN_TRY(auto elements, Elements::make(asked, named));
  roles.elements_ = std::move(elements);
  for (auto matches : roles.elements_->by_symbol()) roles.by_symbol_.push_back(roles.roles_of(matches));
  return roles;
}

Matches EventRoles::roles_of(Matches elements) const {
  Matches roles = any_;
  for (; elements != 0; elements &= elements - 1)
    roles |= role_of_[static_cast<std::size_t>(std::countr_zero(elements))];
  return roles;
}

Result<std::vector<Matches>> EventRoles::rows(const CaseView& view) const {
  if (!elements_) return std::vector<Matches>(view.seconds.size(), any_);
  CAIRN_TRY(auto words, elements_->on(view));
  for (auto& word : words) word = roles_of(word);
  return words;
}

}  // namespace cairn::journey
