#include "collect/pipeline.h"

#include <memory>
#include <thread>

#include "base/channel.h"

namespace cairn::collect {
namespace {

struct ReadBatch {
  RecordBatch records;
  std::shared_ptr<const std::vector<std::string>> columns;  ///< that the source knew behind these records
  std::uint64_t bytes_done = 0;
};

using Records = Channel<Result<ReadBatch>>;
using Events = Channel<Result<MappedBatch>>;

void read(RecordSource& source, Sample sample, const SourceBytes* bytes, Records& out) {
  auto columns = std::make_shared<const std::vector<std::string>>(std::move(sample.columns));
  auto give = [&](RecordBatch batch) {
    return out.push(ReadBatch{std::move(batch), columns, bytes != nullptr ? bytes->bytes_done() : 0});
  };
  bool wanted = true;
  for (auto& batch : sample.batches) wanted = wanted && give(std::move(batch));
  while (wanted && !sample.is_all) {
    RecordBatch batch;
    if (auto got = source.next(batch); !got) {
      out.push(got.error());
      break;
    }
    if (batch.size() == 0) break;
    if (source.columns().size() > columns->size())
      columns = std::make_shared<const std::vector<std::string>>(source.columns());
    wanted = give(std::move(batch));
  }
  out.close();
}

void map(EventMaker& maker, Records& in, Events& out) {
  bool wanted = true;
  std::uint64_t bytes_done = 0;
  while (wanted) {
    auto read = in.pop();
    if (!read) {
      for (MappedBatch kept; wanted && maker.finish(kept.events); kept = MappedBatch()) {
        kept.bytes_done = bytes_done;
        kept.rows = maker.rows();
        wanted = out.push(std::move(kept));
      }
      break;
    }
    if (!*read) {
      out.push(read->error());
      break;
    }
    MappedBatch mapped;
    maker.map((*read)->records, *(*read)->columns, mapped.events);
    mapped.bytes_done = bytes_done = (*read)->bytes_done;
    mapped.rows = maker.rows();
    wanted = out.push(std::move(mapped));
  }
  in.close();
  out.close();
}

}  // namespace

Result<void> run_pipeline(RecordSource& source, Sample sample, const SourceBytes* bytes, EventMaker& maker,
                          const std::function<Result<void>(const MappedBatch&)>& take) {
  Records records(2);
  Events events(2);
  Result<void> outcome;
  {
    std::jthread reader([&] { read(source, std::move(sample), bytes, records); });
    std::jthread mapping([&] { map(maker, records, events); });
    while (outcome) {
      auto mapped = events.pop();
      if (!mapped) break;
      outcome = *mapped ? take(**mapped) : Result<void>(mapped->error());
    }
    events.close();
  }
  return outcome;
}

}  // namespace cairn::collect
