// One request out of the bytes of a connection, read strictly: what two servers could understand differently (both
// lengths, two lengths, folded lines, bare line ends) is refused, since that is how requests are smuggled.
//
//   bytes ──▶ head whole? checked as text ──▶ Beast's parser ──▶ head ──▶ body ──▶ done
//                                                                  failed: status and reason
//
// Source: RFC 9112, 2.2, 5.2, 6.1, 6.3, 11.2; OWASP ASVS 4.2.1.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "net/http_server.h"

namespace cairn::net {

class RequestReader {
 public:
  enum class State { head, body, done, failed };

  RequestReader(std::size_t head_bytes, std::size_t body_bytes);
  ~RequestReader();

  /// Takes what it can and says how many bytes; stops behind the head, so that the asker can look at it, and behind the
  /// body, where the next request begins.
  std::size_t read(std::string_view bytes);

  State state() const { return state_; }
  int failed_status() const { return failed_status_; }  ///< of a failed one: 400, 413, 431
  const std::string& failed_reason() const { return failed_reason_; }

  Request& request() { return request_; }  ///< whole, without the body, once the head is read
  bool keep_alive() const { return keep_alive_; }
  bool http_1_0() const { return http_1_0_; }
  bool chunked() const { return chunked_; }
  std::size_t declared() const { return declared_; }  ///< Content-Length; 0: none
  bool has_body() const { return chunked_ || declared_ > 0; }
  std::size_t body_size() const;
  std::string take_body();

 private:
  struct Parser;

  std::size_t read_head(std::string_view bytes);
  std::size_t read_body(std::string_view bytes);
  bool head_text_good(std::string_view bytes);
  bool take_head();
  bool take_target(std::string_view target);
  bool fail(int status, std::string reason);  ///< false

  std::size_t head_bytes_, body_bytes_;
  std::size_t checked_ = 0;  ///< of the head, as text
  std::unique_ptr<Parser> parser_;
  State state_ = State::head;
  Request request_;
  bool keep_alive_ = false, http_1_0_ = false, chunked_ = false;
  std::size_t declared_ = 0;
  int failed_status_ = 0;
  std::string failed_reason_;
};

}  // namespace cairn::net
