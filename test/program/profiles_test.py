"""Several profiles at once: order, failures, sums, and how few connections they take."""

import json
import os
import re
import threading
import time

import harness
import servers

MANY = 200
DELAY = 0.05


class ManyAccounts(servers.Server):
    """Answers every key in the time of a distant exchange; checks no signature."""

    def __init__(self, test, delay=0.0, context=None):
        self.delay = delay
        self.keys = []
        self.refused = {}  # replies by key
        self.asked = self.most_asked = 0  # requests at the same time
        self.lock = threading.Lock()
        super().__init__(test, self.answer_all, context)

    def answer_all(self, connection):
        text = b""
        while part := connection.recv(65536):
            text += part
            if not text.endswith(b"\r\n\r\n"):
                continue
            key = re.search(rb"x-auth-key: (\S+)", text)[1].decode()
            text = b""
            with self.lock:
                self.keys.append(key)
                self.asked += 1
                self.most_asked = max(self.most_asked, self.asked)
            time.sleep(self.delay)
            number = key.rpartition("-")[2]
            reply = self.refused.get(key) or servers.envelope(
                [{"asset": asset, "totalBalance": f"{number}.5", "availableBalance": "0.10"}
                 for asset in ("BTC", f"C{number}")])
            with self.lock:
                self.asked -= 1
            connection.sendall(servers.Reply(reply).bytes())


