#include "api/router.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <simdjson.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "api/metrics.h"
#include "api/request_log.h"
#include "api/studio.h"
#include "base/secret.h"
#include "base/text.h"
#include "net/inflate.h"

namespace cairn::api {
namespace {

constexpr std::size_t most_body_bytes = 8 * 1024 * 1024;
constexpr const char* retry_after = "Retry-After";
constexpr const char* too_much = "too many events wait to be written already";

/// Segment's and RudderStack's SDKs run in the pages of any site; the key in a page is public, so nothing is given
/// away.
std::vector<std::pair<std::string, std::string>> cross_origin(const net::Request& request) {
  auto origin = request.header("origin");
  if (origin.empty()) return {};
  return {{"Access-Control-Allow-Origin", std::string(origin)},
          {"Access-Control-Allow-Credentials", "true"},
          {"Vary", "Origin"}};
}

net::Response preflight(const net::Request& request) {
  net::Response response{204, "", ""};
  response.headers = cross_origin(request);
  response.headers.emplace_back("Access-Control-Allow-Methods", "GET, POST, OPTIONS");
  auto wanted = request.header("access-control-request-headers");
  response.headers.emplace_back("Access-Control-Allow-Headers",
                                wanted.empty() ? "authorization, content-type, x-retry-count" : std::string(wanted));
  response.headers.emplace_back("Access-Control-Max-Age", "900");
  return response;
}

/// Counts and logs the answer, and adds what answers to pages of other sites need.
class CountedReply : public net::Reply {
 public:
  CountedReply(std::shared_ptr<net::Reply> reply, Parts& parts, RequestLine line,
               std::vector<std::pair<std::string, std::string>> headers)
      : reply_(std::move(reply)), parts_(parts), line_(std::move(line)), headers_(std::move(headers)) {}
  /// Dropped without an answer: the connection sends a 500.
  ~CountedReply() override {
    if (line_.status == 0) tell(500);
  }
  void from(const Caller caller, const collect::Source* source) {
    line_.caller = caller;
    if (source != nullptr) line_.source = source->name;
  }
  void holds(Admission::Hold hold) { hold_ = std::move(hold); }
  void send(net::Response response) override {
    hold_.release();
    line_.bytes_out = response.body.size();
    tell(response.status);
    add_headers(response);
    reply_->send(std::move(response));
  }
  std::shared_ptr<net::Stream> stream(net::Response head) override {
    line_.stream = true;
    tell(head.status);
    add_headers(head);
    return reply_->stream(std::move(head));
  }

