#include "store/chunk.h"

#include <fmt/format.h>

#include <mutex>

#include "base/check.h"
#include "store/duck_state.h"

namespace cairn::store {
namespace {

static_assert(sizeof(DuckText) == sizeof(duckdb_string_t));

duckdb_type duck_type(DuckType type) {
  switch (type) {
    case DuckType::boolean:
      return DUCKDB_TYPE_BOOLEAN;
    case DuckType::bigint:
      return DUCKDB_TYPE_BIGINT;
    case DuckType::ubigint:
      return DUCKDB_TYPE_UBIGINT;
    case DuckType::real:
      return DUCKDB_TYPE_DOUBLE;
    case DuckType::timestamp:
      return DUCKDB_TYPE_TIMESTAMP;
    case DuckType::varchar:
      return DUCKDB_TYPE_VARCHAR;
    case DuckType::uuid:
      return DUCKDB_TYPE_UUID;
  }
  return DUCKDB_TYPE_INVALID;
}

Error appender_error(duckdb_appender appender, const std::string& what) {
  auto data = duckdb_appender_error_data(appender);
  auto error = duck_error(duckdb_error_data_message(data), what);
  duckdb_destroy_error_data(&data);
  return error;
}

}  // namespace

std::string_view sql_type(DuckType type) {
  switch (type) {
    case DuckType::boolean:
      return "BOOLEAN";
    case DuckType::bigint:
      return "BIGINT";
    case DuckType::ubigint:
      return "UBIGINT";
    case DuckType::real:
      return "DOUBLE";
    case DuckType::timestamp:
      return "TIMESTAMP";
    case DuckType::varchar:
      return "VARCHAR";
    case DuckType::uuid:
      return "UUID";
  }
  return "";
}

void DuckChunk::look() {
  auto chunk = static_cast<duckdb_data_chunk>(chunk_);
  auto columns = duckdb_data_chunk_get_column_count(chunk);
  data_.resize(columns);
  validity_.assign(columns, nullptr);
  for (std::size_t i = 0; i < columns; ++i) data_[i] = duckdb_vector_get_data(duckdb_data_chunk_get_vector(chunk, i));
}

std::uint64_t* DuckChunk::make_validity(std::size_t column) {
  auto vector = duckdb_data_chunk_get_vector(static_cast<duckdb_data_chunk>(chunk_), column);
  duckdb_vector_ensure_validity_writable(vector);
  validity_[column] = duckdb_vector_get_validity(vector);
  std::memset(validity_[column], 0xFF, most_rows / 8);
  return validity_[column];
}

struct DuckAppender::State {
  std::shared_ptr<DuckDatabase> database;
  duckdb_appender appender = nullptr;
  duckdb_data_chunk handle = nullptr;
  std::unique_ptr<DuckChunk> chunk;
  std::string what;
  ~State() {
    duckdb_destroy_data_chunk(&handle);
    duckdb_appender_destroy(&appender);
  }
};

DuckAppender::DuckAppender(std::unique_ptr<State> state) : state_(std::move(state)) {}
DuckAppender::DuckAppender(DuckAppender&&) noexcept = default;
DuckAppender& DuckAppender::operator=(DuckAppender&&) noexcept = default;
DuckAppender::~DuckAppender() = default;
DuckChunk& DuckAppender::chunk() { return *state_->chunk; }

Result<DuckAppender> DuckAppender::open(Duck& duck, const std::string& table, const std::vector<DuckType>& types) {
  CAIRN_CHECK(duckdb_vector_size() == DuckChunk::most_rows);
  auto state = std::make_unique<State>();
  state->database = duck.state().database;
  state->what = "writing to " + table;
  if (duckdb_appender_create(duck.state().connection, nullptr, table.c_str(), &state->appender) != DuckDBSuccess)
    return appender_error(state->appender, state->what);
  CAIRN_CHECK(duckdb_appender_column_count(state->appender) == types.size());
  std::vector<duckdb_logical_type> logical;
  for (auto type : types) logical.push_back(duckdb_create_logical_type(duck_type(type)));
  state->handle = duckdb_create_data_chunk(logical.data(), logical.size());
  for (auto& type : logical) duckdb_destroy_logical_type(&type);
  state->chunk = std::make_unique<DuckChunk>(state->handle);
  return DuckAppender(std::move(state));
}

Result<void> DuckAppender::append(std::size_t rows) {
  CAIRN_CHECK(rows <= DuckChunk::most_rows);
  duckdb_data_chunk_set_size(state_->handle, rows);
  if (duckdb_append_data_chunk(state_->appender, state_->handle) != DuckDBSuccess)
    return appender_error(state_->appender, state_->what);
  duckdb_data_chunk_reset(state_->handle);
  state_->chunk->look();
  return {};
}

Result<void> DuckAppender::flush() {
  if (duckdb_appender_flush(state_->appender) != DuckDBSuccess) return appender_error(state_->appender, state_->what);
  return {};
}

/// The sources that queries of one database are reading at the moment, by number.
struct DuckSources {
  std::mutex mutex;
  std::map<std::int64_t, RowSource*> running;
  std::int64_t next = 1;

