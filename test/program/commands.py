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
    """What the hints about a refused column list, whatever else the options say."""
    variants = {"history": [["-"], ["-", "--every", "1d"]], "cash": [[], ["--value", "USDT"]],
                "margin": [[], ["--value", "USDT"]]}.get(command, [[]])
    listed = set()
    for arguments in variants:
        hint = coffer(command, *arguments, "--columns", "no-such-column").stderr
        listed |= set(re.search(r"the columns are (.*)", hint).group(1).split(", "))
    return listed


NAMES = re.search(r"commands:(.*)try", coffer().stderr, re.DOTALL)[1].replace(",", " ").split()
REPORTS = [name for name in NAMES if "\nColumns:\n" in coffer("help", name).stdout]
