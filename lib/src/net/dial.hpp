#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "coffer/error.hpp"
#include "coffer/transport.hpp"
#include "resolver.hpp"
#include "socket.hpp"

namespace coffer {

// Connects to a host as RFC 8305 says: the families in turn, IPv6 first, the next address 200 ms
// after the last one or as soon as it fails, the first that answers wins. Both families are looked
// up at once; an IPv4 answer waits 50 ms for the other.
class Dialer {
 public:
  // With `loopback_only`, other addresses of the host are left out. A host that is an address is
  // not looked up.
  Dialer(std::string host, int port, AddressFamily family, bool loopback_only);

  // The next connection, non-blocking and without Nagle's delay. None where every address has
  // failed, or the deadline has passed. Throws Interrupted.
  Socket dial(const WaitLimit& limit);

  // Says how the connection that `dial` returned last, at `start`, has failed after all.
  void set_failed(std::string ending, Deadline start) { end(last_, start, std::move(ending)); }

  // Whether further addresses are, or may be, left that are likely enough to keep time for them.
  bool expects_addresses() const;

  // The address of the connection that `dial` returned last.
  const std::string& last_address() const { return attempts_.at(last_).address; }

  // Takes note of addresses that were found since the last dial.
  void take_lookups();

  const std::vector<std::string>& addresses() const { return addresses_; }
  const std::vector<DialAttempt>& attempts() const { return attempts_; }

  // How long looking up has kept the dialing waiting; none for an address.
  std::optional<std::chrono::microseconds> lookup_time() const { return lookup_time_; }

  // Why no address answered: of each how it ended, or why there is none.
  Error failure() const;

 private:
  struct Pending {  // a connection that is being made
    Socket socket;
    std::size_t attempt;  // its index
    Deadline start;
  };

  bool has_addresses() const;
  bool is_looking_up() const;
  void add(const Lookup& lookup);
  Deadline next_start() const;
  void start_next();
  Socket wait(const WaitLimit& limit);
  Socket win(Pending winner);
  void end(std::size_t attempt, Deadline start, std::string ending);

  const std::string host_;
  const int port_;
  const AddressFamily family_;
  const bool loopback_only_;
  const Deadline begin_ = Deadline::clock::now();

  std::optional<Resolver> resolver_;
  std::string lookup_failure_;
  bool may_be_found_later_ = false;
  std::optional<std::chrono::microseconds> lookup_time_;

  std::vector<std::string> addresses_;
  std::deque<std::string> ipv6_;  // still to be dialed
  std::deque<std::string> ipv4_;
  bool ipv4_is_next_ = false;
  Deadline next_start_ = Deadline::min();
  Deadline ipv4_start_ = Deadline::min();  // IPv4 addresses wait until then
  std::vector<Pending> pending_;
  std::vector<DialAttempt> attempts_;
  bool at_system_limit_ = false;
  std::size_t last_ = 0;  // the attempt whose connection `dial` returned last
};

}  // namespace coffer
