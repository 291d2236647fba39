#include <thread>

#include "store/inbox_test_support.h"

using namespace cairn;
using namespace cairn::store;

namespace {

constexpr std::int64_t day_us = 24LL * 3600 * 1'000'000;

struct InboxFolder : Folder {
  using Folder::Folder;
  std::unique_ptr<Inbox> open(InboxOptions options = {}, std::int64_t loaded = 0) {
    std::filesystem::create_directories(path);
    if (!options.now) options.now = [] { return Time{inbox_start_us}; };
    return must(Inbox::open(path, loaded, options));
  }
};

std::vector<bool> bits(std::initializer_list<int> values) {
  std::vector<bool> known;
  for (int value : values) known.push_back(value != 0);
  return known;
}

}  // namespace

TEST_CASE("requests come out in the order they were acknowledged, as they were sent") {
  InboxFolder folder("inbox-order");
  auto inbox = folder.open();
  auto arrival = inbox_request({1, 2});
  arrival.source = "app";
  arrival.format = 4;
  arrival.context = R"({"call":"batch"})";
  arrival.body += std::string("\0\xff", 2);
  CHECK(must(put_now(*inbox, arrival)).seq == 1);
  CHECK(must(put_now(*inbox, inbox_request({3}))).seq == 2);
  CHECK(inbox->last() == 2);
  auto requests = must(inbox->read(0, 1 << 20));
  REQUIRE(requests.size() == 2);
  CHECK(requests[0].source == "app");
  CHECK(requests[0].format == 4);
  CHECK(requests[0].context == arrival.context);
  CHECK(requests[0].body == arrival.body);
  CHECK(requests[0].received == arrival.received);
  CHECK(requests[0].known.empty());
  CHECK(must(inbox->read(1, 1 << 20)).size() == 1);
  CHECK(must(inbox->read(0, 1)).size() == 1);
  CHECK(must(inbox->read(2, 1)).empty());
}

TEST_CASE("the memory of an id costs at most 40 bytes on disk") {
  InboxFolder folder("inbox-bytes");
  constexpr std::uint64_t requests = 100, events = 1000;
  {
    auto inbox = folder.open();
    for (std::uint64_t r = 0; r < requests; ++r) {
      std::vector<std::uint64_t> ids;
      for (std::uint64_t e = 0; e < events; ++e) ids.push_back(r * events + e + 1);
      must(put_now(*inbox, inbox_request(ids)));
    }
    inbox->forget(inbox->last());
  }
  auto db = must(StateDb::open(folder.path / "inbox.db", StateDb::Mode::write));
  auto sizes = must(db.prepare("SELECT sum(pgsize) FROM dbstat WHERE name IN ('recent_key', 'fresh_key', 'odd_key')"));
  REQUIRE(must(sizes.step()));
  CHECK(static_cast<std::uint64_t>(sizes.integer(0)) <= 40 * requests * events);
  CHECK(static_cast<std::uint64_t>(sizes.integer(0)) >= 12 * requests * events);
}

TEST_CASE("of events with one key the first is new: within a request, across requests and across a restart") {
  InboxFolder folder("inbox-doubles");
  {
    auto inbox = folder.open();
    CHECK(must(put_now(*inbox, inbox_request({1, 2, 1}))).known == bits({0, 0, 1}));
    auto second = must(put_now(*inbox, inbox_request({3, 2})));
    CHECK(second.known == bits({0, 1}));
    CHECK(second.seq == 2);
    auto third = must(put_now(*inbox, inbox_request({3, 1})));
    CHECK(third.known_count == 2);
    CHECK(third.seq == 0);
    CHECK(inbox->last() == 2);
    auto counts = inbox->counts();
    CHECK(counts.acknowledged_requests == 3);
    CHECK(counts.acknowledged_events == 3);
    CHECK(counts.known_events == 4);
    CHECK(counts.waiting_requests == 2);
    CHECK(counts.queued_bytes == 0);
  }
  auto inbox = folder.open();
  CHECK(kept_events(*inbox) == std::vector<std::uint64_t>{1, 2, 3});
  CHECK(must(put_now(*inbox, inbox_request({2, 4}))).known == bits({1, 0}));
  CHECK(inbox->last() == 3);
  CHECK(inbox->counts().waiting_requests == 3);
  CHECK(verify_inbox(folder.path, {{"segments", 3}}).empty());
  CHECK(verify_inbox(folder.path, {{"segments", 4}}).size() == 1);
}