 private:
  void tell(int status) {
    line_.status = status;
    line_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
    parts_.metrics.request(line_.route, status, line_.seconds);
    log_request(parts_.log, parts_.now(), line_);
  }
  void add_headers(net::Response& response) const {
    response.headers.insert(response.headers.end(), headers_.begin(), headers_.end());
    response.headers.emplace_back("X-Content-Type-Options", "nosniff");
    const bool is_kept = std::any_of(response.headers.begin(), response.headers.end(),
                                     [](const auto& header) { return header.first == "Cache-Control"; });
    if (!is_kept) response.headers.emplace_back("Cache-Control", "no-store");
    response.headers.emplace_back("X-Request-Id", line_.id);
  }
  std::shared_ptr<net::Reply> reply_;
  Parts& parts_;
  RequestLine line_;
  std::vector<std::pair<std::string, std::string>> headers_;
  Admission::Hold hold_;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

std::string from_base64(std::string_view text) {
  std::string bytes(text.size() / 4 * 3 + 3, '\0');
  int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                             reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  if (size < 0) return {};
  for (auto at = text.size(); at > 0 && text[at - 1] == '=' && size > 0; --at) --size;
  bytes.resize(static_cast<std::size_t>(size));
  return bytes;
}

/// The write key that a head carries: Basic (user without password), or in the path or query.
std::string key_in_head(const net::Request& request, const std::map<std::string, std::string>& places) {
  auto authorization = request.header("authorization");
  if (authorization.size() > 6 && to_lower(authorization.substr(0, 6)) == "basic ") {
    auto user = from_base64(trim(authorization.substr(6)));
    return user.substr(0, user.find(':'));
  }
  if (auto place = places.find("key"); place != places.end()) return place->second;
  for (const char* name : {"writeKey", "write_key", "api_key", "token", "project"})
    if (auto value = request.parameter(name); value && !value->empty()) return *value;
  return {};
}

/// The write key in a body: `writeKey` (Segment, RudderStack), `api_key` or `token` (PostHog).
std::string key_in_body(const std::string& body) {
  static thread_local simdjson::ondemand::parser parser;
  simdjson::padded_string padded(body);
  simdjson::ondemand::document document;
  if (parser.iterate(padded).get(document) != simdjson::SUCCESS) return {};
  for (const char* name : {"writeKey", "api_key", "token"}) {
    std::string_view key;
    document.rewind();
    if (document[name].get_string().get(key) == simdjson::SUCCESS) return std::string(key);
  }
  return {};
}

struct Proof {
  Caller caller = Caller::nobody;
  std::shared_ptr<const collect::Source> source;
  bool key_given = false;
};

Proof proof_of_key(const Parts& parts, const std::string& key) {
  Proof proof;
  proof.key_given = !key.empty();
  proof.source = key.empty() ? nullptr : parts.sources.by_key(key);
  if (proof.source != nullptr && proof.source->enabled) proof.caller = Caller::source;
  return proof;
}

Proof proof_of(Parts& parts, const Route& route, const net::Request& request,
               const std::map<std::string, std::string>& places) {
  if (route.who == Who::source) return proof_of_key(parts, key_in_head(request, places));
  if (request.local) return {Caller::command, nullptr, false};
  auto authorization = request.header("authorization");
  constexpr std::string_view bearer = "bearer ";
  if (authorization.size() > bearer.size() && to_lower(authorization.substr(0, bearer.size())) == bearer &&
      same_secret(secret_hash(trim(authorization.substr(bearer.size()))), parts.admin_hash))
    return {Caller::admin, nullptr, false};
  if (is_same_origin(request) && parts.sessions.holds(session_of(request), parts.now()))
    return {Caller::admin, nullptr, false};
  return {};
}

net::Response refuse(const Route& route, const Proof& proof) {
  if (route.who == Who::source) {
    bool disabled = proof.source != nullptr;
    auto response = json_response(
        {{"error",
          {{"code", disabled ? "source-disabled" : "wrong-write-key"},
           {"message", disabled          ? "this source is switched off"
                       : proof.key_given ? "no source has this write key"
                                         : "a write key is missing"},
           {"where", "Authorization"},
           {"hint", "see cairn source list for the write keys; SDKs send it as the user of Basic authorization"}}}},
        401);
    return response;
  }
  if (route.who == Who::command)
    return json_response({{"error",
                           {{"code", "forbidden"},
                            {"message", "only a command on this machine may call this"},
                            {"where", "workspace"},
                            {"hint", "run cairn with --workspace where the server runs"}}}},
                         403);
  auto response = json_response({{"error",
                                  {{"code", "unauthorized"},
                                   {"message", "the admin token is missing or wrong"},
                                   {"where", "Authorization"},
                                   {"hint",
                                    "send Authorization: Bearer TOKEN; cairn serve printed it at its first "
                                    "start, cairn serve --new-token makes another"}}}},
                                401);
  response.headers.emplace_back("WWW-Authenticate", "Bearer");
  return response;
}

net::Response no_route(const std::string& path, bool other_method) {
  return json_response({{"error",
                         {{"code", other_method ? "method-not-allowed" : "not_found"},
                          {"message", other_method ? "this path does not take that method" : "there is no such path"},
                          {"where", path},
                          {"hint", "see /openapi.json"}}}},
                       other_method ? 405 : 404);
}

net::Response busy(const char* what) {
  auto response = json_response({{"error", {{"code", "busy"}, {"message", what}, {"where", ""}, {"hint", ""}}}}, 503);
  response.headers.emplace_back(retry_after, "1");
  return response;
}

std::optional<net::Response> limited(Parts& parts, const Proof& proof) {
  auto seconds = proof.source == nullptr ? 0 : parts.rates.wait(*proof.source, parts.now());
  if (seconds <= 0) return std::nullopt;
  auto message = fmt::format("'{}' may send {} events a second", proof.source->name, proof.source->events_per_second);
  auto response = json_response({{"error",
                                  {{"code", "too-many-events"},
                                   {"message", message},
                                   {"where", "source"},
                                   {"hint", "send again later; cairn source change NAME --events-per-second N"}}}},
                                429);
  response.headers.emplace_back(retry_after, fmt::format("{}", std::ceil(seconds)));
  return response;
}

/// Opens a compressed body in place. SDKs say so by Content-Encoding; PostHog's browser SDK does not, so the first two
/// bytes of gzip count as well: no JSON begins with them.
Result<void> open_body(net::Request& request) {
  bool gzip = request.body.size() > 2 && request.body[0] == '\x1f' && request.body[1] == '\x8b';
  auto encoding = to_lower(request.header("content-encoding"));
  if (!gzip && encoding != "gzip" && encoding != "deflate") return {};
  CAIRN_TRY(request.body, net::inflate(request.body, most_body_bytes));
  return {};
}

/// With the body there: who calls, and then what he asked for.
void enter(Parts& parts, const Route& route, const std::shared_ptr<Call>& call, CountedReply& counted) {
  if (auto opened = open_body(call->request); !opened) {
    auto response = error_response(opened.error());
    response.status = opened.error().code == ErrorCode::limit ? 413 : 400;
    return counted.send(std::move(response));
  }
  auto proof = proof_of(parts, route, call->request, call->path);
  bool by_body = route.who == Who::source && !proof.key_given;
  if (by_body) proof = proof_of_key(parts, key_in_body(call->request.body));
  counted.from(proof.caller, proof.source.get());
  if (!may_call(route.who, proof.caller)) return counted.send(refuse(route, proof));
  if (by_body)
    if (auto response = limited(parts, proof)) return counted.send(*std::move(response));
  call->caller = proof.caller;
  call->source = std::move(proof.source);
  if (route.work != Work::slow) return route.handle(parts, std::move(*call));
  bool taken = parts.workers.run([&parts, &route, call] { route.handle(parts, std::move(*call)); });
  if (!taken) counted.send(busy("too many questions wait already"));
}

}  // namespace

const Route* find_route(const std::string& method, const std::string& path, std::map<std::string, std::string>& places,
                        bool& other_method) {
  std::string_view wanted = path;
  if (wanted.size() > 1 && wanted.back() == '/') wanted.remove_suffix(1);
  auto parts = split(wanted, '/');
  other_method = false;
  for (const auto& route : routes()) {
    auto pattern = split(route.path, '/');
    if (pattern.size() != parts.size()) continue;
    std::map<std::string, std::string> found;
    bool fits = true;
    for (std::size_t i = 0; i < parts.size() && fits; ++i) {
      if (pattern[i].starts_with('{')) {
        found[std::string(pattern[i].substr(1, pattern[i].size() - 2))] = std::string(parts[i]);
        fits = !parts[i].empty();
      } else {
        fits = pattern[i] == parts[i];
      }
    }
    if (!fits) continue;
    if (method != route.method) {
      other_method = true;
      continue;
    }
    places = std::move(found);
    return &route;
  }
  return nullptr;
}

Router::Router(Parts& parts) : parts_(parts), start_(new_secret("").substr(0, 8)) {}

RequestLine Router::request_line(const net::Request& request, const char* route) const {
  RequestLine line;
  line.id = fmt::format("{}-{}", start_, ++requests_);
  line.method = known_method(request.method);
  line.route = route;
  return line;
}

std::optional<net::Response> Router::gate(const net::Request& head) const {
  if (head.method == "OPTIONS") return std::nullopt;
  std::map<std::string, std::string> places;
  bool other_method = false;
  const auto* route = find_route(head.method, head.path, places, other_method);
  auto refused = [&](net::Response response, const Proof& proof) {
    auto line = request_line(head, route == nullptr ? "" : route->path);
    line.caller = proof.caller;
    line.status = response.status;
    line.bytes_out = response.body.size();
    if (proof.source != nullptr) line.source = proof.source->name;
    if (route != nullptr) parts_.metrics.request(route->path, response.status, 0);
    log_request(parts_.log, parts_.now(), line);
    response.headers.emplace_back("X-Request-Id", line.id);
    return response;
  };
  if (route == nullptr && is_of_studio(head)) return std::nullopt;
  if (route == nullptr) return refused(no_route(head.path, other_method), {});
  auto proof = proof_of(parts_, *route, head, places);
  bool may_stand_in_body = route->who == Who::source && !proof.key_given;
  if (!may_call(route->who, proof.caller) && !may_stand_in_body) {
    auto response = refused(refuse(*route, proof), proof);
    for (auto& header : cross_origin(head)) response.headers.push_back(std::move(header));
    return response;
  }
  if (auto response = limited(parts_, proof)) {
    for (auto& header : cross_origin(head)) response->headers.push_back(std::move(header));
    return refused(*std::move(response), proof);
  }
  const char* why = nullptr;
  if (parts_.stopping) why = "the server is stopping";
  if (route->work == Work::reading && parts_.admission.is_full()) why = too_much;
  if (route->work != Work::quick && route->who != Who::command && parts_.admission.short_of_memory())
    why = "the server has no memory left for it";
  if (why == nullptr || route->who == Who::anyone) return std::nullopt;
  auto response = busy(why);
  for (auto& header : cross_origin(head)) response.headers.push_back(std::move(header));
  return refused(std::move(response), proof);
}

void Router::send_studio(net::Request request, std::shared_ptr<net::Reply> reply) const {
  CountedReply(std::move(reply), parts_, request_line(request, "studio"), {}).send(studio_response(request));
}

void Router::handle(net::Request request, std::shared_ptr<net::Reply> reply) const {
  std::map<std::string, std::string> places;
  bool other_method = false;
  if (request.method == "OPTIONS") return reply->send(preflight(request));
  const auto* route = find_route(request.method, request.path, places, other_method);
  if (route == nullptr && is_of_studio(request)) return send_studio(std::move(request), std::move(reply));
  if (route == nullptr) return reply->send(no_route(request.path, other_method));
  // What SDKs call from other sites' pages; the studio's own calls are not among it.
  bool for_pages = route->who == Who::source || (route->who == Who::anyone && !request.path.starts_with("/api/"));
  auto line = request_line(request, route->path);
  line.bytes_in = request.body.size();
  auto counted = std::make_shared<CountedReply>(
      std::move(reply), parts_, std::move(line),
      for_pages ? cross_origin(request) : std::vector<std::pair<std::string, std::string>>());
  auto call = std::make_shared<Call>(Call{std::move(request), std::move(places), Caller::nobody, nullptr, counted});
  if (route->work != Work::reading) return enter(parts_, *route, call, *counted);
  // A body may be large and has to be inflated and read: not on a thread that others wait for.
  auto hold = parts_.admission.hold(call->request.body.size());
  if (!hold) return counted->send(busy(too_much));
  counted->holds(std::move(*hold));
  auto& parts = parts_;
  bool taken = parts.readers.run([&parts, route, call, counted] { enter(parts, *route, call, *counted); });
  if (!taken) counted->send(busy(too_much));
}

}  // namespace cairn::api
