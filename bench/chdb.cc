#include "chdb.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <cstdlib>

namespace cairn::bench {
namespace {

// What libchdb.so exports, as far as it is used here.
extern "C" {
struct chdb_result;
using chdb_connection = void*;
using chdb_connect_t = chdb_connection* (*)(int, char**);
using chdb_close_t = void (*)(chdb_connection*);
using chdb_query_t = chdb_result* (*)(chdb_connection, const char*, const char*);
using chdb_destroy_t = void (*)(chdb_result*);
using chdb_buffer_t = char* (*)(chdb_result*);
using chdb_length_t = std::size_t (*)(chdb_result*);
using chdb_error_t = const char* (*)(chdb_result*);
}

struct Api {
  chdb_connect_t connect = nullptr;
  chdb_close_t close = nullptr;
  chdb_query_t query = nullptr;
  chdb_destroy_t destroy = nullptr;
  chdb_buffer_t buffer = nullptr;
  chdb_length_t length = nullptr;
  chdb_error_t error = nullptr;
};

template <class Function>
bool find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(::dlsym(library, name));
  return function != nullptr;
}

}  // namespace

struct ChDb::State {
  Api api;
  chdb_connection* connection = nullptr;
  ~State() {
    if (connection != nullptr) api.close(connection);
  }
};

ChDb::ChDb(std::unique_ptr<State> state) : state_(std::move(state)) {}
ChDb::ChDb(ChDb&&) noexcept = default;
ChDb& ChDb::operator=(ChDb&&) noexcept = default;
ChDb::~ChDb() = default;

Result<ChDb> ChDb::open(const std::filesystem::path& library, const std::filesystem::path& folder) {
  void* handle = ::dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);  // never closed: its threads outlive connections
  if (handle == nullptr)
    return Error{ErrorCode::not_found, "chDB is not there", library.string(), "tools/setup --bench fetches it"};
  auto state = std::make_unique<State>();
  auto& api = state->api;
  if (!find(handle, "chdb_connect", api.connect) || !find(handle, "chdb_close_conn", api.close) ||
      !find(handle, "chdb_query", api.query) || !find(handle, "chdb_destroy_query_result", api.destroy) ||
      !find(handle, "chdb_result_buffer", api.buffer) || !find(handle, "chdb_result_length", api.length) ||
      !find(handle, "chdb_result_error", api.error))
    return Error{ErrorCode::unsupported, "lacks a function of chDB's C API", library.string(), ""};
  std::string name = "clickhouse", path = "--path=" + folder.string();
  char* arguments[] = {name.data(), path.data()};
  state->connection = api.connect(2, arguments);
  if (state->connection == nullptr) return Error{ErrorCode::unsupported, "chDB does not open", folder.string(), ""};
  return ChDb(std::move(state));
}

Result<std::string> ChDb::query(const std::string& sql) {
  auto& api = state_->api;
  auto* result = api.query(*state_->connection, sql.c_str(), "TabSeparated");
  if (result == nullptr) return Error{ErrorCode::invalid, "chDB gave no result", sql, ""};
  std::string text;
  std::string fault = api.error(result) != nullptr ? api.error(result) : "";
  if (fault.empty() && api.buffer(result) != nullptr) text.assign(api.buffer(result), api.length(result));
  api.destroy(result);
  if (!fault.empty()) return Error{ErrorCode::invalid, fault, sql, ""};
  return text;
}

Result<Rows> ChDb::numbers(const std::string& sql) {
  CAIRN_TRY(auto text, query(sql));
  Rows rows;
  const char* at = text.c_str();
  while (*at != '\0') {
    auto& row = rows.emplace_back();
    for (bool ended = false; !ended; ++at) {
      char* end = nullptr;
      row.push_back(std::strtod(at, &end));
      if (end == at) return Error{ErrorCode::invalid, "a number was expected: " + text.substr(0, 200), sql, ""};
      at = end;
      ended = *at != '\t';
    }
  }
  return rows;
}

}  // namespace cairn::bench
