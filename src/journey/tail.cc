#include "journey/tail.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "base/check.h"

namespace cairn::journey {
namespace {

using Names = std::set<std::string, std::less<>>;

Names files_of(const std::vector<store::Segment>& segments) {
  Names files;
  for (const auto& segment : segments) files.insert(segment.file);
  return files;
}

std::uint64_t rows_of(const std::vector<store::Segment>& segments) {
  std::uint64_t rows = 0;
  for (const auto& segment : segments) rows += segment.rows;
  return rows;
}

/// The one segment that is, by all that the manifest says, `parts` merged; null: none or several could be.
const store::Segment* merged_from(const std::vector<store::Segment>& parts, const std::vector<store::Segment>& among) {
  store::Segment whole = parts.front();
  for (const auto& part : parts) {
    whole.first = std::min(whole.first, part.first);
    whole.last = std::max(whole.last, part.last);
    whole.columns.insert(part.columns.begin(), part.columns.end());
  }
  const store::Segment* found = nullptr;
  for (const auto& segment : among) {
    bool fits = segment.rows == rows_of(parts) && segment.first == whole.first && segment.last == whole.last &&
                segment.columns == whole.columns;
    if (fits && found != nullptr) return nullptr;
    if (fits) found = &segment;
  }
  return found;
}

/// The tail with some parts only, whose segments may have been renamed.
std::shared_ptr<const Tail> with_parts(const Tail& old, const std::vector<bool>& keep, std::vector<Tail::Part> parts) {
  std::vector<std::uint32_t> number(keep.size());
  std::uint32_t next = 0;
  for (std::size_t i = 0; i < keep.size(); ++i)
    if (keep[i]) number[i] = next++;
  auto tail = std::make_shared<Tail>();
  tail->parts = std::move(parts);
  if (next == 0) return nullptr;
  tail->rows.reserve(old.rows.size());
  for (auto row : old.rows) {
    if (!keep[row.part]) continue;
    row.part = number[row.part];
    tail->rows.push_back(row);
  }
  return tail;
}

}  // namespace

Chunk::Chunk(std::vector<Row> rows, std::vector<CustomerId> customers)
    : rows_(std::move(rows)), customers_(std::move(customers)) {
  auto key = [&](const Row& row) {
    return std::tuple<std::string_view, std::string_view, std::int64_t, std::int64_t>(
        customers_[row.customer].identifier, customers_[row.customer].kind, row.us, row.arrival);
  };
  auto before = [&](const Row& a, const Row& b) { return a.hash != b.hash ? a.hash < b.hash : key(a) < key(b); };
  if (!std::is_sorted(rows_.begin(), rows_.end(), before)) std::sort(rows_.begin(), rows_.end(), before);
}

std::shared_ptr<const ChunkColumn> Chunk::column(const std::string& key) const {
  std::lock_guard guard(mutex_);
  auto found = columns_.find(key);
  return found == columns_.end() ? nullptr : found->second;
}

void Chunk::keep(const std::string& key, std::shared_ptr<const ChunkColumn> column) const {
  std::lock_guard guard(mutex_);
  columns_.try_emplace(key, std::move(column));
}

TailPlan plan_tail(std::shared_ptr<const Tail> old, const std::vector<store::Segment>& base,
                   std::vector<store::Segment> tail) {
  if (old == nullptr) return {nullptr, std::move(tail)};
  auto in_base = files_of(base), in_tail = files_of(tail);
  std::vector<bool> keep;
  std::vector<Tail::Part> parts;
  Names known, gone_files;
  std::vector<store::Segment> gone;
  for (const auto& part : old->parts) {
    auto now_in_base = std::count_if(part.segments.begin(), part.segments.end(),
                                     [&](const auto& segment) { return in_base.contains(segment.file); });
    bool all = static_cast<std::size_t>(now_in_base) == part.segments.size();
    if (now_in_base > 0 && !all) return {nullptr, std::move(tail)};
    keep.push_back(!all);
    if (all) continue;
    parts.push_back(part);
    for (const auto& segment : part.segments) {
      known.insert(segment.file);
      if (!in_tail.contains(segment.file) && gone_files.insert(segment.file).second) gone.push_back(segment);
    }
  }
  std::vector<store::Segment> added;
  for (const auto& segment : tail)
    if (!known.contains(segment.file)) added.push_back(segment);
  if (!gone.empty()) {
    const auto* merged = merged_from(gone, added);
    if (merged == nullptr) return {nullptr, std::move(tail)};
    for (auto& part : parts)
      if (std::erase_if(part.segments, [&](const auto& segment) { return gone_files.contains(segment.file); }) > 0)
        part.segments.push_back(*merged);
    std::erase_if(added, [file = merged->file](const auto& segment) { return segment.file == file; });
  }
  bool same = gone.empty() && std::all_of(keep.begin(), keep.end(), [](bool kept) { return kept; });
  auto kept = same ? old : with_parts(*old, keep, std::move(parts));
  // Whatever happened to the segments: the rows must be as many as the manifest says.
  if ((kept == nullptr ? 0 : kept->rows.size()) + rows_of(added) != rows_of(tail)) return {nullptr, std::move(tail)};
  return {std::move(kept), std::move(added)};
}

std::shared_ptr<const Tail> extended(const Tail* old, Tail::Part part) {
  auto tail = std::make_shared<Tail>();
  if (old != nullptr) tail->parts = old->parts;
  auto number = static_cast<std::uint32_t>(tail->parts.size());
  std::vector<Tail::Row> rows;
  rows.reserve(part.chunk->rows().size());
  for (std::uint32_t i = 0; i < part.chunk->rows().size(); ++i) {
    const auto& row = part.chunk->rows()[i];
    rows.push_back({row.hash, row.us, number, i, row.customer, row.type});
  }
  tail->parts.push_back(std::move(part));
  if (old == nullptr || old->rows.empty()) {
    tail->rows = std::move(rows);
    return tail;
  }
  auto before = [&](const Tail::Row& a, const Tail::Row& b) {
    if (a.hash != b.hash) return a.hash < b.hash;
    const auto &mine = tail->customer(a), &other = tail->customer(b);
    return std::tie(mine.identifier, mine.kind, a.us) < std::tie(other.identifier, other.kind, b.us);
  };
  tail->rows.resize(old->rows.size() + rows.size());
  // Of equal times the old ones come first, as they arrived first.
  std::merge(old->rows.begin(), old->rows.end(), rows.begin(), rows.end(), tail->rows.begin(), before);
  return tail;
}

}  // namespace cairn::journey
