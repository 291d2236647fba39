#include "base/random.h"
#include "collect/wire_test_support.h"

namespace cairn::collect {
namespace {

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

std::string keys(std::size_t count) {
  std::string all = R"("properties":{)";
  for (std::size_t i = 0; i < count; ++i) all += fmt::format("{}\"k{}\":{}", i == 0 ? "" : ",", i, i);
  return all + "}";
}

/// Any item that an SDK could send, or that none would.
std::string item_of(Random& random, bool& is_good) {
  is_good = random.chance(0.6);
  if (!is_good) {
    static const std::string bad[] = {"5",
                                      "null",
                                      "[1]",
                                      R"({"type":"track"})",
                                      R"({"type":"track","event":"x","userId":"null"})",
                                      R"({"type":"track","event":"x","userId":"u","properties":{"a":1e400}})",
                                      R"({"type":"track","event":"x","userId":"u","properties":{"a":"\ud800"}})",
                                      R"({"type":"track","event":"\u0000","userId":"u"})",
                                      R"({"type":"fly","userId":"u"})",
                                      R"({"type":"track","event":"x","userId":"u","timestamp":"soon"})",
                                      "{\"type\":\"track\",\"event\":\"x\xff\",\"userId\":\"u\"}",
                                      R"({"type":"track","event":"x","userId":"u","properties":{"a":01}})"};
    return bad[random.below(std::size(bad))];
  }
  auto text = fmt::format(
      R"({{"type":"track","event":"e{}","userId":"u{}","messageId":"m{}","timestamp":"2026-02-{:02}T10:00:00Z")",
      random.below(4), random.below(9), random.next(), random.below(28) + 1);
  if (random.chance(0.7))
    text += fmt::format(R"(,"properties":{{"n":{},"t":"x{}","nested":{{"list":[1,2,{{"a":"b"}}],"z":{}}}}})",
                        random.below(1000), random.below(5), random.chance(0.5) ? "1.5" : "\"text\"");
  if (random.chance(0.5))
    text += R"(,"context":{"page":{"url":"https://x.example/"},"library":{"name":"analytics.js"}})";
  return text + "}";
}

}  // namespace

TEST_CASE("identifiers that mean nobody") {
  for (auto nobody : {"",
                      " ",
                      "null",
                      "NULL",
                      "undefined",
                      "0",
                      "-1",
                      "000",
                      "Anonymous",
                      "GUEST",
                      "unknown",
                      "00000000-0000-0000-0000-000000000000",
                      "[object Object]",
                      "NaN",
                      "none",
                      "\"null\"",
                      "true",
                      "游客",
                      "'undefined'",
                      "blank",
                      "distinct_id",
                      "Not_Authenticated",
                      "未登录"})
    CHECK_MESSAGE(means_nobody(nobody), nobody);
  for (auto somebody : {"1", "u1", "10", "nullify", "guest7", "00000000-0000-0000-0000-000000000001", "张三"})
    CHECK_FALSE_MESSAGE(means_nobody(somebody), somebody);
  CHECK(segment_item(R"({"type":"track","event":"x","userId":"null","anonymousId":"a1"})").only().kind == "anonymous");
  CHECK(segment_item(R"({"type":"track","event":"x","userId":"undefined","anonymousId":0})").reason() == "missing-id");
  CHECK(segment_item(R"({"type":"track","event":"x","userId":17})").only().who == "17");
}

TEST_CASE("the time of an event is what its sender meant, moved by the error of its clock") {
  auto received = at("2026-03-01T12:00:00Z");
  auto time = [&](std::string original, std::string timestamp, std::string sent) {
    WireTimes times;
    if (!original.empty()) times.original = at(original).us;
    if (!timestamp.empty()) times.timestamp = at(timestamp).us;
    if (!sent.empty()) times.sent = at(sent).us;
    return format_time(event_time(times, received));
  };
  CHECK(time("", "", "") == "2026-03-01T12:00:00Z");
  CHECK(time("2026-03-01T10:00:00Z", "", "") == "2026-03-01T10:00:00Z");
  CHECK(time("2026-03-01T10:00:00Z", "", "2026-03-01T11:00:00Z") == "2026-03-01T11:00:00Z");
  CHECK(time("", "2026-03-01T10:00:00Z", "2026-03-01T11:00:00Z") == "2026-03-01T11:00:00Z");
  CHECK(time("2026-03-01T10:00:00Z", "2026-03-01T09:00:00Z", "2026-03-01T11:00:00Z") == "2026-03-01T09:00:00Z");
  CHECK(time("2026-03-02T12:00:00Z", "", "") == "2026-03-02T12:00:00Z");
  CHECK(time("2026-03-02T12:00:01Z", "", "") == "2026-03-01T12:00:00Z");
  CHECK(time("2036-03-01T12:00:00Z", "", "") == "2026-03-01T12:00:00Z");
  CHECK(time("0001-01-01T00:00:00Z", "", "") == "2026-03-01T12:00:00Z");
  CHECK(time("", "9999-12-31T23:59:59Z", "") == "2026-03-01T12:00:00Z");
  CHECK(time("2026-03-01T10:00:00Z", "", "9999-12-31T23:59:59Z") == "2026-03-01T12:00:00Z");
  CHECK(event_time({INT64_MAX, no_time, INT64_MIN + 1}, received) == received);
  CHECK(event_time({INT64_MIN + 1, no_time, INT64_MAX}, received) == received);
}

TEST_CASE("hostile times: read, clamped, and kept as they were written") {
  auto when = [](std::string timestamp) { return track(R"("timestamp":)" + timestamp).only(); };
  CHECK(when(R"("2026-02-28T23:59:60Z")").time == at("2026-03-01T00:00:00Z").us);
  CHECK(when(R"("2026-03-01T08:00:00+08:00")").time == at("2026-03-01T00:00:00Z").us);
  CHECK(when("1772323200000").time == at("2026-03-01T00:00:00Z").us);
  CHECK(when("1772323200").time == at("2026-03-01T00:00:00Z").us);
  for (std::string odd :
       {"\"0001-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59Z\"", "\"2036-03-01T12:00:00Z\"", "99999999999999"}) {
    auto event = when(odd);
    CHECK(event.time == event.received);
    CHECK(event["original_time.text"] == (odd[0] == '"' ? odd.substr(1, odd.size() - 2) : odd));
    CHECK(event.key_time != no_time);
  }
  CHECK(when(R"("2026-03-01T11:00:00Z")")["original_time.text"] == "(none)");
  for (std::string odd : {"\"soon\"", "true", "1e400", "\"2026-13-01T00:00:00Z\"", "99999999999999999999"})
    CHECK_MESSAGE(track(R"("timestamp":)" + odd).refused.size() == 1, odd);
  CHECK(track(R"("timestamp":null)").only().key_time == no_time);
  CHECK(track(R"("sentAt":"soon")").only().sent == no_time);
}

TEST_CASE("numbers are exact or stay text; what a double cannot hold refuses its item") {
  auto value = [](std::string number) { return track(R"("properties":{"n":)" + number + "}"); };
  CHECK(value("9223372036854775807").only()["n.integer"] == "9223372036854775807");
  CHECK(value("9223372036854775808").only()["n.text"] == "9223372036854775808");
  CHECK(value("-99999999999999999999").only()["n.text"] == "-99999999999999999999");
  CHECK(value("1e-400").only().properties.size() == 1);
  CHECK(value("1e400").reason() == "bad-number");
  CHECK(value("[[1e400]]").reason() == "bad-number");
  for (auto odd : {"01", "1.", ".5", "+1", "1e", "--1", "NaN", "Infinity", "0x10", "1_000", "truex", "nul", "'a'"})
    CHECK_MESSAGE(value(odd).events.empty(), odd);
}

TEST_CASE("text that nothing can hold refuses its item and no other") {
  auto text = [](std::string inside) { return track(R"("properties":{"a":")" + inside + R"("})"); };
  CHECK(text(R"(\ud83d\ude00)").only()["a.text"] == "😀");
  CHECK(text(R"(\\u0000)").only()["a.text"] == R"(\u0000)");
  CHECK(text(R"(\u4e2d)").only()["a.text"] == "中");
  for (auto bad : {R"(\u0000)", R"(\ud800)", R"(\udc00)", R"(\ud800\u0041)", R"(\ud800\ud800)", R"(x\uD83D)"})
    CHECK_MESSAGE(text(bad).reason() == "bad-text", bad);
  CHECK(text(R"(\u00)").reason() == "not-json");
  CHECK(text(R"(\x)").reason() == "not-json");
  CHECK(track(R"("properties":{"\ud800":1})").reason() == "bad-text");
  CHECK(track(R"("properties":{"a":["\u0000"]})").reason() == "bad-text");
  for (std::string bad : {"\xc0\xaf", "\xed\xa0\x80", "\xff", "\xf4\x90\x80\x80", "\xe4\xb8"}) {
    auto read = segment(R"({"batch":[{"type":"track","event":"a","userId":"中"},{"type":"track","event":"b)" + bad +
                        R"(","userId":"u"},{"type":"track","event":"c","userId":"u"}]})");
    REQUIRE(read.events.size() == 2);
    CHECK(read.events[0].who == "中");
    CHECK(read.events[1].type == "c");
    REQUIRE(read.refused.size() == 1);
    CHECK(read.refused[0].item == 1);
    CHECK(read.refused[0].reason == "bad-text");
    CHECK(read.refused[0].text.find('?') != std::string::npos);
  }
}

