#include "base/check.h"
#include "base/json.h"
#include "collect/webhook_try.h"
#include "collect/wechat_message.h"
#include "collect/wire_webhook.h"
#include "collect/wire_wechat.h"
#include "targets.h"

namespace cairn::fuzz {
namespace {

collect::WireContext context(Json settings) {
  collect::WireContext given;
  given.source = "fuzz";
  given.received = {1'795'000'000'000'000};
  given.settings = std::move(settings);
  return given;
}

void check_batch(const collect::WireBatch& batch) {
  const auto size = batch.events.size();
  CAIRN_CHECK(batch.item.size() == size && batch.key_time.size() == size && batch.order.size() == size);
  for (std::size_t i = 0; i < size; ++i) {
    CAIRN_CHECK(!batch.events.identifier[i].empty() && !batch.events.type[i].empty());
    CAIRN_CHECK(batch.events.time[i] >= earliest_time.us && batch.events.time[i] < latest_time.us);
  }
  for (const auto& column : batch.events.properties)
    for (std::size_t k = 0; k < column.rows.size(); ++k)
      CAIRN_CHECK(column.rows[k] < size && (k == 0 || column.rows[k - 1] < column.rows[k]));
  CAIRN_CHECK(!collect::events_as_json(batch.events).dump(-1, ' ', false, Json::error_handler_t::replace).empty());
}

}  // namespace

/// A mapping in the first line, a body behind it; a body alone is read by a mapping that looks everywhere.
void webhook(std::string_view bytes) {
  static const Json general = Json::parse(R"({"customer":[{"kind":"a","path":["who","id","$.who"]}],
    "time":{"path":"time","otherwise":"received"},"amount":"amount","value":"value",
    "properties":{"x":"x","y":"l[*].y","n":"l[#]","all":"@"},
    "events":[{"type":{"path":"type","otherwise":"seen"},"order":"order"},
              {"each":"l","when":"y is present","type":"line","customer":[{"kind":"a","path":"^.who"}]}]})");
  auto end = bytes.find('\n');
  auto mapping = parse_json(bytes.substr(0, end), "mapping");
  bool own = mapping && end != std::string_view::npos && mapping->is_object() && mapping->contains("events");
  auto faults = own ? collect::webhook_faults(*mapping) : collect::webhook_faults(general);
  const auto given = context(own ? *mapping : general);
  auto body = own ? bytes.substr(end + 1) : bytes;
  collect::WireBatch batch;
  auto read = collect::read_webhook(body, given, batch);
  CAIRN_CHECK(faults.empty() || !read);
  if (!read) return;
  check_batch(batch);
  collect::WireBatch again;
  CAIRN_CHECK(collect::read_webhook(body, given, again).ok());
  CAIRN_CHECK(again.events.id == batch.events.id && again.refused.size() == batch.refused.size());
  CAIRN_CHECK(collect::try_webhook(given.settings, body, given).ok());
}

/// Messages of a source without a key, signed; and as ciphertext of one that has a key.
void wechat(std::string_view bytes) {
  static const Json plain{{"token", "spamtest"}, {"app_id", "ww1"}, {"welcome", "hi"}};
  static const auto key = collect::WechatKey::from("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG");
  auto given = context(plain);
  given.query =
      "signature=" + collect::wechat_signature({"spamtest", "1795000000", "n"}) + "&timestamp=1795000000&nonce=n";
  collect::WireBatch batch;
  if (collect::read_wechat(bytes, given, batch)) check_batch(batch);
  auto reply = collect::wechat_reply(given, bytes, {});
  CAIRN_CHECK(reply == "success" || collect::wechat_message(reply).ok());
  if (auto opened = key->open(bytes, "ww1")) CAIRN_CHECK(opened->size() < bytes.size());
  CAIRN_CHECK(*key->open(key->seal(bytes, "ww1", {}), "ww1") == bytes);
  given.query = bytes;
  CAIRN_CHECK(!collect::wechat_verification(given).ok());
}

}  // namespace cairn::fuzz
