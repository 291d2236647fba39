// Refused items: listed, explained, repaired and sent again through the inbox, as if they had just come.
#include <charconv>

#include "api/routes.h"
#include "base/crash_point.h"
#include "collect/wire_context.h"

namespace cairn::api {

void list_refused(Parts& parts, Call call) {
  collect::RefusedFilter filter;
  filter.source = call.request.parameter("source").value_or("");
  filter.reason = call.request.parameter("reason").value_or("");
  filter.open_only = call.request.parameter("all").value_or("") != "true";
  if (auto most = call.request.parameter("most"))
    std::from_chars(most->data(), most->data() + most->size(), filter.most);
  call.answer_with(parts.refused.listed(filter));
}

void get_refused(Parts& parts, Call call) {
  auto entry = parts.refused.get(call.path["id"]);
  entry ? call.answer(to_json(*entry)) : call.fail(entry.error());
}

void drop_refused(Parts& parts, Call call) {
  auto dropped = parts.refused.drop(call.path["id"]);
  dropped ? call.answer({{"id", call.path["id"]}, {"state", "dropped"}}) : call.fail(dropped.error());
}

void reopen_refused(Parts& parts, Call call) {
  auto entry = parts.refused.get(call.path["id"]);
  if (!entry) return call.fail(entry.error());
  if (entry->state == collect::RefusedState::replayed)
    return call.fail({ErrorCode::conflict, "the item was sent again and is an event now", call.path["id"],
                      "only what was dropped can be taken back"});
  auto marked = parts.refused.mark(entry->id, collect::RefusedState::open);
  marked ? call.answer({{"id", entry->id}, {"state", "open"}}) : call.fail(marked.error());
}

void replay_refused(Parts& parts, Call call) {
  auto entry = parts.refused.get(call.path["id"]);
  if (!entry) return call.fail(entry.error());
  auto context = collect::context_of(entry->context, entry->source, entry->received);
  context.limits = parts.limits;
  // A repaired item comes alone, whatever it came in.
  context.call = collect::call_of_item(entry->format, context.call);
  auto text = call.request.body.empty() ? entry->text : call.request.body;
  collect::WireBatch batch;
  if (auto read = collect::read_wire(entry->format, text, context, batch); !read) return call.fail(read.error());
  if (!batch.refused.empty())
    return call.fail({ErrorCode::invalid, batch.refused.front().found, batch.refused.front().reason,
                      collect::explain_refusal(batch.refused.front().reason)});
  store::Arrival arrival;
  arrival.received = entry->received;
  arrival.source = entry->source;
  arrival.format = static_cast<std::uint8_t>(entry->format);
  arrival.context = collect::context_json(context).dump();
  arrival.body = std::move(text);
  for (std::size_t i = 0; i < batch.events.size(); ++i)
    arrival.keys.push_back({batch.events.id[i], batch.key_time[i], batch.order[i]});
  parts.inbox.put(std::move(arrival), [&parts, reply = call.reply, id = entry->id](Result<store::Receipt> receipt) {
    if (!receipt) return reply->send(error_response(receipt.error()));
    crash_point("quarantine: taken again, not marked");
    auto marked = parts.refused.mark(id, collect::RefusedState::replayed);
    if (!marked) return reply->send(error_response(marked.error()));
    reply->send(json_response(
        {{"id", id}, {"state", "replayed"}, {"events", receipt->known.size()}, {"known", receipt->known_count}}));
  });
}

}  // namespace cairn::api
