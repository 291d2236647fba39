#include "api/call.h"

#include "api/workspace_documents.h"

namespace cairn::api {

std::string_view name_of(Caller caller) {
  switch (caller) {
    case Caller::nobody:
      return "nobody";
    case Caller::source:
      return "source";
    case Caller::admin:
      return "admin";
    case Caller::command:
      return "command";
  }
  return "";
}

net::Response json_response(const Json& body, int status) {
  return {status, body.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n"};
}

net::Response error_response(const Error& error) {
  return json_response({{"error", to_json(error)}}, describe(error.code).http_status);
}

}  // namespace cairn::api
