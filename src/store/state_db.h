// SQLite for what must not be lost: prepared statements, transactions, and a schema that each folder grows by itself.
//
//   constexpr const char* migrations[] = {"CREATE TABLE …", "ALTER TABLE …"};   step n takes version n-1 to n
//   db.migrate("store", migrations);       runs the missing steps in one transaction; refuses a newer schema in words
//
// WAL, synchronous=FULL (a commit survives a power cut), secure_delete (what is erased is overwritten). Errors carry
// the file and SQLite's own words. One thread at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace cairn::store {

/// A prepared statement. Bind from 1, read columns from 0, as in SQLite. The first fault is kept and given by step().
class Statement {
 public:
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&& other) noexcept;
  ~Statement();
  Statement& bind(int place, std::int64_t value);
  Statement& bind(int place, double value);
  Statement& bind(int place, std::string_view value);  ///< copied
  Statement& bind_null(int place);
  Statement& bind_bytes(int place,
                        std::string_view bytes);  ///< a BLOB; not copied, must stay until reset or bound anew
  /// True when there is a row; false at the end.
  Result<bool> step();
  /// Steps to the end and makes the statement ready for new values.
  Result<void> run();
  void reset();
  std::int64_t integer(int column) const;
  double real(int column) const;
  std::string text(int column) const;
  std::string_view bytes(int column) const;  ///< of a BLOB; until the next step
  bool is_null(int column) const;

 private:
  friend class StateDb;
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}
  sqlite3_stmt* statement_ = nullptr;
  int fault_ = 0;
};

class StateDb {
 public:
  enum class Mode {
    write,  ///< made when missing
    read,   ///< fails with not_found when missing; works in a folder that cannot be written
  };
  /// `settings`: pragmas of a writer.
  static Result<StateDb> open(const std::filesystem::path& file, Mode mode, const char* settings = usual_settings);
  static constexpr const char* usual_settings =
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON;";
  StateDb(StateDb&&) noexcept;
  StateDb& operator=(StateDb&&) noexcept;
  ~StateDb();

  Result<Statement> prepare(std::string_view sql);
  Result<void> run(const char* sql);
  /// Everything that `work` does, or nothing.
  Result<void> transaction(const std::function<Result<void>()>& work);

  /// Brings `folder`'s tables to the newest version by the steps that are missing.
  Result<void> migrate(const std::string& folder, std::span<const char* const> steps);
  /// 0 when the folder has no tables yet. For readers, which may not migrate.
  Result<int> version(const std::string& folder);
  /// As migrate, for readers: fails when the version is not exactly `expected`.
  Result<void> expect_version(const std::string& folder, int expected);
  /// SQLite's own check; empty when all is well.
  Result<std::string> integrity_fault();
  /// For what this door does not offer (checkpoints).
  sqlite3* handle() const { return db_; }

 private:
  StateDb(sqlite3* db, std::filesystem::path file);
  Error error() const;
  Error newer_schema(const std::string& folder, int found, int known) const;
  sqlite3* db_ = nullptr;
  std::filesystem::path file_;
};

}  // namespace cairn::store
