// What is known of customers in an open workspace: the profile document (a setting), and who is in which segment now.
//
//   setting "profile" ──▶ Document ──names resolved──▶ LiveSegments ◀── history, identities
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "app/identities.h"
#include "profile/document.h"
#include "profile/live_segments.h"
#include "store/history.h"

namespace cairn::app {

/// The key of the setting; its value is a document of schema/profile.schema.json.
inline constexpr const char* profile_key = "profile";

/// Safe to use from several threads.
class Profiles {
 public:
  Profiles(const std::filesystem::path& workspace, store::Access access) : segments_(workspace, access) {}

  using DocumentPointer = std::shared_ptr<const profile::Document>;
  /// As the setting says now.
  Result<DocumentPointer> document(const store::History& history);
  /// Brings the segments up to this history; who came and went waits for record().
  Result<void> follow(const store::History& history, Identities& identities, Time now);
  /// LiveSegments::record()
  Result<bool> record();
  /// Both, unless the segments are as they are defined and somebody else keeps them up to date: whoever asks waits for
  /// nothing then.
  Result<void> know(const store::History& history, Identities& identities, Time now, bool is_kept);
  /// As of the last follow().
  const profile::LiveSegments& segments() const { return segments_; }

 private:
  Result<std::vector<profile::NamedSegment>> named_segments(const store::History& history);

  std::mutex mutex_, following_;
  std::string text_;
  DocumentPointer document_;
  profile::LiveSegments segments_;
};

}  // namespace cairn::app
