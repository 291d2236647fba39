// The work of recognise.h, shared by its two parts: recognise.cc for all roles, recognise_time.cc for the time.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "collect/recognise.h"

namespace cairn::collect {

/// What is known of a column before anybody asks what it means.
struct ColumnFacts {
  std::string name;
  std::vector<Cell> cells;  ///< filled
  std::size_t distinct = 0;
  std::vector<std::string> examples;  ///< up to three different values
};

class Recogniser {
 public:
  Recogniser(const Sample& sample, const MappingOptions& options, const std::string& name);

  Result<Recognition> run();

 private:
  Result<std::size_t> named_column(const std::string& wanted, Role role) const;
  Result<bool> by_option(Role role);
  std::vector<std::size_t> candidates(Role role) const;
  void find(Role role);

  // The time (recognise_time.cc).
  Result<void> find_time();
  Result<void> take_named_time(const std::string& wanted);
  void find_time_by_content();
  bool accept_time(std::size_t column, std::string why, bool by_option);
  void find_clock();
  void take_clock(std::size_t column);
  void tell_about(const TimeVerdict& verdict);

  std::string content_fault(Role role, const ColumnFacts& facts);
  void take(Role role, std::size_t column, std::string why, bool by_option);
  void note_same_kind(Role role, std::size_t chosen);
  void find_event();
  std::optional<std::size_t> joining_of_members() const;
  void take_members(std::size_t joining);
  Result<void> find_currency();
  void check_amount();
  void check_customer();
  Result<void> need_all();
  void make_properties();
  void same_for_all(Role role, const std::string& value, std::string why, bool by_option);
  std::string examples_of(const ColumnFacts& facts) const {
    return fmt::format("{} ({})", facts.name, fmt::join(facts.examples, ", "));
  }

  MappingOptions options_;
  const std::string& name_;
  std::vector<ColumnFacts> columns_;
  std::vector<bool> taken_;
  std::size_t rows_ = 0;
  Recognition result_;
  std::vector<std::string> refused_;  ///< why a likely column was not taken, for errors
  bool days_only_ = false;            ///< the column of the time has no time of day
  std::string open_order_;            ///< an example, when the order of day and month is open
};

/// "named 'client_id'", with how sure that makes it.
std::string why_by_name(const std::string& column, Role role);

}  // namespace cairn::collect
