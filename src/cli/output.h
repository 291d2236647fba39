// Answers on a terminal: tables for people, JSON and CSV for programs.
#pragma once

#include <ostream>

#include "base/json.h"

namespace cairn::cli {

enum class Format { table, json, csv };
Result<Format> parse_format(const std::string& name);

/// Prints an answer ({"columns","rows",…}) to `out`. Tables round and use units; JSON and CSV carry the exact numbers.
void print_answer(std::ostream& out, const Json& answer, Format format);

/// A cell as people read it, by the type of its column.
std::string cell_for_people(const Json& cell, const std::string& type);

/// True when standard output (or error) is a terminal.
bool is_terminal(int descriptor);
/// Columns of the terminal, 80 when there is none.
int terminal_columns();

}  // namespace cairn::cli
