#include "api/source_rates.h"

#include <doctest/doctest.h>

namespace cairn::api {
namespace {

Time at(double seconds) { return {static_cast<std::int64_t>(seconds * 1e6)}; }

}  // namespace

TEST_CASE("a source sends two seconds of its rate at once, then at its rate; a batch is owed") {
  SourceRates rates;
  collect::Source source;
  source.name = "web";
  source.events_per_second = 10;
  int taken = 0;
  for (; rates.wait(source, at(100)) == 0; ++taken) rates.take(source, 1, at(100));
  CHECK(taken == 20);
  CHECK(rates.wait(source, at(100.09)) > 0);
  CHECK(rates.wait(source, at(100.11)) == 0);
  rates.take(source, 51, at(100.11));  // a batch
  CHECK(rates.wait(source, at(105)) > 0);
  CHECK(rates.wait(source, at(105.2)) == 0);
  CHECK(rates.wait(source, at(50)) == 0);  // the clock was set back: nothing is lost, nothing gained
  CHECK(rates.counts().at("web").events == 71);
  CHECK(rates.counts().at("web").limited_requests == 3);
}

TEST_CASE("without a rate nobody waits; another rate counts at once; each source has its own") {
  SourceRates rates;
  collect::Source free, held;
  free.name = "free";
  held.name = "held";
  held.events_per_second = 1;
  rates.take(free, 1'000'000, at(1));
  rates.take(held, 1'000'000, at(1));
  CHECK(rates.wait(free, at(1)) == 0);
  CHECK(rates.wait(held, at(1)) > 900'000);
  held.events_per_second = 1000;
  CHECK(rates.wait(held, at(1)) == 0);
}

}  // namespace cairn::api
