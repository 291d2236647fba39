// Every route of the server in one table: who may call it, what it does, what it says of itself in the OpenAPI
// document. A route that is not in the table does not exist, and a row cannot be written without saying who may call
// it.
#pragma once

#include <span>

#include "api/call.h"

namespace cairn::api {

enum class Who {
  anyone,
  source,   ///< a write key, in the Authorization header, the query, or the body
  admin,    ///< the admin token, or a command of the owner
  command,  ///< only a command of the owner, by the Unix socket
};

enum class Work {
  quick,    ///< answers at once
  reading,  ///< events: read on one of the readers, then handed over to the inbox
  slow,     ///< runs on one of the Workers
};

struct Route {
  const char* method;
  const char* path;  ///< "/api/sources/{name}"
  Who who;
  Work work;
  const char* id;       ///< operationId
  const char* summary;  ///< a sentence
  void (*handle)(Parts& parts, Call call);
};

std::span<const Route> routes();

/// The whole policy, in one place.
bool may_call(Who who, Caller caller);

// The resources, one file each.
void get_health(Parts&, Call);
void get_ready(Parts&, Call);
void get_metrics(Parts&, Call);
void get_openapi(Parts&, Call);

void post_session(Parts&, Call);
void get_session(Parts&, Call);
void delete_session(Parts&, Call);

void get_markers(Parts&, Call);
void put_markers(Parts&, Call);
void post_marker_effect(Parts&, Call);
void post_import(Parts&, Call);
void export_journey(Parts&, Call);
void play_phone(Parts&, Call);
void get_settings(Parts&, Call);
void put_settings(Parts&, Call);
void get_calendar(Parts&, Call);
void put_period(Parts&, Call);
void delete_period(Parts&, Call);
void get_identity(Parts&, Call);
void put_identity(Parts&, Call);
void preview_identity(Parts&, Call);
void get_shared_identifiers(Parts&, Call);
void get_saved(Parts&, Call);
void put_saved(Parts&, Call);
void list_templates(Parts&, Call);

void post_segment(Parts&, Call);
void post_segment_metrics(Parts&, Call);
void get_segment_settings(Parts&, Call);
void post_posthog(Parts&, Call);
void take_sensors(Parts&, Call);
void post_webhook(Parts&, Call);
void try_webhook(Parts&, Call);
void get_wechat(Parts&, Call);
void post_wechat(Parts&, Call);

void list_sources(Parts&, Call);
void add_source(Parts&, Call);
void change_source(Parts&, Call);
void get_source_days(Parts&, Call);

void list_refused(Parts&, Call);
void get_refused(Parts&, Call);
void replay_refused(Parts&, Call);
void drop_refused(Parts&, Call);
void reopen_refused(Parts&, Call);

void post_question(Parts&, Call);
void follow_question(Parts&, Call);
void draw_map(Parts&, Call);
void follow_map(Parts&, Call);
void get_status(Parts&, Call);

void post_observe(Parts&, Call);
void follow_observe(Parts&, Call);
void post_conformance(Parts&, Call);
void post_people(Parts&, Call);
void post_voices(Parts&, Call);
void post_bind(Parts&, Call);
void get_definitions(Parts&, Call);

void get_profile(Parts&, Call);
void put_profile(Parts&, Call);
void list_segments(Parts&, Call);
void get_segment(Parts&, Call);
void list_personas(Parts&, Call);
void get_customer(Parts&, Call);
void get_consent(Parts&, Call);
void post_tag(Parts&, Call);

void list_journeys(Parts&, Call);
void create_journey(Parts&, Call);
void import_journey(Parts&, Call);
void get_journey(Parts&, Call);
void edit_journey(Parts&, Call);
void archive_journey(Parts&, Call);
void restore_journey(Parts&, Call);
void list_revisions(Parts&, Call);
void get_changes(Parts&, Call);
void derive_journey(Parts&, Call);
void set_journey_status(Parts&, Call);
void revert_journey(Parts&, Call);
void list_comments(Parts&, Call);
void add_comment(Parts&, Call);
void change_comment(Parts&, Call);
void list_tasks(Parts&, Call);
void add_task(Parts&, Call);
void change_task(Parts&, Call);
void list_share_links(Parts&, Call);
void add_share_link(Parts&, Call);
void remove_share_link(Parts&, Call);
void get_shared(Parts&, Call);

void call_workspace(Parts&, Call);

}  // namespace cairn::api
