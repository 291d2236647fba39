// The studio's files, inside the program (cmake/studio.cmake puts them there): one page for all of its addresses, and
// what the page loads, under names that change with their content.
#pragma once

#include <span>
#include <string_view>

#include "net/http_server.h"

namespace cairn::api {

struct StudioFile {
  std::string_view path;  ///< "/assets/index-1a2b.js"
  std::string_view type;  ///< Content-Type
  std::string_view hash;  ///< for the ETag
  std::string_view plain, gzip;
};
/// Generated.
std::span<const StudioFile> studio_files();

/// True for GET and HEAD of a file, and of the addresses that the page itself shows.
bool is_of_studio(const net::Request& request);
net::Response studio_response(const net::Request& request);

}  // namespace cairn::api
