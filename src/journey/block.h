// Memory for columns: not set to zero first, and in large pages where the system has them.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>

namespace cairn::journey {

class Block {
 public:
  Block() = default;
  explicit Block(std::size_t bytes) : size_(bytes) {
    if (bytes == 0) return;
    std::size_t alignment = bytes < large_page ? 64 : large_page;
    std::size_t whole = (bytes + alignment - 1) / alignment * alignment;
    data_.reset(std::aligned_alloc(alignment, whole));
    if (data_ == nullptr) throw std::bad_alloc();
    if (alignment == large_page) ::madvise(data_.get(), whole, MADV_HUGEPAGE);  // where it fails, small pages do
  }
  template <class T>
  T* at(std::size_t offset) const {
    return reinterpret_cast<T*>(static_cast<std::byte*>(data_.get()) + offset);
  }
  std::size_t size() const { return size_; }

 private:
  static constexpr std::size_t large_page = std::size_t{2} << 20;
  struct Free {
    void operator()(void* data) const { std::free(data); }
  };
  std::unique_ptr<void, Free> data_;
  std::size_t size_ = 0;
};

/// The next multiple of a cache line.
constexpr std::size_t aligned_to_line(std::size_t at) { return (at + 63) / 64 * 64; }

}  // namespace cairn::journey
