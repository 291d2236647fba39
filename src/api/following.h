// Answering with a stream of answers.
#pragma once

#include <string>

#include "api/call.h"
#include "api/followers.h"

namespace cairn::api {

/// Sends the answer now and each time it changes. `what` is the same text for the same answer.
void follow(Parts& parts, const Call& call, const std::string& what, Followers::Compute compute);

}  // namespace cairn::api
