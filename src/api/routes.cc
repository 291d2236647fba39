#include "api/routes.h"

namespace cairn::api {
namespace {

using enum Who;
using enum Work;

constexpr Route table[] = {
    // Operation
    {"GET", "/healthz", anyone, quick, "getHealth", "The process is alive.", get_health},
    {"GET", "/readyz", anyone, quick, "getReady", "Events are accepted and questions answered; else 503 and why.",
     get_ready},
    {"GET", "/metrics", admin, quick, "getMetrics", "Figures in the text format of Prometheus.", get_metrics},
    {"GET", "/openapi.json", anyone, quick, "getOpenapi", "This document.", get_openapi},

    // The studio's session
    {"POST", "/api/session", anyone, quick, "signIn", "Signs in by the admin token: a cookie stands for it.",
     post_session},
    {"GET", "/api/session", admin, quick, "getSession", "Who is signed in.", get_session},
    {"DELETE", "/api/session", admin, quick, "signOut", "Ends the session.", delete_session},

    // Collecting: Segment and RudderStack
    {"POST", "/v1/batch", source, reading, "postBatch", "A batch of calls of a Segment or RudderStack SDK.",
     post_segment},
    {"POST", "/v1/import", source, reading, "postImport", "As /v1/batch, for events of the past.", post_segment},
    {"POST", "/v1/track", source, reading, "postTrack", "One event.", post_segment},
    {"POST", "/v1/identify", source, reading, "postIdentify", "Who somebody is, and traits.", post_segment},
    {"POST", "/v1/page", source, reading, "postPage", "A page was seen.", post_segment},
    {"POST", "/v1/screen", source, reading, "postScreen", "A screen of an app was seen.", post_segment},
    {"POST", "/v1/group", source, reading, "postGroup", "Somebody belongs to a group.", post_segment},
    {"POST", "/v1/alias", source, reading, "postAlias", "Two identifiers are one person.", post_segment},
    {"POST", "/v1/b", source, reading, "postBrowserBatch", "As /v1/batch, by the browser's SDK.", post_segment},
    {"POST", "/v1/t", source, reading, "postBrowserTrack", "As /v1/track, by the browser's SDK.", post_segment},
    {"POST", "/v1/i", source, reading, "postBrowserIdentify", "As /v1/identify, by the browser's SDK.", post_segment},
    {"POST", "/v1/p", source, reading, "postBrowserPage", "As /v1/page, by the browser's SDK.", post_segment},
    {"POST", "/v1/s", source, reading, "postBrowserScreen", "As /v1/screen, by the browser's SDK.", post_segment},
    {"POST", "/v1/g", source, reading, "postBrowserGroup", "As /v1/group, by the browser's SDK.", post_segment},
    {"POST", "/v1/a", source, reading, "postBrowserAlias", "As /v1/alias, by the browser's SDK.", post_segment},
    {"POST", "/v1/m", anyone, quick, "postBrowserMetrics", "The SDK's figures about itself; not kept.",
     post_segment_metrics},
    {"GET", "/v1/projects/{key}/settings", anyone, quick, "getBrowserSettings",
     "What the browser's SDK asks before it starts.", get_segment_settings},

    // Collecting: PostHog, Sensors Analytics
    {"POST", "/batch", source, reading, "postPosthogBatch", "A batch of a PostHog SDK.", post_posthog},
    {"POST", "/sa", source, reading, "postSensors", "Events of a Sensors Analytics SDK.", take_sensors},
    {"GET", "/sa", source, reading, "getSensors", "One event of a Sensors Analytics SDK, in the query.", take_sensors},
    {"POST", "/sa.gif", source, reading, "postSensorsWeb", "As /sa, by the browser's SDK.", take_sensors},
    {"GET", "/sa.gif", source, reading, "getSensorsWeb", "As /sa, by the browser's SDK as an image.", take_sensors},

    // Collecting: messages of other systems
    {"POST", "/hooks/{key}", source, reading, "postWebhook", "A message of another system, by the source's mapping.",
     post_webhook},
    {"POST", "/api/webhooks/try", admin, quick, "tryWebhook", "What a mapping makes of an example; nothing is kept.",
     try_webhook},
    {"GET", "/wechat/{key}", source, reading, "verifyWechat", "WeChat's check of the server's address.", get_wechat},
    {"POST", "/wechat/{key}", source, reading, "postWechat", "A message of WeChat's server.", post_wechat},

    // Sources and what they refused
    {"GET", "/api/sources", admin, quick, "listSources", "The sources with their write keys.", list_sources},
    {"POST", "/api/sources", admin, quick, "addSource", "A new source; its write key is made.", add_source},
    {"PATCH", "/api/sources/{name}", admin, quick, "changeSource", "Settings, channel, on or off, another key.",
     change_source},
    {"GET", "/api/sources/days", admin, slow, "getSourceDays",
     "Per source and day: events, orders, net sales, lag, gaps, difference from a control total.", get_source_days},
    {"GET", "/api/quarantine", admin, quick, "listRefused", "Items that no event could be made of, and why.",
     list_refused},
    {"GET", "/api/quarantine/{id}", admin, quick, "getRefused", "One of them with its text and explanation.",
     get_refused},
    {"POST", "/api/quarantine/{id}/replay", admin, quick, "replayRefused",
     "Sends it again, as it was or as the body says now.", replay_refused},
    {"DELETE", "/api/quarantine/{id}", admin, quick, "dropRefused", "Takes it from the list; it stays readable.",
     drop_refused},
    {"POST", "/api/quarantine/{id}/reopen", admin, quick, "reopenRefused", "Takes a dropped one back into the list.",
     reopen_refused},

    // Answers
    {"GET", "/api/status", admin, slow, "getStatus", "What the workspace holds.", get_status},
    {"POST", "/api/ask", admin, slow, "ask", "A question document to an answer document.", post_question},
    {"POST", "/api/ask/follow", admin, quick, "followQuestion",
     "As /api/ask, again each time the answer changes (server-sent events).", follow_question},
    {"POST", "/api/map/draw", admin, slow, "drawMap", "A map with its numbers, as a document or a picture.", draw_map},
    {"POST", "/api/map/follow", admin, quick, "followMap",
     "A map's numbers, again each time they change (server-sent events).", follow_map},

    // What customers did on a map
    {"POST", "/api/measured/observe", admin, slow, "observeMap", "A map's numbers for a filter, and against another.",
     post_observe},
    {"POST", "/api/measured/observe/follow", admin, quick, "followObserved",
     "The same, again each time they change (server-sent events).", follow_observe},
    {"POST", "/api/measured/conformance", admin, slow, "getConformance",
     "Its design against what happened: missing, ad hoc, out of order, failed; detours and loops.", post_conformance},
    {"POST", "/api/measured/people", admin, slow, "listPeople", "The customers behind a number of an element.",
     post_people},
    {"POST", "/api/measured/voices", admin, slow, "listVoices", "What customers wrote at a touchpoint, or of a pain.",
     post_voices},
    {"POST", "/api/bind", admin, slow, "tryBinding", "How many events match a predicate, with examples.", post_bind},
    {"GET", "/api/definitions", admin, quick, "listDefinitions", "What each number of a map means, in words.",
     get_definitions},

    // Customers
    {"GET", "/api/customers/{name}", admin, slow, "getCustomer",
     "One customer by any identifier: why it is one, traits, segments, points, tags, consent.", get_customer},
    {"GET", "/api/customers/{name}/consent", admin, slow, "getConsent",
     "What they agreed to; with ?channel= and ?purpose= whether a message is allowed, and why.", get_consent},
    {"POST", "/api/customers/{name}/tags", admin, slow, "tagCustomer", "Puts a tag on a customer, or takes it off.",
     post_tag},
    {"GET", "/api/segments", admin, slow, "listSegments", "The segments, with how many customers are in each.",
     list_segments},
    {"GET", "/api/segments/{name}", admin, slow, "getSegment", "Its customers, and who came and went.", get_segment},
    {"GET", "/api/personas", admin, slow, "listPersonas", "Personas with their share of customers and of value.",
     list_personas},
    {"GET", "/api/profile", admin, quick, "getProfileDocument", "What is wanted to be known of customers.",
     get_profile},
    {"PUT", "/api/profile", admin, slow, "putProfileDocument", "Replaces it; what it names that no event has is told.",
     put_profile},

    // What people chose and keep
    {"GET", "/api/settings", admin, slow, "getSettings", "The time zone, and which events maps leave out.",
     get_settings},
    {"PUT", "/api/settings", admin, slow, "putSettings", "Changes some of them.", put_settings},
    {"GET", "/api/calendar", admin, slow, "getCalendar", "The periods of a year by name, or what a day is.",
     get_calendar},
    {"PUT", "/api/calendar/{name}", admin, slow, "putPeriod", "Adds a period, or moves it.", put_period},
    {"DELETE", "/api/calendar/{name}", admin, slow, "deletePeriod", "Takes a period away.", delete_period},
    {"GET", "/api/identity", admin, quick, "getIdentity", "By which rules and decisions identifiers make one customer.",
     get_identity},
    {"PUT", "/api/identity", admin, slow, "putIdentity", "Replaces them.", put_identity},
    {"POST", "/api/identity/preview", admin, slow, "previewIdentity", "What other rules would do; nothing changes.",
     preview_identity},
    {"GET", "/api/identity/shared", admin, slow, "getSharedIdentifiers",
     "Identifiers that join nobody because many share them.", get_shared_identifiers},
    {"GET", "/api/markers", admin, quick, "listMarkers", "The days on which something was changed.", get_markers},
    {"PUT", "/api/markers", admin, slow, "putMarkers", "Replaces them.", put_markers},
    {"POST", "/api/markers/{id}/effect", admin, slow, "getMarkerEffect",
     "A measure before and after, with its interval.", post_marker_effect},
    {"GET", "/api/saved", admin, quick, "listSaved", "The questions that people keep.", get_saved},
    {"PUT", "/api/saved", admin, slow, "putSaved", "Replaces them.", put_saved},
    {"GET", "/api/templates", admin, quick, "listTemplates", "Journeys to begin with.", list_templates},
    // Journeys
    {"GET", "/api/journeys", admin, slow, "listJourneys",
     "The journeys that are kept, the newest change first; ?archived=true: those put away.", list_journeys},
    {"POST", "/api/journeys", admin, slow, "createJourney",
     "Keeps a document, a template or a draft from the events as a journey.", create_journey},
    {"POST", "/api/journeys/import", admin, slow, "importJourney",
     "Keeps a journey of a file: a document, a table with a row for each touchpoint, or a Mermaid diagram.",
     import_journey},
    {"GET", "/api/journeys/{id}", admin, slow, "getJourney", "Its document; with ?revision= as it was then.",
     get_journey},
    {"PATCH", "/api/journeys/{id}", admin, slow, "editJourney",
     "Changes elements by their ids; 409 shows what another did to the same.", edit_journey},
    {"DELETE", "/api/journeys/{id}", admin, slow, "archiveJourney", "Puts it away; it can be restored.",
     archive_journey},
    {"POST", "/api/journeys/{id}/restore", admin, slow, "restoreJourney", "Takes it out again, as it was.",
     restore_journey},
    {"GET", "/api/journeys/{id}/revisions", admin, slow, "listJourneyRevisions",
     "Who changed it when, and why; newest first.", list_revisions},
    {"GET", "/api/journeys/{id}/changes", admin, slow, "getJourneyChanges",
     "What differs between two revisions, in words.", get_changes},
    {"POST", "/api/journeys/{id}/derive", admin, slow, "deriveJourney",
     "A to-be journey of it, or an as-is one, with the same element ids.", derive_journey},
    {"POST", "/api/journeys/{id}/status", admin, slow, "setJourneyStatus",
     "Draft, in review, approved, published or archived.", set_journey_status},
    {"POST", "/api/journeys/{id}/revert", admin, slow, "revertJourney", "A new revision that is equal to an old one.",
     revert_journey},
    {"GET", "/api/journeys/{id}/comments", admin, slow, "listComments", "What was said about it; ?on= an element.",
     list_comments},
    {"POST", "/api/journeys/{id}/comments", admin, slow, "addComment", "Says something about an element, or in reply.",
     add_comment},
    {"PATCH", "/api/journeys/{id}/comments/{comment}", admin, slow, "changeComment", "Another text, or resolved.",
     change_comment},
    {"GET", "/api/journeys/{id}/tasks", admin, slow, "listTasks", "What is to be done about it; ?on= an element.",
     list_tasks},
    {"POST", "/api/journeys/{id}/tasks", admin, slow, "addTask", "Something to be done, with owner and due date.",
     add_task},
    {"PATCH", "/api/journeys/{id}/tasks/{task}", admin, slow, "changeTask", "Its state, text, owner or due date.",
     change_task},
    {"GET", "/api/journeys/{id}/links", admin, slow, "listShareLinks",
     "The read-only links to it, without their tokens.", list_share_links},
    {"POST", "/api/journeys/{id}/links", admin, slow, "addShareLink", "A read-only link, whose token is shown once.",
     add_share_link},
    {"DELETE", "/api/journeys/{id}/links/{link}", admin, slow, "removeShareLink", "From now on it shows nothing.",
     remove_share_link},
    {"GET", "/api/journeys/{id}/export", admin, slow, "exportJourney",
     "As a file: ?format=json, svg, png, pdf, long_png, mermaid; ?language=.", export_journey},
    {"POST", "/api/import", admin, slow, "importEvents", "Brings in the events of a file, which is the body; ?name=.",
     post_import},
    {"GET", "/api/shared/{token}", anyone, slow, "getShared",
     "A journey that somebody shared, with its numbers; read-only.", get_shared},

    {"POST", "/api/demo/phone", admin, slow, "playPhone",
     "Plays a customer of the demo company: what a phone would send is sent to the routes above.", play_phone},

    // Commands of the owner
    {"POST", "/workspace/{call}", command, slow, "callWorkspace", "A command of the workspace's owner.",
     call_workspace},
};

}  // namespace

std::span<const Route> routes() { return table; }

bool may_call(Who who, Caller caller) {
  switch (who) {
    case anyone:
      return true;
    case source:
      return caller == Caller::source;
    case admin:
      return caller == Caller::admin || caller == Caller::command;
    case command:
      return caller == Caller::command;
  }
  return false;
}

}  // namespace cairn::api
