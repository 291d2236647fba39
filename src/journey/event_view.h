// A customer's event as a predicate sees it.
#pragma once

#include <fmt/format.h>

#include "event/predicate.h"
#include "journey/index.h"

namespace cairn::journey {

/// The event must outlive it. `customer` is missing.
class CustomerEventView final : public EventView {
 public:
  explicit CustomerEventView(const CustomerEvent& event) : event_(event) {}
  std::string_view type() const override { return event_.event; }
  std::optional<Literal> property(const std::string& name) const override {
    if (name == "time") return Literal{format_time(event_.time), static_cast<double>(event_.time.us)};
    if (name == "channel") return text(event_.channel);
    if (name == "source") return text(event_.source);
    if (name == "session") return text(event_.session);
    if (name == "currency") return text(event_.currency);
    if (name == "amount") return number(event_.amount);
    if (name == "value") return number(event_.value);
    // A property that is called as one of these (ColumnSource::load).
    constexpr std::string_view renamed = "property_";
    for (const auto& [key, value] : event_.properties)
      if (key == name || (name.starts_with(renamed) && key == name.substr(renamed.size()))) return value;
    return std::nullopt;
  }

 private:
  static std::optional<Literal> text(const std::string& value) {
    return value.empty() ? std::nullopt : std::optional(Literal{value, std::nullopt});
  }
  static std::optional<Literal> number(const std::optional<double>& value) {
    return value ? std::optional(Literal{fmt::format("{}", *value), *value}) : std::nullopt;
  }
  const CustomerEvent& event_;
};

}  // namespace cairn::journey
