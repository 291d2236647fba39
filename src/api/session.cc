// Signing in and out by the admin token.
#include "api/routes.h"
#include "api/sessions.h"
#include "base/secret.h"

namespace cairn::api {
namespace {

void answer_with_cookie(const Parts& parts, const Call& call, const std::string& value, const char* more) {
  net::Response response{204, "", ""};
  response.headers.emplace_back("Set-Cookie", std::string(session_cookie) + "=" + value +
                                                  "; Path=/; HttpOnly; SameSite=Strict" +
                                                  (parts.tls ? "; Secure" : "") + more);
  call.reply->send(std::move(response));
}

}  // namespace

void post_session(Parts& parts, Call call) {
  auto document = call.document();
  if (!document) return call.fail(document.error());
  if (!document->is_object() || !(*document)["token"].is_string())
    return call.fail({ErrorCode::usage, "expected {\"token\": text}", "request body", "the admin token"});
  if (is_foreign(call.request)) return call.refuse(403, "forbidden", "another site's page may not sign in");
  const auto now = parts.now();
  if (!parts.wrong_tokens.may_try(now)) return call.refuse(429, "too-many", "too many wrong tokens; wait a minute");
  if (!same_secret(secret_hash((*document)["token"].get<std::string>()), parts.admin_hash)) {
    parts.wrong_tokens.count(now);
    return call.refuse(401, "unauthorized", "the admin token is wrong");
  }
  answer_with_cookie(parts, call, parts.sessions.begin(now), "");
}

void get_session(Parts&, Call call) { call.answer({{"user", "admin"}}); }

void delete_session(Parts& parts, Call call) {
  parts.sessions.end(session_of(call.request));
  answer_with_cookie(parts, call, "", "; Max-Age=0");
}

}  // namespace cairn::api
