#include "api/workers.h"

#include <doctest/doctest.h>

#include <future>
#include <stdexcept>

using cairn::api::Workers;

TEST_CASE("a task that throws ends neither its thread nor the process") {
  std::promise<void> after;  // before its workers: they end first
  Workers workers(1, 10);
  REQUIRE(workers.run([] { throw std::runtime_error("a fault"); }));
  REQUIRE(workers.run([&] { after.set_value(); }));
  CHECK(after.get_future().wait_for(std::chrono::seconds(10)) == std::future_status::ready);
}

TEST_CASE("what does not fit into the queue is told at once") {
  std::promise<void> begun, go;  // before its workers: they end first
  Workers workers(1, 1);
  REQUIRE(workers.run([&] {
    begun.set_value();
    go.get_future().wait();
  }));
  begun.get_future().wait();
  CHECK(workers.run([] {}));
  CHECK_FALSE(workers.run([] {}));
  go.set_value();
}
