#include "journey/index_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "base/text.h"
#include "journey/column_cache.h"
#include "journey/column_file.h"
#include "journey/index_build.h"
#include "journey/splice_columns.h"

namespace cairn::journey {

namespace {

class HistoryColumns final : public EventSource {
 public:
  HistoryColumns(const store::History& history, std::shared_ptr<IndexTools> tools, std::vector<OpenBucket> buckets,
                 SliceRows slices)
      : history_(history.snapshot()),
        tools_(std::move(tools)),
        buckets_(std::move(buckets)),
        slices_(std::move(slices)),
        recipes_(recipes_of(history_)) {}

  std::vector<std::string> names() const override {
    std::vector<std::string> names;
    for (const auto& recipe : recipes_) names.push_back(recipe.name);
    return names;
  }

  PropertyType type_of(const std::string& name) const override {
    const auto* recipe = find(name);
    return recipe == nullptr ? PropertyType::text : recipe->type;
  }

  Result<std::shared_ptr<const Column>> load(int number, const std::string& name, ColumnForm form) override {
    const auto* recipe = find(name);
    if (recipe == nullptr) {
      auto known = names();
      return Error{ErrorCode::not_found, fmt::format("no event has a property '{}'", name), name, suggest(name, known)};
    }
    if (form == ColumnForm::numbers && !recipe->numeric()) return std::make_shared<const Column>();
    auto [bucket, slice] = slice_at(slices_, number);
    CAIRN_TRY(auto column, column_of(buckets_[bucket], *recipe, form));
    const Column* part = &column->slices[slice];
    return std::shared_ptr<const Column>(std::move(column), part);
  }

  Result<std::vector<CustomerEvent>> events_of(std::string_view identifier, std::string_view kind) override {
    std::vector<CustomerEvent> events;
    for (const auto& known : history_.identifier_kinds())
      if (kind.empty() || kind == known) CAIRN_TRY_VOID(read_customer(identifier, known, events));
    std::stable_sort(events.begin(), events.end(), [](const auto& a, const auto& b) { return a.time < b.time; });
    return events;
  }

  void write_used(std::size_t number, const std::string& stamp, const std::vector<std::size_t>& slices) override {
    const auto& bucket = buckets_[number];
    for (const auto& recipe : recipes_)
      for (auto form : {ColumnForm::codes, ColumnForm::numbers}) {
        auto column = bucket.spliced == nullptr ? nullptr : tools_->cache->peek(spliced_key(bucket, recipe, form));
        if (column == nullptr) continue;
        ColumnKey key{bucket.base->bucket(), recipe.name, stamp, form, recipe.hash(form)};
        (void)write_file(column_path(key.bucket, recipe, form), column_bytes(*column, form, key, slices));
      }
  }

 private:
  const Recipe* find(const std::string& name) const {
    for (const auto& recipe : recipes_)
      if (recipe.name == name) return &recipe;
    return nullptr;
  }

  Result<ColumnCache::Value> column_of(const OpenBucket& bucket, const Recipe& recipe, ColumnForm form) {
    auto& cache = *tools_->cache;
    auto values = recipe.key(form);
    auto of_base = [&] { return base_column(bucket, recipe, form); };
    ColumnCache::Key base_key{bucket.base->column_owner(), values, form};
    if (bucket.spliced == nullptr) return cache.get(base_key, of_base);
    return cache.get(spliced_key(bucket, recipe, form), [&]() -> Result<ColumnCache::Value> {
      CAIRN_TRY(auto base, cache.get(base_key, of_base));
      CAIRN_TRY_VOID(read_tails(recipe, form));
      std::vector<std::shared_ptr<const ChunkColumn>> chunks;
      if (auto tail = bucket.tail())
        for (const auto& part : tail->parts) chunks.push_back(part.chunk->column(values));
      return form == ColumnForm::codes ? gather_codes(*bucket.spliced, std::move(base), chunks)
                                       : gather_numbers(*bucket.spliced, std::move(base), chunks);
    });
  }

  static ColumnCache::Key spliced_key(const OpenBucket& bucket, const Recipe& recipe, ColumnForm form) {
    return {bucket.spliced->owner->number(), recipe.key(form), form};
  }

  /// The property for the tails of all buckets, with one query: whoever asks for one bucket asks for all.
  Result<void> read_tails(const Recipe& recipe, ColumnForm form) {
    std::vector<std::shared_ptr<const Tail>> tails;
    std::vector<const Tail::Part*> parts;
    for (const auto& bucket : buckets_) {
      auto tail = bucket.tail();
      if (tail == nullptr) continue;
      for (const auto& part : tail->parts) parts.push_back(&part);
      tails.push_back(std::move(tail));
    }
    std::lock_guard guard(tools_->reading_values);
    return read_values(
        history_, tools_->pool, parts,
        {recipe.key(form), "reading property " + recipe.name, recipe.from, recipe.expression(form), form});
  }

  /// From its file, or from the segments, and then into a file; in memory where no file can be written.
  Result<ColumnCache::Value> base_column(const OpenBucket& bucket, const Recipe& recipe, ColumnForm form) {
    const auto& base = *bucket.base;
    auto slices = base.slice_rows();
    ColumnKey key{base.bucket(), recipe.name, base.stamp(), form, recipe.hash(form)};
    auto path = column_path(base.bucket(), recipe, form);
    auto column = std::make_shared<BucketColumn>();
    auto open = [&]() -> Result<void> {
      CAIRN_TRY(column->mapped, MappedFile::open(path));
      CAIRN_TRY(column->slices, view_column(text_of(column->mapped), key, slices));
      return {};
    };
    if (open().ok()) return ColumnCache::Value(column);
    CAIRN_TRY_VOID(history_.check_files(base.bucket()));
    ColumnWriter writer(form, slices);
    if (auto read = read_segments(recipe, bucket, form, writer); !read)
      return segment_error(history_, base.bucket(), read.error());
    auto bytes = writer.finish(key);
    if (write_file(path, bytes).ok() && open().ok()) return ColumnCache::Value(column);
    column->mapped = {};
    column->held = std::move(bytes);
    CAIRN_TRY(column->slices, view_column(column->held, key, slices));
    return ColumnCache::Value(column);
  }

