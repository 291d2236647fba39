#include "collect/preview.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "collect/amount.h"
#include "collect/understand.h"

namespace cairn::collect {
namespace {

constexpr std::size_t shown_events = 5;

std::string decimal(std::int64_t minor, std::string_view currency) {
  int digits = minor_digits(currency);
  bool negative = minor < 0;
  auto size = negative ? 0 - static_cast<std::uint64_t>(minor) : static_cast<std::uint64_t>(minor);
  std::uint64_t scale = 1;
  for (int i = 0; i < digits; ++i) scale *= 10;
  auto text = fmt::format("{}{}", negative ? "-" : "", size / scale);
  if (digits > 0) text += fmt::format(".{:0{}}", size % scale, digits);
  return fmt::format("{} {}", text, currency);
}

std::string value_text(const PropertyColumn& column, std::size_t at) {
  switch (column.type) {
    case PropertyType::boolean:
      return column.integers[at] != 0 ? "true" : "false";
    case PropertyType::integer:
      return fmt::format("{}", column.integers[at]);
    case PropertyType::time:
      return format_time({column.integers[at]});
    case PropertyType::real:
      return fmt::format("{}", column.reals[at]);
    case PropertyType::text:
      return std::string(column.texts[at]);
  }
  return "";
}

EventPreview event_preview(const EventBatch& events, std::size_t row) {
  EventPreview shown;
  shown.customer = events.identifier[row];
  shown.event = events.type[row];
  shown.time = format_time({events.time[row]});
  shown.channel = events.channel[row];
  shown.session = events.session[row];
  if (!events.currency[row].empty()) shown.amount = decimal(events.amount_minor[row], events.currency[row]);
  if (!std::isnan(events.value[row])) shown.value = fmt::format("{}", events.value[row]);
  for (const auto& column : events.properties) {
    auto found = std::lower_bound(column.rows.begin(), column.rows.end(), static_cast<std::uint32_t>(row));
    if (found == column.rows.end() || *found != row) continue;
    shown.properties.emplace_back(column.name,
                                  value_text(column, static_cast<std::size_t>(found - column.rows.begin())));
  }
  return shown;
}

std::vector<ColumnPreview> column_previews(const Sample& sample, const Understood& understood) {
  std::vector<ColumnPreview> columns;
  for (std::size_t c = 0; c < sample.columns.size(); ++c) {
    ColumnPreview column{sample.columns[c], understood.uses[c], "", {}};
    for (const auto& cell : sample.cells(c)) {
      auto text = std::string(cell.text());
      if (column.examples.size() == 3) break;
      if (std::find(column.examples.begin(), column.examples.end(), text) == column.examples.end())
        column.examples.push_back(text);
    }
    for (const auto& guess : understood.guesses)
      if (guess.column == column.name) column.why = guess.why;
    columns.push_back(std::move(column));
  }
  return columns;
}

void show_events(Preview& preview, const EventBatch& events) {
  for (std::size_t row = 0; row < events.size() && preview.events.size() < shown_events; ++row)
    preview.events.push_back(event_preview(events, row));
}

}  // namespace

Result<Preview> preview_file(const std::string& path, const ImportOptions& options) {
  CAIRN_TRY(auto file, open_records(path, options.open));
  CAIRN_TRY(auto sample, Sample::take(*file.records));
  Preview preview;
  preview.file = path == "-" ? "standard input" : path;
  if (sample.rows() == 0)
    return Error{ErrorCode::invalid, fmt::format("holds no rows (read as {})", name_of(file.format)), preview.file,
                 "check that the export was finished, or say what it is with --format"};
  Quarantine quarantine({});
  CAIRN_TRY(auto understood, understand(sample, options.mapping, path, quarantine));
  preview.columns = column_previews(sample, understood);
  for (const auto& batch : sample.batches) {
    EventBatch events;
    understood.maker->map(batch, sample.columns, events);
    show_events(preview, events);
  }
  for (EventBatch events; understood.maker->finish(events); events = EventBatch()) show_events(preview, events);
  auto made = understood.maker->made();
  preview.format = name_of(file.format);
  preview.source = understood.source;
  preview.notes = file.records->notes();
  preview.notes.insert(preview.notes.end(), understood.notes.begin(), understood.notes.end());
  preview.guesses = std::move(understood.guesses);
  preview.suggestions = std::move(understood.suggestions);
  preview.suggestions.insert(preview.suggestions.end(), made.warnings.begin(), made.warnings.end());
  preview.rows = made.rows;
  preview.is_all = sample.is_all;
  preview.usable = made.events;
  preview.reasons = quarantine.counts();
  preview.set_aside = quarantine.rows();
  preview.unit = file.records->unit();
  preview.first = made.first;
  preview.last = made.last;
  preview.widenings = std::move(made.widenings);
  return preview;
}

namespace {

int widest_of(const std::vector<ColumnPreview>& columns, std::string ColumnPreview::*field, int least, int most) {
  int width = least;
  for (const auto& column : columns) width = std::max(width, display_width(column.*field));
  return std::min(width, most);
}

std::string event_line(const EventPreview& event) {
  std::string line = fmt::format("{}  {}  {}", event.time,
                                 fit(event.customer, std::max(12, display_width(event.customer))), event.event);
  if (!event.channel.empty()) line += " · channel " + event.channel;
  if (!event.session.empty()) line += " · session " + event.session;
  if (!event.amount.empty()) line += " · " + event.amount;
  if (!event.value.empty()) line += " · value " + event.value;
  for (const auto& [name, value] : event.properties) line += fmt::format(" · {} {}", name, value);
  std::replace(line.begin(), line.end(), '\n', ' ');
  return line;
}

}  // namespace

std::string Preview::text(int width) const {
  std::string text = fmt::format("{}: {}, source '{}'\n", file, format, source);
  for (const auto& note : notes) text += fmt::format("  {}\n", note);
  int name_width = widest_of(columns, &ColumnPreview::name, 6, 28),
      use_width = widest_of(columns, &ColumnPreview::use, 4, 26);
  int rest = std::max(20, width - name_width - use_width - 6);
  text += fmt::format("\n  {}  {}  {}\n", fit("column", name_width), fit("is", use_width), "because, for example");
  for (const auto& column : columns) {
    auto examples = fmt::format("{}", fmt::join(column.examples, ", "));
    std::replace(examples.begin(), examples.end(), '\n', ' ');
    auto words = column.why.empty()                                      ? examples
                 : column.why.find(", for example") != std::string::npos ? column.why
                                                                         : column.why + ", for example " + examples;
    text +=
        fmt::format("  {}  {}  {}\n", fit(column.name, name_width), fit(column.use, use_width), shorten(words, rest));
  }
  for (const auto& guess : guesses)
    if (guess.column.empty())
      text += fmt::format("  {}: always '{}' ({})\n", name_of(guess.role), guess.value, guess.why);

  text += fmt::format("\nThe first events would be:\n");
  for (const auto& event : events) text += fmt::format("  {}\n", shorten(event_line(event), width - 2));
  text += fmt::format("\n{} {}: {}", is_all ? "All" : "The first", counted(rows, "row"), counted(usable, "event"));
  if (usable > 0) text += fmt::format(" from {} to {}", format_time(first), format_time(last));
  text += refused() > 0
              ? fmt::format(", {} would be set aside:\n{}", counted(refused(), "row"), reasons_as_text(reasons, unit))
              : ".\n";
  if (refused() * 2 > rows) text += "WARNING: most rows cannot be used; the columns are probably misunderstood.\n";
  text += widenings_as_text(widenings, unit);
  for (const auto& suggestion : suggestions) text += fmt::format("note: {}\n", suggestion);
  text += "Leave out --dry-run to import; --customer, --event-column, --time and so on change what a column is.\n";
  return text;
}

Json Preview::json() const {
  Json json = {{"file", file}, {"format", format}, {"source", source}, {"notes", notes}};
  json["columns"] = Json::array();
  for (const auto& column : columns)
    json["columns"].push_back(
        {{"name", column.name}, {"use", column.use}, {"why", column.why}, {"examples", column.examples}});
  json["recognised"] = Json::array();
  for (const auto& guess : guesses) json["recognised"].push_back(to_json(guess));
  json["events"] = Json::array();
  for (const auto& event : events) {
    Json each = {{"customer", event.customer}, {"event", event.event}, {"time", event.time}};
    if (!event.channel.empty()) each["channel"] = event.channel;
    if (!event.session.empty()) each["session"] = event.session;
    if (!event.amount.empty()) each["amount"] = event.amount;
    if (!event.value.empty()) each["value"] = event.value;
    each["properties"] = Json::object();
    for (const auto& [name, value] : event.properties) each["properties"][name] = value;
    json["events"].push_back(std::move(each));
  }
  json["sample"] = {{"rows", rows}, {"is_all", is_all}, {"events", usable}, {"refused", refused()}};
  if (usable > 0) json["sample"]["first"] = format_time(first), json["sample"]["last"] = format_time(last);
  json["reasons"] = reasons_as_json(reasons);
  json["widenings"] = Json::array();
  for (const auto& widening : widenings) json["widenings"].push_back(to_json(widening));
  json["suggestions"] = suggestions;
  return json;
}

}  // namespace cairn::collect
