#include "journey/column_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>

#include "base/check.h"
#include "base/hash.h"

namespace cairn::journey {
namespace {

constexpr std::string_view magic = "CAIRNCOL";
constexpr std::uint32_t format_version = 1;
constexpr std::size_t header_size = 128, slice_size = 48, alignment = 64, stamp_size = 32;

struct Header {
  char magic[8];
  std::uint32_t version, bucket;
  char stamp[stamp_size];
  std::uint64_t recipe;
  std::uint32_t form, slices;
  std::uint64_t rows, file_size, body_hash, zero[4], header_hash;
};
static_assert(sizeof(Header) == header_size);

std::uint64_t hash_of(const Header& header) {
  return hash64({reinterpret_cast<const char*>(&header), offsetof(Header, header_hash)});
}

std::uint32_t number_of(ColumnForm form) { return form == ColumnForm::codes ? 1 : 2; }

template <class T>
bool all_fit(const std::vector<double>& numbers, double divisor) {
  return std::all_of(numbers.begin(), numbers.end(), [&](double n) { return std::isnan(n) || fits<T>(n, divisor); });
}

template <class T>
std::vector<T> as_integers(const std::vector<double>& numbers, double divisor) {
  std::vector<T> integers(numbers.size());
  for (std::size_t i = 0; i < numbers.size(); ++i)
    integers[i] = std::isnan(numbers[i]) ? Numbers::missing<T> : static_cast<T>(std::nearbyint(numbers[i] * divisor));
  return integers;
}

}  // namespace

std::uint32_t Dictionary::code(std::string_view text) {
  if (last_ != 0 && texts_[last_ - 1] == text) return last_;
  if ((texts_.size() + 1) * 2 > slots_.size()) grow();
  std::size_t at = hash64(text) & (slots_.size() - 1);
  while (slots_[at] != 0 && texts_[slots_[at] - 1] != text) at = (at + 1) & (slots_.size() - 1);
  if (slots_[at] == 0) {
    texts_.emplace_back(text);
    slots_[at] = static_cast<std::uint32_t>(texts_.size());
  }
  return last_ = slots_[at];
}

std::vector<std::string> Dictionary::take() {
  slots_.clear();
  last_ = 0;
  return std::exchange(texts_, {});
}

void Dictionary::grow() {
  slots_.assign(std::max<std::size_t>(64, slots_.size() * 2), 0);
  for (std::uint32_t i = 0; i < texts_.size(); ++i) {
    std::size_t at = hash64(texts_[i]) & (slots_.size() - 1);
    while (slots_[at] != 0) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = i + 1;
  }
}

ColumnWriter::ColumnWriter(ColumnForm form, std::vector<std::size_t> slices)
    : form_(form), slice_rows_(std::move(slices)), bytes_(header_size + slice_rows_.size() * slice_size, '\0') {
  end_slices();
}

void ColumnWriter::add_code(std::uint32_t code) {
  codes_.push_back(code);
  ++rows_;
  end_slices();
}

void ColumnWriter::number(double value) {
  numbers_.push_back(value);
  ++rows_;
  end_slices();
}

void ColumnWriter::missing() {
  if (form_ == ColumnForm::codes)
    add_code(0);
  else
    number(std::numeric_limits<double>::quiet_NaN());
}

/// Lays out the slice in hand when it is full, and empty ones that follow.
void ColumnWriter::end_slices() {
  while (slices_.size() < slice_rows_.size() && codes_.size() + numbers_.size() == slice_rows_[slices_.size()]) {
    slices_.push_back({slice_rows_[slices_.size()], 0, 0, 0, 0, 0, 0});
    if (form_ == ColumnForm::codes)
      put_codes();
    else
      put_numbers();
    codes_.clear();
    numbers_.clear();
  }
}

template <class T>
std::size_t ColumnWriter::put_array(const std::vector<T>& values) {
  bytes_.resize((bytes_.size() + alignment - 1) / alignment * alignment);
  std::size_t at = bytes_.size();
  bytes_.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
  return at;
}

void ColumnWriter::put_codes() {
  auto texts = dictionary_.take();
  std::vector<std::uint32_t> order(texts.size()), sorted_code(texts.size() + 1);
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return texts[a] < texts[b]; });
  for (std::uint32_t i = 0; i < order.size(); ++i) sorted_code[order[i] + 1] = i + 1;
  for (auto& code : codes_) code = sorted_code[code];

  Slice& slice = slices_.back();
  slice.texts = texts.size();
  if (texts.size() <= UINT8_MAX) {
    slice.bytes = 1;
    slice.values_at = put_array(std::vector<std::uint8_t>(codes_.begin(), codes_.end()));
  } else if (texts.size() <= UINT16_MAX) {
    slice.bytes = 2;
    slice.values_at = put_array(std::vector<std::uint16_t>(codes_.begin(), codes_.end()));
  } else {
    slice.bytes = 4;
    slice.values_at = put_array(codes_);
  }
  std::vector<std::uint64_t> begins{0};
  for (auto i : order) begins.push_back(begins.back() + texts[i].size());
  slice.texts_at = put_array(begins);
  for (auto i : order) bytes_ += texts[i];
}

