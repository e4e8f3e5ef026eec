"""The manual says what the program's help says."""

import pathlib
import re
import subprocess

import commands
import harness

ROOT = pathlib.Path(__file__).parents[2]
MANUAL = ROOT / "docs/coffer.1"


class Manual(harness.TestCase):
    def test_mandoc_finds_nothing_to_complain_about(self):
        lint = subprocess.run(
            ["mandoc", "-Tlint", "-Wwarning", MANUAL], capture_output=True, text=True
        )
        self.assertEqual((lint.stdout, lint.returncode), ("", 0))

    def test_it_has_the_options_of_the_help_and_no_others(self):
        items = "\n".join(re.findall(r"^\.It (.*)$", MANUAL.read_text(), re.MULTILINE))
        in_manual = {"--" + name for name in re.findall(r"Fl -([a-z][a-z0-9-]+)", items)}
        self.assertEqual(in_manual, commands.options())

    def test_it_has_the_short_options_of_the_help(self):
        text = self.coffer("help").stdout
        in_help = set(re.findall(r"^ {2}-(\w), (--[a-z0-9-]+)", text, re.MULTILINE))
        in_manual = set()
        for item in re.findall(r"^\.It (Fl \w .*)$", MANUAL.read_text(), re.MULTILINE):
            short, name = re.search(r"Fl (\w)\b.*Fl (-[a-z0-9-]+)", item).groups()
            in_manual.add((short, "-" + name))
        self.assertEqual(in_manual, in_help)

    def test_it_has_the_commands_of_the_help_and_no_others(self):
        text = self.coffer("help").stdout
        listing = text.split("\nCommands:\n")[1].split("\n\n")[0]
        in_help = set(re.findall(r"^  (\w+)", listing, re.MULTILINE))
        section = MANUAL.read_text().split(".Sh COMMANDS")[1].split(".Sh OPTIONS")[0]
        self.assertEqual(set(re.findall(r"^\.It Cm (\w+)", section, re.MULTILINE)), in_help)

    def test_readme_and_manual_agree_on_the_exit_statuses(self):
        readme = (ROOT / "README.md").read_text().split("## Exit status")[1].split("\n## ")[0]
        in_readme = re.findall(r"^\| (\d[\d, ]*) \|", readme, re.MULTILINE)
        section = MANUAL.read_text().split(".Sh EXIT STATUS")[1].split(".Sh ")[0]
        self.assertEqual(re.findall(r"^\.It (.*)$", section, re.MULTILINE), in_readme)


if __name__ == "__main__":
    harness.main()
