#include "api/studio.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace cairn::api {
namespace {

/// First parts of the page's own addresses (studio/src/app/screens.ts); all else that is not there is a 404.
constexpr std::array shown{"",      "map",   "journeys", "customer", "ask",    "insights",
                           "guide", "proof", "sources",  "settings", "shared", "start"};
constexpr const char* page = "/index.html";

const StudioFile* file_at(std::string_view path) {
  const auto files = studio_files();
  auto found = std::find_if(files.begin(), files.end(), [&](const StudioFile& file) { return file.path == path; });
  return found == files.end() ? nullptr : &*found;
}

const StudioFile* file_of(const net::Request& request) {
  if (const auto* file = file_at(request.path)) return file;
  std::string_view first = std::string_view(request.path).substr(1);
  first = first.substr(0, first.find('/'));
  return std::find(shown.begin(), shown.end(), first) == shown.end() ? nullptr : file_at(page);
}

/// Nothing but this server's own is loaded, nothing is told to where a link leads, nobody may put the page in a frame.
void protect(net::Response& response) {
  response.headers.emplace_back("Content-Security-Policy",
                                "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
                                "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
                                "frame-ancestors 'none'");
  response.headers.emplace_back("Referrer-Policy", "no-referrer");
  response.headers.emplace_back("X-Frame-Options", "DENY");
}

}  // namespace

bool is_of_studio(const net::Request& request) {
  const bool reads = request.method == "GET" || request.method == "HEAD";
  return reads && request.path.starts_with('/') && file_of(request) != nullptr;
}

net::Response studio_response(const net::Request& request) {
  const auto& file = *file_of(request);
  net::Response response{200, "", std::string(file.type)};
  protect(response);
  const auto tag = "\"" + std::string(file.hash) + "\"";
  response.headers.emplace_back("ETag", tag);
  response.headers.emplace_back("Vary", "Accept-Encoding");
  response.headers.emplace_back("Cache-Control",
                                file.path.starts_with("/assets/") ? "public, max-age=31536000, immutable" : "no-cache");
  if (request.header("if-none-match") == tag) {
    response.status = 304;
    return response;
  }
  const bool is_packed = to_lower(request.header("accept-encoding")).find("gzip") != std::string::npos;
  if (is_packed) response.headers.emplace_back("Content-Encoding", "gzip");
  response.body = is_packed ? file.gzip : file.plain;
  return response;
}

}  // namespace cairn::api
