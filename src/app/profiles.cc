#include "app/profiles.h"

namespace cairn::app {

Result<Profiles::DocumentPointer> Profiles::document(const store::History& history) {
  auto text = history.setting(profile_key).value_or("{}");
  std::lock_guard guard(mutex_);
  if (document_ != nullptr && text == text_) return document_;
  CAIRN_TRY(auto json, parse_json(text, profile_key));
  CAIRN_TRY(auto document, profile::read_document(json, profile_key));
  text_ = std::move(text);
  document_ = std::make_shared<const profile::Document>(std::move(document));
  return document_;
}

Result<void> Profiles::follow(const store::History& history, Identities& identities, Time now) {
  std::lock_guard one(following_);
  CAIRN_TRY(auto document, this->document(history));
  const auto names = document->names();
  std::vector<profile::NamedSegment> segments;
  for (const auto& segment : document->segments) {
    CAIRN_TRY(auto who, resolved(segment.who, names, "segment " + segment.name));
    segments.push_back({segment.name, std::move(who)});
  }
  if (!segments.empty()) CAIRN_TRY_VOID(identities.update(history));
  return segments_.update(
      history, segments, [&](bool all) { return identities.take_owners(all); }, now);
}

}  // namespace cairn::app
