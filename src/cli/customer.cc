// cairn customer, consent, tag: one customer as a whole.
#include "cli/customer.h"

#include <fmt/format.h>

#include "base/text.h"
#include "cli/command.h"
#include "cli/output.h"

namespace cairn::cli {
namespace {

std::string text(const Json& identifier) {
  auto kind = identifier["kind"].get<std::string>();
  return (kind.empty() ? "" : kind + " ") + identifier["value"].get<std::string>();
}

std::string words(const Json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

void print_links(const Json& links, const char* head) {
  if (!links.empty()) fmt::print("{}\n", head);
  for (const auto& link : links) {
    fmt::print("  {} — {}: {} ({}, {})", text(link["a"]), text(link["b"]), link["outcome"].get<std::string>(),
               link["event"].get<std::string>(), link["first"].get<std::string>());
    if (link.contains("why")) fmt::print(": {}", link["why"].get<std::string>());
    fmt::print("\n");
  }
}

void print_identity(const Json& customer) {
  fmt::print("customer    {}\n", customer["name"].get<std::string>());
  for (const auto& each : customer["identifiers"]) {
    fmt::print("identifier  {}", text(each));
    if (!each["from"].is_null()) fmt::print(" from {}", each["from"].get<std::string>());
    if (!each["until"].is_null()) fmt::print(" until {}", each["until"].get<std::string>());
    fmt::print("\n");
  }
  print_links(customer["why"], "because they were seen together");
  print_links(customer["refused"], "not joined");
  for (const auto& each : customer["decisions"])
    fmt::print("decided     {} and {}: {} one customer\n", text(each["these"][0]), text(each["these"][1]),
               each["are"].get<std::string>());
}

std::string joined(const Json& list, const char* key = nullptr) {
  std::string all;
  for (const auto& each : list) all += (all.empty() ? "" : ", ") + words(key == nullptr ? each : each[key]);
  return all;
}

void print_line(const char* head, const std::string& what) {
  if (!what.empty()) fmt::print("{:<11} {}\n", head, what);
}

void print_consent(const Json& consent) {
  for (const auto& each : consent["standings"])
    fmt::print("{:<11} {}, {}: {} ({})\n", "consent", words(each["channel"]), words(each["purpose"]),
               words(each["state"]), words(each["reason"]));
}

void print_profile(const Json& profile) {
  if (!profile["lifecycle"].is_null()) {
    const auto& stage = profile["lifecycle"];
    auto since = stage.contains("since") && !stage["since"].is_null() ? " since " + words(stage["since"]) : "";
    print_line("lifecycle", words(stage["stage"]) + since);
  }
  print_line("segments", joined(profile["segments"]));
  print_line("personas", joined(profile["personas"]));
  for (const auto& trait : profile["traits"]) {
    if (trait["value"].is_null()) continue;
    fmt::print("{:<11} {} = {}", "trait", words(trait["name"]), words(trait["value"]));
    if (trait.contains("time")) fmt::print(" ({}, {})", words(trait["source"]), words(trait["time"]));
    fmt::print("\n");
  }
  if (profile.contains("points") && !profile["points"]["lines"].empty())
    print_line("points", words(profile["points"]["balance"]));
  if (profile.contains("tags")) print_line("tags", joined(profile["tags"]["held"], "tag"));
  print_consent(profile["consent"]);
}

}  // namespace

void print_whole(const Json& customer) {
  print_identity(customer);
  print_profile(customer["profile"]);
  if (!customer.contains("promises")) return;
  for (const auto& promise : customer["promises"]) {
    auto of = promise.contains("of") ? " (" + words(promise["of"]) + ")" : "";
    auto until = promise.contains("deadline") ? " until " + words(promise["deadline"]) : "";
    fmt::print("{:<11} {}{}: {}{}\n", "promise", words(promise["terms"]["en"]), of, words(promise["state"]), until);
  }
}

namespace {

Result<void> show_customer(const Context& context, const std::string& who, const std::string& format_name) {
  CAIRN_TRY(auto format, parse_format(format_name));
  CAIRN_TRY(auto workspace, context.reading());
  CAIRN_TRY(auto found, workspace->profile(Json{{"do", "customer"}, {"customer", who}}));
  if (format == Format::json) {
    fmt::print("{}\n", found.dump(2));
    return {};
  }
  for (const auto& customer : found) print_whole(customer);
  return {};
}

Result<void> show_consent(const Context& context, const Json& request, const std::string& format_name) {
  CAIRN_TRY(auto format, parse_format(format_name));
  CAIRN_TRY(auto workspace, context.reading());
  CAIRN_TRY(auto found, workspace->profile(request));
  if (format == Format::json)
    fmt::print("{}\n", found.dump(2));
  else if (request.contains("channel"))
    fmt::print("{}: {} ({})\n", found["allowed"] == true ? "allowed" : "not allowed", words(found["state"]),
               words(found["reason"]));
  else
    print_consent(found);
  return {};
}

}  // namespace

void add_customer(CLI::App& app, Context& context) {
  auto who = std::make_shared<std::string>(), format = std::make_shared<std::string>("table");
  auto* command =
      app.add_subcommand("customer", "one customer: identifiers and why they are joined, traits, consent …");
  command->footer("What they did: cairn ask customers --customer NAME");
  command->add_option("NAME", *who, "any of their identifiers: 17, or with its kind: phone=13800138000")->required();
  command->add_option("--format", *format, "table or json")->capture_default_str();
  command->callback([&context, who, format] {
    context.action = [&context, who, format] { return show_customer(context, *who, *format); };
  });
}

void add_consent(CLI::App& app, Context& context) {
  auto request = std::make_shared<Json>(Json{{"do", "consent"}});
  auto who = std::make_shared<std::string>(), channel = std::make_shared<std::string>(),
       purpose = std::make_shared<std::string>("marketing"), format = std::make_shared<std::string>("table");
  auto* command = app.add_subcommand("consent", "what a customer agreed to, by channel and purpose, and why");
  command->footer("May they get a marketing SMS? cairn consent 17 --channel sms");
  command->add_option("NAME", *who, "any of their identifiers")->required();
  command->add_option("--channel", *channel, "wechat, sms, email …");
  command->add_option("--purpose", *purpose, "marketing, service …")->capture_default_str();
  command->add_option("--format", *format, "table or json")->capture_default_str();
  command->callback([&context, who, channel, purpose, format] {
    context.action = [&context, who, channel, purpose, format] {
      Json asked{{"do", "consent"}, {"customer", *who}};
      if (!channel->empty()) {
        asked["channel"] = *channel;
        asked["purpose"] = *purpose;
      }
      return show_consent(context, asked, *format);
    };
  });
}

void add_tag(CLI::App& app, Context& context) {
  auto who = std::make_shared<std::string>(), tag = std::make_shared<std::string>();
  auto removed = std::make_shared<bool>(false);
  auto* command = app.add_subcommand("tag", "put a tag on a customer, or take it off");
  command->add_option("NAME", *who, "any of their identifiers")->required();
  command->add_option("TAG", *tag, "any words")->required();
  command->add_flag("--remove", *removed, "take it off");
  command->callback([&context, who, tag, removed] {
    context.action = [&context, who, tag, removed]() -> Result<void> {
      CAIRN_TRY(auto workspace, context.writing());
      CAIRN_TRY_VOID(workspace->profile(Json{{"do", "tag"}, {"customer", *who}, {"tag", *tag}, {"removed", *removed}}));
      fmt::print("{} {} '{}'\n", *who, *removed ? "no longer has the tag" : "has the tag", *tag);
      return {};
    };
  });
}

}  // namespace cairn::cli
