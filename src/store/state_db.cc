#include "store/state_db.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <utility>

#include "base/check.h"

namespace cairn::store {
namespace {

Error sqlite_error(sqlite3* db, const std::string& file) {
  int code = sqlite3_errcode(db) & 0xFF;
  std::string message = sqlite3_errmsg(db);
  switch (code) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {ErrorCode::conflict, "another process is using this database", file,
              "wait until it has finished, or stop it"};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {ErrorCode::damaged, message, file, "restore it from a backup"};
    case SQLITE_FULL:
      return {ErrorCode::unreadable, message, file, "make room on this disk, then run it again"};
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_IOERR:
      return {ErrorCode::unreadable, message, file, "check who may read and write there"};
    default:
      return {ErrorCode::damaged, message, file, ""};
  }
}

}  // namespace

Statement::Statement(Statement&& other) noexcept
    : statement_(std::exchange(other.statement_, nullptr)), fault_(other.fault_) {}
Statement& Statement::operator=(Statement&& other) noexcept {
  std::swap(statement_, other.statement_);
  std::swap(fault_, other.fault_);
  return *this;
}
Statement::~Statement() { sqlite3_finalize(statement_); }

Statement& Statement::bind(int place, std::int64_t value) {
  fault_ = fault_ != 0 ? fault_ : sqlite3_bind_int64(statement_, place, value);
  return *this;
}
Statement& Statement::bind(int place, double value) {
  fault_ = fault_ != 0 ? fault_ : sqlite3_bind_double(statement_, place, value);
  return *this;
}
Statement& Statement::bind(int place, std::string_view value) {
  if (fault_ == 0)
    fault_ = sqlite3_bind_text64(statement_, place, value.data() == nullptr ? "" : value.data(), value.size(),
                                 SQLITE_TRANSIENT, SQLITE_UTF8);
  return *this;
}
Statement& Statement::bind_bytes(int place, std::string_view bytes) {
  if (fault_ == 0)
    fault_ = sqlite3_bind_blob64(statement_, place, bytes.data() == nullptr ? "" : bytes.data(), bytes.size(),
                                 SQLITE_STATIC);
  return *this;
}
Statement& Statement::bind_null(int place) {
  fault_ = fault_ != 0 ? fault_ : sqlite3_bind_null(statement_, place);
  return *this;
}

Result<bool> Statement::step() {
  CAIRN_CHECK(fault_ == 0);  // a wrong place or a statement in the middle of its rows is a bug
  int outcome = sqlite3_step(statement_);
  if (outcome == SQLITE_ROW) return true;
  if (outcome == SQLITE_DONE) return false;
  sqlite3* db = sqlite3_db_handle(statement_);
  const char* name = sqlite3_db_filename(db, "main");
  return sqlite_error(db, name == nullptr ? "" : name);
}

Result<void> Statement::run() {
  for (;;) {
    CAIRN_TRY(bool more, step());
    if (!more) break;
  }
  reset();
  return {};
}

void Statement::reset() {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_, column); }
double Statement::real(int column) const { return sqlite3_column_double(statement_, column); }
bool Statement::is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
std::string_view Statement::bytes(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  return bytes == nullptr ? std::string_view()
                          : std::string_view(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
}
std::string Statement::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  return bytes == nullptr ? std::string()
                          : std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
}

StateDb::StateDb(sqlite3* db, std::filesystem::path file) : db_(db), file_(std::move(file)) {}
StateDb::StateDb(StateDb&& other) noexcept : db_(std::exchange(other.db_, nullptr)), file_(std::move(other.file_)) {}
StateDb& StateDb::operator=(StateDb&& other) noexcept {
  std::swap(db_, other.db_);
  std::swap(file_, other.file_);
  return *this;
}
StateDb::~StateDb() { sqlite3_close_v2(db_); }

Error StateDb::error() const { return sqlite_error(db_, file_); }

namespace {

/// "file:/a/b%3Fc": a path as a URI, so that "?" and "#" stay what they are.
std::string uri_of(const std::filesystem::path& file, const char* query) {
  std::string uri = "file:";
  for (char c : std::filesystem::absolute(file).string())
    uri += c == '?' || c == '#' || c == '%' ? fmt::format("%{:02X}", static_cast<unsigned char>(c)) : std::string(1, c);
  return uri + query;
}

}  // namespace

