#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "app/cli/completions.hpp"
#include "app/cli/option_values.hpp"
#include "app/commands/commands.hpp"

namespace coffer::app {
namespace {

using Script = std::string (*)(Commands commands);

struct Shell {
  std::string_view name;
  Script script;
};

constexpr std::array shells{
    Shell{"bash", bash_completion},
    Shell{"zsh", zsh_completion},
    Shell{"fish", fish_completion},
};

struct CompletionOptions {
  Script script = bash_completion;  // never without a choice: the shell must be named
};

constexpr Positional shell{
    .value = {.name = "bash|zsh|fish", .choices = [] { return std::string("bash zsh fish"); }},
    .meaning = "a shell: bash, zsh or fish",
    .required = true,
    .apply = [](Options& o, std::string_view v) {
      const auto* const found = std::ranges::find(shells, v, &Shell::name);
      if (found == shells.end()) refuse("expected bash, zsh or fish");
      o.own<CompletionOptions>().script = found->script;
    }};

int run(const Context& context) {
  write_all(context.streams.out, context.options.own<CompletionOptions>().script(commands::all));
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
