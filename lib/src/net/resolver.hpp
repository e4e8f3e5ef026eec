#pragma once

#include <memory>
#include <string>
#include <vector>

#include "coffer/transport.hpp"

namespace coffer {

// The addresses of one family that a host has.
struct Lookup {
  std::vector<std::string> addresses;  // numeric, the preferred one first, none twice
  std::string failure;                 // why there is none
  bool retryable = false;              // another try may find some
  bool at_system_limit = false;        // the system had no memory or descriptor for it
};

// Looks a host's addresses up, each family by itself on a thread of its own, since getaddrinfo
// cannot be interrupted; one after the other where the system has one thread left, and where it has
// none on the calling thread, whatever its deadline, and then only until one has addresses. What
// has not ended when the resolver dies goes on by itself and touches nothing else.
class Resolver {
 public:
  Resolver(const std::string& host, AddressFamily family);

  // For poll: readable while an answer waits to be taken; -1 where no further one comes.
  int descriptor() const;

  // The answers that have arrived and were not taken yet.
  std::vector<Lookup> take();

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;
  std::size_t awaited_ = 0;
};

}  // namespace coffer