  RowSource* find(std::int64_t number) {
    std::lock_guard guard(mutex);
    auto found = running.find(number);
    return found == running.end() ? nullptr : found->second;
  }
};

namespace {

void bind_source(duckdb_bind_info info) {
  auto* sources = static_cast<DuckSources*>(duckdb_bind_get_extra_info(info));
  auto parameter = duckdb_bind_get_parameter(info, 0);
  auto* source = sources->find(duckdb_get_int64(parameter));
  duckdb_destroy_value(&parameter);
  if (source == nullptr) return duckdb_bind_set_error(info, "cairn_rows is for Cairn's own use");
  for (const auto& [name, type] : source->columns()) {
    auto logical = duckdb_create_logical_type(duck_type(type));
    duckdb_bind_add_result_column(info, name.c_str(), logical);
    duckdb_destroy_logical_type(&logical);
  }
  duckdb_bind_set_cardinality(info, source->row_count(), true);
  duckdb_bind_set_bind_data(info, source, nullptr);
}

void start_source(duckdb_init_info info) { duckdb_init_set_max_threads(info, 1); }

void read_source(duckdb_function_info info, duckdb_data_chunk output) {
  auto* source = static_cast<RowSource*>(duckdb_function_get_bind_data(info));
  DuckChunk chunk(output);
  auto rows = source->fill(chunk);
  if (!rows) return duckdb_function_set_error(info, rows.error().text().c_str());
  duckdb_data_chunk_set_size(output, *rows);
}

Result<void> make_function(Duck::State& state) {
  state.database->sources = std::make_shared<DuckSources>();
  auto function = duckdb_create_table_function();
  auto number = duckdb_create_logical_type(DUCKDB_TYPE_BIGINT);
  duckdb_table_function_set_name(function, "cairn_rows");
  duckdb_table_function_add_parameter(function, number);
  duckdb_table_function_set_extra_info(function, state.database->sources.get(), nullptr);
  duckdb_table_function_set_bind(function, bind_source);
  duckdb_table_function_set_init(function, start_source);
  duckdb_table_function_set_function(function, read_source);
  bool made = duckdb_register_table_function(state.connection, function) == DuckDBSuccess;
  duckdb_destroy_logical_type(&number);
  duckdb_destroy_table_function(&function);
  if (!made) return Error{ErrorCode::unsupported, "cannot register cairn_rows", "DuckDB", ""};
  return {};
}

}  // namespace

Result<DuckResult> query_rows(Duck& duck, RowSource& source, std::string sql, std::string_view what) {
  auto& database = *duck.state().database;
  std::int64_t number = 0;
  {
    std::lock_guard guard(database.mutex);
    if (database.sources == nullptr) CAIRN_TRY_VOID(make_function(duck.state()));
    std::lock_guard also(database.sources->mutex);
    number = database.sources->next++;
    database.sources->running[number] = &source;
  }
  auto at = sql.find("{rows}");
  CAIRN_CHECK(at != std::string::npos);
  sql.replace(at, 6, fmt::format("cairn_rows({})", number));
  auto result = duck.query(sql, what);
  std::lock_guard guard(database.sources->mutex);
  database.sources->running.erase(number);
  return result;
}

}  // namespace cairn::store
