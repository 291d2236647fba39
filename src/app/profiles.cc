#include "app/profiles.h"

#include <algorithm>

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

Result<std::vector<profile::NamedSegment>> Profiles::named_segments(const store::History& history) {
  CAIRN_TRY(auto document, this->document(history));
  const auto names = document->names();
  std::vector<profile::NamedSegment> segments;
  for (const auto& segment : document->segments) {
    CAIRN_TRY(auto who, resolved(segment.who, names, "segment " + segment.name));
    segments.push_back({segment.name, std::move(who)});
  }
  return segments;
}

Result<void> Profiles::follow(const store::History& history, Identities& identities, Time now) {
  std::lock_guard one(following_);
  CAIRN_TRY(auto segments, named_segments(history));
  if (!segments.empty()) CAIRN_TRY_VOID(identities.update(history));
  return segments_.update(
      history, segments, [&](bool all) { return identities.take_owners(all); }, now);
}

Result<void> Profiles::know(const store::History& history, Identities& identities, Time now, bool is_kept) {
  CAIRN_TRY(auto segments, named_segments(history));
  const bool known = std::all_of(segments.begin(), segments.end(), [&](const profile::NamedSegment& segment) {
    auto defined = segments_.defined(segment.name);
    return defined && defined->definition == profile::definition_of(segment.who);
  });
  if (is_kept && known && segments_.counts().size() == segments.size()) return {};
  CAIRN_TRY_VOID(follow(history, identities, now));
  for (;;) {
    CAIRN_TRY(bool more, record());
    if (is_kept || !more) return {};
  }
}

Result<bool> Profiles::record() {
  std::lock_guard one(following_);
  return segments_.record();
}

}  // namespace cairn::app
