// The handler's end of a request: from any thread, at any time, also when the connection or the server is gone.
#pragma once

#include "net/session.h"

namespace cairn::net {

/// `held_bytes` of the body are given back with the answer.
std::shared_ptr<Reply> make_reply(std::shared_ptr<ServerCore> core, std::weak_ptr<Session> session,
                                  std::uint64_t serial, std::size_t held_bytes, bool chunked);

}  // namespace cairn::net
