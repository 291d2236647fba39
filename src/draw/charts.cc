#include "draw/charts.h"

#include <algorithm>

#include "draw/text_size.h"

namespace cairn::draw {

namespace {

constexpr double size = 13, small = 12, gap = 12;

Picture start(const ChartFrame& frame) {
  Picture picture;
  picture.width = frame.width;
  picture.title = frame.title;
  picture.description = frame.description;
  picture.language = frame.language;
  return picture;
}

double finite(double value) { return std::isfinite(value) && value > 0 ? value : 0; }

/// Room for labels: what they need, within a share of the width.
double room_for(const std::vector<std::string>& labels, double text_size, double most, bool bold = false) {
  double room = 0;
  for (const auto& each : labels) room = std::max(room, text_width(each, text_size, bold));
  return std::min(room + 1, most);
}

/// A band between two upright edges.
Path band(double x1, double top1, double bottom1, double x2, double top2, double bottom2, Ink ink, double opacity) {
  double middle = (x1 + x2) / 2;
  Path path;
  path.move({x1, top1})
      .curve({middle, top1}, {middle, top2}, {x2, top2})
      .line({x2, bottom2})
      .curve({middle, bottom2}, {middle, bottom1}, {x1, bottom1})
      .close();
  path.fill.ink = ink;
  path.opacity = opacity;
  return path;
}

}  // namespace

Picture bars(const ChartFrame& frame, const std::vector<BarRow>& rows) {
  Picture picture = start(frame);
  std::vector<std::string> labels, values;
  for (const BarRow& row : rows) {
    labels.push_back(row.label);
    values.push_back(row.value);
  }
  double label_room = room_for(labels, size, frame.width * 0.36),
         value_room = room_for(values, size, frame.width * 0.34);
  double bar_left = label_room + gap, bar_room = frame.width - bar_left - value_room - gap, y = 4;
  for (const BarRow& row : rows) {
    Text name = label(row.label, 0, y, label_room, {.size = size, .lines = 2}, frame.language);
    Text value = label(row.value, bar_left + bar_room + gap, y, value_room, {.size = size, .lines = 2}, frame.language);
    double height = std::max(label_height(name.lines.size(), size), label_height(value.lines.size(), size));
    picture.begin(row.tooltip, "row");
    picture.add(name);
    picture.add(value);
    double middle = y + height / 2;
    picture.add(Rect{bar_left, middle - 6, bar_room, 12, 3, {Ink::panel}, {}});
    double used = 0;
    for (const BarPart& part : row.parts) {
      double share = std::clamp(finite(part.share), 0.0, 1 - used);
      picture.add(Rect{bar_left + used * bar_room,
                       middle - 6,
                       share > 0 ? std::max(share * bar_room, 1.0) : 0,
                       12,
                       1.5,
                       part.fill,
                       {}});
      used += share;
    }
    if (double reach = std::min(finite(row.reach), 1.0); reach > used) {
      Path line;
      line.move({bar_left + used * bar_room, middle}).line({bar_left + reach * bar_room, middle});
      line.move({bar_left + reach * bar_room, middle - 4}).line({bar_left + reach * bar_room, middle + 4});
      line.stroke = {Ink::quiet, 1.5};
      picture.add(line);
    }
    picture.end();
    y += height + 5;
  }
  picture.height = y + 2;
  return picture;
}

Picture funnel(const ChartFrame& frame, const std::vector<FunnelStep>& steps) {
  Picture picture = start(frame);
  double most = 0;
  for (const FunnelStep& step : steps) most = std::max(most, finite(step.entered));
  constexpr double tallest = 170, value_size = 15;
  const double pitch = steps.empty() ? frame.width : frame.width / static_cast<double>(steps.size());
  const double column = std::min(pitch * 0.42, 64.0), base = label_height(1, value_size) + tallest + 6;
  auto height_of = [&](double count) { return most > 0 ? finite(count) / most * tallest : 0; };
  double bottom = base;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const FunnelStep& step = steps[i];
    double x = static_cast<double>(i) * pitch, height = std::max(height_of(step.entered), 1.0), top = base - height;
    picture.begin(step.tooltip, "step");
    if (i + 1 < steps.size() && step.moved_on > 0) {
      double moved = std::min(height_of(step.moved_on), height), next = height_of(steps[i + 1].entered);
      picture.add(
          band(x + column, base - moved, base, x + pitch, base - std::min(moved, next), base, Ink::blue_soft, 1));
    }
    double y = base;
    auto part = [&](double count, Fill fill) {
      double share = std::min(height_of(count), y - top);
      picture.add(Rect{x, y - share, column, share, 0, fill, {}});
      y -= share;
    };
    part(step.moved_on, {Ink::blue_mid});
    part(step.open, {Ink::grey_soft, Pattern::dots, Ink::grey});
    part(step.left, {Ink::orange_soft, Pattern::hatch, Ink::orange_mid});
    if (y - top > 0.5) picture.add(Rect{x, top, column, y - top, 0, {Ink::blue_mid}, {}});
    picture.add(label(step.value, x, top - label_height(1, value_size), pitch - 6,
                      {.size = value_size, .bold = true, .lines = 1}, frame.language));
    Stack words(pitch - 10, frame.language);
    words.text(step.label, {.size = size, .bold = true, .lines = 3})
        .text(step.caption, {.size = small, .ink = Ink::quiet, .lines = 5});
    words.draw(picture, x, base + 5);
    picture.end();
    bottom = std::max(bottom, base + 5 + words.height());
  }
  picture.height = bottom + 4;
  return picture;
}

