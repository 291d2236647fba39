#include "net/http_server.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/strand.hpp>
#include <filesystem>
#include <thread>

#include "net/connection.h"
#include "net/unix_path.h"

namespace cairn::net {
namespace {

using asio::ip::tcp;
using local = asio::local::stream_protocol;
using TcpStream = beast::tcp_stream;
using LocalStream = beast::basic_stream<local>;
using TlsStream = beast::ssl_stream<beast::tcp_stream>;

constexpr std::chrono::milliseconds accept_pause{100};

Error cannot_listen(const std::string& where, const error_code& fault) {
  bool taken = fault == asio::error::address_in_use;
  return {taken ? ErrorCode::conflict : ErrorCode::unreadable,
          taken ? "another program listens here already" : "cannot listen: " + fault.message(), where,
          taken ? "choose another port, or stop that program" : "choose another address or port"};
}

class BeastServer : public HttpServer {
 public:
  BeastServer(ServerOptions options, Gate gate, Handler handler)
      : options_(std::move(options)), io_(std::max(1, options_.threads)), tls_(asio::ssl::context::tls_server) {
    state_.limits = options_.limits;
    state_.gate = std::move(gate);
    state_.handler = std::move(handler);
  }
  ~BeastServer() override {
    stop(std::chrono::milliseconds(0));
    std::error_code ignored;
    if (!options_.unix_socket.empty() && local_acceptor_) std::filesystem::remove(options_.unix_socket, ignored);
  }

  Result<void> open() {
    CAIRN_TRY_VOID(open_tls());
    CAIRN_TRY_VOID(open_tcp());
    if (!options_.unix_socket.empty()) CAIRN_TRY_VOID(open_local());
    accept_tcp();
    if (local_acceptor_) accept_local();
    for (int i = 0; i < std::max(1, options_.threads); ++i) threads_.emplace_back([this] { io_.run(); });
    return {};
  }

  std::uint16_t port() const override { return port_; }

  ServerCounts counts() const override {
    ServerCounts counts;
    counts.connections_open = state_.open();
    counts.connections_total = state_.total;
    counts.connections_refused = state_.refused;
    counts.requests_total = state_.requests;
    counts.timeouts_total = state_.timeouts;
    counts.too_large_total = state_.too_large;
    counts.malformed_total = state_.malformed;
    counts.bodies_bytes = state_.bodies_bytes;
    return counts;
  }

  void stop(std::chrono::milliseconds grace) override {
    if (threads_.empty()) return;
    state_.stopping = true;
    asio::post(io_, [this] {
      error_code ignored;
      if (tcp_acceptor_) tcp_acceptor_->close(ignored);
      if (local_acceptor_) local_acceptor_->close(ignored);
    });
    each([](ConnectionBase& connection) { connection.wind_down(); });
    auto end = std::chrono::steady_clock::now() + grace;
    while (state_.open() > 0 && std::chrono::steady_clock::now() < end)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    each([](ConnectionBase& connection) { connection.close_now(); });
    work_.reset();
    io_.stop();
    for (auto& thread : threads_) thread.join();
    threads_.clear();
  }

 private:
  void each(void (*work)(ConnectionBase&)) {
    std::vector<std::shared_ptr<ConnectionBase>> alive;
    {
      std::lock_guard guard(state_.mutex);
      for (auto* connection : state_.connections)
        if (auto held = connection->weak_from_this().lock()) alive.push_back(std::move(held));
    }
    for (const auto& connection : alive) work(*connection);
  }

  Result<void> open_tls() {
    if (options_.certificate_file.empty()) return {};
    error_code fault;
    tls_.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_sslv2 |
                     asio::ssl::context::no_sslv3 | asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
    tls_.use_certificate_chain_file(options_.certificate_file, fault);
    if (fault)
      return Error{ErrorCode::unreadable, "no certificate can be read: " + fault.message(), options_.certificate_file,
                   "give a PEM file with the certificate and those above it"};
    tls_.use_private_key_file(options_.key_file, asio::ssl::context::pem, fault);
    if (fault)
      return Error{ErrorCode::unreadable, "no private key of the certificate can be read: " + fault.message(),
                   options_.key_file, "give the PEM file that belongs to the certificate"};
    return {};
  }

