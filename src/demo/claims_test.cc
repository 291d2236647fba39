#include "demo/claims.h"

#include <doctest/doctest.h>

#include <map>
#include <set>
#include <string>

using namespace cairn;
using namespace cairn::demo;

namespace {

struct Told {
  std::int64_t complete = 0, paid = 0, last = 0;
  int received = 0, missing = 0, refused = 0, assessed = 0;
};

/// Reads the events as anybody would: by claim and type.
struct Record : EventSink {
  std::map<std::string, Told> claims;
  std::set<std::pair<std::uint64_t, std::uint64_t>> ids;
  std::uint64_t events = 0, digest = 0;
  Result<void> append(const EventBatch& batch) override {
    std::vector<std::string> claim(batch.size());
    for (const auto& column : batch.properties)
      if (column.name == "claim")
        for (std::size_t i = 0; i < column.rows.size(); ++i) claim[column.rows[i]] = column.texts[i];
    for (std::size_t row = 0; row < batch.size(); ++row) {
      Told& told = claims[claim[row]];
      auto type = batch.type[row];
      if (type == "documents_complete") told.complete = batch.time[row];
      if (type == "claim_paid") told.paid = batch.time[row];
      told.received += type == "documents_received";
      told.missing += type == "documents_missing";
      told.refused += type == "claim_refused";
      told.assessed += type == "claim_assessed";
      told.last = std::max(told.last, batch.time[row]);
      ids.insert({batch.id[row].high, batch.id[row].low});
      digest = hash64(type, digest ^ static_cast<std::uint64_t>(batch.time[row]));
      CHECK(batch.source[row] == claims_source);
    }
    events += batch.size();
    return {};
  }
};

Record record(std::uint64_t seed, std::uint64_t claims) {
  Record made;
  auto events = generate_claims({seed, claims}, made);
  REQUIRE(events.ok());
  CHECK(*events == made.events);
  return made;
}

}  // namespace

TEST_CASE("claims: what was planted is in the events, for 5 seeds") {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    CAPTURE(seed);
    Record made = record(seed, 6'000);
    CHECK(made.claims.size() == 6'000);
    CHECK(made.ids.size() == made.events);
    Json planted = claims_truth({seed, 6'000})["planted"];
    double first_missing = 0, decided = 0, refused = 0, paid = 0, late = 0;
    for (const auto& [name, told] : made.claims) {
      if (told.complete == 0) continue;
      first_missing += told.missing > 0;
      decided += told.assessed > 0;
      refused += told.refused > 0;
      if (told.paid == 0 || told.assessed > 1) continue;
      ++paid;
      late += told.paid - told.complete > 10 * 86'400'000'000;
    }
    double complete = 0;
    for (const auto& [name, told] : made.claims) complete += told.complete != 0;
    CHECK(first_missing / complete == doctest::Approx(planted["documents_asked_again"].get<double>()).epsilon(0.06));
    CHECK(refused / decided == doctest::Approx(planted["refused"].get<double>()).epsilon(0.15));
    CHECK(late / paid == doctest::Approx(planted["promise"]["paid_late"].get<double>()).epsilon(0.15));
  }
}

TEST_CASE("claims: the same options give the same events, another seed others; sizes out of range are refused") {
  CHECK(record(7, 500).digest == record(7, 500).digest);
  CHECK(record(7, 500).digest != record(8, 500).digest);
  Record none;
  CHECK(generate_claims({1, 0}, none).error().message.find("claims is 0") != std::string::npos);
}
