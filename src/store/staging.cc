#include "store/staging.h"

#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <utility>

#include "base/check.h"
#include "base/json.h"
#include "base/text.h"

namespace cairn::store {
namespace {

bool is_ascii(std::string_view text) {
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t word;
    std::memcpy(&word, text.data() + i, 8);
    if (word & 0x8080808080808080) return false;
  }
  for (; i < text.size(); ++i)
    if (static_cast<unsigned char>(text[i]) & 0x80) return false;
  return true;
}

/// A segment with text that is not UTF-8 could not be read again.
Result<void> check_texts(const std::vector<std::string_view>& texts, std::string_view field) {
  for (std::size_t row = 0; row < texts.size(); ++row) {
    if (is_ascii(texts[row]) || is_utf8(texts[row])) continue;
    return Error{ErrorCode::invalid, fmt::format("text of {} is not UTF-8 (event {} of its batch)", field, row),
                 "import", "name the file's encoding, e.g. --encoding gb18030"};
  }
  return {};
}

Result<void> check_batch(const EventBatch& batch) {
  for (std::size_t row = 0; row < batch.size(); ++row) {
    CAIRN_CHECK(batch.time[row] >= earliest_time.us && batch.time[row] < latest_time.us);
    CAIRN_CHECK(!batch.identifier[row].empty() && !batch.type[row].empty());
  }
  CAIRN_TRY_VOID(check_texts(batch.identifier_kind, "the identifier's kind"));
  CAIRN_TRY_VOID(check_texts(batch.identifier, "the customer"));
  CAIRN_TRY_VOID(check_texts(batch.type, "the event"));
  CAIRN_TRY_VOID(check_texts(batch.source, "the source"));
  CAIRN_TRY_VOID(check_texts(batch.channel, "the channel"));
  CAIRN_TRY_VOID(check_texts(batch.session, "the session"));
  CAIRN_TRY_VOID(check_texts(batch.currency, "the currency"));
  for (const auto& column : batch.properties) {
    CAIRN_TRY_VOID(check_texts({std::string_view(column.name)}, "a property's name"));
    CAIRN_TRY_VOID(check_texts(column.texts, column.name));
  }
  return {};
}

Json value_json(const PropertyColumn& column, std::size_t at) {
  switch (column.type) {
    case PropertyType::boolean:
      return column.integers[at] != 0;
    case PropertyType::integer:
      return column.integers[at];
    case PropertyType::time:
      return format_time(Time{column.integers[at]});
    case PropertyType::text:
      return std::string(column.texts[at]);
    case PropertyType::real:
      break;
  }
  double number = column.reals[at];
  return std::isfinite(number) ? Json(number) : Json(fmt::format("{}", number));
}

}  // namespace

Staging::Staging(const Manifest& manifest, std::size_t typed_columns)
    : typed_columns_(typed_columns), bucket_bits_(manifest.bucket_bits) {
  restart(manifest);
}

void Staging::restart(const Manifest& manifest) {
  stages_ = std::vector<BucketStage>(std::size_t{1} << bucket_bits_);
  pools_ = std::make_unique<Pools>();
  ::malloc_trim(0);  // else the C library keeps the memory of the commit while DuckDB takes its own
  first_arrival_ = manifest.next_arrival;
  next_arrival_ = 0;
  repeated_ = 0;
  columns_.clear();
  column_of_.clear();
  new_event_types_.clear();
  event_types_ = {manifest.event_types.begin(), manifest.event_types.end()};
  learn(manifest);
}

/// What a commit did not add (because all of it was known) is news again next time.
void Staging::learn(const Manifest& manifest) {
  new_places_.clear();
  places_.clear();
  file_columns_.clear();
  for (const auto& place : manifest.places) {
    places_.emplace(place.key(), place);
    if (!place.rare) file_columns_.insert(to_lower(place.file_column));
  }
}