void ColumnWriter::put_numbers() {
  Slice& slice = slices_.back();
  for (std::uint32_t divisor : {1U, 100U}) {
    slice.divisor = divisor;
    auto put = [&]<class T>(T) {
      if (!all_fit<T>(numbers_, divisor)) return false;
      slice.bytes = sizeof(T);
      slice.values_at = put_array(as_integers<T>(numbers_, divisor));
      return true;
    };
    if (put(std::int8_t{}) || put(std::int16_t{}) || put(std::int32_t{})) return;
  }
  slice.divisor = 1;
  slice.bytes = sizeof(double);
  slice.values_at = put_array(numbers_);
}

std::string ColumnWriter::finish(const ColumnKey& key) {
  CAIRN_CHECK(slices_.size() == slice_rows_.size() && codes_.empty() && numbers_.empty());
  CAIRN_CHECK(key.form == form_ && key.stamp.size() == stamp_size);
  static_assert(sizeof(Slice) == slice_size);
  if (!slices_.empty()) std::memcpy(bytes_.data() + header_size, slices_.data(), slices_.size() * slice_size);
  Header header{};
  std::memcpy(header.magic, magic.data(), sizeof header.magic);
  std::memcpy(header.stamp, key.stamp.data(), stamp_size);
  header.version = format_version;
  header.bucket = static_cast<std::uint32_t>(key.bucket);
  header.recipe = key.recipe;
  header.form = number_of(form_);
  header.slices = static_cast<std::uint32_t>(slices_.size());
  header.rows = rows_;
  header.file_size = bytes_.size();
  header.body_hash = hash64(std::string_view(bytes_).substr(header_size));
  header.header_hash = hash_of(header);
  std::memcpy(bytes_.data(), &header, header_size);
  return std::move(bytes_);
}

namespace {

/// The header of a sound column file; else `fault` says what is wrong.
Header header_of(std::string_view bytes, std::string& fault) {
  Header header{};
  if (bytes.size() < header_size) {
    fault = "is shorter than its header";
    return header;
  }
  std::memcpy(&header, bytes.data(), header_size);
  if (std::string_view(header.magic, sizeof header.magic) != magic)
    fault = "is not a column file";
  else if (header.header_hash != hash_of(header))
    fault = "has a header that fails its checksum";
  else if (header.version != format_version)
    fault = fmt::format("has format version {}, expected {}", header.version, format_version);
  else if (header.file_size != bytes.size())
    fault = fmt::format("has {} bytes, expected {}", bytes.size(), header.file_size);
  else if (auto found = hash64(bytes.substr(header_size)); found != header.body_hash)
    fault = fmt::format("content has checksum {:016x}, expected {:016x}", found, header.body_hash);
  return header;
}

}  // namespace

std::string fault_of_column_file(std::string_view bytes) {
  std::string fault;
  header_of(bytes, fault);
  return fault;
}

std::string stamp_of_column_file(std::string_view bytes) {
  if (bytes.size() < header_size) return "";
  return std::string(bytes.substr(offsetof(Header, stamp), stamp_size));
}

Result<std::vector<Column>> view_column(std::string_view bytes, const ColumnKey& key,
                                        const std::vector<std::size_t>& slices) {
  std::string fault;
  auto header = header_of(bytes, fault);
  if (fault.empty()) {
    if (header.bucket != static_cast<std::uint32_t>(key.bucket) || header.form != number_of(key.form))
      fault = "is of another bucket or form";
    else if (std::string_view(header.stamp, stamp_size) != key.stamp || header.recipe != key.recipe)
      fault = "is older than its segments";
    else if (header.slices != slices.size())
      fault = "has other slices than the index";
  }
  std::vector<Column> columns;
  for (std::size_t s = 0; fault.empty() && s < slices.size(); ++s) {
    // The checksums are right, so what the table says lies inside the file.
    struct {
      std::uint64_t rows;
      std::uint32_t bytes, divisor;
      std::uint64_t values_at, texts, texts_at, zero;
    } slice;
    static_assert(sizeof slice == slice_size);
    std::memcpy(&slice, bytes.data() + header_size + s * slice_size, slice_size);
    if (slice.rows != slices[s]) fault = "has other slices than the index";
    Column column;
    const char* values = bytes.data() + slice.values_at;
    if (key.form == ColumnForm::codes) {
      column.codes = Codes(values, slice.rows, slice.bytes);
      const auto* begins = reinterpret_cast<const std::uint64_t*>(bytes.data() + slice.texts_at);
      column.dictionary = Texts({begins, slice.texts + 1}, reinterpret_cast<const char*>(begins + slice.texts + 1));
    } else {
      column.numeric = true;
      column.numbers = Numbers(values, slice.rows, static_cast<NumberForm>(slice.bytes), slice.divisor);
    }
    columns.push_back(column);
  }
  if (!fault.empty())
    return Error{ErrorCode::damaged, fault, column_file(key.bucket, key.name, key.form), "run cairn rebuild"};
  return columns;
}

std::string column_file(int bucket, std::string_view name, ColumnForm form) {
  return fmt::format("b{:02}.{:016x}.{}", bucket, hash64(name), form == ColumnForm::codes ? "codes" : "numbers");
}

int bucket_of_column_file(std::string_view file) {
  if (!file.starts_with('b') || !(file.ends_with(".codes") || file.ends_with(".numbers"))) return -1;
  int bucket = 0;
  for (char c : file.substr(1, file.find('.') - 1)) {
    if (c < '0' || c > '9' || bucket > 100'000) return -1;
    bucket = bucket * 10 + (c - '0');
  }
  return bucket;
}

}  // namespace cairn::journey
