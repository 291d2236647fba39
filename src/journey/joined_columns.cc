#include "journey/joined_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <numeric>

#include "base/check.h"

namespace cairn::journey {
namespace {

using Parts = std::map<std::uint32_t, std::shared_ptr<const Column>>;  ///< by raw slice

/// Texts in one block: begins, then bytes.
Block block_of(const std::vector<std::string_view>& texts, Texts& view) {
  std::size_t bytes = 0;
  for (auto text : texts) bytes += text.size();
  const auto head = aligned_to_line((texts.size() + 1) * sizeof(std::uint64_t));
  Block block(head + std::max<std::size_t>(bytes, 1));
  auto* begins = block.at<std::uint64_t>(0);
  auto* to = block.at<char>(head);
  std::uint64_t at = 0;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    begins[i] = at;
    std::memcpy(to + at, texts[i].data(), texts[i].size());
    at += texts[i].size();
  }
  begins[texts.size()] = at;
  view = Texts({begins, texts.size() + 1}, to);
  return block;
}

/// Texts of a new dictionary: sorted, each once; position + 1 is the code.
std::uint32_t code_in(const std::vector<std::string_view>& texts, std::string_view text) {
  auto at = std::lower_bound(texts.begin(), texts.end(), text);
  return static_cast<std::uint32_t>(at - texts.begin()) + 1;
}
void sort_out(std::vector<std::string_view>& texts) {
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
}

/// As narrow as the dictionary allows; fill(to) writes one code a row.
template <class Fill>
void put_codes(BucketColumn& made, Column& column, std::size_t rows, const Fill& fill) {
  const unsigned bytes = column.dictionary.size() < 0x100 ? 1 : column.dictionary.size() < 0x1'0000 ? 2 : 4;
  Block block(std::max<std::size_t>(rows, 1) * bytes);
  if (bytes == 1)
    fill(block.at<std::uint8_t>(0));
  else if (bytes == 2)
    fill(block.at<std::uint16_t>(0));
  else
    fill(block.at<std::uint32_t>(0));
  column.codes = Codes(block.at<std::uint8_t>(0), rows, bytes);
  made.blocks.push_back(std::move(block));
  made.slices.push_back(column);
}

/// Which codes of a raw slice are used, and what they become.
std::map<std::uint32_t, std::vector<std::uint32_t>> used_codes(const JoinedSlice& slice, const Parts& parts) {
  std::map<std::uint32_t, std::vector<std::uint32_t>> codes;
  for (const auto& [number, column] : parts) codes[number].resize(column->dictionary.size() + 1);
  for (const auto& run : slice.runs) {
    const auto& from = parts.at(run.slice)->codes;
    auto& used = codes.at(run.slice);
    for (auto row = run.begin; row < run.end; ++row) used[from[row]] = 1;
  }
  return codes;
}

std::shared_ptr<BucketColumn> gather_codes(const JoinedSlice& slice, const Parts& parts) {
  auto made = std::make_shared<BucketColumn>();
  auto codes = used_codes(slice, parts);
  std::vector<std::string_view> texts;
  for (const auto& [number, used] : codes)
    for (std::uint32_t code = 1; code < used.size(); ++code)
      if (used[code] != 0) texts.push_back(parts.at(number)->dictionary[code - 1]);
  sort_out(texts);
  for (auto& [number, used] : codes)
    for (std::uint32_t code = 1; code < used.size(); ++code)
      if (used[code] != 0) used[code] = code_in(texts, parts.at(number)->dictionary[code - 1]);
  for (auto& [number, used] : codes) used[0] = 0;
  Column column;
  made->blocks.push_back(block_of(texts, column.dictionary));
  put_codes(*made, column, slice.view.rows(), [&]<class T>(T* to) {
    for (const auto& run : slice.runs) {
      const auto& becomes = codes.at(run.slice);
      parts.at(run.slice)->codes.visit([&](auto from) {
        for (auto row = run.begin; row < run.end; ++row) *to++ = static_cast<T>(becomes[from[row]]);
      });
    }
  });
  return made;
}

std::shared_ptr<BucketColumn> gather_numbers(const JoinedSlice& slice, const Parts& parts) {
  auto made = std::make_shared<BucketColumn>();
  Block block(std::max<std::size_t>(slice.view.rows(), 1) * sizeof(double));
  auto* to = block.at<double>(0);
  for (const auto& run : slice.runs) {
    const auto& from = parts.at(run.slice)->numbers;
    from.visit([&](auto numbers) {
      for (auto row = run.begin; row < run.end; ++row) *to++ = from.value(numbers[row]);
    });
  }
  Column column;
  column.numeric = true;
  column.numbers = Numbers(block.at<double>(0), slice.view.rows(), NumberForm::real, 1);
  made->blocks.push_back(std::move(block));
  made->slices.push_back(column);
  return made;
}

/// The customer of each row, by the name of the joined one.
std::shared_ptr<BucketColumn> names_of(const JoinedSlice& slice, const Joins& joins) {
  auto made = std::make_shared<BucketColumn>();
  std::vector<std::string_view> texts;
  for (auto customer : slice.customers) texts.push_back(joins.customers[customer].identifier);
  sort_out(texts);
  Column column;
  made->blocks.push_back(block_of(texts, column.dictionary));
  put_codes(*made, column, slice.view.rows(), [&]<class T>(T* to) {
    for (std::size_t c = 0; c < slice.customers.size(); ++c)
      std::fill(to + slice.view.offsets[c], to + slice.view.offsets[c + 1],
                static_cast<T>(code_in(texts, joins.customers[slice.customers[c]].identifier)));
  });
  return made;
}

class JoinedColumns final : public EventSource {
 public:
  JoinedColumns(EventSource& raw, std::shared_ptr<const Joined> joined, std::shared_ptr<ColumnCache> cache)
      : raw_(raw), joined_(std::move(joined)), cache_(std::move(cache)), owner_(cache_) {}

