#include "cli/interrupt.h"

#include <doctest/doctest.h>

using namespace cairn::cli;

TEST_CASE("the first Ctrl-C sets the flag and leaves the second one to the system") {
  struct sigaction before {};
  ::sigaction(SIGINT, nullptr, &before);
  {
    Interrupt interrupt;
    CHECK(!interrupt.flag());
    std::raise(SIGINT);
    CHECK(interrupt.flag());
    struct sigaction now {};
    ::sigaction(SIGINT, nullptr, &now);
    CHECK((now.sa_handler == SIG_DFL));
  }
  struct sigaction after {};
  ::sigaction(SIGINT, nullptr, &after);
  CHECK((after.sa_handler == before.sa_handler));
  Interrupt again;
  CHECK(!again.flag());
}
