// Listening, starting and stopping. A connection is in session.cc.
#include "net/http_server.h"

#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/strand.hpp>
#include <thread>

#include "base/file.h"
#include "net/session.h"

namespace cairn::net {
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using Local = asio::local::stream_protocol;

namespace {

constexpr std::chrono::milliseconds accept_again{100};  // no descriptor is free: soon one will be

Error failed(const std::string& what, const error_code& error, ErrorCode code = ErrorCode::unreadable) {
  return {code, what + ": " + error.message(), "", ""};
}

std::string text_of_peer(const tcp::socket& socket) {
  error_code error;
  auto peer = socket.remote_endpoint(error);
  if (error) return {};
  auto address = peer.address();
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
  return address.to_string();
}
std::string text_of_peer(const Local::socket&) { return {}; }

void tune(tcp::socket& socket) {
  error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
}
void tune(Local::socket&) {}

/// Accepts for ever; who is too much is closed at once, so that he learns it.
template <class Protocol>
class Listener : public std::enable_shared_from_this<Listener<Protocol>> {
 public:
  Listener(std::shared_ptr<ServerCore> core, asio::ssl::context* tls)
      : core_(std::move(core)), tls_(tls), strand_(asio::make_strand(core_->io)), acceptor_(strand_), timer_(strand_) {}

  error_code open(const typename Protocol::endpoint& endpoint) {
    error_code error;
    acceptor_.open(endpoint.protocol(), error);
    if (error) return error;
    if constexpr (std::is_same_v<Protocol, tcp>) {
      acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    } else {
      ::fchmod(acceptor_.native_handle(), 0600);  // before it has a name, so that it is never open to others
    }
    acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(4096, error);
    return error;
  }
  typename Protocol::endpoint endpoint() const { return acceptor_.local_endpoint(); }

  void accept() {
    acceptor_.async_accept(asio::any_io_executor(asio::make_strand(core_->io)),
                           [self = this->shared_from_this()](error_code error, typename Protocol::socket socket) {
                             self->accepted(error, std::move(socket));
                           });
  }
  void close() {
    asio::post(strand_, [self = this->shared_from_this()] {
      error_code ignored;
      self->closed_ = true;
      self->acceptor_.close(ignored);
      self->timer_.cancel();
    });
  }

 private:
  void accepted(error_code error, typename Protocol::socket socket) {
    if (closed_) return;
    if (error == asio::error::connection_aborted) return accept();
    if (error) {
      timer_.expires_after(accept_again);
      timer_.async_wait([self = this->shared_from_this()](error_code) {
        if (!self->closed_) self->accept();
      });
      return;
    }
    ++core_->connections_total;
    tune(socket);
    auto peer = text_of_peer(socket);
    auto executor = socket.get_executor();
    auto session = std::make_shared<Session>(core_, make_transport(Socket(std::move(socket)), tls_), std::move(peer),
                                             std::is_same_v<Protocol, Local>);
    if (core_->enter(session))
      asio::post(executor, [session] { session->start(); });
    else
      ++core_->connections_refused;
    accept();
  }

  std::shared_ptr<ServerCore> core_;
  asio::ssl::context* tls_;
  asio::strand<asio::io_context::executor_type> strand_;
  asio::basic_socket_acceptor<Protocol> acceptor_;
  asio::steady_timer timer_;
  bool closed_ = false;
};

class Server final : public HttpServer {
 public:
  explicit Server(std::shared_ptr<ServerCore> core) : core_(std::move(core)), work_(asio::make_work_guard(core_->io)) {}
  ~Server() override { stop(std::chrono::milliseconds(0)); }

  Result<void> listen(const ServerOptions& options) {
    if (!options.address.empty()) CAIRN_TRY_VOID(listen_tcp(options));
    if (!options.unix_socket.empty()) CAIRN_TRY_VOID(listen_local(options.unix_socket));
    if (tcp_) tcp_->accept();
    if (local_) local_->accept();
    for (int i = 0; i < std::max(1, options.threads); ++i) threads_.emplace_back([core = core_] { core->io.run(); });
    return {};
  }

  std::uint16_t port() const override { return port_; }

  ServerCounts counts() const override {
    ServerCounts counts;
    {
      std::lock_guard lock(core_->sessions_mutex);
      counts.connections_open = core_->sessions.size();
    }
    counts.connections_total = core_->connections_total;
    counts.connections_refused = core_->connections_refused;
    counts.requests_total = core_->requests_total;
    counts.timeouts_total = core_->timeouts_total;
    counts.too_large_total = core_->too_large_total;
    counts.malformed_total = core_->malformed_total;
    counts.bodies_bytes = core_->bodies_bytes;
    return counts;
  }

