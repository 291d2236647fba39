// A customer of the demo company, played on the phone beside the map. What a phone would have sent goes over HTTP to
// the routes that anybody's events come by, signed and with a write key as theirs, and is answered like theirs:
//
//   studio ──▶ POST /api/demo/phone (one of the Workers) ──socket──▶ POST /wechat/KEY, /v1/batch (readers) ──▶ inbox
//
// A worker waits here for a reader, never for another worker, so that none waits for itself.
#include <fmt/format.h>

#include "api/routes.h"
#include "base/secret.h"
#include "collect/wechat_crypto.h"
#include "collect/wechat_message.h"
#include "demo/played.h"
#include "net/http_client.h"

namespace cairn::api {
namespace {

constexpr std::chrono::milliseconds patience{10'000};
constexpr int most_stars = 5;

struct Act {
  std::string what;
  demo::PlayedCustomer customer;
  int stars = 1;
};

Result<Act> act_of(const Json& document) {
  if (!document.is_object())
    return Error{ErrorCode::usage, "expected an object", "request body", R"({"do": "follow"})"};
  auto text = [&](const char* name) {
    auto found = document.find(name);
    return found != document.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  const auto what = text("do");
  if (what == "follow") return Act{what, demo::PlayedCustomer::fresh(new_secret(""))};
  if (what != "bind" && what != "rate")
    return Error{ErrorCode::usage, "expected \"do\" to be follow, bind or rate", "do", R"({"do": "follow"})"};
  auto customer = demo::PlayedCustomer::of(text("customer"));
  if (!customer)
    return Error{ErrorCode::usage, "nobody is played by this name", "customer", "take the one that follow answered"};
  Act act{what, *customer};
  if (auto stars = document.find("stars"); what == "rate" && stars != document.end()) {
    if (!stars->is_number_integer() || *stars < 1 || *stars > most_stars)
      return Error{ErrorCode::usage, fmt::format("expected 1 to {} stars", most_stars), "stars", ""};
    act.stars = stars->get<int>();
  }
  return act;
}

Result<std::shared_ptr<const collect::Source>> source_of(const Parts& parts, std::string_view name) {
  auto source = parts.sources.by_name(name);
  if (source != nullptr && source->enabled) return source;
  return Error{ErrorCode::not_found,
               fmt::format("the source '{}' is {}", name, source == nullptr ? "not there" : "switched off"), "sources",
               "see cairn source list; a server that runs since before the demo was made has to be started again"};
}

/// To a public route of this server; its answer.
Result<std::string> post(const Parts& parts, std::string target, std::string type, std::string body) {
  net::ClientRequest request;
  request.unix_socket = parts.socket;
  request.method = "POST";
  request.target = std::move(target);
  request.headers = {{"Content-Type", std::move(type)}};
  request.body = std::move(body);
  request.read_time = patience;
  request.stop = &parts.stopping;
  CAIRN_TRY(auto response, net::fetch(request));
  if (response.status == 200) return std::move(response.body);
  return Error{ErrorCode::invalid,
               fmt::format("what the phone sent was refused ({}): {}", response.status, response.body), "phone", ""};
}

/// As WeChat's server does: the address is signed, the follower's name and what they scanned stand in the message.
Result<Json> follow(const Parts& parts, const Act& act) {
  CAIRN_TRY(auto source, source_of(parts, demo::wechat_source));
  const auto token = source->settings.value("token", "");
  const auto timestamp = std::to_string(parts.now().us / 1'000'000), nonce = new_secret("").substr(0, 10);
  auto target =
      fmt::format("/wechat/{}?signature={}&timestamp={}&nonce={}&openid={}", source->write_key,
                  collect::wechat_signature({token, timestamp, nonce}), timestamp, nonce, act.customer.openid());
  CAIRN_TRY(auto answer, post(parts, std::move(target), "text/xml", act.customer.follow_xml()));
  Json played{{"customer", act.customer.openid()}};
  // "success" is WeChat's word for: nothing to say.
  if (!answer.starts_with('<')) return played;
  CAIRN_TRY(auto message, collect::wechat_message(answer));
  played["reply"] = collect::wechat_text(message, "Content");
  return played;
}

/// As the member programme's mini-program does, by the SDK of its server.
Result<Json> tell_member_programme(const Parts& parts, const Act& act) {
  CAIRN_TRY(auto source, source_of(parts, demo::member_source));
  auto batch = act.what == "bind" ? act.customer.bind_batch() : act.customer.rate_batch(act.stars);
  batch["writeKey"] = source->write_key;
  CAIRN_TRY_VOID(post(parts, "/v1/batch", "application/json", batch.dump()));
  return Json{{"customer", act.customer.openid()}};
}

Result<Json> play(const Parts& parts, const Result<Json>& document) {
  if (!parts.is_demo())
    return Error{ErrorCode::not_found,
                 "this workspace is not the demo company's: its customers are real, and nobody "
                 "plays them",
                 "workspace", "to play one: cairn demo --serve"};
  if (!document) return document.error();
  CAIRN_TRY(auto act, act_of(*document));
  return act.what == "follow" ? follow(parts, act) : tell_member_programme(parts, act);
}

}  // namespace

void play_phone(Parts& parts, Call call) { call.answer_with(play(parts, call.document())); }

}  // namespace cairn::api
