#include "api/remote_workspace.h"

#include <filesystem>

#include "api/events_stream.h"
#include "api/workspace_documents.h"
#include "base/file.h"
#include "net/http_client.h"

namespace cairn::api {
namespace {

/// Paths of a command are those of its own folder.
std::string whole_path(const std::string& path) { return std::filesystem::absolute(path).lexically_normal().string(); }

/// Standard input cannot travel; it is kept in a file for as long as the server reads it.
class Spooled {
 public:
  static Result<Spooled> take(const std::string& directory, const std::string& path) {
    Spooled spooled;
    if (path != "-") {
      spooled.path_ = whole_path(path);
      return spooled;
    }
    CAIRN_TRY(auto bytes, read_file("-"));
    spooled.path_ = whole_path((std::filesystem::path(directory) / "tmp" / "standard-input").string());
    std::error_code ignored;
    std::filesystem::create_directories(std::filesystem::path(spooled.path_).parent_path(), ignored);
    CAIRN_TRY_VOID(write_file(spooled.path_, bytes));
    spooled.own_ = true;
    return spooled;
  }
  Spooled(Spooled&& other) noexcept : path_(std::move(other.path_)), own_(std::exchange(other.own_, false)) {}
  Spooled& operator=(Spooled&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(own_, other.own_);
    return *this;
  }
  ~Spooled() {
    std::error_code ignored;
    if (own_) std::filesystem::remove(path_, ignored);
  }
  const std::string& path() const { return path_; }

 private:
  Spooled() = default;
  std::string path_;
  bool own_ = false;
};

std::string from_hex(const std::string& hex) {
  auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes += static_cast<char>(digit(hex[i]) * 16 + digit(hex[i + 1]));
  return bytes;
}

class RemoteWorkspace : public Workspace {
 public:
  explicit RemoteWorkspace(std::string directory) : directory_(std::move(directory)) {}

  Result<ImportOutcome> import(const ImportRequest& request, const Progress& progress) override {
    CAIRN_TRY(auto file, Spooled::take(directory_, request.path));
    auto sent = request;
    sent.path = file.path();
    if (request.path == "-" && sent.options.mapping.source.empty()) sent.options.mapping.source = "stdin";
    CAIRN_TRY(auto outcome, call("import", to_json(sent), progress));
    return import_outcome_of(outcome);
  }
  Result<TableOutcome> import_table(const TableRequest& request) override {
    CAIRN_TRY(auto file, Spooled::take(directory_, request.path));
    auto sent = request;
    sent.path = file.path();
    CAIRN_TRY(auto outcome, call("import_table", to_json(sent)));
    return table_outcome_of(outcome);
  }
  Result<demo::DemoSummary> fill_with_demo(const demo::DemoOptions& options, const Progress& progress) override {
    CAIRN_TRY(
        auto summary,
        call("demo", {{"seed", options.seed}, {"customers", options.customers}, {"days", options.days}}, progress));
    return demo_summary_of(summary);
  }
  Result<std::uint64_t> fill_with_claims(const demo::ClaimsOptions& options, const Progress& progress) override {
    CAIRN_TRY(auto events, call("claims", {{"seed", options.seed}, {"claims", options.claims}}, progress));
    return events.get<std::uint64_t>();
  }
  Result<Json> status() override { return call("status", Json::object()); }
  Result<Json> ask(const Json& question, const AskLimits& limits, const Progress& progress) override {
    return call("ask", {{"question", question}, {"limits", to_json(limits)}}, progress, limits.stop);
  }
  Result<Json> sql(const std::string& statement) override { return call("sql", {{"statement", statement}}); }
  Result<Json> draft(const Json& options) override { return call("draft", options); }
  Result<Json> redraft(const RedraftRequest& request) override { return call("redraft", to_json(request)); }
  Result<std::string> render(const RenderRequest& request) override {
    CAIRN_TRY(auto drawn, call("render", to_json(request)));
    return from_hex(drawn["hex"].get<std::string>());
  }
  Result<Json> findings(const Json& map, std::size_t most) override {
    return call("findings", {{"map", map}, {"most", most}});
  }
  Result<Json> settings() override { return call("settings", Json::object()); }
  Result<void> set(const std::string& key, const std::string& value) override {
    CAIRN_TRY_VOID(done(call("set", {{"key", key}, {"value", value}})));
    return {};
  }
  Result<Json> calendar(const Json& request) override { return call("calendar", request); }
  Result<void> change_calendar(const Json& change) override { return done(call("change_calendar", change)); }
  Result<Json> sources() override { return server_call(directory_, "GET", "/api/sources"); }
  Result<Json> add_source(const Json& document) override {
    return server_call(directory_, "POST", "/api/sources", document.dump());
  }
  Result<Json> change_source(const std::string& name, const Json& change) override {
    return server_call(directory_, "PATCH", "/api/sources/" + net::percent_encoded(name), change.dump());
  }
  Result<Json> refused(const Json& filter) override {
    std::string query;
    for (const auto& [name, value] : filter.items())
      query += (query.empty() ? "?" : "&") + name + "=" +
               net::percent_encoded(value.is_string() ? value.get<std::string>() : value.dump());
    return server_call(directory_, "GET", "/api/quarantine" + query);
  }
  Result<Json> refused_item(const std::string& id) override {
    return server_call(directory_, "GET", "/api/quarantine/" + net::percent_encoded(id));
  }
  Result<Json> replay(const std::string& id, const std::string& text) override {
    return server_call(directory_, "POST", "/api/quarantine/" + net::percent_encoded(id) + "/replay", text);
  }
  Result<Json> drop(const std::string& id) override {
    return server_call(directory_, "DELETE", "/api/quarantine/" + net::percent_encoded(id));
  }
  Result<Json> source_days(const Json& request) override { return call("source_days", request); }
  Result<Json> repair(const std::string& from) override { return call("repair", Json{{"from", from}}); }
  Result<Json> identity(const Json& request) override { return call("identity", request); }
  Result<Json> profile(const Json& request) override { return call("profile", request); }
  Result<Json> markers(const Json& request) override { return call("markers", request); }
  Result<Json> saved(const Json& request) override { return call("saved", request); }
  Result<Json> journeys(const Json& request) override { return call("journeys", request); }
  Result<Json> measured(const Json& request) override { return call("measured", request); }
  Result<Json> verify(const Progress& progress) override { return call("verify", Json::object(), progress); }
  Result<Json> rebuild(const Progress& progress) override { return call("rebuild", Json::object(), progress); }
  Result<Json> backup(const std::string& to, const Progress& progress) override {
    return call("backup", {{"to", whole_path(to)}}, progress);
  }

