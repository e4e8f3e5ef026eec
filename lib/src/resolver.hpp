#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace coffer {

struct Resolution {
  std::vector<std::string> addresses;  // numeric, the preferred one first, none twice
  std::string failure;                 // why there is none
  bool retryable = false;
};

// The addresses of a host. Blocks for as long as the system's resolver pleases.
Resolution resolve(const std::string& host);

bool is_address(const std::string& host);

// Whether an address is in 127.0.0.0/8 or ::1.
bool is_loopback_address(const std::string& address);

// What errno says of a connection that failed: "connection refused".
std::string_view reason(int error);

// Calls connect() with a numeric address. Returns errno, 0 where there is none.
int start_connecting(int socket, const std::string& address, int port);

// Why a TCP connection to an address fails: "connection refused". Makes one to learn it, because
// httplib does not tell, and takes no longer than `patience`, or a second.
std::string_view connect_failure(const std::string& address, int port,
                                 std::chrono::nanoseconds patience);

}  // namespace coffer
