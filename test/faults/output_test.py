"""Results that find no taker, and the program's surroundings: faults 57 and 60."""

import os
import signal
import subprocess
import time

import harness
import hostile
import servers
from hostile import CSV

ESCAPE = "\x1b"


class Output(hostile.Row, harness.ExchangeTest):
    def test_57_a_full_disk(self):
        for arguments in ["cash"], ["margin", "--csv"], ["risk"], ["--version"], ["--help"]:
            with self.subTest(arguments), open("/dev/full", "wb") as full:
                self.fails(self.coffer(*arguments, env=self.env, stdout=full), 10, "No space left on device")

    def test_57_a_closed_stdout(self):
        result = subprocess.run(["sh", "-c", 'exec "$0" cash >&-', harness.COFFER], capture_output=True,
                                text=True, env={"HOME": str(self.home), **self.env})
        self.fails(harness.Result(result.returncode, "", result.stderr, 0), 10, "Bad file descriptor")

    def test_57_a_reader_that_went_away(self):
        for arguments in ["--sandbox", "cash"], ["cash"], ["cash", "--json"], ["--help"]:
            reader, writer = os.pipe()
            os.close(reader)
            env = {} if "--sandbox" in arguments else self.env
            result = self.coffer(*arguments, env=env, stdout=writer)
            os.close(writer)
            self.assertEqual((result.status, result.stderr), (-signal.SIGPIPE, ""))

    def test_60_another_locale(self):
        locale = "de_DE.UTF-8"
        made = subprocess.run(["localedef", "-i", "de_DE", "-f", "UTF-8", self.home / locale],
                              capture_output=True, text=True)
        surroundings = {"LOCPATH": str(self.home), "LC_ALL": locale, "LANG": locale, "LANGUAGE": "de"}
        number = subprocess.run(["printf", "%.1f", "1,5"], env={"PATH": os.environ["PATH"], **surroundings},
                                capture_output=True, text=True)
        self.assertEqual(number.stdout, "1,5", made.stderr)  # the locale is there

        for arguments in (["cash"], ["cash", "--csv"], ["cash", "--json", "--sort", "-totalBalance"],
                          ["risk"], ["margin", "--fail-if", "USDT.totalBalance>=1.5"], ["--help"],
                          ["--version"], ["cahs"], ["history", "--csv", str(self.log)]):
            results = [self.coffer(*arguments, env={**self.env, **more})
                       for more in ({}, surroundings, {"LC_ALL": "C"}, {"LC_ALL": "nowhere"})]
            with self.subTest(arguments):
                seen = {(result.status, result.stdout, result.stderr) for result in results}
                self.assertEqual(len(seen), 1, seen)

    def test_60_a_terminal_that_knows_no_escapes(self):
        env = {**self.env, "TERM": "dumb"}
        result, shown = self.terminal("cash", "--csv", env=env)
        self.assertEqual((result.status, shown), (0, CSV.replace("\n", "\r\n")))
        self.assertNotIn(ESCAPE, self.terminal("cash", env=env)[1])
        slow = servers.scripted(self, "")
        slow.replies["/api/pro/v1/cash/balance"] = lambda _: (time.sleep(0.8), hostile.OK)[1]
        self.assertEqual(self.terminal("cash", stream="stderr", env={**env, "COFFER_BASE_URL": slow.url})[1], "")


harness.main()
