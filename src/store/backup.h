// A copy of a workspace as of one moment, while it is in use.
//
//   cairn.db, inbox.db   by SQLite, each as one transaction saw it
//   history/             hard links: segments never change; copies where the backup is on another disk
//   quarantine/          copies
//   index/               left out: it is derived
//
// The copy is a workspace: it can be opened, verified, restored by being copied back. The caller sees to it that
// nothing is committed to the history meanwhile; the inbox may take requests, and those that are not in the copy were
// acknowledged after it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

#include "store/history.h"

namespace cairn::store {

struct Copied {
  std::size_t segments = 0;
  std::uint64_t bytes = 0;
};

using CopyProgress = std::function<void(std::size_t done, std::size_t all)>;

/// `to` must not be there, or be empty. The copy is durable when this returns; a failed one is removed.
Result<Copied> back_up(const History& history, const std::filesystem::path& to, const CopyProgress& progress);

/// Brings a backup into a workspace directory that is not there yet, or empty; every segment is compared with its hash.
Result<Copied> restore(const std::filesystem::path& backup, const std::filesystem::path& workspace,
                       const CopyProgress& progress);

}  // namespace cairn::store
