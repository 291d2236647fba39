// Small charts as pictures: bars, a funnel with its flow, a flow between two sides, a histogram. Labels are measured,
// so they never meet; every mark has a tooltip; colours come with patterns (palette.h). A page shows each with its
// table.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "draw/picture.h"
#include "draw/stack.h"

namespace cairn::draw {

struct ChartFrame {
  std::string title, description;  ///< for readers without eyes
  std::string language = "en";
  double width = 760;
};

/// One row: its label, a bar of parts, a thin line on to `reach`, and the value in words behind it.
struct BarRow {
  std::string label;
  std::vector<BarPart> parts;   ///< shares of the whole width, 0..1 in sum
  double reach = std::nan("");  ///< end of the thin line, 0..1
  std::string value;
  std::string tooltip;
};
Picture bars(const ChartFrame& frame, const std::vector<BarRow>& rows);

/// One step: how many come, how many go on (a band to the next step), how many leave, how many may still go on.
struct FunnelStep {
  std::string label, value;  ///< value: shown above the column
  double entered = 0, moved_on = 0, left = 0, open = 0;
  std::string caption;  ///< under the label
  std::string tooltip;
};
Picture funnel(const ChartFrame& frame, const std::vector<FunnelStep>& steps);

struct FlowLink {
  std::size_t from = 0, to = 0;  ///< positions in left and right
  double value = 0;
  std::string tooltip;
  bool attention = false;
};
struct FlowNode {
  std::string label, value;
};
Picture flow(const ChartFrame& frame, const std::vector<FlowNode>& left, const std::vector<FlowNode>& right,
             const std::vector<FlowLink>& links);

struct HistogramBin {
  std::string from;  ///< the label under its left edge; may be empty
  double count = 0;
  std::string tooltip;
};
struct HistogramMark {
  double at = 0;  ///< in bins from the left: 2.5 is the middle of the third
  std::string label;
};
Picture histogram(const ChartFrame& frame, const std::vector<HistogramBin>& bins,
                  const std::vector<HistogramMark>& marks, double height = 180);

}  // namespace cairn::draw
