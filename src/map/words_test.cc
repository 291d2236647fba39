#include "map/words.h"

#include <doctest/doctest.h>

#include <limits>

using namespace cairn;
using namespace cairn::map;

TEST_CASE("every word is there in three languages") {
  for (int i = 0; i <= static_cast<int>(Word::nothing_here); ++i)
    for (Language language : {Language::zh_hans, Language::zh_hant, Language::en}) {
      CAPTURE(i);
      CHECK(!word(static_cast<Word>(i), language).empty());
    }
}

TEST_CASE("numbers as each language writes them") {
  CHECK(count_text(0) == "0");
  CHECK(count_text(999) == "999");
  CHECK(count_text(1000) == "1,000");
  CHECK(count_text(18446744073709551615ULL) == "18,446,744,073,709,551,615");
  CHECK(short_count_text(12'480, Language::en) == "12,480");
  CHECK(short_count_text(1'254'000, Language::en) == "1.25\u00a0M");
  CHECK(short_count_text(1'254'000, Language::zh_hans) == "125\u00a0万");
  CHECK(short_count_text(250'000'000, Language::zh_hant) == "2.5\u00a0億");
  CHECK(share_text(0.42) == "42\u00a0%");
  CHECK(share_text(0.0042) == "0.4\u00a0%");
  CHECK(share_text(0.00001) == "<\u00a00.1\u00a0%");
  CHECK(share_text(0.9996) == "100\u00a0%");
  CHECK(share_text(0.9961) == "99.6\u00a0%");
  CHECK(share_text(std::numeric_limits<double>::quiet_NaN()) == "–");
  CHECK(duration_text(564, Language::en) == "9.4\u00a0min");
  CHECK(duration_text(564, Language::zh_hans) == "9.4\u00a0分钟");
  CHECK(duration_text(564, Language::zh_hant) == "9.4\u00a0分鐘");
  CHECK(duration_text(3.2 * 86400, Language::zh_hans) == "3.2\u00a0天");
  CHECK(duration_text(Duration{7LL * 86'400'000}, Language::en) == "7\u00a0days");
  CHECK(duration_text(Duration{86'400'000}, Language::en) == "1\u00a0day");
  CHECK(duration_text(std::numeric_limits<double>::infinity(), Language::en) == "–");
}

TEST_CASE("phrases") {
  CHECK(phrase(Word::n_cases, Language::en, "1") == "1 case");
  CHECK(phrase(Word::n_cases, Language::en, "2") == "2 cases");
  CHECK(phrase(Word::leave_at, Language::zh_hant, "42 %", "結帳(s)") == "42 % 在「結帳(s)」離開");
  journey::CaseRule rule;
  rule.by = journey::CaseBy::session;
  CHECK(case_rule_text(rule, Language::en) == "one case = one session (gap over 30\u00a0minutes)");
}