  std::vector<std::string> names() const override { return raw_.names(); }
  PropertyType type_of(const std::string& name) const override { return raw_.type_of(name); }

  Result<std::shared_ptr<const Column>> load(int number, const std::string& name, ColumnForm form) override {
    const auto slice = static_cast<std::size_t>(number);
    if (joined_->slices[slice] == nullptr) return raw_.load(number, name, form);
    CAIRN_TRY(auto column, cache_->get({owner_.number(), fmt::format("{}\n{}", slice, name), form},
                                       [&] { return made(slice, name, form); }));
    const Column* only = &column->slices.front();
    return std::shared_ptr<const Column>(std::move(column), only);
  }

  Result<std::vector<CustomerEvent>> events_of(std::string_view identifier, std::string_view kind) override {
    const auto& joins = *joined_->joins;
    auto customer = customer_of(identifier, kind);
    if (!customer) return raw_.events_of(identifier, kind);
    std::vector<CustomerEvent> all;
    for (const auto& piece : joins.pieces) {
      if (piece.customer != *customer) continue;
      CAIRN_TRY(auto events, raw_.events_of(piece.id.identifier, piece.id.kind));
      for (auto& event : events) {
        auto ms = event.time.us / 1000 - (event.time.us % 1000 < 0);
        if (ms >= piece.from_ms && ms < piece.until_ms) all.push_back(std::move(event));
      }
    }
    std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.time < b.time; });
    return all;
  }

 private:
  Result<ColumnCache::Value> made(std::size_t number, const std::string& name, ColumnForm form) {
    const auto& slice = *joined_->slices[number];
    if (name == "customer" && form == ColumnForm::codes && number >= joined_->raw_slices)
      return ColumnCache::Value(names_of(slice, *joined_->joins));
    Parts parts;
    bool numeric = true;
    for (const auto& run : slice.runs)
      if (!parts.contains(run.slice)) {
        CAIRN_TRY(auto column, raw_.load(static_cast<int>(run.slice), name, form));
        numeric = numeric && column->numeric;
        parts.emplace(run.slice, std::move(column));
      }
    if (form == ColumnForm::codes) return ColumnCache::Value(gather_codes(slice, parts));
    if (numeric) return ColumnCache::Value(gather_numbers(slice, parts));
    auto none = std::make_shared<BucketColumn>();
    none->slices.emplace_back();
    return ColumnCache::Value(std::move(none));
  }

  /// By its name, or else who has the last piece of an identifier.
  std::optional<std::uint32_t> customer_of(std::string_view identifier, std::string_view kind) const {
    const auto& joins = *joined_->joins;
    std::optional<std::uint32_t> found;
    for (const auto& piece : joins.pieces) {
      if (kind.empty() && joins.customers[piece.customer].identifier == identifier) return piece.customer;
      if (piece.id.identifier == identifier && (kind.empty() || piece.id.kind == kind)) found = piece.customer;
    }
    return found;
  }

  EventSource& raw_;
  std::shared_ptr<const Joined> joined_;
  std::shared_ptr<ColumnCache> cache_;
  ColumnOwner owner_;
};

}  // namespace

std::unique_ptr<EventSource> columns_of(EventSource& raw, std::shared_ptr<const Joined> joined,
                                        std::shared_ptr<ColumnCache> cache) {
  return std::make_unique<JoinedColumns>(raw, std::move(joined), std::move(cache));
}

}  // namespace cairn::journey