bool Staging::brings_names(const EventBatch& batch) const {
  return std::any_of(batch.properties.begin(), batch.properties.end(), [&](const PropertyColumn& column) {
    return !column.rows.empty() && !places_.contains(PropertyPlace{column.name, column.type, "", false}.key());
  });
}

std::vector<PropertyPlace> Staging::settle(const EventBatch& batch, const Manifest& manifest) {
  learn(manifest);
  for (const auto& column : batch.properties)
    if (!column.rows.empty()) place_for(column);
  return std::exchange(new_places_, {});
}

const PropertyPlace& Staging::place_for(const PropertyColumn& column) {
  PropertyPlace place{column.name, column.type, "", false};
  auto key = place.key();
  if (auto known = places_.find(key); known != places_.end()) return known->second;
  place.rare = file_columns_.size() >= typed_columns_;
  if (!place.rare) {
    // A NUL cannot stand in SQL; names that differ only by case would be the same column to DuckDB.
    std::string stem;
    for (char c : column.name) stem += c == '\0' ? std::string("\xEF\xBF\xBD") : std::string(1, c);
    auto type = std::string(name_of(column.type));
    place.file_column = stem + "." + type;
    for (int n = 2; !file_columns_.insert(to_lower(place.file_column)).second; ++n)
      place.file_column = fmt::format("{}~{}.{}", stem, n, type);
  }
  new_places_.push_back(place);
  return places_.emplace(std::move(key), std::move(place)).first->second;
}

std::size_t Staging::column_number(const PropertyPlace& place) {
  auto [found, is_new] = column_of_.try_emplace(place.key(), columns_.size());
  if (is_new) {
    columns_.push_back(place);
    pools_->properties.resize(columns_.size());
  }
  return found->second;
}

void Staging::hash_customers(const EventBatch& batch) {
  std::string_view kind;
  std::uint64_t kind_hash = hash64(kind);
  for (std::size_t row = 0; row < batch.size(); ++row) {
    if (batch.identifier_kind[row] != kind) {
      kind = batch.identifier_kind[row];
      kind_hash = hash64(kind);
    }
    customer_hash_[row] = hash64(batch.identifier[row], kind_hash);
    went_[row].bucket = static_cast<std::uint32_t>(bucket_bits_ == 0 ? 0 : customer_hash_[row] >> (64 - bucket_bits_));
  }
}

/// Texts to codes, a column at a time, so that its pool stays in the cache.
void Staging::encode(const EventBatch& batch) {
  constexpr std::size_t ahead = 12;
  auto& customers = (*pools_)[PoolOf::customer];
  for (std::size_t row = 0; row < batch.size(); ++row) {
    if (row + ahead < batch.size()) customers.prefetch(customer_hash_[row + ahead]);
    codes_[row][static_cast<std::size_t>(PoolOf::customer)] =
        customers.code(batch.identifier[row], customer_hash_[row]);
  }
  const std::pair<PoolOf, const std::vector<std::string_view>*> others[] = {
      {PoolOf::kind, &batch.identifier_kind}, {PoolOf::event, &batch.type},      {PoolOf::source, &batch.source},
      {PoolOf::channel, &batch.channel},      {PoolOf::session, &batch.session}, {PoolOf::currency, &batch.currency}};
  for (const auto& [of, texts] : others)
    (*pools_)[of].codes_of(*texts, true, [&, at = static_cast<std::size_t>(of)](std::size_t row, std::uint32_t code) {
      codes_[row][at] = code;
    });
}

void Staging::note_event_types(std::size_t codes_before) {
  const auto& pool = (*pools_)[PoolOf::event];
  for (auto code = codes_before + 1; code <= pool.codes(); ++code) {
    std::string name(pool[static_cast<std::uint32_t>(code)].view());
    if (event_types_.insert(name).second) new_event_types_.push_back(std::move(name));
  }
}

