// One request on its way to its handler: who calls, what the path says, and the two ways to answer.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "api/parts.h"

namespace cairn::api {

/// Who a request comes from, as far as it proves it.
enum class Caller {
  nobody,   ///< no proof, or a wrong one
  source,   ///< a write key of a source that is enabled
  admin,    ///< the admin token
  command,  ///< a command of the workspace's owner, by its Unix socket
};
std::string_view name_of(Caller caller);

/// {"error": {"code","message","where","hint"}} with the status of its kind.
net::Response error_response(const Error& error);
net::Response json_response(const Json& body, int status = 200);

struct Call {
  net::Request request;
  std::map<std::string, std::string> path;  ///< {name} in the route → what stands there
  Caller caller = Caller::nobody;
  std::shared_ptr<const collect::Source> source;  ///< of a Caller::source
  std::shared_ptr<net::Reply> reply;

  void answer(const Json& body, int status = 200) const { reply->send(json_response(body, status)); }
  void fail(const Error& error) const { reply->send(error_response(error)); }
  /// For a refusal that is no Error of its own.
  void refuse(int status, const char* code, const char* message) const {
    answer({{"error", {{"code", code}, {"message", message}, {"where", request.path}, {"hint", ""}}}}, status);
  }
  template <class T>
  void answer_with(const Result<T>& result, int status = 200) const {
    result ? answer(Json(*result), status) : fail(result.error());
  }
  /// The body as a JSON document.
  Result<Json> document() const {
    auto parsed = parse_json(request.body, "request body");
    if (!parsed && parsed.error().code == ErrorCode::invalid) parsed.error().code = ErrorCode::usage;  // 400, not 422
    return parsed;
  }
};

}  // namespace cairn::api
