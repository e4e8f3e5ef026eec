"""Runs the recipes of the documentation as a user would: with a shell, a key, and coffer in PATH."""

import os
import pathlib
import re
import subprocess

import harness
import servers

DOCS = pathlib.Path(__file__).parents[2] / "docs"
DOCUMENT = "".join((DOCS / f"{name}.md").read_text() for name in ("scripting", "logs", "analysis", "worth", "ledger"))
RECIPES = dict(re.findall(r"<!-- recipe: ([a-z-]+) -->\n```\w*\n(.*?)```\n", DOCUMENT, re.DOTALL))

DAY = 86400
LOG = """\
timestamp,profile,report,asset,totalBalance,availableBalance
2026-01-01T00:00:00.123Z,main,cash,USDT,1000.50,1000.50
2026-01-01T00:00:00.123Z,main,cash,BTC,0.1000000000000000000001,0
2026-01-02T00:00:00.456Z,main,cash,USDT,250,250
2026-01-02T00:00:00.456Z,main,cash,BTC,0.2000000000000000000002,0
"""


class TestCase(harness.TestCase):
    def setUp(self):
        super().setUp()
        self.exchange = servers.Exchange(self)
        self.bin = self.home / "bin"
        self.bin.mkdir()
        (self.bin / "coffer").symlink_to(os.path.abspath(harness.COFFER))
        self.store(".config/coffer/default.json")

    def store(self, name, **members):
        return self.write(name, servers.profile(self.exchange.url, **members))

    def command(self, name, text):
        """A command of the system that the recipe finds instead of the real one."""
        self.write(f"bin/{name}", f"#!/bin/sh\n{text}\n", 0o700)

    def shell(self, text, *arguments):
        """The status, stdout and stderr of a shell script."""
        result = subprocess.run(
            ["sh", "-c", text.replace("/usr/bin/coffer", "coffer"), "recipe", *arguments], cwd=self.home, capture_output=True, text=True,
            timeout=60, env={"HOME": str(self.home), "PATH": f"{self.bin}:/usr/sbin:/usr/bin:/bin"})
        return result.returncode, result.stdout, result.stderr

    def recipe(self, name, *arguments):
        return self.shell(RECIPES[name], *arguments)
