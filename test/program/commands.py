"""The commands, options and columns, by what the program says of itself."""

import re
import subprocess

import harness


def coffer(*arguments, **environment):
    return subprocess.run(
        [harness.COFFER, *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )


def options(*command):
    """The long options that the help of a command, or of all of coffer, shows."""
    text = coffer("help", *command).stdout
    return set(re.findall(r"^ {2}(?:-\w, | {4})(--[a-z0-9-]+)", text, re.MULTILINE))


def columns(command):
    """What a refused column's hint lists."""
    files = ["-"] if command == "history" else []
    hint = coffer(command, *files, "--columns", "no-such-column").stderr
    return set(re.search(r"the columns are (.*)", hint).group(1).split(", "))


NAMES = re.search(r"commands: (.*)", coffer().stderr)[1].split(", ")
REPORTS = [name for name in NAMES if "\nColumns:\n" in coffer("help", name).stdout]
