// A vector that never moves its elements: growing costs no copy and wastes at most a page.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace cairn::store {

template <class T>
class Pages {
 public:
  std::size_t size() const { return size_; }
  T& operator[](std::size_t i) { return pages_[i / page_size][i % page_size]; }
  const T& operator[](std::size_t i) const { return pages_[i / page_size][i % page_size]; }
  void push_back(const T& value) {
    if (size_ == pages_.size() * page_size) pages_.push_back(std::make_unique_for_overwrite<T[]>(page_size));
    (*this)[size_++] = value;
  }
  std::size_t bytes() const { return pages_.size() * page_size * sizeof(T); }

 private:
  static constexpr std::size_t page_size = 1024;
  std::vector<std::unique_ptr<T[]>> pages_;
  std::size_t size_ = 0;
};

}  // namespace cairn::store
