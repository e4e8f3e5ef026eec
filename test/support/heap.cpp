#include "test/support/heap.hpp"

#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <new>

namespace {

thread_local coffer::test::HeapWatch* watch = nullptr;

std::int64_t size_of(const void* block) {
  constexpr std::int64_t overhead = 8;
  return static_cast<std::int64_t>(::malloc_usable_size(const_cast<void*>(block))) + overhead;
}

}  // namespace

namespace coffer::test {

HeapWatch::HeapWatch(std::string_view secret) : secret_(secret) { watch = this; }

HeapWatch::~HeapWatch() { watch = nullptr; }

void HeapWatch::taken(const void* block, std::size_t size) {
  largest_ = std::max(largest_, size);
  in_use_ += size_of(block);
  peak_ = std::max(peak_, in_use_);
}

void HeapWatch::given_back(const void* block) {
  in_use_ -= size_of(block);
  const std::string_view bytes(static_cast<const char*>(block),
                               ::malloc_usable_size(const_cast<void*>(block)));
  if (!secret_.empty() && bytes.find(secret_) != std::string_view::npos) ++spills_;
}

}  // namespace coffer::test

// Both forms, as the delete below ends what either begins.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  void* const block = std::malloc(std::max<std::size_t>(size, 1));
  if (watch != nullptr) watch->taken(block, size);
  return block;
}

void* operator new(std::size_t size) {
  if (void* const block = operator new(size, std::nothrow)) return block;
  throw std::bad_alloc();
}

void operator delete(void* block) noexcept {
  if (watch != nullptr && block != nullptr) watch->given_back(block);
  std::free(block);
}

void operator delete(void* block, std::size_t) noexcept { operator delete(block); }
