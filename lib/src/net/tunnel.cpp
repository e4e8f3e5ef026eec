#include "tunnel.hpp"

#include <fmt/format.h>

#include <array>
#include <string>
#include <string_view>

#include "authority.hpp"
#include "coffer/error.hpp"
#include "coffer/secret.hpp"
#include "reply_framing.hpp"
#include "text/base64.hpp"

namespace coffer {
namespace {

Secret connect_request(const Proxy& proxy, const BaseUrl& base_url) {
  const std::string target = fmt::format("{}:{}", bracketed(base_url.host), base_url.port);
  std::string request = fmt::format("CONNECT {0} HTTP/1.1\r\nHost: {0}\r\n", target);
  if (!proxy.user_info.empty()) {
    // A string that grows leaves its bytes behind.
    request.reserve(request.size() + 2 * proxy.user_info.reveal().size() + 64);
    std::string credentials = base64(proxy.user_info.reveal());
    request.append("Proxy-Authorization: Basic ").append(credentials).append("\r\n");
    wipe(credentials);
  }
  request += "\r\n";
  return Secret(std::move(request));
}

}  // namespace

void open_tunnel(ByteStream& stream, const Proxy& proxy, const BaseUrl& base_url,
                 const WaitLimit& limit) {
  stream.write(connect_request(proxy, base_url).reveal(), limit);

  ReplyFraming reply;
  std::array<char, 4096> buffer;
  std::string_view bytes;
  try {
    while (!reply.has_head()) {
      bytes = {buffer.data(), stream.read(buffer.data(), buffer.size(), limit)};
      if (bytes.empty()) throw ConnectionLost();
      while (!bytes.empty() && !reply.has_head()) {
        bytes.remove_prefix(reply.take(bytes));
        if (reply.is_interim()) reply.skip_interim();
      }
    }
  } catch (const Error&) {
    if (reply.status() == 0 || reply.status() == 200) {
      throw Error(ErrorKind::network, "no HTTP in answer to CONNECT");
    }
  }
  if (reply.status() != 200) {
    Error refusal(ErrorKind::network, fmt::format("CONNECT was answered by {}", reply.status()));
    refusal.retryable = reply.status() >= 500;
    if (reply.status() == 407) {
      refusal.hint = "give its user name and password: http://USER:PASSWORD@HOST:PORT";
    }
    throw refusal;
  }
  if (!bytes.empty()) throw Error(ErrorKind::network, "the proxy's own bytes in the tunnel");
}

}  // namespace coffer
