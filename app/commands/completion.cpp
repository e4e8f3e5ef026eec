#include <string>
#include <string_view>

#include "app/cli/completions.hpp"
#include "app/commands/commands.hpp"

namespace coffer::app {
namespace {

constexpr Positional shell{
    .value = {.name = "bash|zsh|fish", .choices = "bash zsh fish"},
    .required = true,
    .apply = [](Options& o, std::string_view v) { o.own<std::string>() = v; }};

int run(const Context& context) {
  const auto name = context.options.own<std::string>();
  write_all(context.streams.out, completion_script(name, commands::all));
  return 0;
}

}  // namespace

constexpr Command commands::completion{
    .name = "completion",
    .summary = "print a shell completion script",
    .examples =
        "  source <(coffer completion bash)   in ~/.bashrc\n"
        "  source <(coffer completion zsh)    in ~/.zshrc, after compinit\n"
        "  coffer completion fish | source    in ~/.config/fish/config.fish\n",
    .groups = {},
    .positional = shell,
    .run = run,
};

}  // namespace coffer::app
