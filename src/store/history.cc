#include "store/history.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/check.h"
#include "base/crash_point.h"
#include "store/history_state.h"
#include "store/repair.h"

namespace cairn::store {
namespace {

constexpr int most_bucket_bits = 10;

Result<std::shared_ptr<FileLock>> take_lock(const std::filesystem::path& workspace, Access access) {
  auto lock =
      FileLock::take(workspace / "lock", access == Access::write ? FileLock::Mode::exclusive : FileLock::Mode::shared);
  if (lock) return std::make_shared<FileLock>(*std::move(lock));
  if (lock.error().code != ErrorCode::conflict) return std::move(lock.error());
  return Error{ErrorCode::conflict,
               access == Access::write
                   ? "another cairn process is using this workspace, so nothing can be written to it"
                   : "another cairn process is writing to this workspace",
               workspace, "wait until it has finished, or stop it"};
}

}  // namespace

History::History(std::shared_ptr<State> state) : state_(std::move(state)) {}
History::History(History&&) noexcept = default;
History& History::operator=(History&&) noexcept = default;
History::~History() = default;

Result<void> History::State::reload() {
  CAIRN_CHECK(db != nullptr);
  std::lock_guard lock_writing(writing_);
  CAIRN_TRY(auto read, read_manifest(*db));
  auto next = std::make_shared<const Manifest>(std::move(read));
  {
    std::lock_guard lock_guard(guard);
    past_.push_back({generation_++, manifest});
    manifest.swap(next);
  }
  unsure_ = false;
  next.reset();
  remove_retired();
  return {};
}

Result<void> History::State::settle() {
  {
    std::lock_guard lock_writing(writing_);
    if (!unsure_) return {};
  }
  return reload();
}

Result<void> History::State::commit(const ManifestChange& change, Time now) {
  CAIRN_CHECK(db != nullptr);
  std::lock_guard lock_writing(writing_);
  unsure_ = true;
  CAIRN_TRY_VOID(store::commit(*db, change, now));
  for (const auto& segment : change.removed) retired_.push_back({generation_, segment.file});
  return {};
}

Result<void> History::State::announce(const std::vector<std::string>& files) {
  std::lock_guard lock_writing(writing_);
  return store::announce(*db, files);
}

Result<void> History::State::set_setting(const std::string& key, const std::string& value) {
  CAIRN_CHECK(db != nullptr);
  std::lock_guard lock_writing(writing_);
  return store::set_setting(*db, key, value);
}

Result<void> History::State::mark(const SegmentMarks& marks) {
  CAIRN_CHECK(db != nullptr);
  std::lock_guard lock_writing(writing_);
  unsure_ = true;
  return store::mark(*db, marks);
}

void History::State::remove_retired() {
  std::erase_if(past_, [](const Past& past) { return past.manifest.expired(); });
  const auto oldest = past_.empty() ? generation_ : past_.front().generation;
  std::vector<std::string> gone;
  std::erase_if(retired_, [&](const Retired& retired) {
    if (retired.generation >= oldest) return false;
    std::error_code ignored;
    std::filesystem::remove(folder() / retired.file, ignored);
    gone.push_back(retired.file);
    return true;
  });
  if (!gone.empty()) crash_point("history: merged parts gone");
  // That they are loose may stay known a while longer; the next writer forgets it.
  if (!gone.empty()) (void)forget_loose(*db, gone).ok();
}

History::State::~State() {
  manifest.reset();
  ++generation_;
  if (db != nullptr) remove_retired();
}

namespace {

/// Removes what a crash left: segment files that the manifest does not list.
Result<void> clear_leftovers(const std::filesystem::path& folder, const Manifest& manifest) {
  std::set<std::string> listed;
  for (const auto& segment : manifest.segments) listed.insert(segment.file);
  for (const auto& damaged : manifest.damaged) listed.insert(damaged.segment.file);
  std::error_code fault;
  for (const auto& entry : std::filesystem::directory_iterator(folder, fault)) {
    auto name = entry.path().filename().string();
    if (listed.contains(name) || (segment_number(name) < 0 && !name.ends_with(".tmp"))) continue;
    std::error_code ignored;
    std::filesystem::remove(entry.path(), ignored);
  }
  if (fault) return Error{ErrorCode::unreadable, fault.message(), folder, "check who may read and write there"};
  return {};
}

/// Removes half-written files of the index; nobody is writing one, for this process alone has the workspace.
void clear_half_written(const std::filesystem::path& folder) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored))
    if (entry.path().extension() == ".tmp") std::filesystem::remove(entry.path(), ignored);
}

Result<void> make_folder(const std::filesystem::path& folder) {
  std::error_code fault;
  std::filesystem::create_directories(folder, fault);
  if (fault)
    return Error{ErrorCode::unreadable, "cannot make this folder: " + fault.message(), folder,
                 "check who may write there"};
  return {};
}

}  // namespace

