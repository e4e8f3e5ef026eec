"""The completions in their shells complete what coffer takes, and nothing else."""

import fcntl
import os
import pathlib
import pty
import re
import select
import shutil
import struct
import subprocess
import tempfile
import termios
import unittest

import commands

COMPLETIONS = pathlib.Path(__file__).parents[2] / "completions"

# Names of files that may be profiles. Some would do harm where a shell evaluated them.
FILES = ("main", "second", "Third.3_x-y", "$(touch harm)", "`touch harm`", ".hidden", "-o", "a b", "*",
         "two\nlines", "x\n$(touch harm)")


class Terminal:
    """An interactive shell on a terminal so large that it shows every list whole."""

    def __init__(self, arguments, setup, environment):
        self.process, self.descriptor = pty.fork()
        if self.process == 0:
            os.chdir(environment["HOME"])
            os.execvpe(arguments[0], arguments, environment)
        fcntl.ioctl(self.descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", 500, 300, 0, 0))
        self.number = 0
        self.say(setup)

    def read(self, is_enough, quiet=60):
        """What the terminal shows until that is enough and it has been quiet for a while."""
        text = ""
        while select.select([self.descriptor], [], [], quiet if is_enough(text) else 60)[0]:
            text += os.read(self.descriptor, 65536).decode(errors="replace")
            if is_enough(text) and quiet == 60:
                return text
        if not is_enough(text):
            raise AssertionError(f"the shell said only {text!r}")
        return text

    def say(self, line):
        """Runs a line, and waits until it is done."""
        self.number += 1
        os.write(self.descriptor, f"{line}\necho do''ne-{self.number}\n".encode())
        self.read(lambda text: f"\ndone-{self.number}" in text.replace("\r", ""))

    def complete(self, line, is_something=True):
        """The words that the shell shows when TAB is pressed at the end of the line."""

        def words(text):
            text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x07|\x1b[=>]|.\x08", " ", text)
            return set(text.split()) - set(line.split()) - {"$"}

        # zsh shows no list while there is more input, so the line is taken back only afterwards.
        os.write(self.descriptor, f"{line}\t".encode())
        shown = words(self.read(words if is_something else len, quiet=0.25 if is_something else 1))
        self.say("\x15")
        return shown

    def close(self):
        os.close(self.descriptor)
        os.waitpid(self.process, 0)


class Shell:
    def __init__(self):
        self.home = tempfile.mkdtemp()
        profiles = pathlib.Path(self.home, ".config/coffer")
        profiles.mkdir(parents=True)
        for name in FILES:
            file = profiles / f"{name}.json"
            file.touch(0o600)
            file.write_text('{"api_key": "k", "api_secret": "s"}')
        (profiles / "folder.json").mkdir()
        self.environment = {
            "HOME": self.home,
            "PATH": os.environ["PATH"],
            "TERM": "xterm",
            "LC_ALL": "C.UTF-8",
        }
        self.start()

    def close(self):
        shutil.rmtree(self.home)


class InteractiveShell(Shell):
    """One that completes only on a terminal."""

    def complete(self, line, is_something=True):
        return self.terminal.complete(line, is_something)

    def close(self):
        self.terminal.close()
        super().close()


class Bash(InteractiveShell):
    def start(self):
        self.terminal = Terminal(
            ["bash", "--norc", "--noprofile", "-i"],
            "PS1='$ '; . /usr/share/bash-completion/bash_completion; "
            "bind 'set completion-query-items 0' 'set page-completions off' "
            "'set show-all-if-ambiguous on' 'set enable-bracketed-paste off'; "
            f"source '{COMPLETIONS}/coffer.bash'",
            self.environment,
        )


class Zsh(InteractiveShell):
    def start(self):
        self.terminal = Terminal(
            ["zsh", "-f", "-i"],
            f"PS1='$ '; unsetopt zle_bracketed_paste prompt_sp; fpath=('{COMPLETIONS}' $fpath); "
            "autoload -Uz compinit; compinit -u -D; LISTMAX=10000; setopt no_always_last_prompt "
            "list_rows_first no_menu_complete no_auto_menu no_list_beep no_list_ambiguous",
            self.environment,
        )


class Fish(Shell):
    def start(self):
        pass

    def complete(self, line, is_something=True):
        done = subprocess.run(
            ["fish", "--no-config", "-c", f"source {COMPLETIONS}/coffer.fish; complete -C $argv", line],
            cwd=self.home,
            env=self.environment,
            stdout=subprocess.PIPE,
            check=True,
            text=True,
        )
        return {row.split("\t")[0] for row in done.stdout.splitlines()}


class Completions:
    """What holds in every shell."""

    # All three scripts are filled from the same lists, so that a slow shell is asked for some.
    looks_at = {"cash", "history", "sandbox"}.__contains__

    @classmethod
    def setUpClass(cls):
        cls.shell = cls.make_shell()

    @classmethod
    def tearDownClass(cls):
        cls.shell.close()

    def complete(self, line, is_something=True):
        return self.shell.complete(line, is_something)

    def options(self, line):
        return {word for word in self.complete(line) if re.fullmatch(r"--[a-z0-9-]{2,}", word)}

    def test_each_command_has_exactly_its_options(self):
        for command in filter(self.looks_at, commands.NAMES):
            with self.subTest(command=command):
                self.assertEqual(
                    self.options(f"coffer {command} --"), commands.options(command)
                )

    def test_before_the_command_no_option_is_completed_that_does_not_exist(self):
        shown = self.options("coffer --")
        self.assertLessEqual(shown, commands.options())
        self.assertIn("--sandbox", shown)
        self.assertIn("--version", shown)

    def test_commands_are_completed(self):
        shown = self.complete("coffer ")
        self.assertLessEqual(set(commands.NAMES) | {"help"}, shown)
        self.assertLessEqual(set(commands.NAMES), self.complete("coffer help "))

    def test_values_are_completed(self):
        self.assertLessEqual({"table", "json", "jsonl", "csv"}, self.complete("coffer cash -o "))
        self.assertLessEqual(
            {"auto", "always", "never"}, self.complete("coffer --color ")
        )
        self.assertLessEqual(
            {"raw", "base64"}, self.complete("coffer risk --secret-encoding ")
        )

    def test_values_are_completed_behind_an_equals_sign(self):
        self.assertTrue(all(
            any(name in word for word in self.complete("coffer cash --output="))
            for name in ("table", "jsonl")))
        self.assertTrue(any("second" in word for word in self.complete("coffer cash --profile=s")))
        self.assertTrue(any("hosts" in word for word in self.complete("coffer cash --ca-file=/etc/hos")))

    def test_72_profiles_are_completed_as_the_program_lists_them(self):
        listed = commands.coffer(
            "profiles", "--columns", "name", "--no-headers", "--csv", HOME=self.shell.home
        )
        self.assertIn("second", listed.stdout)
        for line in "coffer cash -p ", "coffer cash --profile ", "coffer login ":
            with self.subTest(line=line):
                self.assertEqual(set(listed.stdout.split()), self.complete(line))
        self.assertFalse(pathlib.Path(self.shell.home, "harm").exists())

    def test_a_profile_may_be_a_path(self):
        self.assertTrue(any("hosts" in word for word in self.complete("coffer cash -p /etc/hos")))

    def test_columns_are_those_of_the_command(self):
        for command in filter(self.looks_at, commands.REPORTS):
            with self.subTest(command=command):
                shown = self.complete(f"coffer {command} --columns ")
                columns = {word for word in shown if re.fullmatch(r"[a-z][A-Za-z]+", word)}
                self.assertEqual(columns, commands.columns(command))

    def test_columns_are_completed_part_by_part(self):
        shown = self.complete("coffer cash --columns asset,totalBalance,a")
        text = " ".join(shown)
        self.assertIn("availableBalance", text)
        self.assertNotIn("lockedBalance", text)

    def test_the_order_is_reversed_by_a_dash(self):
        # fish takes what begins with a dash for an option: "--sort -" completes nothing.
        self.assertTrue(any(word.endswith("totalBalance") for word in self.complete("coffer cash --sort=-")))

    def test_words_may_be_quoted_or_bundled_and_output_redirected(self):
        for line, word in (
            ('coffer cash -p "mai', "main"),
            ("coffer cash -p 'mai", "main"),
            ('coffer cash --output="jso', "jsonl"),
            ('coffer "cash" --sho', "--show-all"),
            ('coffer "margin" --columns ', "borrowed"),
            ("coffer cash -pmai", "main"),
            ("coffer cash -oc", "csv"),
            ("coffer -qo json cash --sho", "--show-all"),
            ("coffer -qp main margin --columns ", "borrowed"),
            ("coffer -qp cash margin --columns ", "borrowed"),
            ("coffer --where asset==cash margin --columns ", "borrowed"),
            ("coffer --where 'asset == cash' margin --columns ", "borrowed"),
            ("coffer --columns ", "timestamp"),
            ('coffer cash --columns "asset,avail', "availableBalance"),
            ("coffer cash --columns ASSET,avail", "availableBalance"),
            ("coffer cash --csv > /etc/hos", "hosts"),
            ("coffer cash --csv 2>>/etc/hos", "hosts"),
            ("coffer 2>/dev/null cash --sho", "--show-all"),
            ("coffer cash -p ~/.conf", ".config"),
        ):
            with self.subTest(line=line):
                self.assertIn(word, " ".join(self.complete(line)).replace('"', " "))

    def test_nothing_is_completed_that_would_be_refused(self):
        for line, word in (
            ("coffer help cash ", "margin"),
            ("coffer help -o ", "json"),
            ("coffer login main ", "second"),
            ("coffer completion bash ", "zsh"),
            ("coffer cash -- --", "--json"),
            ("coffer profiles -p ", "main"),
            ("coffer cash -o=j", "-o=json"),
        ):
            with self.subTest(line=line):
                self.assertNotIn(word, self.complete(line, is_something=False))

    def test_files_are_completed_where_files_are_meant(self):
        self.assertTrue(
            any("hosts" in word for word in self.complete("coffer cash --ca-file /etc/hos"))
        )


class BashCompletions(Completions, unittest.TestCase):
    make_shell = Bash

    def test_it_completes_without_a_home_where_unset_variables_are_errors(self):
        for value, words in ("-p", ""), ("-o", "table json jsonl csv"):
            self.assertEqual(self.offers("set -u; unset HOME XDG_CONFIG_HOME", value), words)

    def offers(self, setting, value):
        return self.reply(setting, f"cash {value} ''", f"cash {value} ", "")

    def reply(self, setting, words, line, replaced):
        """What bash is given for these words of a line, of which it would replace the last part."""
        done = subprocess.run(
            ["bash", "-c", f"{setting}; source {COMPLETIONS}/coffer.bash; COMP_WORDS=(coffer {words}); "
             f"COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); COMP_LINE='coffer {line}'; COMP_POINT=${{#COMP_LINE}}; "
             f"_coffer coffer '{replaced}'; IFS=' '; echo ${{COMPREPLY[*]-}}"],
            capture_output=True, text=True, env=self.shell.environment)
        self.assertEqual(done.stderr, "")
        return done.stdout.strip()

    def test_it_completes_whatever_the_shell_is_set_to(self):
        pathlib.Path(self.shell.home, ".config/coffer/Loud.JSON").touch()
        for setting in ("IFS=a", "shopt -s failglob", "shopt -s nullglob", "set -f", "shopt -s nocaseglob",
                        "{ LC_ALL=xx_XX.UTF-8; } 2>/dev/null"):
            self.assertEqual(self.offers(setting, "-p").split(), ["Third.3_x-y", "main", "second"])
            self.assertEqual(self.offers(setting, "--sort").split()[:2], ["asset", "totalBalance"])
        self.assertEqual(self.offers("shopt -s failglob; HOME=/", "-p"), "")

    def test_it_completes_what_stands_before_the_cursor_wherever_bash_splits_words(self):
        for words, line, replaced, reply in (
            ("cash --coluxyz", "cash --colu", "--colu", "--columns"),
            ("cash --output=js", "cash --output=js", "--output=js", "--output=json --output=jsonl"),
            ("cash --columns asset,tot", "cash --columns asset,tot", "tot", "totalBalance"),
            ("--since 2026-01-31T08 : 00 history --ev", "--since 2026-01-31T08:00 history --ev", "--ev", "--every"),
        ):
            self.assertEqual(self.reply("compopt() { :; }", words, line, replaced), reply)


class ZshCompletions(Completions, unittest.TestCase):
    make_shell = Zsh


class FishCompletions(Completions, unittest.TestCase):
    make_shell = Fish
    looks_at = staticmethod(lambda command: True)

    def test_quotes_are_no_part_of_a_value(self):
        for line, word in (
            ('coffer cash --columns "asset,avail', "asset,availableBalance"),
            ("coffer cash -p .config/coffer/a\\ ", ".config/coffer/a b.json"),
        ):
            self.assertEqual(self.complete(line), {word})


class Files(unittest.TestCase):
    def test_they_hold_what_the_program_prints(self):
        for shell, name in ("bash", "coffer.bash"), ("zsh", "_coffer"), ("fish", "coffer.fish"):
            self.assertEqual((COMPLETIONS / name).read_text(), commands.coffer("completion", shell).stdout)


if __name__ == "__main__":
    unittest.main()