Picture flow(const ChartFrame& frame, const std::vector<FlowNode>& left, const std::vector<FlowNode>& right,
             const std::vector<FlowLink>& links) {
  Picture picture = start(frame);
  const double room = frame.width * 0.3, node = 10, between = 10;
  std::vector<double> out(left.size(), 0), in(right.size(), 0);
  double sum = 0;
  for (const FlowLink& link : links) {
    out.at(link.from) += finite(link.value);
    in.at(link.to) += finite(link.value);
    sum += finite(link.value);
  }
  const double scale =
      sum > 0 ? std::max(180.0, 30.0 * static_cast<double>(std::max(left.size(), right.size()))) / sum : 0;
  // Each node takes the room of its bar or of its label, whichever is more.
  struct Place {
    double top = 0, height = 0, used = 0;
  };
  auto stand = [&](const std::vector<FlowNode>& nodes, const std::vector<double>& totals, bool right_side) {
    std::vector<Place> places;
    double y = 6;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      Stack words(room - gap, frame.language);
      Anchor anchor = right_side ? Anchor::start : Anchor::end;
      words.text(nodes[i].label, {.size = size, .lines = 2, .anchor = anchor})
          .text(nodes[i].value, {.size = small, .ink = Ink::quiet, .lines = 1, .anchor = anchor});
      double height = std::max(totals[i] * scale, 2.0), taken = std::max(height, words.height());
      words.draw(picture, right_side ? frame.width - room + gap : 0, y + (taken - words.height()) / 2);
      places.push_back({y + (taken - height) / 2, height, 0});
      y += taken + between;
    }
    picture.height = std::max(picture.height, y);
    return places;
  };
  std::vector<Place> from = stand(left, out, false), to = stand(right, in, true);
  const double x1 = room, x2 = frame.width - room;
  for (const FlowLink& link : links) {
    double height = finite(link.value) * scale;
    Place &a = from[link.from], &b = to[link.to];
    picture.begin(link.tooltip, "flow");
    picture.add(band(x1 + node, a.top + a.used, a.top + a.used + height, x2 - node, b.top + b.used,
                     b.top + b.used + height, link.attention ? Ink::orange_mid : Ink::blue_mid, 0.45));
    picture.end();
    a.used += height;
    b.used += height;
  }
  for (const Place& place : from) picture.add(Rect{x1, place.top, node, place.height, 1, {Ink::blue}, {}});
  for (const Place& place : to) picture.add(Rect{x2 - node, place.top, node, place.height, 1, {Ink::blue}, {}});
  return picture;
}

Picture histogram(const ChartFrame& frame, const std::vector<HistogramBin>& bins,
                  const std::vector<HistogramMark>& marks, double height) {
  Picture picture = start(frame);
  double most = 0;
  for (const HistogramBin& bin : bins) most = std::max(most, finite(bin.count));
  const double pitch = bins.empty() ? frame.width : frame.width / static_cast<double>(bins.size());
  // Marks name themselves above the columns, one row each, so that near ones do not meet.
  const double mark_row = label_height(1, small), top = 4 + mark_row * static_cast<double>(marks.size()),
               base = top + height;
  for (std::size_t i = 0; i < bins.size(); ++i) {
    double tall = most > 0 ? finite(bins[i].count) / most * height : 0;
    picture.begin(bins[i].tooltip, "bin");
    picture.add(
        Rect{static_cast<double>(i) * pitch + 1, base - tall, std::max(pitch - 2, 0.5), tall, 0, {Ink::blue_mid}, {}});
    picture.end();
  }
  picture.add(Rect{0, base, frame.width, 1, 0, {Ink::quiet}, {}});
  double free_from = 0;  // axis labels that would meet the one before are left out
  for (std::size_t i = 0; i < bins.size(); ++i) {
    double x = static_cast<double>(i) * pitch, room = text_width(bins[i].from, small);
    if (bins[i].from.empty() || x < free_from || x + room > frame.width) continue;
    picture.add(
        label(bins[i].from, x, base + 2, room + 1, {.size = small, .ink = Ink::quiet, .lines = 1}, frame.language));
    free_from = x + room + 8;
  }
  for (std::size_t i = 0; i < marks.size(); ++i) {
    double x = std::clamp(finite(marks[i].at) * pitch, 0.0, frame.width), y = 2 + mark_row * static_cast<double>(i);
    Path line;
    line.move({x, y + mark_row - 2}).line({x, base});
    line.stroke = {Ink::orange, 1.5, Dash::dashed};
    picture.add(line);
    double room = text_width(marks[i].label, small, true) + 1, at = std::min(x, std::max(frame.width - room, 0.0));
    picture.add(label(marks[i].label, at, y, room, {.size = small, .bold = true, .ink = Ink::orange, .lines = 1},
                      frame.language));
  }
  picture.height = base + label_height(1, small) + 4;
  return picture;
}

}  // namespace cairn::draw
