// What the log says of a request: its route's template, never its path; the name of its source, never its key; sizes,
// never a body; nothing of who sent it. A method that is none of the usual is "other": it is the sender's text, too.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "api/call.h"
#include "base/log.h"

namespace cairn::api {

struct RequestLine {
  std::string id;           ///< as in the answer's X-Request-Id
  const char* method = "";  ///< a literal: known_method
  const char* route = "";   ///< its template; empty: none was found
  Caller caller = Caller::nobody;
  std::string source;  ///< its name; empty: none
  int status = 0;
  double seconds = 0;
  std::size_t bytes_in = 0, bytes_out = 0;
  bool stream = false;  ///< it goes on: bytes_out and the duration are those of its head
};

const char* known_method(std::string_view method);
/// At `debug` for what monitors ask all the time, `warn` for a server's fault, else `info`.
void log_request(Log& log, Time now, const RequestLine& line);

}  // namespace cairn::api
