// A raw connection, for tests that say what no client library would.
#pragma once

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <string_view>

namespace cairn::net {

class RawSocket {
 public:
  explicit RawSocket(std::uint16_t port) : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  RawSocket(RawSocket&& other) noexcept : descriptor_(other.descriptor_), connected_(other.connected_) {
    other.descriptor_ = -1;
  }
  ~RawSocket() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  int descriptor() const { return descriptor_; }

  bool send(std::string_view text) {
    while (!text.empty()) {
      ssize_t n = ::send(descriptor_, text.data(), text.size(), MSG_NOSIGNAL);
      if (n <= 0) return false;
      text.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }

  /// One more piece, at most so long; empty: nothing came, or the end.
  std::string some(int most_ms) {
    pollfd ready{descriptor_, POLLIN, 0};
    if (::poll(&ready, 1, most_ms) <= 0) return {};
    char piece[65536];
    ssize_t n = ::recv(descriptor_, piece, sizeof piece, 0);
    ended_ = n <= 0;
    return n > 0 ? std::string(piece, static_cast<std::size_t>(n)) : std::string();
  }
  bool ended() const { return ended_; }

  /// All until the peer closes.
  std::string all(int most_ms = 5000) {
    std::string text = std::move(kept_);
    while (!ended_) {
      auto more = some(most_ms);
      if (more.empty()) break;
      text += more;
    }
    return text;
  }

  /// One answer with a Content-Length, whole.
  std::string answer(bool head_only = false) {
    for (;;) {
      auto head = kept_.find("\r\n\r\n");
      if (head != std::string::npos) {
        auto at = kept_.find("Content-Length: ");
        std::size_t length = at < head ? std::stoul(kept_.substr(at + 16)) : 0;
        std::size_t whole = head + 4 + (head_only ? 0 : length);
        if (kept_.size() >= whole) {
          auto text = kept_.substr(0, whole);
          kept_.erase(0, whole);
          return text;
        }
      }
      auto more = some(5000);
      if (more.empty()) return {};
      kept_ += more;
    }
  }

 private:
  int descriptor_;
  bool connected_ = false, ended_ = false;
  std::string kept_;
};

inline int status_of(std::string_view answer) {
  return answer.starts_with("HTTP/1.1 ") ? std::stoi(std::string(answer.substr(9, 3))) : 0;
}

}  // namespace cairn::net
