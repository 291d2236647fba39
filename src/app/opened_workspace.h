// The Workspace of a directory that this process has opened; inside app only. What it does stands in several files:
// opened_workspace.cc (views, writers, settings, sources, upkeep), opened_imports.cc, opened_answers.cc,
// opened_profiles.cc, opened_journeys.cc, opened_measured.cc (what customers did on a map), opened_markers.cc,
// opened_marker_effect.cc, opened_saved.cc.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "app/calendar.h"
#include "app/identities.h"
#include "app/local_workspace.h"
#include "app/marker_warnings.h"
#include "app/profiles.h"
#include "app/seen_map.h"
#include "collect/table_import.h"
#include "journey/index.h"
#include "journey/run.h"
#include "map/document.h"
#include "profile/profile.h"
#include "store/history.h"
#include "store/reference.h"

namespace cairn::app {

/// Keys of settings.
inline constexpr const char *timezone_key = "timezone", *exclude_key = "exclude";

/// What questions look at: the history as it was at one moment, and its index. Whoever has one keeps it, whatever is
/// written meanwhile.
struct View {
  store::History history;
  std::shared_ptr<const journey::Index>
      as_sent;                                  ///< by identifiers as events name them; null while there are no events
  std::shared_ptr<const journey::Index> index;  ///< by customers; where nobody is joined, the same
};
using ViewPointer = std::shared_ptr<const View>;

class LocalWorkspace : public LiveWorkspace {
 public:
  LocalWorkspace(std::filesystem::path directory, store::History history, store::Access access)
      : directory_(std::move(directory)), history_(std::move(history)), profiles_(directory_, access) {}

  Result<api::ImportOutcome> import(const api::ImportRequest& request, const api::Progress& progress) override;

  Result<api::TableOutcome> import_table(const api::TableRequest& request) override;

  static std::string text_of(const collect::TableReport& report);
  static Json json_of(const collect::TableReport& report, const store::ReferenceChange& change);

  Result<demo::DemoSummary> fill_with_demo(const demo::DemoOptions& options, const api::Progress& progress) override;

  Result<std::uint64_t> fill_with_claims(const demo::ClaimsOptions& options, const api::Progress& progress) override;

  Result<Json> status() override;

  Result<Json> ask(const Json& question, const api::AskLimits& limits, const api::Progress& progress) override;

  /// Questions on maps are about the same events as the maps.
  static Result<std::optional<EventPredicate>> leave_out(const store::History& history, Json& question);

  /// A map says also what one journey is and in which order it was designed.
  static void add_design(const map::JourneyMap& map, const std::string& level, Json& question);

  Result<Json> sql(const std::string& statement) override;

  Result<Json> draft(const Json& given) override;

  Result<Json> redraft(const api::RedraftRequest& request) override;

  Result<std::string> render(const api::RenderRequest& request) override;

  Result<Json> findings(const Json& document, std::size_t most) override;

  Result<Json> settings() override;

  Result<void> set(const std::string& key, const std::string& value) override;

  Result<Json> calendar(const Json& request) override;

  Result<void> change_calendar(const Json& change) override;

  Result<Json> sources() override;
  Result<Json> add_source(const Json& document) override;
  Result<Json> change_source(const std::string& name, const Json& change) override;
  Result<Json> refused(const Json& filter) override;
  Result<Json> refused_item(const std::string& id) override;
  Result<Json> replay(const std::string&, const std::string&) override;
  Result<Json> drop(const std::string& id) override;

  Result<Json> source_days(const Json& request) override;

  Result<Json> backup(const std::string& to, const api::Progress& progress) override;

  Result<Json> verify(const api::Progress& progress) override;

  Result<Json> repair(const std::string& from) override;

  Result<Json> identity(const Json& request) override;

  Result<Json> profile(const Json& request) override;
  Result<Json> saved(const Json& request) override;
  Result<Json> markers(const Json& request) override;

  Result<Json> journeys(const Json& request) override;
  Result<Json> measured(const Json& request) override;

  Result<Json> rebuild(const api::Progress&) override;

  Result<void> write(const std::function<Result<void>(store::History&)>& work) override;
  Result<void> look_ahead() override;
  Result<bool> merge_small() override;
  Result<bool> rebuild_index() override;
  Result<bool> follow_segments() override;
  void when_changed(std::function<void()> tell) override { tell_ = std::move(tell); }
  store::History history() const override;

 private:
  using Clock = std::chrono::steady_clock;

  /// An import alone on the history, or (with turns) beside live events.
  Result<api::ImportOutcome> import_with(store::LoadOptions options, const api::ImportRequest& request,
                                         const api::Progress& progress);
  Result<api::TableOutcome> import_table_with(const store::LoadOptions& options, const api::TableRequest& request);
  /// What the rows of a table of members state, as events; before the table takes them in. How many are new.
  Result<std::uint64_t> state_members(const store::LoadOptions& options, const collect::ReadTable& table,
                                      store::ReferenceTables& tables, const TimeZone& zone);
  store::LoadOptions shared_load();
  /// A demo is read in its own time zone.
  Result<std::unique_ptr<store::Loader>> start_demo();
  std::string timezone_name() const { return history().setting(timezone_key).value_or("UTC"); }
  Result<TimeZone> zone() const { return TimeZone::named(timezone_name()); }

