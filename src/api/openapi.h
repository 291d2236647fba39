// The OpenAPI 3.1 document of the server, made of the table of routes: a route cannot be without its description.
#pragma once

#include "base/json.h"

namespace cairn::api {

Json openapi_document();

}  // namespace cairn::api
