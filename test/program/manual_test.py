"""The manual says what the program's help says."""

import pathlib
import re
import subprocess

import commands
import harness

ROOT = pathlib.Path(__file__).parents[2]
MANUAL = ROOT / "docs/coffer.1"


def rendered():
    """The manual in lines as wide as it takes, without bold type."""
    command = ["mandoc", "-Tascii", "-Owidth=1000", MANUAL]
    return re.sub(".\b", "", subprocess.run(command, capture_output=True, text=True).stdout)


def option(short, name, value, text, repeatable):
    """What the help and the manual both tell of it, its default by its first word."""
    default = re.search(r"default: ([\w.:/]*\w)", text)
    return short, name, value.lower(), repeatable in text, default and default[1]


def options_of_help():
    """By heading."""
    text = commands.coffer("help").stdout.replace("\n" + 30 * " ", " ")
    row = re.compile(r"^ +(?:-(\w), )?--([\w-]+)(?: (\S+))?  +(\S.*)", re.MULTILINE)
    found = {}
    for heading, rows in re.findall(r"^(\w.*):\n((?: .*--\w.*\n)+)", text, re.MULTILINE):
        found[heading] = [option(*each, "repeatable") for each in row.findall(rows)]
    return {heading: options for heading, options in found.items() if options}


def options_of_manual():
    section = rendered().split("\nOPTIONS\n")[1].split("\nOUTPUT\n")[0]
    found = {}
    for part in re.split(r"\n(?= {3}\w)", section):
        heading, items = part.strip().split("\n", 1)
        found[heading] = [
            option(short, name, value, text, "several times")
            for names, text in re.findall(r"^ {5}(-.*?)(?:\n |  ) *(\S.*)", items, re.MULTILINE)
            for short, name, value in re.findall(
                r"(?:-(\w)(?: \S+)?, )?--([\w-]+)(?: ([^, ]\S*[^, ]|\w))?", names
            )
        ]
    return found


class Manual(harness.TestCase):
    def test_mandoc_finds_nothing_to_complain_about(self):
        lint = subprocess.run(
            ["mandoc", "-Tlint", "-Wwarning", MANUAL], capture_output=True, text=True
        )
        self.assertEqual((lint.stdout, lint.returncode), ("", 0))

    def test_it_has_the_options_of_the_help_in_its_groups_and_order(self):
        in_help = options_of_help()
        self.assertGreater(len(in_help), 5)
        self.assertEqual(list(options_of_manual()), list(in_help))
        for heading, options in options_of_manual().items():
            self.assertEqual(options, in_help[heading], heading)

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
