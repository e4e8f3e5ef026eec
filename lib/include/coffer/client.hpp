#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "coffer/account.hpp"
#include "coffer/clock.hpp"
#include "coffer/error.hpp"
#include "coffer/secret.hpp"
#include "coffer/signature.hpp"
#include "coffer/transport.hpp"

namespace coffer {

class SignedChannel;
struct Question;

struct Credentials {
  std::string api_key;  // printable ASCII
  Secret secret;
  SecretEncoding encoding = SecretEncoding::raw;
};

// Remembers the account group of one key at one exchange between runs. None of the functions may
// throw: a memory that fails is one that remembers nothing.
class GroupMemory {
 public:
  virtual ~GroupMemory() = default;
  virtual std::optional<int> recall() = 0;
  virtual void remember(int account_group) = 0;
  virtual void forget() = 0;
};

// One try, for a log. Holds no secret and no signature.
struct Attempt {
  Method method;
  std::string url;
  std::string prehash;        // empty where nothing is signed
  std::string_view api_key;   // whole: show no more than its end
  std::optional<int> status;  // none where no reply came
  std::string failure;        // why not, where none came
  Timing timing;
};

struct ClientOptions {
  // Bounds each call of a Client function as a whole: discovery of the group, every try, every
  // pause. More makes a slow exchange usable; less makes a dead one known sooner. Of that, one try
  // has 25 s at most: its signature expires after 30.
  std::chrono::milliseconds timeout{10'000};

  // How often a request is tried again after a connection error, a cut reply, 429, 5xx or a
  // transient code, as far as the timeout allows. The first pause is 0.5 s, each further one twice
  // the last, or what Retry-After says.
  int retries = 2;

  // The group in every private URL. None: recalled from the memory, else asked of `info` once.
  // One that is given is never replaced.
  std::optional<int> account_group;

  // Whether to sign by the exchange's clock once it has refused a request signed by ours and the
  // two are found to be more than 5 s apart. Without this such a refusal only says how far.
  bool correct_clock = true;

  // Where this descriptor becomes readable, as a signalfd does, every call throws Interrupted at
  // once (see WaitLimit).
  int interrupt = -1;

  // Called after every try.
  std::function<void(const Attempt&)> on_attempt;

  // Called when requests are signed by the exchange's clock from then on, and again when that is
  // found to be another one; not when ours is found to be right again. `ahead` is how far the
  // exchange's clock is ahead of ours (see clock_text).
  std::function<void(std::chrono::milliseconds ahead)> on_clock_corrected;
};

// Which balances to ask for. No assets: all with a balance, or with show_all those without, too.
// Named assets: at least these, whatever their balance, without regard to case; with show_all, all
// assets nevertheless.
struct BalanceQuery {
  std::vector<std::string> assets;
  bool show_all = false;
};

// Asks one exchange with one key. Signs every try afresh.
//
// Every function throws, beside what Transport::send and the decode functions throw,
// - Error{config} where the secret cannot sign,
// - Error{unavailable} for 429 and 5xx and the transient codes, after the retries,
// - Error{auth} or Error{rejected} for what the exchange refuses, never retried but where the
//   clock is the cause (see ClientOptions::correct_clock),
// - Error{reply} for a status that the API does not use.
// A valid envelope with a code other than 0 outranks the HTTP status.
//
// Where the exchange says that the account group is wrong: a recalled one is forgotten, asked again
// and used, once; one that options gave is an Error{rejected} whose hint names the right one.
//
// Everything passed by reference must outlive the client. Used from one thread at a time.
class Client {
 public:
  Client(Transport& transport, Clock& clock, const Credentials& credentials, GroupMemory& memory,
         ClientOptions options);
  Client(Client&&) noexcept;
  ~Client();

  // The balances of the reply that answers the query. One named asset is asked for alone, unless
  // show_all is set; if that reply lacks it, or several are named, a whole list is asked for, and
  // the result may hold more than was named. Throws Error{rejected} for a named asset that the
  // exchange does not list, with the nearest code in the hint.
  std::vector<CashBalance> cash(const BalanceQuery& query = {});
  std::vector<MarginBalance> margin(const BalanceQuery& query = {});

  // Asks with POST, and where the exchange does not allow that (405, or 404) once more with GET:
  // the specification says POST, other clients of the exchange send GET.
  MarginRisk risk();

  // Needs no account group.
  KeyInfo info();

  // How far the exchange's clock is ahead of ours, by exchange-info, which needs no key. No more
  // exact than half of the time from the request's last byte to the reply's first. Corrects
  // nothing.
  std::chrono::milliseconds clock_offset();

 private:
  template <class Result>
  using Decode = Result (*)(std::string reply);

  template <class Balance>
  std::vector<Balance> balances(Question question, Decode<std::vector<Balance>> decode,
                                const BalanceQuery& query);
  template <class Result>
  Result ask_account(const Question& question, Decode<Result> decode, Deadline deadline);
  template <class Result>
  Result ask_info(Decode<Result> decode, Deadline deadline);
  int discover_group(Deadline deadline);
  Error wrong_group(Error error, Deadline deadline);

  GroupMemory& memory_;
  std::optional<int> given_group_;
  std::optional<int> group_;
  Method risk_method_ = Method::post;
  std::unique_ptr<SignedChannel> channel_;
};

}  // namespace coffer