TEST_CASE("keys without a time near now are known again wherever they would go now") {
  InboxFolder folder("inbox-odd");
  auto inbox = folder.open();
  auto one = [&](std::int64_t time, std::int64_t received, const char* id) {
    auto arrival = inbox_request({1});
    arrival.keys = {{hash128(id), time, {}}};
    arrival.received = {received};
    return must(put_now(*inbox, arrival)).known_count == 1;
  };
  CHECK(!one(no_time, inbox_start_us, "none"));
  CHECK(one(no_time, inbox_start_us + day_us, "none"));
  // Near when it came, far when it comes again.
  CHECK(!one(inbox_start_us, inbox_start_us, "late"));
  CHECK(one(inbox_start_us, inbox_start_us + 20 * day_us, "late"));
  // From the future when it came, near when it comes again.
  CHECK(!one(inbox_start_us + 3 * day_us, inbox_start_us, "ahead"));
  CHECK(one(inbox_start_us + 3 * day_us, inbox_start_us + 3 * day_us, "ahead"));
  // Before 1970, and after what 32 bits of seconds hold.
  CHECK(!one(-5, inbox_start_us, "old"));
  CHECK(one(-5, inbox_start_us, "old"));
  CHECK(!one(5'000'000'000'000'000, inbox_start_us, "far"));
  CHECK(one(5'000'000'000'000'000, inbox_start_us, "far"));
  // One id with two times near now is two events, as designed: the time is part of the key.
  CHECK(!one(inbox_start_us, inbox_start_us, "two"));
  CHECK(!one(inbox_start_us + 5'000'000, inbox_start_us, "two"));
}

TEST_CASE("an order is completed once, by the first event that is kept") {
  InboxFolder folder("inbox-orders");
  auto inbox = folder.open();
  auto request = [](std::uint64_t event, const char* order) {
    auto arrival = inbox_request({event});
    if (order != nullptr) arrival.keys[0].order = hash128(order);
    return arrival;
  };
  CHECK(must(put_now(*inbox, request(1, nullptr))).known_count == 0);
  CHECK(must(put_now(*inbox, request(1, "A"))).known_count == 1);  // left out, so it completes nothing
  CHECK(must(put_now(*inbox, request(2, "A"))).known_count == 0);
  CHECK(must(put_now(*inbox, request(3, "A"))).seq == 0);
  CHECK(must(put_now(*inbox, request(4, "B"))).known_count == 0);
}

TEST_CASE("a key lives for the window after it came, and not for ever") {
  InboxFolder folder("inbox-expiry");
  std::atomic<std::int64_t> now = inbox_start_us;
  InboxOptions options;
  options.now = [&] { return Time{now}; };
  auto put_all = [&](std::int64_t received) {
    auto inbox = folder.open(options);
    // What is due goes within the first commits; each number of a key that is known is one bit.
    for (int i = 0; i < 3; ++i) must(put_now(*inbox, inbox_request({static_cast<std::uint64_t>(received / 1000 + i)})));
    int known = 0;
    for (const auto& [id, time] : {std::pair("near", inbox_start_us),
                                   {"edge", inbox_start_us - 13 * day_us},
                                   {"none", no_time},
                                   {"order", inbox_start_us}}) {
      auto arrival = inbox_request({1});
      arrival.received = {received};
      arrival.keys = {{hash128(id), time, {}}};
      if (std::string_view(id) == "order") arrival.keys = {{hash128(std::to_string(received)), no_time, hash128("o")}};
      known = known * 2 + static_cast<int>(must(put_now(*inbox, arrival)).known_count);
    }
    return known;
  };
  CHECK(put_all(inbox_start_us) == 0);
  now = inbox_start_us + 27 * day_us;
  CHECK(put_all(now) == 0b1111);
  now = inbox_start_us + 28 * day_us - 1;
  CHECK(put_all(now) == 0b1111);
  // Keys that came again were not put anew: 43 days after the first, all of them are gone.
  now = inbox_start_us + 43 * day_us;
  CHECK(put_all(now) == 0);
}

TEST_CASE("bounds of the queue and of what waits for the loader refuse, and accept again") {
  InboxFolder folder("inbox-bounds");
  InboxOptions options;
  options.queue_bytes = 4000;
  options.most_bytes = 20'000;
  auto inbox = folder.open(options);
  auto large = put_now(*inbox, inbox_request({1}, 5000));
  REQUIRE(!large.ok());
  CHECK(large.error().code == ErrorCode::limit);
  std::uint64_t event = 10;
  std::int64_t last = 0;
  for (;; ++event) {
    auto receipt = put_now(*inbox, inbox_request({event}, 2000));
    if (!receipt) {
      CHECK(receipt.error().code == ErrorCode::limit);
      break;
    }
    last = receipt->seq;
    REQUIRE(event < 40);
  }
  CHECK(event > 13);
  CHECK(inbox->counts().refused_requests == 2);
  inbox->forget(last);
  for (int i = 0; inbox->counts().waiting_requests > 0; ++i) {
    REQUIRE(i < 1000);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  CHECK(inbox->counts().waiting_bytes == 0);
  CHECK(must(inbox->read(0, 1)).empty());
  CHECK(must(put_now(*inbox, inbox_request({event}, 2000))).seq == last + 1);
}

TEST_CASE("numbers never come twice: after all was forgotten, and when the inbox was lost") {
  InboxFolder folder("inbox-numbers");
  {
    auto inbox = folder.open();
    must(put_now(*inbox, inbox_request({1})));
    must(put_now(*inbox, inbox_request({2})));
    inbox->forget(2);
    for (int i = 0; inbox->counts().waiting_requests > 0 && i < 1000; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  {
    auto inbox = folder.open();
    CHECK(inbox->last() == 2);
    CHECK(must(put_now(*inbox, inbox_request({3}))).seq == 3);
  }
  for (const char* name : {"inbox.db", "inbox.db-wal", "inbox.db-shm"}) std::filesystem::remove(folder.path / name);
  auto inbox = folder.open({}, 3);
  CHECK(must(put_now(*inbox, inbox_request({4}))).seq == 4);
}

TEST_CASE("what the history has is forgotten at the next start") {
  InboxFolder folder("inbox-loaded");
  {
    auto inbox = folder.open();
    for (std::uint64_t i = 1; i <= 3; ++i) must(put_now(*inbox, inbox_request({i})));
  }
  auto inbox = folder.open({}, 2);
  for (int i = 0; inbox->counts().waiting_requests > 1 && i < 1000; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  CHECK(kept_events(*inbox) == std::vector<std::uint64_t>{3});
}

TEST_CASE("who waits is woken by the next commit") {
  InboxFolder folder("inbox-wait");
  auto inbox = folder.open();
  CHECK(inbox->wait(0, Duration{10}) == 0);
  auto waiting = std::async(std::launch::async, [&] { return inbox->wait(0, Duration{60'000}); });
  must(put_now(*inbox, inbox_request({1})));
  CHECK(waiting.get() == 1);
}

TEST_CASE("many threads, a short journal and many keys: each event once, and what is queued at the end is kept") {
  InboxFolder folder("inbox-threads");
  InboxOptions options;
  options.journal_pages = 64;
  constexpr std::uint64_t threads = 4, requests = 150, events = 1000, overlap = 100;
  auto event_of = [](std::uint64_t t, std::uint64_t r, std::uint64_t e) { return (t * requests + r) * events + e; };
  std::set<std::uint64_t> stored;
  std::int64_t loaded = 0;
  {
    auto inbox = folder.open(options);
    std::vector<std::thread> senders;
    for (std::uint64_t t = 0; t < threads; ++t)
      senders.emplace_back([&, t] {
        for (std::uint64_t r = 0; r < requests; ++r) {
          std::vector<std::uint64_t> list;
          for (std::uint64_t e = 0; e < events; ++e) list.push_back(event_of(t, r, e));
          for (std::uint64_t e = 0; r > 0 && e < overlap; ++e) list.push_back(event_of(t, r - 1, e));
          (void)put_soon(*inbox, inbox_request(list));
          if (r % 16 == 0) inbox->wait(inbox->last(), Duration{50});
        }
      });
    std::thread loader([&] {
      while (loaded < 100) {
        for (const auto& request : must(inbox->read(loaded, 100'000))) loaded = request.seq;
        inbox->forget(loaded);
      }
    });
    for (auto& sender : senders) sender.join();
    loader.join();
  }
  auto inbox = folder.open(options);
  CHECK(inbox->last() == static_cast<std::int64_t>(threads * requests));
  for (std::uint64_t t = 0; t < threads; ++t)
    for (std::uint64_t r = 0; r < requests; r += 37) {
      auto again = must(put_now(*inbox, inbox_request({event_of(t, r, 0), event_of(t, r, events - 1)})));
      CHECK(again.known_count == 2);
    }
  auto kept = kept_events(*inbox, loaded);
  stored = {kept.begin(), kept.end()};
  CHECK(stored.size() == kept.size());
  CHECK(verify_inbox(folder.path, {{"segments", loaded}}).empty());
}
