// A connection as bytes: TCP or Unix socket, plain or in TLS. Callbacks run on the connection's strand; at most one
// read and one write at a time.
#pragma once

#include <array>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>
#include <functional>
#include <memory>

namespace cairn::net {

using Socket = boost::asio::generic::stream_protocol::socket;

class Transport {
 public:
  using Done = std::function<void(boost::system::error_code, std::size_t)>;
  virtual ~Transport() = default;
  virtual void handshake(Done done) = 0;  ///< at once where there is none
  virtual void read_some(boost::asio::mutable_buffer into, Done done) = 0;
  virtual void write(std::array<boost::asio::const_buffer, 2> parts, Done done) = 0;
  /// Says that nothing more comes from here; the peer may still send.
  virtual void end() = 0;
  virtual void close() = 0;
  boost::asio::any_io_executor executor() { return socket().get_executor(); }

 protected:
  virtual Socket& socket() = 0;
};

/// `tls`: null for a plain one.
std::unique_ptr<Transport> make_transport(Socket socket, boost::asio::ssl::context* tls);

}  // namespace cairn::net