class Profiles(harness.TestCase):
    def store(self, name, url, number, **more):
        return self.write(f".config/coffer/{name}.json", servers.profile(
            url, api_key=f"key-of-the-tests-{number}", **more))

    def store_three(self):
        server = ManyAccounts(self)
        for number, name in enumerate(("b", "a", "c"), 1):
            self.store(name, server.url, number)
        return server

    def test_rows_keep_the_order_of_the_command_line(self):
        self.store_three()
        self.prints(self.coffer("cash", "-p", "c", "-p", "b", "--csv", "--sort", "asset"),
                    "profile,asset,totalBalance,availableBalance\n"
                    "c,BTC,3.5,0.10\nb,BTC,1.5,0.10\nb,C1,1.5,0.10\nc,C3,3.5,0.10\n")

    def test_all_profiles_come_by_name_whatever_the_environment_says(self):
        self.store_three()
        result = self.coffer("cash", "--all-profiles", "--columns", "profile,ASSET", "--csv",
                             env={"COFFER_API_KEY": "half", "COFFER_PROFILE": "nobody"})
        self.prints(result, "profile,asset\na,BTC\na,C2\nb,BTC\nb,C1\nc,BTC\nc,C3\n")

    def test_83_an_account_counts_once_in_the_total(self):
        server = ManyAccounts(self)
        folder = self.store("main", server.url, 1).parent
        (folder / "default.json").symlink_to("main.json")
        once = "asset,totalBalance,availableBalance\nBTC,1.5,0.10\nC1,1.5,0.10\n"
        result = self.coffer("cash", "--all-profiles", "--total", "--csv")
        self.assertEqual((result.status, result.stdout), (0, once))
        self.assertEqual(result.stderr, "coffer: note: main is the account of default: counted once\n")
        result = self.coffer("cash", "-p", "main", "-p", str(folder / "main.json"), "--total", "--csv", "--quiet")
        self.assertEqual((result.status, result.stdout, result.stderr), (0, once, ""))
        result = self.coffer("cash", "--all-profiles", "--total", "--json")
        self.assertEqual((result.status, result.stderr, len(json.loads(result.stdout))), (0, "", 2))

    def test_a_failure_leaves_the_rows_of_the_others(self):
        server = self.store_three()
        server.refused["key-of-the-tests-1"] = servers.failure(310002, "INVALID_MARGIN_ACCOUNT")
        server.refused["key-of-the-tests-3"] = servers.failure(200015, "PERMISSION_DENIED")
        result = self.coffer("cash", "-p", "b", "-p", "a", "-p", "nobody", "-p", "c", "--csv")
        self.assertEqual((result.status, result.stdout),
                         (8, "profile,asset,totalBalance,availableBalance\na,BTC,2.5,0.10\na,C2,2.5,0.10\n"))
        lines = [line for line in result.stderr.splitlines() if not line.startswith("hint: ")]
        self.assertEqual([line.split(": ")[1] for line in lines], ["b", "nobody", "c"])

    def test_a_hint_repeats_the_profile(self):
        server = self.store_three()
        server.refused["key-of-the-tests-2"] = servers.failure(200014, "RESTRICTED_ACCOUNT")
        path = str(self.home / ".config/coffer/a.json")
        ca = self.write("a b", "-----BEGIN CERTIFICATE-----")
        elsewhere = "--base-url", server.url, "--ca-file", str(ca), "--proxy"
        for options, name in (["-p", "a"], "a"), (["--all-profiles"], "a"), (["-p", path], path), (
                ["-p", "a", *elsewhere, "http://me:canary@127.0.0.1:9"],
                f"a --base-url {server.url} --proxy http://127.0.0.1:9 --ca-file '{ca}'"):
            result = self.coffer("cash", *options, "--csv")
            self.assertEqual(result.status, 4)
            self.assertIn(f"hint: run `coffer doctor -p {name}` to check the key\n", result.stderr)
        self.fails(self.coffer("cash", env={"COFFER_PROFILE": "a"}), 4, "hint: run `coffer doctor` to check the key\n")

    def test_there_is_no_total_and_no_output_where_all_is_not_known(self):
        server = self.store_three()
        server.refused["key-of-the-tests-3"] = servers.failure(200015, "PERMISSION_DENIED")
        self.fails(self.coffer("cash", "--all-profiles", "--total"), 4, "coffer: c: ")
        result = self.coffer("cash", "-p", "c", "-p", "nobody")
        self.assertEqual((result.status, result.stdout), (4, ""))
        self.fails(self.coffer("cash", "--all-profiles", env={"HOME": "/nowhere"}), 3, "no profile")

    def test_options_for_one_key_do_not_go_with_several(self):
        server = self.store_three()
        for option in "--account-group=1", "--secret-encoding=raw":
            self.fails(self.coffer("cash", "--all-profiles", option), 2, option.partition("=")[0])
        self.fails(self.coffer("cash", "--all-profiles", "--base-url", "ftp://x"), 2, "--base-url")
        self.assertEqual(server.keys, [])

    def ask_many(self, server, *options):
        for number in range(MANY):
            self.store(f"p{number:03}", server.url, number)
        begin = time.monotonic()
        process = self.start("cash", "--all-profiles", "--csv", "--no-headers", *options)
        stdout = process.stdout.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        elapsed = time.monotonic() - begin
        self.assertEqual((process.returncode, process.stderr.read()), (0, b""))
        self.assertEqual(stdout, "".join(
            f"p{number:03},{asset},{number}.5,0.10\n"
            for number in range(MANY) for asset in ("BTC", f"C{number}")))
        self.assertEqual(len(server.keys), MANY)
        self.assertLessEqual(server.most_asked, 16)
        # 0.65 s where nothing else runs, 10 s one after the other: 1.5 s with slack for a machine
        # that is busy with other tests.
        self.assertLess(elapsed, 5)
        if not self.instrumented():
            self.assertLess(usage.ru_maxrss, 64 << 10)
        return elapsed, usage.ru_maxrss

    def test_many_profiles_share_few_connections(self):
        print("many profiles: %.2f s, %d KiB" % self.ask_many(ManyAccounts(self, DELAY)))

    def test_many_profiles_share_few_tls_connections(self):
        with_authority = servers.Authority()
        server = ManyAccounts(self, DELAY, with_authority.context("many"))
        print("the same with TLS: %.2f s, %d KiB" %
              self.ask_many(server, "--ca-file", str(with_authority.file)))

    def test_a_bar_shows_progress_on_a_terminal_and_vanishes(self):
        server = ManyAccounts(self, 0.3)
        for number in range(64):
            self.store(f"p{number:02}", server.url, number)
        result, shown = self.terminal("cash", "--all-profiles", stream="stderr")
        self.assertEqual(result.status, 0)
        self.assertRegex(shown, r"waiting for \[#+-+\] \d+ of 64 profiles")
        self.assertTrue(shown.endswith("\r\x1b[K"), repr(shown))

    def test_a_bar_that_does_not_fit_is_cut(self):
        self.store("slow", ManyAccounts(self, 0.7).url, 0)
        result, shown = self.terminal("cash", "--all-profiles", stream="stderr", columns=20)
        self.assertEqual(result.status, 0)
        self.assertEqual(shown, "\r\x1b[Kwaiting for [------\x1b[0m>\r\x1b[K")

    def test_the_stored_profiles_are_listed(self):
        self.prints(self.coffer("profiles", "--csv"),
                    "name,apiKey,secretSource,accountGroup,baseUrl,secretEncoding\n")
        self.prints(self.coffer("profiles", "--json"), "[]\n")
        self.store("main", "https://bitmax.io", "1a2b")
        self.write(".config/coffer/sub.json", {
            "api_key": servers.KEY, "api_secret_command": ["touch", str(self.home / "ran")],
            "secret_encoding": "base64"})
        listed = ("name,apiKey,secretSource,accountGroup,baseUrl,secretEncoding\n"
                  "main,...1a2b,profile,6,https://bitmax.io,raw\n"
                  "sub,...1a2b,command,,https://ascendex.com,base64\n")
        self.prints(self.coffer("profiles", "--csv"), listed)
        self.assertFalse((self.home / "ran").exists())

        self.store("open", "https://bitmax.io", 1).chmod(0o644)
        result = self.coffer("profiles", "--csv")
        self.assertEqual((result.status, result.stdout), (3, listed))
        self.assertRegex(result.stderr, r"\Acoffer: open: [^\n]+\nhint: chmod 600 [^\n]+\n\Z")


harness.main()
