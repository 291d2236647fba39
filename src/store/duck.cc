#include "store/duck.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "base/check.h"
#include "base/machine.h"
#include "base/text.h"
#include "store/duck_state.h"

namespace cairn::store {

std::string_view DuckColumn::text(std::size_t row) const {
  const auto& value = data<duckdb_string_t>()[row].value;
  return value.inlined.length <= sizeof value.inlined.inlined
             ? std::string_view(value.inlined.inlined, value.inlined.length)
             : std::string_view(value.pointer.ptr, value.pointer.length);
}

DuckResult::DuckResult(std::unique_ptr<State> state) : state_(std::move(state)) {}
DuckResult::DuckResult(DuckResult&&) noexcept = default;
DuckResult& DuckResult::operator=(DuckResult&&) noexcept = default;
DuckResult::~DuckResult() = default;

std::size_t DuckResult::column_count() const { return duckdb_column_count(&state_->result); }
std::string DuckResult::column_name(std::size_t column) const { return duckdb_column_name(&state_->result, column); }
std::uint64_t DuckResult::rows_changed() const { return duckdb_rows_changed(&state_->result); }

std::string DuckResult::column_type(std::size_t column) const {
  auto type = duckdb_column_logical_type(&state_->result, column);
  auto name = duck_type_name(type);
  duckdb_destroy_logical_type(&type);
  return name;
}

Result<std::size_t> DuckResult::next() {
  duckdb_destroy_data_chunk(&state_->chunk);
  for (;;) {
    state_->chunk = duckdb_fetch_chunk(state_->result);
    if (state_->chunk == nullptr) {
      const char* message = duckdb_result_error(&state_->result);
      if (message != nullptr && *message != '\0') return duck_error(message, state_->what);
      return std::size_t{0};
    }
    if (std::size_t rows = duckdb_data_chunk_get_size(state_->chunk); rows > 0) return rows;
    duckdb_destroy_data_chunk(&state_->chunk);
  }
}

DuckColumn DuckResult::column(std::size_t column) const {
  CAIRN_CHECK(state_->chunk != nullptr);
  auto vector = duckdb_data_chunk_get_vector(state_->chunk, column);
  DuckColumn view;
  view.data_ = duckdb_vector_get_data(vector);
  view.validity_ = duckdb_vector_get_validity(vector);
  return view;
}

std::optional<std::string> DuckResult::shown(std::size_t at, std::size_t row) const {
  if (!column(at).valid(row)) return std::nullopt;
  auto vector = duckdb_data_chunk_get_vector(state_->chunk, at);
  auto type = duckdb_column_logical_type(&state_->result, at);
  auto text = duck_value_text(vector, type, row);
  duckdb_destroy_logical_type(&type);
  return text;
}

Error duck_error(const char* text, std::string_view what) {
  std::string message = text == nullptr || *text == '\0' ? "DuckDB gave no reason" : text;
  struct Prefix {
    std::string_view text;
    ErrorCode code;
    std::string_view hint;
  };
  static constexpr Prefix prefixes[] = {
      {"Out of Memory Error: ", ErrorCode::limit, "give it more memory, or ask for less at once"},
      {"IO Error: ", ErrorCode::unreadable, ""},
      {"Permission Error: ", ErrorCode::unsupported, "SQL may only read the workspace"},
      {"Not implemented Error: ", ErrorCode::unsupported, ""},
      {"INTERNAL Error: ", ErrorCode::unsupported, ""},
      {"Invalid Configuration Error: ", ErrorCode::unsupported, ""},
      {"Catalog Error: ", ErrorCode::invalid, ""},
      {"Binder Error: ", ErrorCode::invalid, ""},
      {"Parser Error: ", ErrorCode::invalid, ""},
      {"Conversion Error: ", ErrorCode::invalid, ""},
      {"Invalid Input Error: ", ErrorCode::invalid, ""},
      {"Invalid Error: ", ErrorCode::invalid, ""},
  };
  for (const auto& prefix : prefixes) {
    if (!message.starts_with(prefix.text)) continue;
    return {prefix.code, message.substr(prefix.text.size()), std::string(what), std::string(prefix.hint)};
  }
  return {ErrorCode::invalid, message, std::string(what), ""};
}

std::string memory_share(double share) {
  return fmt::format("{:.0f}MB", std::max(256.0, static_cast<double>(machine_memory()) * share / 1e6));
}

namespace {

/// The statements of one SQL text.
struct Statements {
  duckdb_extracted_statements handle = nullptr;
  idx_t count = 0;
  Statements(duckdb_connection connection, const char* sql) {
    count = duckdb_extract_statements(connection, sql, &handle);
  }
  ~Statements() { duckdb_destroy_extracted(&handle); }
};

struct Prepared {
  duckdb_prepared_statement handle = nullptr;
  ~Prepared() { duckdb_destroy_prepare(&handle); }
};

/// Statements that read, or write nothing but this in-memory database.
Result<void> harmless(duckdb_prepared_statement statement, const std::string& sql, std::string_view what) {
  switch (duckdb_prepared_statement_type(statement)) {
    case DUCKDB_STATEMENT_TYPE_SELECT:
    case DUCKDB_STATEMENT_TYPE_CREATE:
    case DUCKDB_STATEMENT_TYPE_CREATE_FUNC:
    case DUCKDB_STATEMENT_TYPE_DROP:
    case DUCKDB_STATEMENT_TYPE_INSERT:
    case DUCKDB_STATEMENT_TYPE_UPDATE:
    case DUCKDB_STATEMENT_TYPE_DELETE:
      return {};
    case DUCKDB_STATEMENT_TYPE_EXPLAIN:
      // EXPLAIN ANALYZE runs what it explains, which could be a COPY.
      if (to_lower(sql).find("copy") == std::string::npos) return {};
      break;
    default:
      break;
  }
  return Error{ErrorCode::unsupported, "this statement could write files or change settings, and is not run",
               std::string(what),
               "SELECT, WITH, DESCRIBE, SHOW, SUMMARIZE, EXPLAIN and tables or views in memory work"};
}

enum class Rows { stored, streamed, streamed_for_user };

Result<void> execute(Prepared& statement, Rows rows, std::string_view what, duckdb_result& result) {
  bool select = duckdb_prepared_statement_type(statement.handle) == DUCKDB_STATEMENT_TYPE_SELECT;
  if (rows == Rows::stored || !select) {
    if (duckdb_execute_prepared(statement.handle, &result) == DuckDBSuccess) return {};
    return duck_error(duckdb_result_error(&result), what);
  }
  duckdb_pending_result pending = nullptr;
  Result<void> outcome;
  if (duckdb_pending_prepared_streaming(statement.handle, &pending) != DuckDBSuccess)
    outcome = duck_error(duckdb_pending_error(pending), what);
  else if (duckdb_execute_pending(pending, &result) != DuckDBSuccess)
    outcome = duck_error(duckdb_result_error(&result), what);
  duckdb_destroy_pending(&pending);
  return outcome;
}

/// Runs all statements; `result` is that of the last.
Result<void> run_all(duckdb_connection connection, const std::string& sql, Rows rows, std::string_view what,
                     duckdb_result& result) {
  Statements statements(connection, sql.c_str());
  if (statements.count == 0) {
    const char* message = duckdb_extract_statements_error(statements.handle);
    if (message != nullptr && *message != '\0') return duck_error(message, what);
    return Error{ErrorCode::invalid, "there is no statement in the text", std::string(what), "write a SELECT"};
  }
  for (idx_t i = 0; i < statements.count; ++i) {
    Prepared statement;
    if (duckdb_prepare_extracted_statement(connection, statements.handle, i, &statement.handle) != DuckDBSuccess)
      return duck_error(duckdb_prepare_error(statement.handle), what);
    if (rows == Rows::streamed_for_user) CAIRN_TRY_VOID(harmless(statement.handle, sql, what));
    bool last = i + 1 == statements.count;
    duckdb_destroy_result(&result);
    CAIRN_TRY_VOID(execute(statement, last ? rows : Rows::stored, what, result));
  }
  return {};
}

}  // namespace

Duck::Duck(std::unique_ptr<State> state) : state_(std::move(state)) {}
Duck::Duck(Duck&&) noexcept = default;
Duck& Duck::operator=(Duck&&) noexcept = default;
Duck::~Duck() = default;

Result<Duck> Duck::open(const DuckOptions& options) {
  duckdb_config config = nullptr;
  CAIRN_CHECK(duckdb_create_config(&config) == DuckDBSuccess);
  auto threads =
      options.threads > 0 ? options.threads : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  duckdb_set_config(config, "memory_limit", options.memory_limit.c_str());
  duckdb_set_config(config, "threads", std::to_string(threads).c_str());
  duckdb_set_config(config, "temp_directory", options.temp_directory.c_str());
  duckdb_set_config(config, "autoinstall_known_extensions", "false");
  duckdb_set_config(config, "autoload_known_extensions", "false");
  auto state = std::make_unique<State>();
  state->database = std::make_shared<DuckDatabase>();
  state->allowed = options.allowed;
  char* fault = nullptr;
  bool opened = duckdb_open_ext(nullptr, &state->database->handle, config, &fault) == DuckDBSuccess;
  duckdb_destroy_config(&config);
  if (!opened) {
    auto error = duck_error(fault, "DuckDB");
    duckdb_free(fault);
    return error;
  }
  CAIRN_CHECK(duckdb_connect(state->database->handle, &state->connection) == DuckDBSuccess);
  return Duck(std::move(state));
}

Result<Duck> Duck::connect() {
  auto state = std::make_unique<State>();
  state->database = state_->database;
  state->allowed = state_->allowed;
  if (duckdb_connect(state->database->handle, &state->connection) != DuckDBSuccess)
    return Error{ErrorCode::limit, "cannot make another connection", "DuckDB", ""};
  return Duck(std::move(state));
}

Result<DuckResult> Duck::query(const std::string& sql, std::string_view what) {
  auto result = std::make_unique<DuckResult::State>();
  result->database = state_->database;
  result->what = what;
  CAIRN_TRY_VOID(run_all(state_->connection, sql, Rows::stored, what, result->result));
  return DuckResult(std::move(result));
}

Result<DuckResult> Duck::stream(const std::string& sql, std::string_view what) {
  auto result = std::make_unique<DuckResult::State>();
  result->database = state_->database;
  result->what = what;
  CAIRN_TRY_VOID(run_all(state_->connection, sql, Rows::streamed, what, result->result));
  return DuckResult(std::move(result));
}

Result<DuckResult> Duck::user_query(const std::string& sql, std::string_view what) {
  auto result = std::make_unique<DuckResult::State>();
  result->database = state_->database;
  result->what = what;
  CAIRN_TRY_VOID(run_all(state_->connection, sql, Rows::streamed_for_user, what, result->result));
  return DuckResult(std::move(result));
}

Result<void> Duck::run(const std::string& sql, std::string_view what) {
  CAIRN_TRY([[maybe_unused]] auto result, query(sql, what));
  return {};
}

Result<void> Duck::lock_down(const std::vector<std::filesystem::path>& allowed) {
  std::string folders;
  for (const auto& list : {state_->allowed, allowed}) {
    for (const auto& folder : list) {
      std::string name = std::filesystem::absolute(folder).lexically_normal().string();
      if (!name.ends_with('/')) name += '/';
      folders += (folders.empty() ? "" : ", ") + sql_text(name);
      // What sql_path makes of files in it is looked at before the pattern is resolved.
      if (sql_path(name) != sql_text(name)) folders += ", " + sql_path(name);
    }
  }
  return run(fmt::format("SET allowed_directories = [{}]; SET enable_external_access = false; "
                         "SET lock_configuration = true",
                         folders),
             "closing the SQL sandbox");
}

namespace {
std::string quoted(std::string_view text, char quote) {
  std::string sql(1, quote);
  for (char c : text) {
    if (c == '\0') {
      sql += "\xEF\xBF\xBD";
      continue;
    }
    if (c == quote) sql += quote;
    sql += c;
  }
  return sql + quote;
}
}  // namespace

std::string sql_text(std::string_view text) { return quoted(text, '\''); }
std::string sql_name(std::string_view name) { return quoted(name, '"'); }

std::string sql_path(const std::filesystem::path& path) {
  std::string pattern;
  for (char c : path.string()) {
    if (c == '*' || c == '?' || c == '[')
      pattern += std::string("[") + c + "]";
    else
      pattern += c;
  }
  return sql_text(pattern);
}

}  // namespace cairn::store
