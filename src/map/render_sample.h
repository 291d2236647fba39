// Maps to try the renderings on; for tests and tests/browser/render_samples only. Here are the parts that they are made
// of and numbers that hang together; render_sample_shop.h has one map that makes sense, render_sample_stress.h as much
// as anybody asks for.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "base/random.h"
#include "map/document.h"
#include "map/observed.h"

namespace cairn::map::sample {

struct Sample {
  JourneyMap map;
  Observed observed;
};

inline EventPredicate event(const std::string& name) { return EventPredicate::of_event(name); }

inline Milestone milestone(std::string id, Label label, std::string stage, EventPredicate on, bool absent, int days) {
  Milestone made;
  made.id = std::move(id);
  made.label = std::move(label);
  made.stage = std::move(stage);
  made.on = std::move(on);
  made.absent = absent;
  if (days > 0) made.within = Duration{days * 86'400'000LL};
  return made;
}

inline Pain pain(std::string id, Label text, int severity, std::string kind, std::vector<std::string> at) {
  Pain made;
  made.id = std::move(id);
  made.text = std::move(text);
  made.severity = severity;
  made.kind = std::move(kind);
  made.at = std::move(at);
  return made;
}

/// How a touchpoint is felt: by turns scores, behaviour, by hand, what is wanted, nothing.
inline std::optional<Emotion> emotion(int turn, const Label& label) {
  Emotion made;
  made.mode = turn % 6 == 3 ? "target" : turn % 6 == 2 ? "manual" : "observed";
  if (made.mode != "observed") made.manual = turn % 2 == 0 ? 1.5 : -1;
  made.label = label;
  if (made.mode == "observed") {
    EmotionSource source;
    source.type = turn % 6 == 1 ? "behaviour" : "csat";
    source.on = event("survey_answer");
    made.sources.push_back(source);
  }
  return turn % 6 == 4 ? std::nullopt : std::optional(made);
}

inline Promise promise(const Label& terms) {
  Promise made;
  made.terms = terms;
  made.deadline = Duration{30 * 86'400'000LL};
  made.scope = "any-store";
  made.by = "order_id";
  made.asked = event("return_request");
  made.kept = event("refund_paid");
  return made;
}

/// Numbers for a map: a stream of customers that thins out, from a seed.
inline Observed numbers_for(const JourneyMap& map, std::uint64_t seed) {
  Random random(seed);
  Observed seen;
  seen.from = Time{1'759'276'800'000'000};  // 2025-10-01
  seen.to = Time{1'790'812'799'000'000};    // 2026-09-30
  seen.cases = 12'480;
  seen.customers = 11'902;
  seen.events = 214'367;
  seen.coverage = 0.962;
  seen.overview_coverage = 0.914;
  std::uint64_t entered = 12'480;
  for (const Stage& stage : map.stages) {
    StageObserved found;
    found.id = stage.id;
    found.entered = entered;
    found.in_progress = entered / 23;
    found.moved_on = static_cast<std::uint64_t>(static_cast<double>(entered) * (0.42 + 0.3 * random.uniform()));
    found.left = entered - found.in_progress - found.moved_on;
    found.conversion = static_cast<double>(found.moved_on) / static_cast<double>(found.moved_on + found.left);
    found.dwell_median = std::exp(3 + 10 * random.uniform());
    found.dwell_p95 = found.dwell_median * 6;
    entered = found.moved_on;
    seen.stages.push_back(found);
  }
  for (const Touchpoint& touchpoint : map.touchpoints) {
    std::uint64_t stage_cases = 1000;
    for (const StageObserved& stage : seen.stages)
      if (stage.id == touchpoint.stage) stage_cases = stage.entered;
    TouchpointObserved found;
    found.id = touchpoint.id;
    found.cases = static_cast<std::uint64_t>(static_cast<double>(stage_cases) * (0.15 + 0.8 * random.uniform()));
    found.events = found.cases * 2;
    found.ended = static_cast<std::uint64_t>(static_cast<double>(found.cases) * 0.5 * random.uniform());
    found.repeat_share = 0.5 * random.uniform();
    found.wait_median = std::exp(1 + 12 * random.uniform());
    found.wait_p95 = found.wait_median * (2 + 8 * random.uniform());
    seen.touchpoints.push_back(found);
  }
  for (const Link& link : map.links) {
    LinkObserved found;
    found.from = link.from;
    found.to = link.to;
    for (const TouchpointObserved& touchpoint : seen.touchpoints)
      if (touchpoint.id == link.from)
        found.count =
            static_cast<std::uint64_t>(static_cast<double>(touchpoint.cases) * (0.1 + 0.6 * random.uniform()));
    found.cases = found.count;
    found.share = 0.1 + 0.5 * random.uniform();
    found.gap_median = std::exp(1 + 9 * random.uniform());
    found.gap_p95 = found.gap_median * 5;
    seen.links.push_back(found);
  }
  for (const Decision& decision : map.decisions) {
    DecisionObserved found;
    found.id = decision.id;
    found.cases = 3'650;
    double rest = 1;
    for (std::size_t b = 0; b < decision.branches.size(); ++b) {
      double share = b + 1 == decision.branches.size() ? rest : rest * (0.3 + 0.3 * random.uniform());
      rest -= share;
      found.branches.push_back({decision.branches[b].to, static_cast<std::uint64_t>(3'650 * share), share});
    }
    seen.decisions.push_back(found);
  }
  for (const Pain& pain : map.pains) {
    PainObserved found;
    found.id = pain.id;
    found.cases = 411 + static_cast<std::uint64_t>(2000 * random.uniform());
    found.share = 0.1 + 0.4 * random.uniform();
    found.outcome_with = 0.2 * random.uniform();
    found.outcome_without = 0.3 + 0.3 * random.uniform();
    found.extra_loss = static_cast<double>(found.cases) * 0.3;
    found.seconds = pain.kind == "wait" ? 564 : 0;
    seen.pains.push_back(found);
  }
  for (const Milestone& milestone : map.milestones) seen.milestones.push_back({milestone.id, 1'312, 204, 188});
  for (const Touchpoint& touchpoint : map.touchpoints) {
    EmotionObserved found = assumed_emotion(touchpoint);
    bool behaviour = found.mark == EmotionMark::none && touchpoint.emotion && !found.asked;
    if (found.asked) {
      found.n = random.below(4) == 0 ? 7 : 30 + random.below(4'000);
      found.customers = found.n - found.n / 9;
      found.response = 0.02 + 0.4 * random.uniform();
    }
    if (found.asked && found.n >= found.min_n) {
      found.mark = EmotionMark::observed;
      found.score = 3.2 * random.uniform() - 1.6;
      double half = 1.2 / std::sqrt(static_cast<double>(found.n));
      found.low = found.score - half;
      found.high = found.score + half;
    } else if (behaviour) {
      found.mark = EmotionMark::inferred;
      found.score = -2 * random.uniform();
    }
    seen.emotions.push_back(found);
    if (!touchpoint.promise) continue;
    PromiseObserved promise;
    promise.id = touchpoint.id;
    promise.made = 8'204;
    promise.asked = 812;
    promise.kept = 691;
    promise.broken = 87;
    promise.open = 34;
    promise.late = 118;
    promise.late_refused = 96;
    promise.same = {540, 31};
    promise.other = {151, 56};
    promise.kept_share = 1 - (promise.broken_share = 87.0 / 778);
    seen.promises.push_back(promise);
  }
  return seen;
}

}  // namespace cairn::map::sample