  void stop(std::chrono::milliseconds grace) override {
    std::lock_guard once(stop_mutex_);
    if (stopped_) return;
    stopped_ = true;
    core_->stopping = true;
    if (tcp_) tcp_->close();
    if (local_) local_->close();
    remove_socket();
    for (const auto& session : core_->connected()) core_->post_to(session, [](Session& s) { s.begin_stop(); });
    {
      std::unique_lock lock(core_->sessions_mutex);
      core_->all_left.wait_for(lock, grace, [&] { return core_->sessions.empty(); });
    }
    for (const auto& session : core_->connected()) core_->post_to(session, [](Session& s) { s.close(); });
    {
      std::unique_lock lock(core_->door);
      core_->door_shut = true;
    }
    work_.reset();
    if (threads_.empty()) core_->io.run();  // a start that failed: what was posted holds the core that would run it
    for (auto& thread : threads_) thread.join();
  }

 private:
  Result<void> listen_tcp(const ServerOptions& options) {
    if (!options.certificate_file.empty() || !options.key_file.empty()) CAIRN_TRY_VOID(use_certificate(options));
    std::string host = options.address;
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    error_code error;
    tcp::resolver resolver(core_->io);
    auto found = resolver.resolve(host, std::to_string(options.port), tcp::resolver::passive, error);
    if (error || found.empty())
      return Error{ErrorCode::not_found, "cannot listen on \"" + options.address + "\": " + error.message(), "",
                   "give an address of this machine, such as 127.0.0.1, 0.0.0.0 or ::1"};
    tcp_ = std::make_shared<Listener<tcp>>(core_, tls_.get());
    error = tcp_->open(*found.begin());
    auto name = options.address + " port " + std::to_string(options.port);
    if (error == asio::error::address_in_use)
      return Error{ErrorCode::conflict, name + " is in use by another program", "", "choose another port"};
    if (error) return failed("cannot listen on " + name, error);
    port_ = tcp_->endpoint().port();
    return {};
  }

  Result<void> use_certificate(const ServerOptions& options) {
    if (options.certificate_file.empty() || options.key_file.empty())
      return Error{ErrorCode::usage, "TLS takes a certificate file and a key file; only one was given", "",
                   "give both"};
    tls_ = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
    SSL_CTX_set_min_proto_version(tls_->native_handle(), TLS1_2_VERSION);
    SSL_CTX_set_options(tls_->native_handle(), SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    error_code error;
    tls_->use_certificate_chain_file(options.certificate_file, error);
    if (error) return failed("the certificate " + options.certificate_file, error, ErrorCode::invalid);
    tls_->use_private_key_file(options.key_file, asio::ssl::context::pem, error);
    if (error) return failed("the key " + options.key_file, error, ErrorCode::invalid);
    return {};
  }

  Result<void> listen_local(const std::string& path) {
    if (path.size() > 107)
      return Error{ErrorCode::invalid, "the path of the socket, " + path + ", is longer than 107 bytes", "",
                   "use a shorter one"};
    struct stat there {};
    if (::lstat(path.c_str(), &there) == 0) {
      if (!S_ISSOCK(there.st_mode))
        return Error{ErrorCode::conflict, path + " is there and is no socket", "", "remove it or choose another path"};
      error_code error;
      Local::socket probe(core_->io);
      probe.connect(Local::endpoint(path), error);
      if (error != asio::error::connection_refused && error != error_code(ENOENT, boost::system::system_category()))
        return Error{ErrorCode::conflict, path + " is in use by a running server", "", "stop that one first"};
      ::unlink(path.c_str());  // left by one that was killed
    }
    local_ = std::make_shared<Listener<Local>>(core_, nullptr);
    if (auto error = local_->open(Local::endpoint(path)))
      return failed("cannot listen on " + path, error,
                    error == asio::error::address_in_use ? ErrorCode::conflict : ErrorCode::unreadable);
    socket_path_ = path;
    if (::lstat(path.c_str(), &there) == 0) socket_inode_ = there.st_ino;
    return {};
  }

  /// Only our own: another server may have taken the path meanwhile.
  void remove_socket() {
    struct stat there {};
    if (socket_path_.empty() || ::lstat(socket_path_.c_str(), &there) != 0 || there.st_ino != socket_inode_) return;
    ::unlink(socket_path_.c_str());
  }

  std::shared_ptr<ServerCore> core_;
  std::unique_ptr<asio::ssl::context> tls_;
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  std::shared_ptr<Listener<tcp>> tcp_;
  std::shared_ptr<Listener<Local>> local_;
  std::uint16_t port_ = 0;
  std::string socket_path_;
  ino_t socket_inode_ = 0;
  std::vector<std::thread> threads_;
  std::mutex stop_mutex_;
  bool stopped_ = false;
};

}  // namespace

Result<std::unique_ptr<HttpServer>> HttpServer::start(ServerOptions options, Gate gate, Handler handler) {
  auto core = std::make_shared<ServerCore>(options, std::move(gate), std::move(handler));
  auto server = std::make_unique<Server>(core);
  CAIRN_TRY_VOID(server->listen(options));
  return std::unique_ptr<HttpServer>(std::move(server));
}

}  // namespace cairn::net
