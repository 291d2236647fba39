// The rival of the ingest benchmark, what one would write oneself: events in one SQLite table, doubles left out by the
// unique index of their message ids (INSERT … ON CONFLICT DO NOTHING), write-ahead log, a full fsync with each commit.
// It is called in its own process, without HTTP and without reading JSON, all of which Cairn's figure includes.
#pragma once

#include <cstdint>
#include <filesystem>

#include "base/result.h"

namespace cairn::bench {

/// A table that has so many ids already.
Result<void> fill_own_store(const std::filesystem::path& file, std::uint64_t ids);

/// Events a second with so many in a transaction, for about `seconds`; of each the id and 330 bytes of JSON are kept.
Result<double> own_store_rate(const std::filesystem::path& file, std::uint32_t events, double seconds);

}  // namespace cairn::bench