  /// The names of the sources say when events were made up (demo::source_name).
  bool is_simulated() const;

  Result<TradingCalendar> trading_calendar();

  Result<MapPeriod> map_period(const api::RenderRequest& request);

  Result<SeenMap> observe(const Json& document, const std::string& name, const MapPeriod& period = {});

  /// Holds what only one may do at a time; the view is renewed at its end.
  class Writing {
   public:
    explicit Writing(LocalWorkspace& workspace) : workspace_(workspace), lock_(workspace.writing_) {}
    ~Writing() { workspace_.renew(); }

   private:
    LocalWorkspace& workspace_;
    std::lock_guard<std::mutex> lock_;
  };

  Result<Json> asked(const Json& question, const api::AskLimits& limits, const api::Progress& progress);
  /// Lets a result through; when it failed for damage, upkeep sets that aside.
  template <class Value>
  Result<Value> watched(Result<Value> result) {
    if (!result && result.error().code == ErrorCode::damaged) suspect_ = true;
    return result;
  }
  /// What of the history is not in answers for damage; empty: all is.
  std::string left_out_for_damage() const;

  /// What a read-only link shows.
  Result<Json> shared(const std::string& token);

  // Of markers().
  struct MarkerSight;
  Result<MarkerSight> marker_sight(const AskedMarker& asked, const Json& request);
  /// The untouched, and all others.
  Result<std::pair<map::MapFilter, map::MapFilter>> marker_groups(const MarkerSight& sight, const Json& untouched);
  Result<std::vector<map::MarkerFigure>> marker_figures(const MarkerSight& sight, const map::MapFilter& only,
                                                        bool untouched);
  Result<Json> marker_warnings(const AskedMarker& asked, const Json& markers, const MarkerSight& sight,
                               std::uint64_t before, std::uint64_t after);
  Result<Json> marker_effect(const Json& markers, const Json& request);
  // Of measured().
  struct Measuring;
  /// What a request is about: its map, seen for its filters.
  Result<Measuring> measuring(const Json& request, const char* filters);
  Result<map::JourneyMap> map_of(const Json& request);
  Result<Json> observed_numbers(const Json& request);
  Result<Json> deviations(const Json& request);
  Result<Json> people(const Json& request);
  Result<Json> voices(const Json& request);
  Result<Json> bound(const Json& request);

  // Of profile().
  /// A customer, as far as identifiers and events go.
  struct Known {
    Json identity;  ///< as Identities::customers_named() has it
    std::vector<journey::CustomerEvent> events;
  };
  Result<std::vector<Known>> known(const std::string& name);
  Result<profile::Profile> profile_of(const Known& known, Time now);
  Result<Json> set_profile(const Json& document);
  Result<Json> whole_customers(const std::string& name);
  Result<Json> consent(const Json& request);
  Result<Json> segments();
  Result<Json> segment(const Json& request);
  Result<Json> personas();
  Result<Json> tag(const Json& request);
  Result<CaseNames> case_names();
  /// Puts who a customer is into the answer of their timeline, and places and promises of a map.
  Result<void> add_whole(Json& answer, const std::string& name, const std::optional<map::JourneyMap>& map,
                         const Json& question);

  /// After a change: a server makes the next view at once from the last, a command when it is asked for.
  void renew();
  /// The view that was made last, null: none; and only when it is of the present history.
  ViewPointer last_look() const;
  ViewPointer looked() const;
  void show(ViewPointer next, std::uint64_t changes);
  /// A view of an index whose customers are found. Under opening_.
  Result<ViewPointer> view_of(store::History history, journey::Index as_sent);
  /// Makes the next view of the last one; null: that cannot be. Under opening_.
  ViewPointer refresh();
  Result<ViewPointer> view(journey::Run* run = nullptr);
  Result<ViewPointer> made_view(journey::Run* run);
  /// A view that has events.
  Result<ViewPointer> indexed(journey::Run* run = nullptr);

  std::filesystem::path directory_;
  store::History history_;  ///< of the writer; whoever reads takes history()
  std::function<void()> tell_;
  std::mutex importing_;  ///< before writing_: one import at a time
  std::mutex writing_;
  mutable std::mutex looking_;
  std::mutex opening_;
  Identities identities_;
  Profiles profiles_;
  ViewPointer view_;
  /// Changes of the history: all, those that view_ has, those for which no view was made.
  std::atomic<std::uint64_t> changes_ = 0;
  std::uint64_t shown_ = 0, skipped_ = 0;
  std::uint64_t followed_ = UINT64_MAX;  ///< changes that follow_segments() has seen
  bool knows_who_ = false;               ///< and whether it has read who is who
  std::atomic<Clock::time_point> asked_ = Clock::time_point(), renewed_ = Clock::time_point();
  std::atomic<bool> suspect_ = false;  ///< something was found damaged since upkeep looked
  const View* rebuilt_of_ = nullptr;   ///< the view that a bucket was last rebuilt of; of rebuild_index()
};

}  // namespace cairn::app