void Staging::add_rows(const EventBatch& batch) {
  constexpr std::size_t ahead = 12;
  for (std::size_t row = 0; row < batch.size(); ++row) {
    if (row + ahead < batch.size()) stages_[went_[row + ahead].bucket].prefetch(batch.id[row + ahead]);
    auto place = stages_[went_[row].bucket].add({batch.id[row], customer_hash_[row], batch.time[row], batch.sent[row],
                                                 batch.received[row], batch.amount_minor[row], batch.value[row],
                                                 next_arrival_, codes_[row]});
    went_[row].staged = place.has_value();
    if (place) {
      went_[row].row = *place;
      ++next_arrival_;
    } else {
      ++repeated_;
    }
  }
}

void Staging::add_property(const PropertyColumn& column) {
  auto number = column_number(place_for(column));
  auto set = [&](std::size_t i, std::uint64_t bits) {
    const auto& went = went_[column.rows[i]];
    if (went.staged) stages_[went.bucket].set(number, went.row, bits);
  };
  switch (column.type) {
    case PropertyType::text:
      pools_->properties[number].codes_of(column.texts, false, set);
      break;
    case PropertyType::real:
      for (std::size_t i = 0; i < column.rows.size(); ++i) set(i, std::bit_cast<std::uint64_t>(column.reals[i]));
      break;
    default:
      for (std::size_t i = 0; i < column.rows.size(); ++i) set(i, static_cast<std::uint64_t>(column.integers[i]));
      break;
  }
}

void Staging::add_rare(const EventBatch& batch, const std::vector<const PropertyColumn*>& columns) {
  std::vector<Json> objects(batch.size());
  for (const auto* column : columns) {
    auto key = PropertyPlace{column->name, column->type, "", true}.key();
    for (std::size_t i = 0; i < column->rows.size(); ++i)
      if (went_[column->rows[i]].staged) objects[column->rows[i]][key] = value_json(*column, i);
  }
  for (std::size_t row = 0; row < objects.size(); ++row)
    if (!objects[row].is_null())
      stages_[went_[row].bucket].set_rare(went_[row].row, pools_->rare.code(objects[row].dump()));
}

Result<void> Staging::add(const EventBatch& batch) {
  CAIRN_TRY_VOID(check_batch(batch));
  CAIRN_CHECK(batch.size() < StagedRow::dropped - next_arrival_);
  went_.resize(std::max(went_.size(), batch.size()));
  customer_hash_.resize(went_.size());
  codes_.resize(went_.size());
  hash_customers(batch);
  auto types_before = (*pools_)[PoolOf::event].codes();
  encode(batch);
  note_event_types(types_before);
  add_rows(batch);
  std::vector<const PropertyColumn*> rare;
  for (const auto& column : batch.properties) {
    if (column.rows.empty()) continue;
    if (place_for(column).rare)
      rare.push_back(&column);
    else
      add_property(column);
  }
  if (!rare.empty()) add_rare(batch, rare);
  return {};
}

std::size_t Staging::bytes() const {
  std::size_t bytes = 0;
  for (const auto& stage : stages_) bytes += stage.bytes();
  for (const auto& pool : pools_->fixed) bytes += pool.bytes();
  for (const auto& pool : pools_->properties) bytes += pool.bytes();
  return bytes + pools_->rare.bytes();
}

ManifestChange Staging::news() const {
  ManifestChange change;
  change.next_arrival = first_arrival_ + next_arrival_;
  change.new_event_types = new_event_types_;
  change.new_places = new_places_;
  auto texts = [&](PoolOf of) {
    std::set<std::string> names;
    const auto& pool = (*pools_)[of];
    for (std::uint32_t code = 1; code <= pool.codes(); ++code) names.emplace(pool[code].view());
    return std::vector<std::string>(names.begin(), names.end());
  };
  change.currencies = texts(PoolOf::currency);
  change.identifier_kinds = texts(PoolOf::kind);
  return change;
}

}  // namespace cairn::store
