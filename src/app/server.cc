#include "app/server.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>
#include <thread>

#include "api/admission.h"
#include "api/followers.h"
#include "api/metrics.h"
#include "api/parts.h"
#include "api/remote_workspace.h"
#include "api/request_log.h"
#include "api/router.h"
#include "app/feed.h"
#include "app/folders.h"
#include "app/local_workspace.h"
#include "app/upkeep.h"
#include "app/watch.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/machine.h"
#include "base/secret.h"
#include "demo/played.h"
#include "store/ballast.h"

namespace cairn::app {
namespace {

constexpr const char* admin_setting = "admin_token_sha256";
constexpr std::chrono::milliseconds grace{10'000};
/// What comes in goes before what is asked: whoever asks waits a little longer, whoever sends or follows does not.
constexpr int questions_give_way = 15;
constexpr std::size_t most_waiting_questions = 64;
constexpr std::size_t most_waiting_readings = 100'000;  ///< their bytes are what counts (api::Admission)
constexpr double most_memory_share = 0.8;

/// The other half is for the disk, the loader and the sockets.
std::size_t reader_threads() { return std::clamp(std::thread::hardware_concurrency() / 2, 1U, 8U); }

class RunningServer : public api::Server {
 public:
  ~RunningServer() override { end(); }

  Result<void> open(const api::ServeOptions& options) {
    CAIRN_TRY(auto least, parse_log_level(options.log));
    CAIRN_TRY(log_, Log::open(least, options.log_file));
    log_->line(LogLevel::info, clock_now(), "start", {{"version", CAIRN_VERSION}, {"pid", ::getpid()}});
    ballast_.emplace(options.workspace);  // first: on a full disk it makes room for opening the rest
    CAIRN_TRY(workspace_, open_live_workspace(options.workspace));
    store::InboxOptions inbox;
    inbox.most_bytes = static_cast<std::uint64_t>(options.inbox_gb * 1e9);
    CAIRN_TRY(inbox_, store::Inbox::open(options.workspace, workspace_->history().position(Feed::consumer), inbox));
    CAIRN_TRY(sources_, collect::Sources::open(options.workspace));
    CAIRN_TRY(refused_, collect::RefusedItems::open(options.workspace));
    CAIRN_TRY_VOID(take_token(options.new_token));
    CAIRN_TRY_VOID(take_first_source());
    workspace_->when_changed([this] { pulse_.advance(); });
    workers_ = std::make_unique<api::Workers>(static_cast<std::size_t>(options.question_threads),
                                              most_waiting_questions, questions_give_way);
    readers_ = std::make_unique<api::Workers>(reader_threads(), most_waiting_readings);
    admission_.emplace(options.memory_gb > 0
                           ? static_cast<std::uint64_t>(options.memory_gb * 1e9)
                           : static_cast<std::uint64_t>(static_cast<double>(machine_memory()) * most_memory_share));
    inbox_->hold_back(ballast_->disk_is_scarce());
    followers_ = std::make_unique<api::Followers>(pulse_);
    parts_.reset(new api::Parts{*workspace_,
                                *inbox_,
                                *sources_,
                                *refused_,
                                pulse_,
                                *workers_,
                                *readers_,
                                *admission_,
                                metrics_,
                                *log_,
                                *followers_,
                                admin_hash_,
                                clock_now,
                                [this] { return not_ready(); },
                                [this] {
                                  auto counts = feed_->counts();
                                  counts.upkeep_failures = upkeep_->failures();
                                  counts.damaged_segments = upkeep_->damaged();
                                  return counts;
                                },
                                [this] { return http_->counts(); },
                                {options.event_kb * 1024}});
    parts_->tls = !options.certificate.empty();
    parts_->is_demo = [this] { return workspace_->history().setting(demo::demo_setting).has_value(); };
    parts_->socket = api::socket_of(options.workspace);
    router_ = std::make_unique<api::Router>(*parts_);
    feed_ = std::make_unique<Feed>(*workspace_, *inbox_, *refused_, *log_);
    folders_ = std::make_unique<Folders>(*workspace_, *sources_);
    upkeep_ = std::make_unique<Upkeep>(*workspace_, *log_);
    watch_ = std::make_unique<Watch>(*workspace_);
    CAIRN_TRY_VOID(listen(options));
    log_->line(LogLevel::info, clock_now(), "ready",
               {{"address", options.address}, {"port", started_.port}, {"tls", parts_->tls}});
    return {};
  }

  const api::Started& started() const override { return started_; }

  Result<void> run(const std::atomic<bool>& stop) override {
    while (!stop) {
      if (auto fault = inbox_->failed()) {
        log_->line(LogLevel::warn, clock_now(), "inbox failed",
                   {{"code", describe(fault->code).name}, {"why", fault->message}});
        end();
        return *fault;
      }
      admission_->look();
      ballast_->look();
      inbox_->hold_back(ballast_->disk_is_scarce());
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    end();
    if (auto fault = feed_->failed()) return *fault;
    return {};
  }

 private:
  /// Nothing new comes in, what is in hand is answered, what was acknowledged is loaded; then all ends in the order of
  /// who uses whom.
  void end() {
    if (ended_) return;
    ended_ = true;
    if (http_ != nullptr) log_->line(LogLevel::info, clock_now(), "stopping");
    if (parts_ != nullptr) parts_->stopping = true;
    if (followers_ != nullptr) followers_->stop();
    if (http_ != nullptr) http_->stop(grace);
    if (readers_ != nullptr) readers_->stop();
    if (workers_ != nullptr) workers_->stop();
    if (folders_ != nullptr) folders_->stop();
    if (feed_ != nullptr) feed_->stop();
    if (upkeep_ != nullptr) upkeep_->stop();
    if (watch_ != nullptr) watch_->stop();
    if (http_ != nullptr) log_->line(LogLevel::info, clock_now(), "stopped");
  }

  std::optional<std::string> not_ready() const {
    if (auto fault = inbox_->failed()) return "the inbox: " + fault->message;
    if (auto fault = feed_->failed()) return "loading the history: " + fault->message;
    if (ballast_->disk_is_scarce()) return "the disk is nearly full; make room on it, it goes on by itself";
    if (admission_->short_of_memory())
      return fmt::format("{} of memory are held, {} may be (--memory-gb)", format_bytes(process_memory()),
                         format_bytes(admission_->most_memory()));
    return std::nullopt;
  }

  Result<void> take_token(bool anew) {
    auto known = workspace_->history().setting(admin_setting);
    if (known && !anew) {
      admin_hash_ = *known;
      return {};
    }
    started_.admin_token = new_secret("cairn_admin_");
    admin_hash_ = secret_hash(started_.admin_token);
    return workspace_->write([&](store::History& history) { return history.set_setting(admin_setting, admin_hash_); });
  }

  /// A workspace without sources of its own gets one.
  Result<void> take_first_source() {
    const auto known = sources_->names();
    if (!std::all_of(known.begin(), known.end(), demo::is_played_source)) return {};
    CAIRN_TRY(auto source, sources_->add({{"name", "default"}}, clock_now()));
    started_.first_source = source.write_key;
    return {};
  }

  /// What was no request that could be given to anybody.
  void log_refused(int status) {
    api::RequestLine line;
    line.method = "other";
    line.status = status;
    api::log_request(*log_, clock_now(), line);
  }

  Result<void> listen(const api::ServeOptions& options) {
    net::ServerOptions http;
    http.address = options.address;
    http.port = options.port;
    http.unix_socket = api::socket_of(options.workspace);
    http.certificate_file = options.certificate;
    http.key_file = options.key;
    http.limits.connections = static_cast<std::size_t>(options.connections);
    http.refused = [this](int status) { log_refused(status); };
    CAIRN_TRY(http_, net::HttpServer::start(
                         http, [this](const net::Request& head) { return router_->gate(head); },
                         [this](net::Request request, std::shared_ptr<net::Reply> reply) {
                           router_->handle(std::move(request), std::move(reply));
                         }));
    started_.port = http_->port();
    return {};
  }

  std::unique_ptr<Log> log_;  // first: all others may log
  api::Started started_;
  std::string admin_hash_;
  std::unique_ptr<LiveWorkspace> workspace_;
  api::Metrics metrics_;  // these three are used by replies that the inbox holds
  std::optional<api::Admission> admission_;
  std::optional<store::Ballast> ballast_;
  std::unique_ptr<api::Parts> parts_;
  std::unique_ptr<store::Inbox> inbox_;
  std::unique_ptr<collect::Sources> sources_;
  std::unique_ptr<collect::RefusedItems> refused_;
  api::Pulse pulse_;
  std::unique_ptr<api::Workers> workers_, readers_;
  std::unique_ptr<api::Followers> followers_;
  std::unique_ptr<api::Router> router_;
  std::unique_ptr<Feed> feed_;
  std::unique_ptr<Folders> folders_;
  std::unique_ptr<Upkeep> upkeep_;
  std::unique_ptr<Watch> watch_;
  std::unique_ptr<net::HttpServer> http_;
  bool ended_ = false;
};

}  // namespace

Result<std::unique_ptr<api::Server>> start_server(const api::ServeOptions& options) {
  auto server = std::make_unique<RunningServer>();
  CAIRN_TRY_VOID(server->open(options));
  return std::unique_ptr<api::Server>(std::move(server));
}

}  // namespace cairn::app
