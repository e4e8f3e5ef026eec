#pragma once

#include <string>
#include <string_view>

namespace coffer {

// Text that must not be seen: it cannot be printed, formatted, compared or copied by accident, and
// its bytes are overwritten when it dies or is moved from.
class Secret {
 public:
  Secret() = default;

  // Takes the text over and wipes `text`, which is empty afterwards.
  explicit Secret(std::string&& text);

  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  bool empty() const { return text_.empty(); }

  // The text itself, valid until the secret is moved or dies. Every use of a secret in coffer is a
  // call of this function.
  std::string_view reveal() const { return text_; }

 private:
  std::string text_;
};

// Overwrites the bytes of `text`, its unused capacity included, and empties it.
void wipe(std::string& text);

}  // namespace coffer
