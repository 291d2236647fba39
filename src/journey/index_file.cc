#include "journey/index_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include "base/check.h"
#include "base/hash.h"

namespace cairn::journey {
namespace {

constexpr std::string_view journey_magic = "CAIRNIDX", names_magic = "CAIRNNAM";
constexpr std::uint32_t format_version = 3;
constexpr std::size_t header_size = 128, slice_size = 16, stamp_size = 32, alignment = 64, names_header = 48;

struct Header {
  char magic[8];
  std::uint32_t version, bucket;
  char stamp[stamp_size];
  std::uint64_t customers, rows;
  std::uint16_t type_bytes, parts_of_ms;
  std::uint32_t slices;
  std::int64_t first_ms, last_ms;
  std::uint64_t names_size, names_hash, body_hash, file_size, header_hash;
};
static_assert(sizeof(Header) == header_size);

std::uint64_t hash_of(const Header& header) {
  return hash64({reinterpret_cast<const char*>(&header), offsetof(Header, header_hash)});
}

std::size_t aligned(std::size_t at) { return (at + alignment - 1) / alignment * alignment; }

/// Where the arrays are.
struct Layout {
  std::size_t offsets, types, seconds, millis, end;
  Layout(std::size_t slices, std::size_t customers, std::size_t rows, std::size_t type_bytes)
      : offsets(aligned(header_size + slices * slice_size)),
        types(aligned(offsets + (customers + slices) * 4)),
        seconds(aligned(types + rows * type_bytes)),
        millis(aligned(seconds + rows * 4)),
        end(millis + rows * 2) {}
};

template <class T>
std::span<const T> array(std::string_view bytes, std::size_t at, std::size_t count) {
  return {reinterpret_cast<const T*>(bytes.data() + at), count};
}

template <class T>
void put(std::string& bytes, std::size_t at, const std::vector<T>& values) {
  if (!values.empty()) std::memcpy(bytes.data() + at, values.data(), values.size() * sizeof(T));
}

}  // namespace

BucketWriter::BucketWriter(int bucket, std::string stamp, int type_bytes, std::size_t slice_rows)
    : bucket_(bucket), stamp_(std::move(stamp)), type_bytes_(type_bytes), slice_rows_(slice_rows) {
  CAIRN_CHECK(stamp_.size() == stamp_size && (type_bytes == 1 || type_bytes == 2) && slice_rows > 0);
}

void BucketWriter::customer(std::string_view kind, std::string_view identifier) {
  if (slices_.back().rows >= slice_rows_) {
    offsets_.push_back(static_cast<std::uint32_t>(slices_.back().rows));
    slices_.emplace_back();
  }
  offsets_.push_back(static_cast<std::uint32_t>(slices_.back().rows));
  ++slices_.back().customers;
  if (kind != "customer") names_ += kind;
  names_ += '\0';
  names_ += identifier;
  name_begins_.push_back(names_.size());
}

void BucketWriter::event(std::uint16_t type, std::int64_t ms, bool parts) {
  CAIRN_CHECK(ms >= 0 && ms / 1000 <= UINT32_MAX && (type_bytes_ == 2 || type <= UINT8_MAX));
  types_.push_back(type);
  seconds_.push_back(static_cast<std::uint32_t>(ms / 1000));
  millis_.push_back(static_cast<std::uint16_t>(ms % 1000));
  ++slices_.back().rows;
  bool first = seconds_.size() == 1;
  first_ms_ = first ? ms : std::min(first_ms_, ms);
  last_ms_ = first ? ms : std::max(last_ms_, ms);
  parts_of_ms_ = parts_of_ms_ || parts;
}

std::vector<std::size_t> BucketWriter::slice_rows() const {
  std::vector<std::size_t> rows;
  for (const auto& slice : slices_) rows.push_back(slice.rows);
  return rows;
}

BucketWriter::Files BucketWriter::finish() {
  offsets_.push_back(static_cast<std::uint32_t>(slices_.back().rows));
  std::uint64_t customers = offsets_.size() - slices_.size(), rows = seconds_.size();
  Files files;
  files.names = std::string(names_magic) + stamp_;
  files.names.append(reinterpret_cast<const char*>(&customers), sizeof customers);
  files.names.append(reinterpret_cast<const char*>(name_begins_.data()), name_begins_.size() * sizeof name_begins_[0]);
  files.names += names_;

  Layout layout(slices_.size(), customers, rows, static_cast<std::size_t>(type_bytes_));
  files.journey.resize(layout.end);
  static_assert(sizeof(Slice) == slice_size);
  put(files.journey, header_size, slices_);
  put(files.journey, layout.offsets, offsets_);
  if (type_bytes_ == 1)
    put(files.journey, layout.types, std::vector<std::uint8_t>(types_.begin(), types_.end()));
  else
    put(files.journey, layout.types, types_);
  put(files.journey, layout.seconds, seconds_);
  put(files.journey, layout.millis, millis_);

  Header header{};
  std::memcpy(header.magic, journey_magic.data(), sizeof header.magic);
  std::memcpy(header.stamp, stamp_.data(), stamp_size);
  header.version = format_version;
  header.bucket = static_cast<std::uint32_t>(bucket_);
  header.customers = customers;
  header.rows = rows;
  header.type_bytes = static_cast<std::uint16_t>(type_bytes_);
  header.parts_of_ms = parts_of_ms_ ? 1 : 0;
  header.slices = static_cast<std::uint32_t>(slices_.size());
  header.first_ms = first_ms_;
  header.last_ms = last_ms_;
  header.names_size = files.names.size();
  header.names_hash = hash64(files.names);
  header.body_hash = hash64(std::string_view(files.journey).substr(header_size));
  header.file_size = files.journey.size();
  header.header_hash = hash_of(header);
  std::memcpy(files.journey.data(), &header, header_size);
  return files;
}

namespace {

/// The slices one after the other; nullopt when their table does not fit the header.
std::optional<std::vector<Bucket>> slices_of(std::string_view bytes, const Header& header, const Layout& layout) {
  std::vector<Bucket> slices;
  std::size_t offsets = 0, customers = 0, rows = 0;
  auto table = array<std::uint64_t>(bytes, header_size, std::size_t{header.slices} * 2);
  for (std::size_t s = 0; s < header.slices; ++s) {
    std::uint64_t mine = table[2 * s], my_rows = table[2 * s + 1];
    if (mine > header.customers - customers || my_rows > header.rows - rows) return std::nullopt;
    Bucket slice;
    slice.offsets = array<std::uint32_t>(bytes, layout.offsets + offsets * 4, mine + 1);
    if (header.type_bytes == 1)
      slice.type8 = array<std::uint8_t>(bytes, layout.types + rows, my_rows);
    else
      slice.type16 = array<std::uint16_t>(bytes, layout.types + rows * 2, my_rows);
    slice.seconds = array<std::uint32_t>(bytes, layout.seconds + rows * 4, my_rows);
    slice.millis = array<std::uint16_t>(bytes, layout.millis + rows * 2, my_rows);
    slices.push_back(slice);
    offsets += mine + 1;
    customers += mine;
    rows += my_rows;
  }
  if (customers != header.customers || rows != header.rows) return std::nullopt;
  return slices;
}

}  // namespace

Result<std::vector<Bucket>> view_bucket(std::string_view bytes, int number, std::string_view stamp, int most_type_bytes,
                                        BucketHeader& found) {
  auto wrong = [](const char* what) { return Error{ErrorCode::damaged, what, "", "run cairn rebuild"}; };
  auto other = [](const char* what) { return Error{ErrorCode::conflict, what, "", "run cairn rebuild"}; };
  Header header;
  if (bytes.size() < header_size) return wrong("is shorter than its header");
  std::memcpy(&header, bytes.data(), header_size);
  if (std::string_view(header.magic, sizeof header.magic) != journey_magic) return wrong("is not a journey index file");
  if (header.header_hash != hash_of(header)) return wrong("has a header that fails its checksum");
  if (header.version != format_version) return other("is of another format version");
  if (header.bucket != static_cast<std::uint32_t>(number)) return other("is of another bucket");
  if (std::string_view(header.stamp, stamp_size) != stamp) return other("is older than its segments");
  if (header.type_bytes == 0 || header.type_bytes > most_type_bytes) return other("has another width of event types");
  Layout layout(header.slices, header.customers, header.rows, header.type_bytes);
  if (header.slices == 0 || header.file_size != bytes.size() || layout.end != bytes.size())
    return wrong("is not as long as its header says");
  found = {header.customers,  header.rows,      header.first_ms,   header.last_ms,         header.names_size,
           header.names_hash, header.body_hash, header.type_bytes, header.parts_of_ms != 0};
  auto slices = slices_of(bytes, header, layout);
  if (!slices) return wrong("has slices that do not sum up to its header");
  return *std::move(slices);
}

std::string stamp_of_journey(std::string_view bytes) {
  return bytes.size() < header_size ? "" : std::string(bytes.substr(offsetof(Header, stamp), stamp_size));
}

std::string stamp_of_names(std::string_view bytes) {
  return bytes.size() < names_header ? "" : std::string(bytes.substr(names_magic.size(), stamp_size));
}

Result<std::pair<std::string_view, std::string_view>> name_view(std::string_view bytes, std::size_t customer) {
  std::uint64_t customers = 0, begin = 0, end = 0;
  auto read = [&](std::size_t at, std::uint64_t& value) {
    if (at + sizeof value > bytes.size()) return false;
    std::memcpy(&value, bytes.data() + at, sizeof value);
    return true;
  };
  bool sound = bytes.starts_with(names_magic) && read(names_header - 8, customers) && customer < customers &&
               read(names_header + customer * 8, begin) && read(names_header + customer * 8 + 8, end);
  std::size_t text = names_header + (customers + 1) * 8;
  if (!sound || begin > end || text + end > bytes.size())
    return Error{ErrorCode::damaged, "the names of the journey index do not fit their header", "", "run cairn rebuild"};
  auto name = bytes.substr(text + begin, end - begin);
  auto zero = name.find('\0');
  if (zero == std::string_view::npos)
    return Error{ErrorCode::damaged, "a name in the journey index has no kind", "", "run cairn rebuild"};
  return std::pair(zero == 0 ? std::string_view("customer") : name.substr(0, zero), name.substr(zero + 1));
}

Result<CustomerId> name_in(std::string_view bytes, std::size_t customer) {
  CAIRN_TRY(auto name, name_view(bytes, customer));
  return CustomerId{std::string(name.first), std::string(name.second)};
}

std::string journey_file(int bucket) { return fmt::format("b{:02}.journey", bucket); }
std::string names_file(int bucket) { return fmt::format("b{:02}.names", bucket); }

}  // namespace cairn::journey
