#pragma once

#include <string>
#include <vector>

#include "test/support/environment.hpp"

namespace coffer::test {

struct Outcome {
  int status = 0;
  std::string out;
  std::string err;
};

// Runs the whole program in this process, with this environment and no other.
Outcome run_coffer(const std::vector<std::string>& arguments, const Variables& variables = {});

// The environment of a key for the exchange at this address.
Variables key_for(const std::string& base_url);

// A directory that is new, empty, and removed with everything in it.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const std::string& path() const { return path_; }

  // Writes a file below the directory, with its parents, and returns its path.
  std::string write(const std::string& name, const std::string& content, int mode = 0600) const;

 private:
  std::string path_;
};

}  // namespace coffer::test
