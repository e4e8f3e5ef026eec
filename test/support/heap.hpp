#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace coffer::test {

// Watches, for as long as it lives, what this thread does with the heap. One at a time.
class HeapWatch {
 public:
  explicit HeapWatch(std::string_view secret = {});
  ~HeapWatch();
  HeapWatch(const HeapWatch&) = delete;
  HeapWatch& operator=(const HeapWatch&) = delete;

  // How many blocks were given back with the secret in them.
  int spills() const { return spills_; }

  // The size of the largest block.
  std::size_t largest() const { return largest_; }

  // The most that was in use at a time, beside what was before.
  std::int64_t peak() const { return peak_; }

  void taken(const void* block, std::size_t size);
  void given_back(const void* block);

 private:
  std::string_view secret_;
  int spills_ = 0;
  std::size_t largest_ = 0;
  std::int64_t in_use_ = 0;
  std::int64_t peak_ = 0;
};

}  // namespace coffer::test
