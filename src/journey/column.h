// One property of the rows of a bucket, as narrow as its values allow; views into a column file or memory.
//
//   codes     2 0 1 1 …   u8, u16 or u32        0: missing; else the text dictionary[code - 1]
//   texts     Beijing, Shanghai, …              sorted by bytes, each once
//   numbers   1250 · 999 …   i8, i16, i32 or doubles; an integer k stands for k / divisor, exactly
//
// A loop over all rows uses visit(), which calls it with the array itself, so that it is compiled for each width; a
// look at single rows uses [].
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <utility>

namespace cairn::journey {

/// The different texts of a column.
class Texts {
 public:
  Texts() = default;
  /// Text i is bytes[begins[i] .. begins[i + 1]).
  Texts(std::span<const std::uint64_t> begins, const char* bytes) : begins_(begins), bytes_(bytes) {}
  std::size_t size() const { return begins_.empty() ? 0 : begins_.size() - 1; }
  bool empty() const { return size() == 0; }
  std::string_view operator[](std::size_t i) const { return {bytes_ + begins_[i], begins_[i + 1] - begins_[i]}; }
  /// The code of a text; 0 when it is not there.
  std::uint32_t code_of(std::string_view text) const {
    std::size_t low = 0, high = size();
    while (low < high) {
      std::size_t middle = (low + high) / 2;
      if ((*this)[middle] < text)
        low = middle + 1;
      else
        high = middle;
    }
    return low < size() && (*this)[low] == text ? static_cast<std::uint32_t>(low + 1) : 0;
  }

  class Iterator {
   public:
    Iterator(const Texts* texts, std::size_t at) : texts_(texts), at_(at) {}
    std::string_view operator*() const { return (*texts_)[at_]; }
    Iterator& operator++() {
      ++at_;
      return *this;
    }
    bool operator==(const Iterator&) const = default;

   private:
    const Texts* texts_;
    std::size_t at_;
  };
  Iterator begin() const { return {this, 0}; }
  Iterator end() const { return {this, size()}; }

 private:
  std::span<const std::uint64_t> begins_;
  const char* bytes_ = nullptr;
};

/// A code a row.
class Codes {
 public:
  Codes() = default;
  /// `bytes` is 1, 2 or 4.
  Codes(const void* codes, std::size_t size, unsigned bytes) : codes_(codes), size_(size), bytes_(bytes) {}
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  std::uint32_t operator[](std::size_t row) const {
    return bytes_ == 1   ? static_cast<const std::uint8_t*>(codes_)[row]
           : bytes_ == 2 ? static_cast<const std::uint16_t*>(codes_)[row]
                         : static_cast<const std::uint32_t*>(codes_)[row];
  }
  /// loop(std::span<const T>), T one of the three widths.
  template <class Loop>
  void visit(const Loop& loop) const {
    if (bytes_ == 1)
      loop(std::span(static_cast<const std::uint8_t*>(codes_), size_));
    else if (bytes_ == 2)
      loop(std::span(static_cast<const std::uint16_t*>(codes_), size_));
    else
      loop(std::span(static_cast<const std::uint32_t*>(codes_), size_));
  }

 private:
  const void* codes_ = nullptr;
  std::size_t size_ = 0;
  unsigned bytes_ = 4;
};

enum class NumberForm : std::uint32_t { i8 = 1, i16 = 2, i32 = 4, real = 8 };

/// A number a row.
class Numbers {
 public:
  /// The integer that stands for no value; a double is NaN then.
  template <class T>
  static constexpr T missing = std::numeric_limits<T>::min();

  Numbers() = default;
  Numbers(const void* numbers, std::size_t size, NumberForm form, double divisor)
      : numbers_(numbers), size_(size), form_(form), divisor_(divisor) {}
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  double divisor() const { return divisor_; }
  /// NaN where there is none.
  double operator[](std::size_t row) const {
    double number = 0;
    visit([&](auto numbers) { number = value(numbers[row]); });
    return number;
  }
  template <class T>
  double value(T stored) const {
    if constexpr (std::numeric_limits<T>::is_integer)
      return stored == missing<T> ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(stored) / divisor_;
    else
      return stored;
  }
  /// loop(std::span<const T>), T an integer of one of three widths, or double; value() says what an element stands for.
  template <class Loop>
  void visit(const Loop& loop) const {
    switch (form_) {
      case NumberForm::i8:
        return loop(std::span(static_cast<const std::int8_t*>(numbers_), size_));
      case NumberForm::i16:
        return loop(std::span(static_cast<const std::int16_t*>(numbers_), size_));
      case NumberForm::i32:
        return loop(std::span(static_cast<const std::int32_t*>(numbers_), size_));
      case NumberForm::real:
        return loop(std::span(static_cast<const double*>(numbers_), size_));
    }
  }

 private:
  const void* numbers_ = nullptr;
  std::size_t size_ = 0;
  NumberForm form_ = NumberForm::real;
  double divisor_ = 1;
};

/// In one of two forms, as it was asked for.
enum class ColumnForm { codes, numbers };

struct Column {
  bool numeric = false;  ///< numbers are there
  Numbers numbers;       ///< times in µs
  Codes codes;
  Texts dictionary;  ///< the values as shown
};

}  // namespace cairn::journey