  std::filesystem::path column_path(int bucket, const Recipe& recipe, ColumnForm form) const {
    return index_folder(history_) / column_file(bucket, recipe.name, form);
  }

  Result<void> read_segments(const Recipe& recipe, const OpenBucket& bucket, ColumnForm form, ColumnWriter& writer) {
    auto expected = bucket.base->header().rows;
    auto from = history_.bucket_sql(bucket.base->bucket(), recipe.from, "", bucket.base_end);
    if (!from.empty()) {
      CAIRN_TRY(auto duck, tools_->pool.take());
      auto sql = fmt::format("SELECT {} FROM ({})", recipe.expression(form), from);
      CAIRN_TRY(auto rows, duck->stream(sql, "reading property " + recipe.name));
      for (;;) {
        CAIRN_TRY(auto count, rows.next());
        if (count == 0 || writer.rows() + count > expected) break;
        fill(rows.column(0), count, form, writer);
      }
    }
    if (writer.rows() == expected) return {};
    return Error{ErrorCode::damaged, fmt::format("{} rows found, {} expected", writer.rows(), expected), "", ""};
  }

  static std::string column_bytes(const BucketColumn& column, ColumnForm form, const ColumnKey& key,
                                  const std::vector<std::size_t>& slices) {
    ColumnWriter writer(form, slices);
    for (const auto& slice : column.slices) {
      for (std::size_t row = 0; row < slice.codes.size(); ++row) {
        auto code = slice.codes[row];
        if (code == 0)
          writer.missing();
        else
          writer.text(slice.dictionary[code - 1]);
      }
      for (std::size_t row = 0; row < slice.numbers.size(); ++row) writer.number(slice.numbers[row]);
    }
    return writer.finish(key);
  }

  static void fill(const store::DuckColumn& values, std::size_t count, ColumnForm form, ColumnWriter& writer) {
    for (std::size_t i = 0; i < count; ++i) {
      if (!values.valid(i))
        writer.missing();
      else if (form == ColumnForm::codes)
        writer.text(values.text(i));
      else
        writer.number(values.data<double>()[i]);
    }
  }

  static EventId id_in(const store::DuckColumn& column, std::size_t row) {
    const auto* words = column.data<std::uint64_t>() + 2 * row;
    return {words[1] ^ (std::uint64_t{1} << 63), words[0]};
  }

  Result<void> read_customer(std::string_view identifier, const std::string& kind, std::vector<CustomerEvent>& events) {
    int bucket = history_.bucket_of(kind, identifier);
    auto where = fmt::format("customer_hash = {} AND customer = {} AND identifier_kind = {}",
                             customer_hash(kind, identifier), store::sql_text(identifier), store::sql_text(kind));
    std::vector<std::string> from{"event",        "time",     "channel", "source",  "session",
                                  "amount_minor", "currency", "value",   "event_id"};
    std::string list = fmt::format(
        "event, time, channel, source, session, CAST({} AS DOUBLE), currency, value, event_id", history_.amount_sql());
    constexpr std::size_t fixed = 9;
    for (const auto& property : history_.properties()) {
      for (auto& column : store::property_columns(property)) from.push_back(std::move(column));
      list += ", " + store::property_text_sql(property) + ", " + store::property_number_sql(property);
    }
    auto sql = history_.bucket_sql(bucket, from, where);
    if (sql.empty()) return {};
    CAIRN_TRY(auto duck, tools_->pool.take());
    auto read = [&]() -> Result<void> {
      CAIRN_TRY(auto rows, duck->query(fmt::format("SELECT {} FROM ({})", list, sql), "reading one customer"));
      for (;;) {
        CAIRN_TRY(auto count, rows.next());
        if (count == 0) return {};
        for (std::size_t i = 0; i < count; ++i) {
          auto text = [&](std::size_t at) {
            return rows.column(at).valid(i) ? std::string(rows.column(at).text(i)) : std::string();
          };
          auto number = [&](std::size_t at) {
            return rows.column(at).valid(i) ? std::optional(rows.column(at).data<double>()[i]) : std::nullopt;
          };
          CustomerEvent event{Time{rows.column(1).data<std::int64_t>()[i]},
                              text(0),
                              text(2),
                              text(3),
                              text(4),
                              number(5),
                              text(6),
                              number(7),
                              {},
                              id_in(rows.column(8), i)};
          for (std::size_t p = 0; p < history_.properties().size(); ++p)
            if (rows.column(fixed + 2 * p).valid(i))
              event.properties.emplace_back(history_.properties()[p].name,
                                            Literal{text(fixed + 2 * p), number(fixed + 2 * p + 1)});
          events.push_back(std::move(event));
        }
      }
    }();
    if (!read) return segment_error(history_, bucket, read.error());
    return {};
  }

  store::History history_;
  std::shared_ptr<IndexTools> tools_;
  std::vector<OpenBucket> buckets_;
  SliceRows slices_;
  std::vector<Recipe> recipes_;
};

}  // namespace

std::unique_ptr<EventSource> columns_of(const store::History& history, std::shared_ptr<IndexTools> tools,
                                        std::vector<OpenBucket> buckets, SliceRows slices) {
  return std::make_unique<HistoryColumns>(history, std::move(tools), std::move(buckets), std::move(slices));
}

}  // namespace cairn::journey
