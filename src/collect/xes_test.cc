#include "collect/xes.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <set>

#include "collect/test_files.h"

namespace cairn::collect {
namespace {

const std::string log_start = R"(<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <global scope="event"><string key="org:resource" value="DEFAULT"/></global>
  <classifier name="Activity" keys="concept:name"/>
  <string key="concept:name" value="the log"><string key="nested" value="x"/></string>
)";

TEST_CASE("attributes of trace and event, nested ones, lists, types, offsets") {
  TestFolder folder;
  auto imported = import_ok(folder.file("a.xes", log_start + R"(
  <trace>
    <string key="concept:name" value="case &amp; 1"/>
    <container key="box"><int key="size" value="3"/></container>
    <event>
      <string key="concept:name" value="提交申请"/>
      <date key="time:timestamp" value="2011-03-27T01:30:00.000+01:00"/>
      <string key="who" value="Pete"><string key="team" value="red"/></string>
      <list key="codes"><values><string key="code" value="A"/><string key="code" value="B"/></values></list>
      <int key="n" value="50"/><float key="f" value="1.5"/><boolean key="b" value="true"/><string key="s" value="50"/>
    </event>
    <event>
      <string key="concept:name" value="decide"/>
      <date key="time:timestamp" value="2011-03-27T03:30:00.000+02:00"/>
    </event>
  </trace>
  <trace><event><string key="concept:name" value="lost"/><date key="time:timestamp" value="2011-03-27T03:30:00Z"/></event></trace>
</log>)"),
                            {}, folder.path / "q.csv");
  REQUIRE(imported.events.size() == 2);
  const auto& event = imported.events[0];
  CHECK(event.customer == "case & 1");
  CHECK(event.type == "提交申请");
  CHECK(format_time({event.time}) == "2011-03-27T00:30:00Z");
  CHECK(format_time({imported.events[1].time}) == "2011-03-27T01:30:00Z");
  CHECK(event.property("case:box.size.integer") == "3");
  CHECK(event.property("who.text") == "Pete");
  CHECK(event.property("who.team.text") == "red");
  CHECK(event.property("codes.text") == R"(["A","B"])");
  CHECK(event.property("n.integer") == "50");
  CHECK(event.property("f.real") == "1.500000");
  CHECK(event.property("b.boolean") == "1");
  CHECK(event.property("s.text") == "50");
  CHECK(event.property("org:resource.text") == "(none)");  // the log's default is not filled in
  CHECK(imported.report.reasons[static_cast<std::size_t>(Reason::missing_customer)].rows == 1);
  CHECK(contains(folder.read("q.csv"), "lost"));
}

TEST_CASE("damaged XML names its place") {
  TestFolder folder;
  auto text = log_start + "  <trace>\n    <event>\n    </trace>\n</log>";
  auto error = import_error(folder.file("a.xes", text));
  CHECK(error.code == ErrorCode::damaged);
  CHECK(contains(error.where, "a.xes:9:"));
  CHECK(contains(import_error(folder.file("b.xes", log_start)).message, "ends too early"));
  CHECK(contains(import_error(folder.file("c.xes", "<?xml version=\"1.0\"?><html><body>no log</body></html>")).message,
                 "no rows"));
}

TEST_CASE("a small file does not become large in memory: batches end early, depth and attributes have limits") {
  TestFolder folder;
  std::string attributes, events, deep, shut, columns;
  for (int i = 0; i < 2000; ++i) attributes += fmt::format("<int key='a{}' value='1'/>", i);
  for (int i = 0; i < 3000; ++i) events += "<event/>";
  CHECK(records_in_bounded_batches(
            folder.file("a.xes", log_start + "<trace>" + attributes + events + "</trace></log>")) == 3000);
  std::string text =
      "<trace><string key='long' value='" + std::string(500'000, 'x') + "'/>" + events + "</trace></log>";
  CHECK(records_in_bounded_batches(folder.file("b.xes", log_start + text)) == 3000);

  for (int i = 0; i < 100'000; ++i) deep += "<list key='a'><values>", shut += "</values></list>";
  auto error =
      import_error(folder.file("c.xes", log_start + "<trace><event>" + deep + shut + "</event></trace></log>"));
  CHECK(error.code == ErrorCode::limit);
  CHECK(contains(error.message, "nested deeper than 32 levels"));
  CHECK(contains(error.where, "c.xes line 7"));
  for (int i = 0; i < 5000; ++i) columns += fmt::format("<event><int key='a{}' value='1'/></event>", i);
  CHECK(
      contains(import_error(folder.file("d.xes", log_start + "<trace>" + columns + events + "</trace></log>")).message,
               "more than 4000 different attributes"));
  text = "<trace>" + attributes + attributes + attributes + events + "</trace></log>";
  CHECK(contains(import_error(folder.file("e.xes", log_start + text)).message, "a trace of more than 4000 attributes"));
}

TEST_CASE("the declared encoding is used") {
  TestFolder folder;
  CHECK(xml_encoding("<?xml version='1.0' encoding='GB2312'?><log>") == "GB2312");
  CHECK(xml_encoding("<log>").empty());
  auto imported = import_ok(folder.file(
      "a.xes",
      "<?xml version='1.0' encoding='ISO-8859-1'?><log><trace><string key='concept:name' value='M\xFCller'/>"
      "<event><string key='concept:name' value='x'/><date key='time:timestamp' value='2011-01-01T00:00:00Z'/>"
      "</event></trace></log>"));
  REQUIRE(imported.events.size() == 1);
  CHECK(imported.events[0].customer == "Müller");
}

struct KnownLog {
  const char* file;
  std::size_t events, customers, types, complete;
};

TEST_CASE("public logs: events, cases, activities as published") {
  for (const auto& known :
       {KnownLog{"logs/running-example.xes", 42, 6, 8, 0}, KnownLog{"logs/running-example.csv", 42, 6, 8, 0},
        KnownLog{"logs/02_teleclaims.xes.gz", 46'138, 3'512, 11, 24'825},
        KnownLog{"logs/03_repairExample.xes.gz", 11'855, 1'104, 8, 7'733}}) {
    auto path = shared_data(known.file);
    if (path.empty()) continue;
    CAPTURE(known.file);
    auto imported = import_ok(path);
    std::set<std::string> customers, types;
    std::set<EventId> ids;
    std::size_t complete = 0;
    for (const auto& event : imported.events) {
      customers.insert(event.customer);
      types.insert(event.type);
      ids.insert(event.id);
      complete += event.property("lifecycle:transition.text") == "complete";
    }
    CHECK(imported.events.size() == known.events);
    CHECK(customers.size() == known.customers);
    CHECK(types.size() == known.types);
    CHECK(complete == known.complete);
    CHECK(ids.size() == known.events);
  }
}

}  // namespace
}  // namespace cairn::collect