TEST_CASE("limits: size, depth and keys of an event") {
  auto size = [](std::size_t bytes) { return track(R"("properties":{"a":")" + std::string(bytes, 'x') + R"("})"); };
  CHECK(size(32'000).events.size() == 1);
  CHECK(size(33'000).reason() == "too-large");
  CHECK(size(100'000).refused.at(0).text.size() == 64 * 1024);
  auto nested = [](std::size_t depth) {
    return track(R"("properties":)" + repeated(R"({"a":)", depth) + "1" + repeated("}", depth));
  };
  CHECK(nested(31).events.size() == 1);
  CHECK(nested(32).reason() == "too-deep");
  CHECK(nested(5'000).reason() == "too-deep");
  CHECK(track(R"("properties":{"a":)" + repeated("[", 30) + repeated("]", 30) + "}").events.size() == 1);
  CHECK(track(R"("properties":{"a":)" + repeated("[", 31) + repeated("]", 31) + "}").reason() == "too-deep");
  CHECK(track(keys(508)).events.size() == 1);  // with type, event, userId, properties
  CHECK(track(keys(509)).reason() == "too-many-keys");
  CHECK(track(R"("properties":{")" + std::string(600, 'k') + R"(":1})").reason() == "name-too-long");
  CHECK(segment_item(R"({"type":"track","event":"x","userId":")" + std::string(600, 'u') + "\"}").reason() ==
        "name-too-long");
}

TEST_CASE("bodies that are not JSON are refused whole") {
  for (std::string body : {"", " ", "null", "5", "\"x\"", "{", "[", "{]", "[}", R"({"batch":[)", R"({"batch":[{}})",
                           R"({"batch":[]} x)", R"({"batch":[]}})", R"({"batch" []})", R"({"batch":[{} {}]})",
                           R"({"a":"b)", "\xff\xfe", "{\"batch\":[\"\n\"]}"})
    CHECK_MESSAGE(segment(body).failed, body);
  CHECK(segment(repeated("[", 1'000'000)).failed);
  auto deep = segment(R"({"batch":[)" + repeated("[", 400'000) + repeated("]", 400'000) + "]}");
  CHECK(deep.reason() == "too-large");
  CHECK(segment(R"({"batch":[]})").events.empty());
  CHECK(segment(R"({"batch":[5,null,"x",[{}],{}]})").refused.size() == 5);
  CHECK(segment(R"({"batch":5})").reason() == "missing-type");
}

TEST_CASE("reading twice gives the same, and bad items change nothing about the others") {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    std::string all, good;
    std::vector<std::uint32_t> places;
    std::size_t count = 1 + random.below(12);
    for (std::size_t i = 0; i < count; ++i) {
      bool is_good = false;
      auto item = item_of(random, is_good);
      all += (i == 0 ? "" : ",") + item;
      if (!is_good) continue;
      good += (good.empty() ? "" : ",") + item;
      places.push_back(static_cast<std::uint32_t>(i));
    }
    std::string end = R"(],"sentAt":"2026-03-01T11:59:00Z"})";
    auto mixed = segment(R"({"batch":[)" + all + end);
    CHECK(mixed.events == segment(R"({"batch":[)" + all + end).events);
    auto alone = segment(R"({"batch":[)" + good + end);
    CHECK(alone.refused.empty());
    CHECK(mixed.refused.size() == count - places.size());
    REQUIRE(alone.events.size() == mixed.events.size());
    for (std::size_t i = 0; i < places.size(); ++i) {
      CHECK(mixed.events[i].item == places[i]);
      alone.events[i].item = places[i];
    }
    CHECK(mixed.events == alone.events);
  }
}

TEST_CASE("appending to a batch that holds events changes none of them") {
  WireBatch batch;
  auto context = context_of_test();
  std::string first = R"({"batch":[{"type":"track","event":"x","userId":"u","properties":{"a":1,"b":"t"}}]})";
  std::string second = R"({"batch":[{"type":"track","event":"y","userId":"u","properties":{"b":"s","a":2.5}},7]})";
  REQUIRE(read_wire(WireFormat::segment, first, context, batch).ok());
  REQUIRE(read_wire(WireFormat::segment, second, context, batch).ok());
  auto events = events_of(batch);
  REQUIRE(events.size() == 2);
  CHECK(events[0] == segment(first).only());
  CHECK(events[1]["a.real"] == "2.5");
  CHECK(batch.refused.at(0).item == 1);
}

TEST_CASE("100,000 different keys in one request are 100,000 properties") {
  std::string body = R"({"batch":[)";
  for (int i = 0; i < 250; ++i) {
    body += std::string(i == 0 ? "" : ",") + R"({"type":"track","event":"x","userId":"u","properties":{)";
    for (int k = 0; k < 400; ++k) body += fmt::format("{}\"same name {:06}\":1", k == 0 ? "" : ",", i * 400 + k);
    body += "}}";
  }
  auto read = segment(body + "]}");
  REQUIRE(read.events.size() == 250);
  for (const auto& event : read.events) CHECK(event.properties.size() == 400);
}

}  // namespace cairn::collect