Result<History> History::open(const std::filesystem::path& workspace, Access access, int bucket_bits) {
  CAIRN_CHECK(bucket_bits >= 0 && bucket_bits <= most_bucket_bits);
  auto state = std::make_shared<State>();
  state->workspace = std::filesystem::absolute(workspace).lexically_normal();
  state->access = access;
  const auto file = state->workspace / "cairn.db";
  std::error_code ignored;
  if (access == Access::write) {
    CAIRN_TRY_VOID(make_folder(state->workspace));
    CAIRN_TRY(state->lock, take_lock(state->workspace, access));
    CAIRN_TRY_VOID(make_folder(state->folder()));
    CAIRN_TRY(auto db, StateDb::open(file, StateDb::Mode::write));
    state->db = std::make_unique<StateDb>(std::move(db));
    CAIRN_TRY_VOID(prepare_manifest(*state->db, bucket_bits));
    CAIRN_TRY_VOID(state->reload());
    CAIRN_TRY_VOID(clear_leftovers(state->folder(), *state->manifest));
    CAIRN_TRY_VOID(forget_loose(*state->db));
    clear_half_written(state->workspace / "index");
    std::filesystem::remove_all(state->temp(), ignored);
    return History(std::move(state));
  }
  if (!std::filesystem::exists(file, ignored))
    return Error{ErrorCode::not_found, "there is no workspace here", workspace,
                 "make one with: cairn import FILE, or cairn demo; or name another with --workspace"};
  CAIRN_TRY(state->lock, take_lock(state->workspace, access));
  CAIRN_TRY(auto db, StateDb::open(file, StateDb::Mode::read));
  CAIRN_TRY_VOID(expect_manifest(db));
  CAIRN_TRY(auto manifest, read_manifest(db));
  state->manifest = std::make_shared<const Manifest>(std::move(manifest));
  return History(std::move(state));
}

History History::snapshot() const {
  auto copy = std::make_shared<State>();
  copy->workspace = state_->workspace;
  copy->lock = state_->lock;
  copy->checked = state_->checked;
  std::lock_guard guard(state_->guard);
  copy->manifest = state_->manifest;
  return History(std::move(copy));
}

const std::filesystem::path& History::workspace() const { return state_->workspace; }
int History::bucket_bits() const { return state_->manifest->bucket_bits; }
int History::bucket_of(std::string_view identifier_kind, std::string_view identifier) const {
  int bits = bucket_bits();
  return bits == 0 ? 0 : static_cast<int>(customer_hash(identifier_kind, identifier) >> (64 - bits));
}
const std::vector<Segment>& History::segments() const { return state_->manifest->segments; }

std::vector<Segment> History::segments(int bucket) const {
  auto [begin, end] = segments_of(*state_->manifest, bucket);
  return {begin, end};
}

const std::vector<DamagedSegment>& History::damaged() const { return state_->manifest->damaged; }
std::filesystem::path History::path_of(const Segment& segment) const { return state_->path_of(segment); }

Result<void> History::check_files(int bucket) const { return check_files(segments(bucket)); }

Result<void> History::check_files(const std::vector<Segment>& segments) const {
  auto& checked = *state_->checked;
  for (const auto& segment : segments) {
    {
      std::lock_guard guard(checked.mutex);
      if (checked.files.contains(segment.file)) continue;
    }
    if (auto fault = fault_of_file(path_of(segment), segment); !fault.empty())
      return Error{ErrorCode::damaged, std::move(fault), path_of(segment), "run cairn repair"};
    std::lock_guard guard(checked.mutex);
    checked.files.insert(segment.file);
  }
  return {};
}

Result<void> History::mark(const SegmentMarks& marks) {
  CAIRN_TRY_VOID(state_->mark(marks));
  return state_->reload();
}

std::int64_t History::end_arrival(int bucket) const {
  auto [begin, end] = segments_of(*state_->manifest, bucket);
  std::int64_t arrival = 0;
  for (auto at = begin; at != end; ++at) arrival = std::max(arrival, at->end_arrival);
  return arrival;
}

// Events are only ever added, with ascending arrivals, so where they end says which there are.
std::string History::version(int bucket) const {
  return fmt::format("{:016x}{:016x}", static_cast<std::uint64_t>(state_->manifest->lineage), end_arrival(bucket));
}

std::optional<std::int64_t> History::end_of_version(std::string_view version) const {
  auto lineage = fmt::format("{:016x}", static_cast<std::uint64_t>(state_->manifest->lineage));
  if (version.size() != 32 || !version.starts_with(lineage)) return std::nullopt;
  std::int64_t arrival = 0;
  auto [at, fault] = std::from_chars(version.data() + 16, version.data() + 32, arrival, 16);
  if (fault != std::errc() || at != version.data() + 32 || arrival > state_->manifest->next_arrival)
    return std::nullopt;
  return arrival;
}

const std::vector<std::string>& History::event_types() const { return state_->manifest->event_types; }
const std::vector<Property>& History::properties() const { return state_->manifest->properties; }
const Property* History::property(std::string_view name) const { return state_->manifest->property(name); }
const std::vector<Widening>& History::widenings() const { return state_->manifest->widenings; }
const std::vector<std::string>& History::currencies() const { return state_->manifest->currencies; }
const std::vector<std::string>& History::identifier_kinds() const { return state_->manifest->identifier_kinds; }
std::optional<std::string> History::setting(const std::string& key) const {
  auto found = state_->manifest->settings.find(key);
  return found == state_->manifest->settings.end() ? std::nullopt : std::optional(found->second);
}
Result<void> History::set_setting(const std::string& key, const std::string& value) {
  CAIRN_TRY_VOID(state_->set_setting(key, value));
  return state_->reload();
}
std::int64_t History::position(const std::string& consumer) const {
  auto found = state_->manifest->positions.find(consumer);
  return found == state_->manifest->positions.end() ? 0 : found->second;
}
const std::map<std::string, std::int64_t>& History::positions() const { return state_->manifest->positions; }
std::vector<SourceState> History::sources() const { return state_->manifest->sources; }

std::uint64_t History::events() const {
  std::uint64_t rows = 0;
  for (const auto& segment : segments()) rows += segment.rows;
  return rows;
}

}  // namespace cairn::store
