// Writes renderings of maps of many shapes into a folder, for overlap.test.mjs to look at:
//   render_samples DIR
// Names say what they are: retailer.zh-Hant.svg, stress-9-40.en.html.
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "map/render.h"
#include "map/render_sample_shop.h"
#include "map/render_sample_stress.h"

using namespace cairn;
using namespace cairn::map;

namespace {

struct Shape {
  std::string name;
  sample::Sample sample;
  bool observed = true;
  bool page = true;
};

std::vector<Shape> shapes() {
  std::vector<Shape> all;
  all.push_back({"retailer", sample::retailer_sample()});
  all.push_back({"retailer-designed", sample::retailer_sample(), false});
  sample::Sample hostile = sample::retailer_sample();
  hostile.map.title = Label::same("<script>alert(1)</script> & \"quotes\" \x01\x1b[31m \xE2\x80\xAE right-to-left");
  for (auto& touchpoint : hostile.map.touchpoints)
    touchpoint.label = Label::same("</text><b>\"&'" + touchpoint.label.en + " 👟 مرحبا");
  hostile.map.touchpoints[0].id = "\"><img src=x onerror=alert(1)>";
  all.push_back({"hostile", hostile});
  all.push_back({"empty", {}});
  all.push_back({"one", sample::stress(1, 1, 1, true, 1), true, false});
  all.push_back({"stress-3-8", sample::stress(3, 8, 2, true, 2), true, false});
  all.push_back({"stress-5-14", sample::stress(5, 14, 7, true, 3)});
  all.push_back({"stress-6-12", sample::stress(6, 12, 3, false, 4), true, false});
  all.push_back({"stress-9-40", sample::stress(9, 40, 11, true, 5)});
  all.push_back({"stress-9-5", sample::stress(9, 5, 4, true, 6), true, false});
  return all;
}

bool write(const std::filesystem::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) std::fprintf(stderr, "render_samples: cannot write %s\n", path.c_str());
  return static_cast<bool>(file);
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    std::fprintf(stderr, "usage: render_samples DIR\n");
    return 2;
  }
  std::filesystem::path folder = arguments[1];
  std::filesystem::create_directories(folder);
  bool ok = true;
  for (const Shape& shape : shapes())
    for (Language language : {Language::zh_hans, Language::zh_hant, Language::en}) {
      RenderOptions options;
      options.language = language;
      const Observed* observed = shape.observed ? &shape.sample.observed : nullptr;
      std::string name = shape.name + "." + std::string(tag(language));
      ok = write(folder / (name + ".svg"), render_svg(shape.sample.map, observed, options)) && ok;
      ok = write(folder / (name + ".txt"), render_text(shape.sample.map, observed, options)) && ok;
      ok = write(folder / (name + ".mmd"), render_mermaid(shape.sample.map, observed, options)) && ok;
      options.simulated = true;
      ok = write(folder / (shape.name + "-long." + std::string(tag(language)) + ".svg"),
                 render_long_svg(shape.sample.map, observed, options)) &&
           ok;
      if (shape.page) ok = write(folder / (name + ".html"), render_html(shape.sample.map, observed, options)) && ok;
    }
  return ok ? 0 : 1;
}
