// What a rendered map says besides the document's own labels: one table of words in three languages, and the numbers
// as each language writes them. Traditional Chinese is written in Taiwan usage, never converted.
//
//   phrase(Word::leave_at, Language::en, "42 %", "Checkout")   "42 % leave at Checkout"
//   count_text(12480)                                          "12,480"
//   duration_text(564, Language::zh_hant)                      "9.4 分鐘"
//
// Between a number and its unit stands a no-break space (U+00A0); Line::text makes it a plain one for terminals.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>

#include "base/language.h"
#include "base/time.h"
#include "journey/question.h"

namespace cairn::map {

enum class Word {
  // what the map is made of
  stage,
  touchpoint,
  touchpoints,
  channel,
  actions,
  emotion,
  pains,
  opportunities,
  milestones,
  decisions,
  as_is,
  to_be,
  version,
  goal,
  period,
  basis,
  coverage,
  findings,
  map_word,
  case_word,
  // the header
  n_cases,
  n_customers,
  n_events,
  covers,
  covers_overview,
  fresh_until,
  reached_goal,
  no_data,
  no_data_long,
  case_customer,
  case_session,
  case_object,
  case_episode,
  // a stage
  entered,
  n_entered,
  move_on,
  share_move_on,
  share_leave,
  leave_at,
  share_in_progress,
  dwell,
  dwell_median,
  kept,
  missed,
  in_progress,
  share_kept,
  share_missed,
  end_of_map,
  // a touchpoint
  cases,
  next_after,
  leave_here,
  last_step,
  come_back,
  failed,
  share_leave_here,
  share_last_step,
  share_come_back,
  n_failed,
  more_touchpoints,
  more_short,
  offline,
  online,
  wechat,
  external,
  channel_unknown,
  // links, forks, pains
  again,
  back_to,
  n_times,
  after_it,
  leaves,
  fork,
  detour,
  evidence,
  n_meet,
  of_cases,
  outcome_gap,
  extra_loss,
  wait_of,
  severity,
  solves,
  no_pains,
  no_scores,
  no_scores_long,
  within,
  absent,
  // emotion, promises, targets
  emotion_observed,
  emotion_inferred,
  emotion_assumed,
  emotion_target,
  emotion_interval,
  emotion_score,
  interval,
  known_from,
  share_answered,
  response,
  too_few_answers,
  def_emotion,
  promises,
  promise_kept,
  promise_broken,
  promise_open,
  promise_late,
  promise_unasked,
  promise_same_place,
  promise_other_place,
  promise_finding,
  promise_places,
  asked_inside,
  asked_for_it,
  any_store,
  same_store,
  made_count,
  asked_count,
  kept_count,
  broken_count,
  open_count,
  late_count,
  late_refused_count,
  def_promise,
  target_only,
  target_met,
  target_missed,
  target_word,
  // charts and tables
  chart_stages,
  chart_stages_about,
  chart_flow,
  chart_flow_about,
  chart_waits,
  chart_waits_about,
  chart_leaves,
  chart_leaves_about,
  view_as_table,
  definitions,
  from_to,
  to_word,
  count,
  share,
  median,
  p95,
  conversion,
  end_share,
  repeat_share,
  other_steps,
  def_case,
  def_entered,
  def_conversion,
  def_milestone,
  def_dwell,
  def_wait,
  def_leave,
  def_repeat,
  def_link,
  def_pain,
  def_coverage,
  customers,
  events,
  definition,
  flow,
  moves_on_or_kept,
  events_count,
  severity_word,
  goal_with,
  goal_without,
  leaves_or_missed,
  severity_sign,
  flow_width,
  loop_arc,
  needs_attention,
  map_table,
  scroll_hint,
  made_by,
  complete_to,
  days_left_out,
  late_sources,
  days_behind,
  tied_to_customer,
  tied_shares,
  tied_orders,
  excluded_records,
  n_excluded,
  counted,
  n_counted,
  identified_per_counted,
  def_counted,
  def_trust,
  nothing_here,
  simulated_data,
  actor_customer,
  actor_brand,
  actor_staff,
  actor_third_party,
  score_unknown,
  score_assumed,
};

const std::string& word(Word name, Language language);
/// Of a touchpoint's initiator: "brand", "staff", "third-party", else the customer.
Word actor_of(const std::string& initiator);

/// The word with {0}, {1} … filled in. "(s)" in English becomes "s", or nothing when {0} is "1".
std::string phrase_of(Word name, Language language, fmt::format_args arguments, bool one);
template <class First, class... More>
std::string phrase(Word name, Language language, const First& first, const More&... more) {
  return phrase_of(name, language, fmt::make_format_args(first, more...), fmt::format("{}", first) == "1");
}

/// "12,480"
std::string count_text(std::uint64_t count);
/// At most some five digits: "12,480", "1.25 M", "125 万".
std::string short_count_text(std::uint64_t count, Language language);
/// "42 %", "0.4 %", "< 0.1 %"; "–" where nothing is known (NaN).
std::string share_text(double share);
/// "4.2 s", "9.4 分钟", "3.2 天"; "–" where nothing is known.
std::string duration_text(double seconds, Language language);
std::string duration_text(Duration duration, Language language);
/// "2026-01-31" in a zone.
std::string date_text(Time time, const TimeZone& zone);
/// "2026-01-31 – 2026-03-01", or one day.
std::string period_text(Time from, Time to, const TimeZone& zone);
/// What counts as one case, in words.
std::string case_rule_text(const journey::CaseRule& cases, Language language);

}  // namespace cairn::map
