#include "draw/print.h"

#include <cairo-pdf.h>
#include <cairo.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "draw/paint.h"
#include "draw/text_size.h"

namespace cairn::draw {

namespace {

using Surface = std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)>;
using Context = std::unique_ptr<cairo_t, decltype(&cairo_destroy)>;

cairo_status_t append(void* text, const unsigned char* bytes, unsigned count) {
  static_cast<std::string*>(text)->append(reinterpret_cast<const char*>(bytes), count);
  return CAIRO_STATUS_SUCCESS;
}

Result<void> fine(cairo_status_t status, const Picture& picture) {
  if (status == CAIRO_STATUS_SUCCESS) return {};
  return Error{ErrorCode::unsupported, std::string("cannot draw: ") + cairo_status_to_string(status), picture.title,
               ""};
}

}  // namespace

double scale_on(const PdfPage& page, const Picture& picture) {
  double across = page.width - 2 * page.margin, down = page.height - 2 * page.margin;
  return std::min(across / std::max(picture.width, 1.0), down / std::max(picture.height, 1.0));
}

Result<std::string> to_pdf(const Picture& picture, const PdfPage& page) {
  std::string bytes;
  Surface surface(cairo_pdf_surface_create_for_stream(append, &bytes, page.width, page.height), cairo_surface_destroy);
  auto about = [&](cairo_pdf_metadata_t what, const std::string& text) {
    cairo_pdf_surface_set_metadata(surface.get(), what, storable(text).c_str());
  };
  about(CAIRO_PDF_METADATA_TITLE, picture.title);
  about(CAIRO_PDF_METADATA_SUBJECT, picture.description);
  about(CAIRO_PDF_METADATA_CREATOR, "Cairn " CAIRN_VERSION);
  about(CAIRO_PDF_METADATA_CREATE_DATE, format_time({page.date.us / 1'000'000 * 1'000'000}));
  double scale = scale_on(page, picture);
  {
    Context cairo(cairo_create(surface.get()), cairo_destroy);
    cairo_translate(cairo.get(), (page.width - picture.width * scale) / 2, (page.height - picture.height * scale) / 2);
    cairo_scale(cairo.get(), scale, scale);
    CAIRN_TRY_VOID(paint(cairo.get(), picture));
  }
  cairo_surface_finish(surface.get());
  CAIRN_TRY_VOID(fine(cairo_surface_status(surface.get()), picture));
  return bytes;
}

Result<std::string> to_png(const Picture& picture, double scale) {
  constexpr double longest_side = 32'000;
  double width = std::ceil(picture.width * scale), height = std::ceil(picture.height * scale);
  if (std::max(width, height) > longest_side)
    return Error{ErrorCode::limit,
                 fmt::format("the picture is {:.0f} × {:.0f} pixels; a PNG holds at most {:.0f} a side", width, height,
                             longest_side),
                 picture.title, "draw it as SVG or PDF, or fold touchpoints of the map (\"overview\": false)"};
  Surface surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, static_cast<int>(std::max(width, 1.0)),
                                             static_cast<int>(std::max(height, 1.0))),
                  cairo_surface_destroy);
  {
    Context cairo(cairo_create(surface.get()), cairo_destroy);
    cairo_set_source_rgb(cairo.get(), 1, 1, 1);
    cairo_paint(cairo.get());
    cairo_scale(cairo.get(), scale, scale);
    CAIRN_TRY_VOID(paint(cairo.get(), picture));
  }
  std::string bytes;
  CAIRN_TRY_VOID(fine(cairo_surface_write_to_png_stream(surface.get(), append, &bytes), picture));
  return bytes;
}

}  // namespace cairn::draw
