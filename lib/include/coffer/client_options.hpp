#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "coffer/clock.hpp"
#include "coffer/transport.hpp"

namespace coffer {

// One try, for a log. Holds no secret and no signature.
struct Attempt {
  Method method;
  std::string url;
  std::string prehash = {};        // empty where nothing is signed
  std::string_view api_key;        // whole: show no more than its end
  std::optional<int> status = {};  // none where no reply came
  std::string failure = {};        // why not, where none came
  Timing timing = {};
};

struct ClientOptions {
  // Bounds each call of a Client function as a whole: discovery of the group, every try, every
  // pause. More makes a slow exchange usable; a shorter one fails sooner. Of that, one try
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

  // Whether to find out which account the replies are about (see Client::account_id).
  bool find_account_id = false;

  // Of requests for snapshots and the ledger; null: they are not held back. Clients of the same key
  // share one, which must outlive them.
  Pace* pace = nullptr;

  // Called after every try.
  std::function<void(const Attempt&)> on_attempt;

  // Called when requests are signed by the exchange's clock from then on, and again when that is
  // found to be another one; not when ours is found to be right again. `ahead` is how far the
  // exchange's clock is ahead of ours (see clock_text).
  std::function<void(std::chrono::milliseconds ahead)> on_clock_corrected;
};

}  // namespace coffer
