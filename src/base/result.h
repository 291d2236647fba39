// Errors are values. A function that can fail for a reason outside the program returns Result<T>; the Error says
// what is wrong, where, and what to do. A bug is not an Error: it is a CAIRN_CHECK (check.h).
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace cairn {

/// What kind of failure: decides the exit code of the command and the HTTP status (see describe()).
enum class ErrorCode {
  usage,        ///< the command line is wrong
  invalid,      ///< a document, file or value is wrong
  not_found,    ///< a named thing does not exist
  conflict,     ///< it exists already, is in use, or changed meanwhile
  unreadable,   ///< the operating system refused: no file, no permission, no space
  damaged,      ///< stored data fail their check
  limit,        ///< too much for a stated limit
  unsupported,  ///< understood, but not possible here
  cancelled,    ///< the asker took it back
};

struct ErrorKind {
  const char* name;  ///< stable, for programs
  int exit_code;
  int http_status;
};
/// The one table of error kinds.
const ErrorKind& describe(ErrorCode code);

struct Error {
  ErrorCode code = ErrorCode::invalid;
  std::string message;  ///< what was found and what was expected, naming the thing
  std::string where;    ///< a place a user can go to: "map.json:12:5", "events.csv line 17", "question.case.by"
  std::string hint;     ///< what to do next; may be empty

  /// "where: message\n  hint", as shown on the command line.
  std::string text() const;
};

/// A T, or the Error why there is none.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT: implicit by design
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }
  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  Error& error() { return std::get<1>(state_); }
  const Error& error() const { return std::get<1>(state_); }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT
  bool ok() const { return !error_; }
  explicit operator bool() const { return ok(); }
  Error& error() { return *error_; }
  const Error& error() const { return *error_; }

 private:
  std::optional<Error> error_;
};

}  // namespace cairn

#define CAIRN_CONCAT_(a, b) a##b
#define CAIRN_CONCAT(a, b) CAIRN_CONCAT_(a, b)
/// CAIRN_TRY(auto x, f()); x is the value, or the enclosing function returns the error.
#define CAIRN_TRY(declaration, expression)                                                         \
  auto CAIRN_CONCAT(result_, __LINE__) = (expression);                                             \
  if (!CAIRN_CONCAT(result_, __LINE__)) return std::move(CAIRN_CONCAT(result_, __LINE__).error()); \
  declaration = *std::move(CAIRN_CONCAT(result_, __LINE__))
/// CAIRN_TRY_VOID(f()); for Result<void>.
#define CAIRN_TRY_VOID(expression)                                                               \
  do {                                                                                           \
    if (auto result_void_ = (expression); !result_void_) return std::move(result_void_.error()); \
  } while (false)
