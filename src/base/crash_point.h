// Places where a kill would be most likely to lose an event or to store it twice. In a build with tests (CAIRN_TESTS) a
// process that is started with CAIRN_CRASH_AT="name" or "name#3" kills itself there, as kill -9 does, when it comes by
// for the first or third time (tests/server/kill.test.mjs); with CAIRN_HOLD_AT="name" and CAIRN_HOLD_WHILE=FILE it
// waits there as long as the file exists. In what users get, nothing happens.
#pragma once

namespace cairn {

void crash_point(const char* name) noexcept;

}  // namespace cairn
