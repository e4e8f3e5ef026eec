"""A key is proved before it is stored, and never seen."""

import base64
import concurrent.futures
import json
import os
import pty
import select
import signal
import stat
import subprocess
import termios
import threading
import time

import harness
import servers

LINES = f"{servers.KEY}\n{servers.SECRET}\n"


class Login(harness.TestCase):
    def setUp(self):
        super().setUp()
        self.exchange = servers.Exchange(self)
        self.folder = self.home / ".config/coffer"

    def login(self, *arguments, lines=LINES, url=None):
        with open(self.write("lines", lines), "rb") as stdin:
            result = self.coffer("login", "--base-url", url or self.exchange.url, *arguments, stdin=stdin)
        self.assertEqual(result.stdout, "")
        self.assertNotIn(servers.KEY, result.stderr)
        return result

    def stored(self, name="default"):
        return json.loads((self.folder / f"{name}.json").read_text())

    def test_a_key_is_proved_and_stored_for_the_user_alone(self):
        result = self.login()
        self.assertEqual(result.status, 0)
        self.assertRegex(result.stderr, r"\Acoffer: stored [^\n]*default\.json: key \.\.\.1a2b, raw secret, "
                         r"[^\n]*\ncoffer: warning: this key may also trade\nhint: [^\n]*\n\Z")
        self.assertEqual(self.stored(), {
            "api_key": servers.KEY, "api_secret": servers.SECRET, "base_url": self.exchange.url,
            "secret_encoding": "raw"})
        self.assertEqual(stat.S_IMODE((self.folder / "default.json").stat().st_mode), 0o600)
        self.assertEqual(stat.S_IMODE(self.folder.stat().st_mode), 0o700)
        self.assertEqual(os.listdir(self.folder), ["default.json"])
        self.assertEqual(self.exchange.targets(), ["GET /api/pro/v1/info"])

        self.assertEqual(self.coffer("cash").status, 0)
        self.assertEqual(self.exchange.targets()[1:], ["GET /6/api/pro/v1/cash/balance"])

    def test_what_the_exchange_does_not_tell_of_a_key_is_not_claimed(self):
        self.exchange.replies["/api/pro/v1/info"] = lambda _: servers.envelope({"accountGroup": 6})
        self.assertRegex(self.login().stderr,
                         r"\Acoffer: stored [^\n]*: key \.\.\.1a2b, raw secret, account group 6\n\Z")

    def test_the_encoding_that_works_is_kept(self):
        secret = base64.b64encode(servers.SECRET.encode()).decode()
        self.exchange.secret, self.exchange.encoding = secret, "base64"
        result = self.login("main", lines=f"{servers.KEY}\r\n{secret}\r\n")
        self.assertEqual((result.status, self.stored("main")["secret_encoding"]), (0, "base64"))
        # A refused signature may be the clock's fault, so that is looked at before the encoding.
        self.assertEqual(
            [target.split("?")[0] for target in self.exchange.targets()],
            ["GET /api/pro/v1/info", "GET /api/pro/v1/exchange-info", "GET /api/pro/v1/info"])
        self.assertEqual(self.login("other", "--secret-encoding", "raw",
                                    lines=f"{servers.KEY}\n{secret}\n").status, 4)

    def test_a_secret_is_stored_as_it_is(self):
        self.exchange.secret = 'a"b\\c/d' + servers.SECRET
        # The last line may lack its end.
        self.assertEqual(self.login(lines=f"{servers.KEY}\n{self.exchange.secret}").status, 0)
        self.assertEqual(self.stored()["api_secret"], self.exchange.secret)

    def prompted(self, background=""):
        shell = harness.Shell(self, {"COFFER": harness.COFFER})
        shell.type(f"\"$COFFER\" login --base-url {self.exchange.url} {background}\n")
        return shell

    def answer(self, shell):
        shell.type(servers.SECRET + "\n")
        shell.until("coffer: stored ")
        self.assertNotIn(servers.SECRET, shell.shown)

    def test_84_stopped_at_the_prompt_and_continued_it_echoes_nothing(self):
        for stop in "key", signal.SIGTSTP, signal.SIGSTOP:
            with self.subTest(stop=stop):
                shell = self.prompted()
                shell.until("API key: ")
                shell.type(servers.KEY + "\n")
                shell.until("API secret: ")
                if stop == "key":
                    shell.type("\x1a")
                else:
                    os.kill(os.tcgetpgrp(shell.master), stop)
                shell.until("Stopped")
                shell.type("echo visi''ble\n")
                shell.until("visible")
                shell.shown = ""
                shell.type("fg\n")
                shell.until("API secret: ")
                self.answer(shell)
                (self.folder / "default.json").unlink()

    def test_started_in_the_background_it_prompts_in_the_foreground(self):
        shell = self.prompted("&")
        time.sleep(0.5)
        shell.type("jobs\n")
        shell.until("Stopped")
        self.assertNotIn("API key", shell.shown)
        shell.type("fg\n")
        shell.until("API key: ")
        shell.type(servers.KEY + "\r")  # which only the terminal's usual mode makes a line
        shell.until("API secret: ")
        self.answer(shell)

    def test_what_the_environment_says_of_a_key_is_true_of_the_one_that_is_stored(self):
        with open(self.write("lines", LINES), "rb") as stdin:
            result = self.coffer("login", stdin=stdin, env={
                "COFFER_BASE_URL": self.exchange.url, "COFFER_SECRET_ENCODING": "raw",
                "COFFER_ACCOUNT_GROUP": "6"})
        self.assertEqual(result.status, 0)
        self.assertEqual(self.stored(), {
            "api_key": servers.KEY, "api_secret": servers.SECRET, "base_url": self.exchange.url,
            "secret_encoding": "raw", "account_group": 6})
        self.fails(self.coffer("login", "other", env={"COFFER_BASE_URL": "ftp://x"}), 3, "COFFER_BASE_URL")

    def test_84_a_profile_that_comes_into_being_meanwhile_stays(self):
        def info(_):
            self.write(".config/coffer/default.json", "another's")
            return servers.envelope(self.exchange.info())

        self.exchange.replies["/api/pro/v1/info"] = info
        self.fails(self.login(), 3, "already exists", "--force")
        self.assertEqual((self.folder / "default.json").read_text(), "another's")
        self.assertEqual(os.listdir(self.folder), ["default.json"])

    def test_84_of_two_at_once_one_stores_its_key_and_the_other_is_told(self):
        both = threading.Barrier(2)
        self.exchange.replies["/api/pro/v1/info"] = lambda _: (both.wait(10), servers.envelope(self.exchange.info()))[1]
        with concurrent.futures.ThreadPoolExecutor() as pool:
            results = sorted(pool.map(lambda _: self.login(), range(2)), key=lambda result: result.status)
        self.assertEqual(results[0].status, 0, results)
        self.fails(results[1], 3, "already exists", "--force")
        self.assertEqual(os.listdir(self.folder), ["default.json"])

    def test_84_killed_before_it_names_the_file_it_leaves_none(self):
        self.write("lines", LINES)
        for call in "fsync", "linkat":
            process = subprocess.run(
                ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"inject={call}:signal=KILL",
                 harness.COFFER, "login", "--base-url", self.exchange.url], stdin=open(self.home / "lines"),
                env={"HOME": str(self.home), "ASAN_OPTIONS": "detect_leaks=0"}, capture_output=True, timeout=20)
            if b"ptrace" in process.stderr.lower():
                self.skip(f"strace: {process.stderr}")
            self.assertEqual((process.returncode, os.listdir(self.folder)), (-signal.SIGKILL, []), process)

    def test_a_folder_that_cannot_be_written_is_told_before_the_prompt(self):
        if os.geteuid() == 0:
            self.skip("root writes everywhere")
        self.folder.mkdir(parents=True)
        self.folder.chmod(0o500)
        self.fails(self.login(lines=""), 3, "Permission denied")

    def test_what_is_not_proved_is_not_stored(self):
        for lines, status in ((f"{servers.KEY}\nwrong\n", 4), (f"other-key\n{servers.SECRET}\n", 4),
                              ("", 3), (f"{servers.KEY}\n", 3), (f"\n{servers.SECRET}\n", 3),
                              (f"{servers.KEY}\n\n", 3), (f"{servers.KEY}\n a b\n", 3),
                              (f"{servers.KEY}\n\x1b[200~{servers.SECRET}\n", 3),
                              ("x" * 70000, 3)):
            with self.subTest(lines[:60]):
                self.fails(self.login(lines=lines), status)
        self.fails(self.login("--account-group", "7"), 8, "6")
        self.fails(self.login(url="http://127.0.0.1:1"), 5)
        self.fails(self.login(url="http://example.com"), 2)
        self.assertFalse(self.folder.exists())

    def test_a_key_refused_for_another_reason_is_asked_once_and_told_why(self):
        self.exchange.secret = "c2VjcmV0"
        lines = f"{servers.KEY}\n{self.exchange.secret}\n"
        for code, reason, hint in ((200002, "TOO_MANY_ATTEMPTS", "hint: stop retrying"),
                                   (200014, "RESTRICTED_ACCOUNT", ""),
                                   (200015, "PERMISSION_DENIED", "hint: give the key the missing permission")):
            with self.subTest(reason):
                self.exchange.requests.clear()
                self.exchange.replies["/api/pro/v1/info"] = servers.failure(code, reason)
                result = self.login(lines=lines)
                self.fails(result, 4, reason, hint)
                self.assertNotIn("base64", result.stderr)
                self.assertEqual(self.exchange.targets(), ["GET /api/pro/v1/info"])

    def test_a_key_refused_once_its_encoding_is_right_is_not_blamed_on_it(self):
        self.exchange.secret, self.exchange.encoding = "c2VjcmV0", "base64"
        self.exchange.replies["/api/pro/v1/info"] = servers.failure(200015, "PERMISSION_DENIED")
        self.fails(self.login(lines=f"{servers.KEY}\n{self.exchange.secret}\n"), 4,
                   "PERMISSION_DENIED", "hint: give the key the missing permission")

    def test_a_stored_profile_is_replaced_only_by_force(self):
        self.assertEqual(self.login("main", "--account-group", "6").status, 0)
        before = self.stored("main")
        self.assertEqual(before["account_group"], 6)
        self.exchange.requests.clear()
        self.fails(self.login("main"), 3, "main.json", "--force")
        self.assertEqual((self.stored("main"), self.exchange.requests), (before, []))
        self.assertEqual(self.login("main", "--force", "-q").stderr, "")
        self.assertNotIn("account_group", self.stored("main"))
        self.assertEqual(self.login("main", "--force", lines=f"{servers.KEY}\nwrong\n").status, 4)
        self.assertEqual(self.stored("main")["api_secret"], servers.SECRET)

    def test_a_link_stays_and_the_file_it_leads_to_is_replaced(self):
        linked = self.write("dotfiles/main.json", {"api_key": "old"})
        self.folder.mkdir(parents=True)
        (self.folder / "main.json").symlink_to("../../dotfiles/main.json")
        self.fails(self.login("main"), 3, "--force")
        self.assertEqual(self.login("main", "--force").status, 0)
        self.assertTrue((self.folder / "main.json").is_symlink())
        self.assertEqual(json.loads(linked.read_text())["api_key"], servers.KEY)
        self.assertEqual(os.listdir(linked.parent), ["main.json"])

    def terminal(self, *arguments):
        master, slave = pty.openpty()
        self.addCleanup(os.close, master)
        self.modes = termios.tcgetattr(slave)[3]
        process = self.running("login", "--base-url", self.exchange.url, *arguments, stdin=slave,
                               stdout=slave, stderr=slave, start_new_session=True)
        return process, master, slave

    def wait_for(self, master, text):
        shown = ""
        while text not in shown:
            self.assertTrue(select.select([master], [], [], 10)[0], shown)
            shown += os.read(master, 65536).decode()
        return shown

    def test_a_terminal_does_not_echo(self):
        process, master, slave = self.terminal("main")
        shown = self.wait_for(master, "API key: ")
        os.write(master, servers.KEY.encode() + b"\n")
        shown += self.wait_for(master, "API secret: ")
        self.assertEqual(termios.tcgetattr(slave)[3] & termios.ECHO, 0)
        os.write(master, servers.SECRET.encode() + b"\n")
        shown += self.wait_for(master, "coffer: stored")
        self.assertEqual(process.wait(10), 0)
        self.assertNotIn(servers.KEY, shown)
        self.assertNotIn(servers.SECRET, shown)
        self.assertEqual(self.stored("main")["api_secret"], servers.SECRET)
        self.assertNotEqual(termios.tcgetattr(slave)[3] & termios.ECHO, 0)
        self.assertEqual(termios.tcgetattr(slave)[3], self.modes)
        os.close(slave)

    def test_a_signal_puts_the_terminal_in_order(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2, signal.SIGPIPE,
                       signal.SIGALRM, signal.SIGXCPU, signal.SIGPROF, signal.SIGRTMIN):
            process, master, slave = self.terminal()
            self.wait_for(master, "API key: ")
            self.assertEqual(termios.tcgetattr(slave)[3] & termios.ECHO, 0)
            begin = time.monotonic()
            process.send_signal(number)
            self.assertEqual(process.wait(5), -number)
            self.assertLess(time.monotonic() - begin, 0.5)
            self.assertNotEqual(termios.tcgetattr(slave)[3] & termios.ECHO, 0)
            os.close(slave)
        self.assertFalse(self.folder.exists())


harness.main()