Result<StateDb> StateDb::open(const std::filesystem::path& file, Mode mode, const char* settings) {
  std::error_code ignored;
  if (mode == Mode::read && !std::filesystem::exists(file, ignored))
    return Error{ErrorCode::not_found, "no such file", file, "check the path"};
  auto attempt = [&](const char* query, int flags) -> Result<StateDb> {
    sqlite3* handle = nullptr;
    int outcome =
        sqlite3_open_v2(uri_of(file, query).c_str(), &handle, flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, nullptr);
    StateDb db(handle, file);
    CAIRN_CHECK(handle != nullptr);
    if (outcome != SQLITE_OK) return db.error();
    sqlite3_busy_timeout(handle, 5000);
    sqlite3_extended_result_codes(handle, 1);
    CAIRN_TRY_VOID(db.run(mode == Mode::write ? settings : "SELECT count(*) FROM sqlite_master;"));
    return db;
  };
  if (mode == Mode::write) return attempt("", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  auto opened = attempt("", SQLITE_OPEN_READWRITE);
  if (opened || opened.error().code != ErrorCode::unreadable) return opened;
  // A folder that cannot be written: WAL would need to make a file there. The caller's lock keeps writers out, so the
  // file does not change while it is read; but commits that a crash left in the WAL would be missed.
  auto wal = file;
  wal += "-wal";
  if (std::filesystem::exists(wal, ignored) && std::filesystem::file_size(wal, ignored) > 0)
    return Error{ErrorCode::unreadable, "its last changes wait in a journal that may not be written here", file,
                 "open the workspace once as a user who may write it, e.g. cairn verify"};
  return attempt("?immutable=1", SQLITE_OPEN_READONLY);
}

Result<Statement> StateDb::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(db_, sql.data(), static_cast<int>(sql.size()), &statement, nullptr) != SQLITE_OK)
    return error();
  return Statement(statement);
}

Result<void> StateDb::run(const char* sql) {
  if (sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return error();
  return {};
}

Result<void> StateDb::transaction(const std::function<Result<void>()>& work) {
  CAIRN_TRY_VOID(run("BEGIN IMMEDIATE"));
  auto outcome = work();
  if (outcome) outcome = run("COMMIT");
  if (!outcome && sqlite3_get_autocommit(db_) == 0) (void)run("ROLLBACK").ok();
  return outcome;
}

Result<int> StateDb::version(const std::string& folder) {
  CAIRN_TRY(auto table, prepare("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'"));
  CAIRN_TRY(bool counted, table.step());
  if (!counted || table.integer(0) == 0) return 0;
  CAIRN_TRY(auto statement, prepare("SELECT version FROM schema_version WHERE folder = ?"));
  statement.bind(1, folder);
  CAIRN_TRY(bool found, statement.step());
  return found ? static_cast<int>(statement.integer(0)) : 0;
}

Error StateDb::newer_schema(const std::string& folder, int found, int known) const {
  return {ErrorCode::unsupported,
          fmt::format("made by a newer Cairn: its {} tables have version {}, this program knows up to {}", folder,
                      found, known),
          file_, "use the newer Cairn"};
}

Result<void> StateDb::migrate(const std::string& folder, std::span<const char* const> steps) {
  int known = static_cast<int>(steps.size());
  return transaction([&]() -> Result<void> {
    CAIRN_TRY_VOID(run("CREATE TABLE IF NOT EXISTS schema_version(folder TEXT PRIMARY KEY, version INTEGER NOT NULL)"));
    CAIRN_TRY(int found, version(folder));
    if (found > known) return newer_schema(folder, found, known);
    if (found == known) return {};
    for (int step = found; step < known; ++step) CAIRN_TRY_VOID(run(steps[static_cast<std::size_t>(step)]));
    CAIRN_TRY(auto statement, prepare("INSERT INTO schema_version VALUES(?, ?) "
                                      "ON CONFLICT(folder) DO UPDATE SET version = excluded.version"));
    return statement.bind(1, folder).bind(2, std::int64_t{known}).run();
  });
}

Result<void> StateDb::expect_version(const std::string& folder, int expected) {
  CAIRN_TRY(int found, version(folder));
  if (found > expected) return newer_schema(folder, found, expected);
  if (found == expected) return {};
  return Error{found == 0 ? ErrorCode::not_found : ErrorCode::unsupported,
               found == 0 ? fmt::format("it has no {} tables", folder)
                          : fmt::format("made by an older Cairn: its {} tables have version {}, expected {}", folder,
                                        found, expected),
               file_, "run an import, which brings it up to date"};
}

Result<std::string> StateDb::integrity_fault() {
  auto statement = prepare("PRAGMA integrity_check(5)");
  if (!statement) return std::move(statement.error());
  std::string fault;
  for (;;) {
    auto more = statement->step();
    if (!more) return std::move(more.error());
    if (!*more) break;
    if (statement->text(0) != "ok") fault += (fault.empty() ? "" : "; ") + statement->text(0);
  }
  return fault;
}

}  // namespace cairn::store
