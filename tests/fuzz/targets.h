// What is fed with arbitrary bytes: every reader of what people and files bring. A target may refuse its input, in
// words; it must not crash, hang, or break the promise that stands beside it.
//
//   corpus/<target>/…   seeds, and every input that once broke something
//   fuzz_test.cc        replays them in every test run
//   libfuzzer.cc        one program a target for `tools/fuzz`, which looks for more (clang's libFuzzer)
#pragma once

#include <string_view>

namespace cairn::fuzz {

using Target = void (*)(std::string_view bytes);

void predicate(std::string_view bytes);  ///< what is written of it is read again as the same
void question(std::string_view bytes);   ///< an answer follows schema/answer.schema.json
void map(std::string_view bytes);        ///< a map without fault is read, written, read again, and drawn
void csv(std::string_view bytes);        ///< file formats: every row is an event or set aside
void ndjson(std::string_view bytes);
void parquet(std::string_view bytes);
void xes(std::string_view bytes);
void xlsx(std::string_view bytes);     ///< a workbook, or the parts of one as text that are put into a zip first
void file(std::string_view bytes);     ///< format, compression and encoding found by content
void segment(std::string_view bytes);  ///< bodies of SDKs: read twice they give the same, and every item is an event,
void posthog(std::string_view bytes);  ///< refused or ignored
void sensors(std::string_view bytes);
void webhook(std::string_view bytes);  ///< a mapping and a body: read twice with one result, tried, in order
void wechat(std::string_view bytes);   ///< messages and ciphertext; the reply is well-formed
void http(std::string_view bytes);  ///< bytes of a connection: the same requests however they are cut; bodies inflated

struct Named {
  const char* name;
  Target target;
};
inline constexpr Named targets[] = {
    {"predicate", predicate}, {"question", question}, {"map", map},         {"csv", csv},       {"ndjson", ndjson},
    {"parquet", parquet},     {"xes", xes},           {"xlsx", xlsx},       {"file", file},     {"segment", segment},
    {"posthog", posthog},     {"sensors", sensors},   {"webhook", webhook}, {"wechat", wechat}, {"http", http}};

}  // namespace cairn::fuzz
