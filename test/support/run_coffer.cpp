#include "test/support/run_coffer.hpp"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "app/run/run.hpp"

namespace coffer::test {
namespace {

std::string content_and_close(int descriptor) {
  std::string content(static_cast<std::size_t>(::lseek(descriptor, 0, SEEK_END)), '\0');
  const ssize_t size = ::pread(descriptor, content.data(), content.size(), 0);
  ::close(descriptor);
  if (size != static_cast<ssize_t>(content.size())) throw std::runtime_error("pread");
  return content;
}

}  // namespace

Outcome run_coffer(const std::vector<std::string>& arguments, const Variables& variables) {
  std::vector<const char*> words;
  for (const std::string& argument : arguments) words.push_back(argument.c_str());
  const app::Streams streams{.out = ::memfd_create("out", MFD_CLOEXEC),
                             .err = ::memfd_create("err", MFD_CLOEXEC)};
  Outcome outcome;
  outcome.status = app::run(words, environment(variables), streams);
  outcome.out = content_and_close(streams.out);
  outcome.err = content_and_close(streams.err);
  return outcome;
}

Variables key_for(const std::string& base_url) {
  return {{"COFFER_API_KEY", "test-key"},
          {"COFFER_API_SECRET", "Canary"},
          {"COFFER_BASE_URL", base_url},
          {"COFFER_ACCOUNT_GROUP", "6"}};
}

TemporaryDirectory::TemporaryDirectory() : path_("/tmp/coffer-test-XXXXXX") {
  if (::mkdtemp(path_.data()) == nullptr) throw std::runtime_error("mkdtemp");
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TemporaryDirectory::write(const std::string& name, const std::string& content,
                                      int mode) const {
  const std::string path = path_ + "/" + name;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path, std::ios::binary) << content;
  ::chmod(path.c_str(), static_cast<mode_t>(mode));
  return path;
}

}  // namespace coffer::test
