// Customers from observations: a pure function of their set, of the decisions and of the rules. The order in which
// observations are given, and giving one twice, change nothing.
//
//   1  What identifies nobody and what many share (standing.h) links nothing.
//   2  Decisions "always" join first; "never" keeps apart in everything that follows.
//   3  Links between identifiers of persons, strongest first: by the priority of the weaker kind, then time, then
//   event.
//      Each makes its two customers one, unless a limit would break (user id 1: two known people are two).
//   4  Links between devices, and between orders and receipts, likewise.
//   5  Links of persons with devices never join persons. They cut the device's time:
//
//          time      ─────────────┬──────────────┬───────────▶
//          cookie    ?    ?   Anna ?   ?    Bert ?   ?   Bert
//          is of     Anna · · · · · · · · · │ Bert · · · · · ▶
//
//      from where a person was first seen on it until another is; what came before the first is the first one's.
//   6  An order or receipt goes to the customer of its first link, and joins nobody.
//
// A phone or e-mail that got a new owner (setting.h) is cut in the same way. A customer is named by its best
// identifier: highest priority, seen earliest, least by text.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "identity/links.h"
#include "identity/rules.h"
#include "identity/standing.h"
#include "identity/verdict.h"

namespace cairn::identity {

struct CustomerName {
  Identifier best;
  std::int64_t since = no_time;  ///< µs UTC; of a later owner of a recycled identifier who has no better one
  auto operator<=>(const CustomerName&) const = default;
  std::string text() const;
};

/// An identifier belongs to a customer in [from, until); no_time: without beginning, or without end.
struct Span {
  std::int64_t from = no_time, until = no_time;
  CustomerName customer;
  bool operator==(const Span&) const = default;
};

/// A link, and what became of it. a is before b by kind and value.
struct Evidence {
  Identifier a, b;
  std::int64_t first = 0, last = 0;  ///< µs UTC
  EventId event;                     ///< the earliest
  std::string source, seen_in;
  Outcome outcome = Outcome::joined;
  std::string why;  ///< for people: "user_id: at most 1"
  bool operator==(const Evidence&) const = default;
};

struct Customer {
  struct Holding {
    Identifier identifier;
    std::int64_t from = no_time, until = no_time;
    bool operator==(const Holding&) const = default;
  };
  CustomerName name;
  std::vector<Holding> identifiers;  ///< the best first
  std::vector<Evidence> evidence;    ///< in the order of deciding; `joined` ones are the tree that makes it one
  std::vector<Evidence> refused;
  std::vector<Decision> decisions;  ///< that name its identifiers
  bool operator==(const Customer&) const = default;
};

struct SharedIdentifier {
  Identifier identifier;
  SharedCount count;
  bool operator==(const SharedIdentifier&) const = default;
};

struct Resolution {
  std::map<Identifier, std::vector<Span>> identifiers;
  std::vector<Customer> customers;       ///< by name
  std::vector<SharedIdentifier> shared;  ///< by identifier
  bool operator==(const Resolution&) const = default;
};
Resolution resolve(std::span<const Observation> observations, const Decisions& decisions, const Rules& rules);

}  // namespace cairn::identity
