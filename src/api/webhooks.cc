// Trying a webhook's mapping on an example.
#include "api/routes.h"
#include "collect/webhook_try.h"

namespace cairn::api {

void try_webhook(Parts& parts, Call call) {
  auto document = call.document();
  if (!document) return call.fail(document.error());
  if (!document->is_object() || !document->contains("mapping") || !document->contains("body"))
    return call.fail({ErrorCode::invalid, "expected an object with mapping and body", "request body",
                      R"(send {"mapping": {…}, "body": "…" or {…}})"});
  const auto& body = (*document)["body"];
  collect::WireContext context;
  context.source = "example";
  context.received = parts.now();
  context.limits = parts.limits;
  call.answer_with(
      collect::try_webhook((*document)["mapping"], body.is_string() ? body.get<std::string>() : body.dump(), context));
}

}  // namespace cairn::api
