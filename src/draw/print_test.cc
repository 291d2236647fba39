#include "draw/print.h"

#include <doctest/doctest.h>

#include "draw/stack.h"

using namespace cairn;
using namespace cairn::draw;

namespace {

Picture sample(const std::string& language, const std::string& text) {
  Picture picture;
  picture.width = 300;
  picture.height = 200;
  picture.title = "A picture";
  picture.language = language;
  picture.add(
      Rect{10, 10, 120, 40, 8, {Ink::orange_soft, Pattern::hatch, Ink::orange_mid}, {Ink::text, 2, Dash::dashed}});
  picture.add(Rect{10, 60, 120, 40, 0, {Ink::grey_soft, Pattern::dots, Ink::grey}, {}});
  Path path = rounded_line({{150, 20}, {200, 20}, {200, 90}}, 10);
  path.stroke = {Ink::blue, 4};
  path.fill = {Ink::blue_soft};
  path.opacity = 0.5;
  picture.add(path);
  picture.add(label(text, 10, 110, 200, {.size = 20}, language));
  return picture;
}

/// Width or height out of the header of a PNG.
std::uint32_t side(const std::string& png, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(png.at(at + i));
  return value;
}

}  // namespace

TEST_CASE("a PDF has one page of the size of A3, its fonts inside, and the same bytes each time") {
  auto picture = sample("zh-Hant", "門市的「結帳」 checkout");
  auto pdf = to_pdf(picture, {}), again = to_pdf(picture, {});
  REQUIRE(pdf);
  CHECK(pdf->starts_with("%PDF-"));
  CHECK(pdf->find("/FontFile") != std::string::npos);
  CHECK(pdf->find("/Count 1") != std::string::npos);
  CHECK(pdf->find("1190.55") != std::string::npos);
  CHECK(*pdf == *again);
  CHECK(to_pdf(picture, {.date = {1'790'812'799'000'000}})->find("(20260930") != std::string::npos);
}

TEST_CASE("a picture keeps its proportions and its margins on the page") {
  Picture wide, high;
  wide.width = 3000, wide.height = 100;
  high.width = 100, high.height = 3000;
  PdfPage page{.width = 1000, .height = 500, .margin = 50, .date = {}};
  CHECK(scale_on(page, wide) == doctest::Approx(0.3));
  CHECK(scale_on(page, high) == doctest::Approx(400.0 / 3000));
}

TEST_CASE("a PNG has two pixels for one, and the same bytes each time") {
  auto picture = sample("zh-Hans", "门店的“结账” \x01 \xFF");
  auto png = to_png(picture);
  REQUIRE(png);
  CHECK(png->starts_with("\x89PNG"));
  CHECK(side(*png, 16) == 600);
  CHECK(side(*png, 20) == 400);
  CHECK(*png == *to_png(picture));
  picture.height = 20'000;
  auto refused = to_png(picture);
  REQUIRE(!refused);
  CHECK(refused.error().code == ErrorCode::limit);
  CHECK(refused.error().message.find("40000") != std::string::npos);
}

TEST_CASE("Chinese characters that no font has are an error that says what to do") {
  auto refused = to_png(sample("zh-Hans", "好\U000323AF"));  // the last of Unicode 15: in no font of Debian 12
  REQUIRE(!refused);
  CHECK(refused.error().code == ErrorCode::not_found);
  CHECK(refused.error().message.find("\U000323AF") != std::string::npos);
  CHECK(refused.error().message.find("好") == std::string::npos);
  CHECK(refused.error().hint.find("fonts-noto-cjk") != std::string::npos);
}