  Result<void> open_tcp() {
    auto where = fmt::format("{} port {}", options_.address, options_.port);
    error_code fault;
    auto address = asio::ip::make_address(options_.address == "localhost" ? "127.0.0.1" : options_.address, fault);
    if (fault)
      return Error{ErrorCode::usage, "'" + options_.address + "' is no address", "address",
                   "use 127.0.0.1, 0.0.0.0, ::1 or the address of a network card"};
    tcp::endpoint endpoint(address, options_.port);
    tcp_acceptor_.emplace(io_);
    tcp_acceptor_->open(endpoint.protocol(), fault);
    if (!fault) tcp_acceptor_->set_option(asio::socket_base::reuse_address(true), fault);
    if (!fault) tcp_acceptor_->bind(endpoint, fault);
    if (!fault) tcp_acceptor_->listen(asio::socket_base::max_listen_connections, fault);
    if (fault) return cannot_listen(where, fault);
    port_ = tcp_acceptor_->local_endpoint().port();
    return {};
  }

  Result<void> open_local() {
    UnixPath path(options_.unix_socket);
    local::endpoint endpoint(path.text());
    error_code fault;
    if (std::filesystem::exists(std::filesystem::symlink_status(options_.unix_socket))) {
      local::socket probe(io_);
      probe.connect(endpoint, fault);
      if (!fault) return cannot_listen(options_.unix_socket, asio::error::address_in_use);
      std::error_code ignored;
      std::filesystem::remove(options_.unix_socket, ignored);
      fault.clear();
    }
    local_acceptor_.emplace(io_);
    local_acceptor_->open(endpoint.protocol(), fault);
    // Nobody else may connect, not even between the two calls.
    auto before = ::umask(0177);
    if (!fault) local_acceptor_->bind(endpoint, fault);
    ::umask(before);
    if (!fault) local_acceptor_->listen(asio::socket_base::max_listen_connections, fault);
    if (!fault) return {};
    local_acceptor_.reset();
    return cannot_listen(options_.unix_socket, fault);
  }

  /// Whether there is room for one more; it is closed at once when not.
  bool room() {
    if (state_.open() < options_.limits.connections) return true;
    ++state_.refused;
    return false;
  }

  template <class Again>
  void accept_later(Again again) {
    auto timer = std::make_shared<asio::steady_timer>(io_, accept_pause);
    timer->async_wait([timer, again](error_code) { again(); });
  }

  void accept_tcp() {
    tcp_acceptor_->async_accept(asio::make_strand(io_), [this](error_code fault, tcp::socket socket) {
      if (!tcp_acceptor_->is_open()) return;
      // Too many open files pass; others may have closed theirs by then.
      if (fault) return accept_later([this] { accept_tcp(); });
      if (room()) take(std::move(socket));
      accept_tcp();
    });
  }

  void take(tcp::socket socket) {
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    auto endpoint = socket.remote_endpoint(ignored);
    auto address = endpoint.address();
    if (address.is_v6() && address.to_v6().is_v4_mapped())
      address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
    auto peer = address.to_string();
    if (options_.certificate_file.empty())
      std::make_shared<Connection<TcpStream>>(TcpStream(std::move(socket)), state_, peer, false)->run();
    else
      std::make_shared<Connection<TlsStream>>(TlsStream(std::move(socket), tls_), state_, peer, false)->run();
  }

  void accept_local() {
    local_acceptor_->async_accept(asio::make_strand(io_), [this](error_code fault, local::socket socket) {
      if (!local_acceptor_->is_open()) return;
      if (fault) return accept_later([this] { accept_local(); });
      std::make_shared<Connection<LocalStream>>(LocalStream(std::move(socket)), state_, "", true)->run();
      accept_local();
    });
  }

  ServerOptions options_;
  ServerState state_;  // before io_: its handlers hold connections, which count themselves here
  asio::io_context io_;
  asio::executor_work_guard<asio::io_context::executor_type> work_{asio::make_work_guard(io_)};
  asio::ssl::context tls_;
  std::optional<tcp::acceptor> tcp_acceptor_;
  std::optional<local::acceptor> local_acceptor_;
  std::uint16_t port_ = 0;
  std::vector<std::thread> threads_;
};

}  // namespace

Result<std::unique_ptr<HttpServer>> HttpServer::start(ServerOptions options, Gate gate, Handler handler) {
  auto server = std::make_unique<BeastServer>(std::move(options), std::move(gate), std::move(handler));
  CAIRN_TRY_VOID(server->open());
  return std::unique_ptr<HttpServer>(std::move(server));
}

}  // namespace cairn::net
