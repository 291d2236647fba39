// XES, the XML of process mining (IEEE 1849): a log of traces (cases) of events.
//
//   <trace> <string key="concept:name" value="3"/>            ─▶ column case:concept:name, on every event of the trace
//     <event> <string key="concept:name" value="decide"/>     ─▶ column concept:name
//             <date key="time:timestamp" value="…+01:00"/>    ─▶ with its offset
//
// Nested attributes are flattened with a dot, lists become JSON text. The log's "global" defaults are not filled in:
// what a log does not say stays missing. Columns are named as pm4py names them.
#pragma once

#include <memory>

#include "collect/encoding.h"
#include "collect/records.h"

namespace cairn::collect {

Result<std::unique_ptr<RecordSource>> open_xes(std::unique_ptr<TextBytes> text);

/// The encoding that an XML declaration names, empty when it names none.
std::string xml_encoding(std::string_view head);

}  // namespace cairn::collect
