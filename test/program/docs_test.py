"""Each command line that the documentation shows is one that coffer takes, with files that are there."""

import pathlib
import re
import unittest

import recipes

ROOT = pathlib.Path(__file__).parents[2]
PAGES = ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))
PROMPT = re.compile(r"\$ |(@\w+|([\d*/]+ ){5}) *")  # a shell's, and when cron is to run the line
USAGE, NOT_FOUND = 2, 127


def lines(page):
    """The command lines of a page that begin with coffer, but for recipes, which have their tests."""
    text = page.read_text().replace("\\\n", "")
    for block in re.findall(r"(?<!-->\n)```\w*\n(.*?)```\n", text, re.DOTALL):
        for line in block.splitlines():
            command = line[found.end():] if (found := PROMPT.match(line)) else line
            if re.match(r"(\w+=\$\()?(/usr/bin/)?coffer ", command):
                yield command


class Documentation(recipes.TestCase):
    def test_command_lines_are_right(self):
        for name in "main", "sub1":
            self.store(f".config/coffer/{name}.json")
        for name in "balances.csv", "balances.csv.1", "cash.csv":
            self.write(name, recipes.LOG)
        for page in PAGES:
            for line in lines(page):
                with self.subTest(page=page.name, line=line):
                    # What goes on for ever is stopped.
                    wrapped = re.sub(r"(/usr/bin/)?\bcoffer\b(?= )", "timeout -s INT 1 coffer", line, count=1)
                    status, _, stderr = self.shell(wrapped)
                    self.assertNotIn(status, (1, USAGE, NOT_FOUND), stderr)

    def test_links_lead_to_what_is_installed_with_the_page(self):
        for page in PAGES:
            for link in re.findall(r"\]\((?!https:)([^)#]+)", page.read_text()):
                with self.subTest(page=page.name, link=link):
                    target = (page.parent / link).resolve()
                    self.assertTrue(target.exists())
                    self.assertTrue(target in PAGES or ROOT / "docs" in [target, *target.parents])

    def test_there_are_some(self):
        self.assertGreater(sum(1 for page in PAGES for _ in lines(page)), 40)


if __name__ == "__main__":
    unittest.main()
