// What every benchmark does with errors and with time.
#pragma once

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "base/result.h"

namespace cairn::bench {

[[noreturn]] inline void give_up(const Error& error) {
  fmt::print(stderr, "{}\n", error.text());
  std::exit(2);
}
template <class T>
T must(Result<T> result) {
  if (!result) give_up(result.error());
  return std::move(*result);
}
inline void must(const Result<void>& result) {
  if (!result) give_up(result.error());
}

/// How long work() takes.
template <class Work>
double seconds(const Work& work) {
  auto began = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

}  // namespace cairn::bench
