#include "app/joins_file.h"

#include <algorithm>
#include <cstring>

#include "base/file.h"

namespace cairn::app {
namespace {

using journey::CustomerKey;
using journey::Joins;
using journey::Piece;

constexpr std::uint64_t form = 1;

class Writer {
 public:
  template <class T>
  void number(T value) {
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void text(std::string_view text) {
    number(static_cast<std::uint32_t>(text.size()));
    bytes_ += text;
  }
  void key(const CustomerKey& key) {
    text(key.kind);
    text(key.identifier);
  }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

/// Stops being good at the first thing that is not there.
class Reader {
 public:
  Reader(std::string_view bytes, Arena& texts) : bytes_(bytes), texts_(texts) {}
  template <class T>
  T number() {
    T value{};
    good_ = good_ && bytes_.size() >= sizeof value;
    if (!good_) return value;
    std::memcpy(&value, bytes_.data(), sizeof value);
    bytes_.remove_prefix(sizeof value);
    return value;
  }
  std::string_view text() {
    const auto size = number<std::uint32_t>();
    good_ = good_ && bytes_.size() >= size;
    if (!good_) return {};
    auto found = texts_.keep(bytes_.substr(0, size));
    bytes_.remove_prefix(size);
    return found;
  }
  CustomerKey key() {
    auto kind = text();
    return {kind, text()};
  }
  bool good() const { return good_; }
  bool at_end() const { return good_ && bytes_.empty(); }

 private:
  std::string_view bytes_;
  Arena& texts_;
  bool good_ = true;
};

std::shared_ptr<const Joins> read_body(std::string_view body) {
  auto joins = std::make_shared<Joins>();
  joins->texts = std::make_shared<Arena>();
  Reader reader(body, *joins->texts);
  for (auto left = reader.number<std::uint64_t>(); left > 0 && reader.good(); --left)
    joins->customers.push_back(reader.key());
  for (auto left = reader.number<std::uint64_t>(); left > 0 && reader.good(); --left) {
    auto id = reader.key();
    auto from = reader.number<std::int64_t>(), until = reader.number<std::int64_t>();
    joins->pieces.push_back(Piece::of(id, from, until, reader.number<std::uint32_t>()));
  }
  const bool known = std::all_of(joins->pieces.begin(), joins->pieces.end(),
                                 [&](const Piece& piece) { return piece.customer < joins->customers.size(); });
  if (!reader.at_end() || !known || !std::is_sorted(joins->pieces.begin(), joins->pieces.end())) return nullptr;
  return joins;
}

std::string head_of(const Hash128& key, std::string_view body) {
  Writer head;
  head.number(form);
  head.number(key.high);
  head.number(key.low);
  head.number(hash64(body));
  return head.take();
}

}  // namespace

std::optional<std::shared_ptr<const Joins>> read_joins(const std::filesystem::path& file, const Hash128& key) {
  auto text = read_file(file.string());
  if (!text) return std::nullopt;
  const std::string_view whole = *text;
  const auto head = head_of(key, {}).size();
  if (whole.size() < head || !whole.starts_with(head_of(key, whole.substr(head)))) return std::nullopt;
  auto joins = read_body(whole.substr(head));
  if (joins == nullptr) return std::nullopt;
  if (joins->pieces.empty()) return std::shared_ptr<const Joins>();
  return joins;
}

void write_joins(const std::filesystem::path& file, const Hash128& key, const Joins* joins) {
  Writer body;
  body.number(static_cast<std::uint64_t>(joins == nullptr ? 0 : joins->customers.size()));
  if (joins != nullptr)
    for (const auto& customer : joins->customers) body.key(customer);
  body.number(static_cast<std::uint64_t>(joins == nullptr ? 0 : joins->pieces.size()));
  if (joins != nullptr)
    for (const auto& piece : joins->pieces) {
      body.key(piece.id);
      body.number(piece.from_ms);
      body.number(piece.until_ms);
      body.number(piece.customer);
    }
  const auto text = body.take();
  std::error_code ignored;
  std::filesystem::create_directories(file.parent_path(), ignored);
  if (!write_file(file, head_of(key, text) + text)) std::filesystem::remove(file, ignored);
}

}  // namespace cairn::app
