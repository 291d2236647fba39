#include "base/check.h"
#include "base/json.h"
#include "base/text.h"
#include "event/by_text.h"
#include "event/predicate.h"
#include "journey/question.h"
#include "journey/validate.h"
#include "map/document.h"
#include "map/render.h"
#include "targets.h"

namespace cairn::fuzz {
namespace {

journey::Index shop() {
  std::vector<journey::Index::Row> rows;
  static const char* const path[] = {"product_view", "size_compare", "add_to_cart", "checkout_start", "order_paid"};
  for (int c = 0; c < 12; ++c)
    for (int i = 0; i <= c % 7; ++i)
      rows.push_back({"C" + std::to_string(c),
                      path[(c * i + i) % 5],
                      1767225600000 + (c * 7 + i * i) * 3600000LL,
                      {{"channel", {c % 2 ? "web" : "app", std::nullopt}},
                       {"order_id", {"o" + std::to_string(c / 2), std::nullopt}},
                       {"amount", {std::to_string(i * 50), i * 50.0}}}});
  return journey::Index::in_memory(rows, 1);
}

}  // namespace

void predicate(std::string_view bytes) {
  if (!is_utf8(bytes)) return;  // the command line and JSON let nothing else in
  if (auto read = parse_event_predicate(bytes)) {
    auto again = event_predicate_from(to_json(*read), "again");
    CAIRN_CHECK(again.ok() && to_json(*again) == to_json(*read));
  }
  if (auto read = by_from_text(bytes); read && read->contains("measure")) {
    auto again = measure_from(*read, "again");
    CAIRN_CHECK(again.ok() && to_json(*again) == *read);
  }
  if (auto read = parse_case_predicate(bytes)) {
    auto again = case_predicate_from(to_json(*read), "again");
    CAIRN_CHECK(again.ok() && to_json(*again) == to_json(*read));
  }
}

void question(std::string_view bytes) {
  static const auto index = shop();
  auto document = parse_json(bytes, "question");
  if (!document) return;
  journey::AskOptions options;
  options.threads = 1;
  auto answer = journey::ask(index, *document, options);
  if (!answer) return;
  auto valid = journey::validate_answer(*answer);
  CAIRN_CHECK(valid.ok());
}

void map(std::string_view bytes) {
  auto read = map::read_map(bytes, "map");
  CAIRN_CHECK(read.ok() == map::check(bytes).empty());
  if (!read) return;
  auto again = map::read_map(map::write_map(*read).dump(), "again");
  CAIRN_CHECK(again.ok());
  map::RenderOptions options;
  map::render_text(*read, nullptr, options);
  map::render_html(*read, nullptr, options);
}

}  // namespace cairn::fuzz
