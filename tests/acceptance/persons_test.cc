// Who is who in the demo: the customers that follow from its stored events against the persons who were simulated.
#include <unistd.h>

#include <filesystem>
#include <map>
#include <set>

#include "demo_index.h"
#include "store/duck.h"
#include "store/history.h"

using namespace cairn;
using identity::CustomerName;
using identity::Identifier;

namespace {

double pairs(std::size_t n) { return static_cast<double>(n) * static_cast<double>(n - 1) / 2; }

/// Hands the events on, and keeps who was behind which identifier, and when.
class Witness : public EventSink {
 public:
  explicit Witness(EventSink& next) : next_(next) {}
  Result<void> append(const EventBatch& batch) override {
    for (std::size_t i = 0; i < batch.size(); ++i) {
      Identifier sent{std::string(batch.identifier_kind[i]), std::string(batch.identifier[i])};
      times[sent][persons_[i]].insert(batch.time[i]);
    }
    return next_.append(batch);
  }
  void hear(std::span<const demo::Person> persons) { persons_.assign(persons.begin(), persons.end()); }
  std::map<Identifier, std::map<demo::Person, std::set<std::int64_t>>> times;

 private:
  EventSink& next_;
  std::vector<demo::Person> persons_;
};

/// A workspace of its own that goes away with this.
struct Folder {
  std::filesystem::path path = std::filesystem::temp_directory_path() / ("cairn-persons-" + std::to_string(::getpid()));
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
};

template <class T>
T must(Result<T> result) {
  if (!result) FAIL(result.error().text());
  return *std::move(result);
}

/// Pairs of identifiers that events stand under: an identifier is a person's, or a thing's that many use. Only a phone
/// has one owner after another; it then counts once for each.
struct Agreement {
  double together = 0, of_a_person = 0, right = 0;
  std::size_t identifiers = 0, persons = 0, customers = 0, things = 0;
  std::vector<std::string> joined_things;
  double precision() const { return right / together; }
  double recall() const { return right / of_a_person; }
};

Agreement compare(const Witness& truth, const identity::Graph& graph, const identity::Rules& rules) {
  using Owner = std::pair<demo::Person, Identifier>;  // a thing owns itself
  std::map<CustomerName, std::map<Owner, std::size_t>> by_customer;
  std::map<Owner, std::size_t> by_owner;
  Agreement found;
  for (const auto& [sent, persons] : truth.times) {
    auto identifier = identity::canonical(sent.kind, sent.value, "", rules).identifier;
    bool is_thing = persons.size() > 1 && sent.kind != "phone";
    found.things += is_thing;
    std::set<std::pair<CustomerName, Owner>> places;
    for (const auto& [person, times] : persons)
      for (auto time : times)
        places.insert({graph.customer_of(identifier, {time}), is_thing ? Owner{{}, sent} : Owner{person, {}}});
    for (const auto& [customer, owner] : places) {
      ++by_customer[customer][owner];
      ++by_owner[owner];
      ++found.identifiers;
      if (!is_thing) continue;
      auto all = graph.customer(customer)->identifiers;
      bool is_alone = std::all_of(all.begin(), all.end(), [&](const auto& each) {
        return each.identifier == identifier || rules.kind(each.identifier.kind).role == identity::Role::transaction;
      });
      if (!is_alone) found.joined_things.push_back(sent.text() + " of " + customer.text());
    }
  }
  for (const auto& [customer, owners] : by_customer) {
    std::size_t all = 0;
    for (const auto& [owner, count] : owners) {
      all += count;
      found.right += pairs(count);
    }
    found.together += pairs(all);
  }
  for (const auto& [owner, count] : by_owner) found.of_a_person += pairs(count);
  found.customers = by_customer.size();
  found.persons = by_owner.size();
  return found;
}

}  // namespace

TEST_CASE("three seeds: customers are the true persons, and no till, tablet or card joins anybody") {
  auto rules = must(identity::read_rules(demo::identity_rules(), "demo")).rules;
  for (std::uint64_t seed : {1, 2, 3}) {
    CAPTURE(seed);
    Folder folder;
    auto history = must(store::History::open(folder.path, store::Access::write));
    auto loader = must(store::Loader::start(history));
    Witness truth(*loader);
    must(demo::generate({seed, 20'000, 730}, truth, {}, [&](auto persons) { truth.hear(persons); }));
    must(loader->finish());

    auto duck = must(store::Duck::open({.memory_limit = store::memory_share(0.2),
                                        .threads = 0,
                                        .temp_directory = folder.path / "tmp",
                                        .allowed = {}}));
    identity::Graph graph(rules);
    graph.add(must(identity::read_seen(history, duck, rules, 0)).observations);
    graph.take_changes();
    auto found = compare(truth, graph, rules);
    MESSAGE("seed " << seed << ": precision " << found.precision() << ", recall " << found.recall() << "; "
                    << found.identifiers << " identifiers, " << found.persons << " persons and things, "
                    << found.customers << " customers, " << found.things << " things, " << graph.shared().size()
                    << " of them found out as shared");
    CHECK(found.precision() >= 0.999);
    CHECK(found.recall() >= 0.97);
    CHECK(found.things > 40);
    CAPTURE(found.joined_things.empty() ? "" : found.joined_things.front());
    CHECK(found.joined_things.empty());
    for (const auto& [identifier, count] : graph.shared())
      for (const auto& span : graph.spans_of(identifier)) CHECK(span.customer.best == identifier);
  }
}
