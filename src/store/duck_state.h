// What the three files that speak duckdb.h share.
#pragma once

#include <duckdb.h>

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "store/duck.h"

namespace cairn::store {

struct DuckSources;  // chunk.cc

/// Closes the database when the last connection is gone.
struct DuckDatabase {
  duckdb_database handle = nullptr;
  std::mutex mutex;
  std::shared_ptr<DuckSources> sources;  ///< made when first needed
  ~DuckDatabase() { duckdb_close(&handle); }
};

struct Duck::State {
  std::shared_ptr<DuckDatabase> database;
  duckdb_connection connection = nullptr;
  std::vector<std::filesystem::path> allowed;
  ~State() { duckdb_disconnect(&connection); }
};

struct DuckResult::State {
  duckdb_result result{};
  duckdb_data_chunk chunk = nullptr;
  std::shared_ptr<DuckDatabase> database;
  std::string what;
  ~State() {
    duckdb_destroy_data_chunk(&chunk);
    duckdb_destroy_result(&result);
  }
};

/// DuckDB's "Binder Error: …" as an Error of the matching kind; `what` becomes the place.
Error duck_error(const char* message, std::string_view what);

/// "DECIMAL(22,2)", "BIGINT[]", …
std::string duck_type_name(duckdb_logical_type type);

/// One value of a vector as text; the value is not NULL.
std::string duck_value_text(duckdb_vector vector, duckdb_logical_type type, std::size_t row);

}  // namespace cairn::store