 private:
  static Result<void> done(const Result<Json>& result) {
    if (!result) return result.error();
    return {};
  }

  Result<Json> call(const std::string& name, const Json& request, const Progress& progress = {},
                    const std::atomic<bool>* stop = nullptr) {
    std::optional<Result<Json>> outcome;
    std::string plain;  // of a refusal, which is no stream
    SseReader reader([&](std::string_view event, std::string_view data) {
      auto json = Json::parse(data, nullptr, false);
      if (event == "progress" && progress && json.is_array() && json.size() == 3)
        progress(json[0].get<std::uint64_t>(), json[1].get<std::uint64_t>(), json[2].get<std::uint64_t>());
      if (event == "result") outcome = Result<Json>(std::move(json));
      if (event == "error") outcome = Result<Json>(error_of(json));
    });
    net::ClientRequest sent;
    sent.unix_socket = socket_of(directory_);
    sent.method = "POST";
    sent.target = "/workspace/" + name;
    sent.body = request.dump(-1, ' ', false, Json::error_handler_t::replace);
    sent.stop = stop;
    sent.on_body = [&](std::string_view bytes) {
      if (plain.size() < 65536) plain += bytes;
      reader.add(bytes);
    };
    CAIRN_TRY(auto response, net::fetch(sent));
    if (outcome) return *std::move(outcome);
    auto refused = Json::parse(plain, nullptr, false);
    if (refused.is_object() && refused.contains("error")) return error_of(refused["error"]);
    return Error{ErrorCode::unreadable, "the server ended before it had answered", directory_,
                 "see what it wrote, and run the command again"};
  }

  std::string directory_;
};

}  // namespace

std::string socket_of(const std::string& directory) {
  return (std::filesystem::path(directory) / "cairn.sock").string();
}

Result<std::unique_ptr<Workspace>> connect_workspace(const std::string& directory) {
  std::error_code ignored;
  if (!std::filesystem::exists(socket_of(directory), ignored)) return std::unique_ptr<Workspace>();
  net::ClientRequest probe;
  probe.unix_socket = socket_of(directory);
  probe.target = "/healthz";
  auto alive = net::fetch(probe);
  if (!alive && alive.error().code == ErrorCode::not_found) return std::unique_ptr<Workspace>();  // left from a crash
  if (!alive) return alive.error();
  return std::unique_ptr<Workspace>(std::make_unique<RemoteWorkspace>(directory));
}

Result<Json> server_call(const std::string& directory, const std::string& method, const std::string& target,
                         const std::string& body) {
  net::ClientRequest sent;
  sent.unix_socket = socket_of(directory);
  sent.method = method;
  sent.target = target;
  sent.body = body;
  auto response = net::fetch(sent);
  if (!response) {
    if (response.error().code != ErrorCode::not_found) return response.error();
    return Error{ErrorCode::not_found, "no server runs on this workspace", directory, "start one: cairn serve"};
  }
  auto answer = Json::parse(response->body, nullptr, false);
  if (answer.is_discarded())
    return Error{ErrorCode::invalid, "the server's answer is no JSON", target, "use a cairn of the server's version"};
  if (response->status >= 400 && answer.is_object() && answer.contains("error")) return error_of(answer["error"]);
  return answer;
}

}  // namespace cairn::api
