#include "journey/question.h"

#include <fmt/format.h>

#include <chrono>
#include <cmath>

#include "base/text.h"
#include "journey/kind.h"
#include "journey/validate.h"

namespace cairn::journey {
namespace {

Error wrong(std::string where, std::string message, std::string hint = "") {
  return {ErrorCode::invalid, std::move(message), std::move(where), std::move(hint)};
}

Result<Duration> duration_from(const Json& json, const std::string& where) {
  CAIRN_TRY(auto duration, parse_duration(json.get<std::string>(), where));
  if (duration.ms < 0) return wrong(where, fmt::format("a duration cannot be negative; found {}", json.dump()));
  return duration;
}

Result<CaseRule> case_from(const Json& json) {
  CaseRule rule;
  auto by = json.is_string() ? json.get<std::string>() : json["by"].get<std::string>();
  auto needs = [&](const char* field) -> Result<void> {
    if (json.is_object() && json.contains(field)) return {};
    return wrong(
        fmt::format("question.case.{}", field), fmt::format("a case by {} needs '{}'", by, field),
        by == "object"
            ? R"(for example {"by":"object","property":"order_id"})"
            : R"(for example {"by":"episode","start":{"event":"seen"},"end":{"event":"paid"},"window":"P30D"})");
  };
  if (by == "session") {
    rule.by = CaseBy::session;
    if (json.is_object() && json.contains("gap")) {
      CAIRN_TRY(rule.gap, duration_from(json["gap"], "question.case.gap"));
    }
  } else if (by == "object") {
    rule.by = CaseBy::object;
    CAIRN_TRY_VOID(needs("property"));
    rule.property = json["property"].get<std::string>();
  } else if (by == "episode") {
    rule.by = CaseBy::episode;
    CAIRN_TRY_VOID(needs("start"));
    CAIRN_TRY_VOID(needs("end"));
    CAIRN_TRY(rule.start, event_predicate_from(json["start"], "question.case.start"));
    CAIRN_TRY(rule.end, event_predicate_from(json["end"], "question.case.end"));
    if (json.contains("window")) {
      CAIRN_TRY(auto window, duration_from(json["window"], "question.case.window"));
      rule.window = window;
    }
  }
  return rule;
}

/// Of the kinds whose steps are items.
std::optional<ItemRule> items_from(const Json& question) {
  auto kind = question.value("kind", "");
  if (kind != "paths" && kind != "step_matrix") return std::nullopt;
  ItemRule rule;
  rule.property = question.value("item", "");
  for (const auto& each : question.value("clean", Json::array()))
    rule.clean.push_back({each["replace"].get<std::string>(), each.value("with", "")});
  rule.wildcards = question.value("wildcards", std::vector<std::string>());
  rule.exclude = question.value("exclude", std::vector<std::string>());
  return rule;
}

Result<std::optional<Time>> instant_from(const Json& period, const char* field, const TimeZone& zone) {
  if (!period.contains(field)) return std::optional<Time>();
  auto text = period[field].get<std::string>();
  auto time = parse_time(text, zone);
  if (!time)
    return wrong(fmt::format("question.period.{}", field), fmt::format("'{}' is no time", text),
                 "write 2026-01-31 or 2026-01-31T09:05:06Z");
  return time;
}

Json basis_json(const Basis& basis, bool episodes, std::uint64_t rows_read) {
  Json json{{"events", basis.events}, {"cases", basis.cases}, {"customers", basis.customers}, {"rows_read", rows_read}};
  bool any = basis.last_ms >= basis.first_ms;
  json["from"] = any ? Json(index_time(basis.first_ms)) : Json();
  json["to"] = any ? Json(index_time(basis.last_ms)) : Json();
  if (episodes) json["in_progress"] = basis.in_progress;
  Json out = Json::object();
  auto left = [&](const char* why, std::uint64_t count) {
    if (count > 0) out[why] = count;
  };
  left("filtered_events", basis.left_out.filtered_events);
  left("unmatched_events", basis.left_out.unmatched_events);
  left("without_item", basis.left_out.without_item);
  left("excluded_events", basis.left_out.excluded_events);
  left("without_object", basis.left_out.without_object);
  left("outside_episodes", basis.left_out.outside_episodes);
  left("outside_segment", basis.left_out.outside_segment);
  left("filtered_cases", basis.left_out.filtered_cases);
  json["left_out"] = std::move(out);
  return json;
}

Result<CasePredicate> predicate_from(const Json& json, const CaseNames& names, const std::string& where) {
  CAIRN_TRY(auto predicate, case_predicate_from(json, where));
  return resolved(predicate, names, where);
}

Result<ByRule> by_from(const Json& json, const CaseNames& names) {
  ByRule by;
  if (json.is_string()) {
    by.property = json.get<std::string>();
  } else if (json.contains("trait")) {
    auto [measure, unknown] = meaning_of(json["trait"].get<std::string>(), names);
    by.measure = std::move(measure);
    by.unknown = unknown;
  } else if (json.contains("measure")) {
    CAIRN_TRY(by.measure, measure_from(json, "question.by"));
  } else {
    for (const auto& each : json["segments"]) {
      auto name = each.get<std::string>();
      CAIRN_TRY(auto segment, predicate_from(Json{{"segment", name}}, names, "question.by.segments"));
      by.segments.emplace_back(std::move(name), std::move(segment));
    }
  }
  return by;
}

}  // namespace

Result<Scope> scope_from(const Json& question, const TimeZone& zone, const CaseNames& names) {
  Scope scope;
  scope.level = question.value("level", "event");
  if (question.contains("case")) {
    CAIRN_TRY(scope.cases, case_from(question["case"]));
  }
  scope.items = items_from(question);
  if (question.contains("period")) {
    CAIRN_TRY(scope.from, instant_from(question["period"], "from", zone));
    CAIRN_TRY(scope.to, instant_from(question["period"], "to", zone));
    if (scope.from && scope.to && *scope.from >= *scope.to)
      return wrong(
          "question.period",
          fmt::format("the period ends ({}) before it begins ({})", format_time(*scope.to), format_time(*scope.from)),
          "events at or after 'from' and before 'to' count");
  }
  if (question.contains("where")) {
    CAIRN_TRY(scope.where, event_predicate_from(question["where"], "question.where"));
  }
  if (question.contains("who")) {
    CAIRN_TRY(scope.who, predicate_from(question["who"], names, "question.who"));
  }
  if (question.contains("segment")) {
    CAIRN_TRY(scope.segment, predicate_from(question["segment"], names, "question.segment"));
  }
  if (question.contains("by")) {
    CAIRN_TRY(scope.by, by_from(question["by"], names));
  }
  return scope;
}

namespace {
bool looks_back_of(const Json& question) {
  const auto* kind = find_kind(question.value("kind", ""));
  return kind != nullptr && kind->looks_back != nullptr && kind->looks_back(question);
}
}  // namespace

bool Asked::looks_back() const { return looks_back_of(question); }

Result<Asked> Asked::make(const Index& index, const Json& question, const AskOptions& options) {
  CAIRN_TRY(auto scope, scope_from(question, options.zone, options.names));
  Scope looked_at = scope;
  if (looks_back_of(question)) looked_at.from.reset();
  CAIRN_TRY(auto plan, Plan::make(index, looked_at, options));
  return Asked{index, question, options, std::move(scope), std::move(plan)};
}

Result<Json> ask(const Index& index, const Json& question, const AskOptions& given) {
  auto started = std::chrono::steady_clock::now();
  CAIRN_TRY_VOID(validate_question(question));
  const auto* kind = find_kind(question["kind"].get<std::string>());
  AskOptions options = given;
  // The question about people has the time zone of the question behind it.
  const Json& scoped = question.contains("of") ? question["of"] : question;
  if (scoped.contains("timezone")) {
    CAIRN_TRY(options.zone, TimeZone::named(scoped["timezone"].get<std::string>()));
  }
  Run run(options.allowance);
  options.run = &run;
  CAIRN_TRY(auto asked, Asked::make(index, question, options));
  CAIRN_TRY(auto answer, kind->answer(asked));
  Json json{{"schema", "cairn.answer/1"}, {"kind", kind->kind.name}};
  json["columns"] = std::move(answer.columns);
  json["rows"] = std::move(answer.rows);
  json["totals"] = std::move(answer.totals);
  if (!answer.bins.is_null()) json["bins"] = std::move(answer.bins);
  if (!answer.parts.empty()) json["parts"] = std::move(answer.parts);
  json["basis"] = basis_json(answer.basis, asked.scope.cases.by == CaseBy::episode, run.rows_read());
  json["notes"] = std::move(answer.notes);
  json["question"] = question;
  std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - started;
  json["took_ms"] = std::round(took.count() * 1000) / 1000;
  return json;
}

}  // namespace cairn::journey
