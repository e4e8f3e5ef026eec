"""What the system, or the exchange, allows: faults 68, 88 and 98."""

import itertools
import os
import resource
import shutil

import harness
import hostile
import servers
from hostile import AUTHORITY, TRUSTED

PROFILES = 40
# Users who have no other processes, which the limit would count: one for each test, side by side.
USERS = itertools.count(60000 + os.getpid() % 600 * 8)


class SystemLimit(hostile.Row):
    """A query that gets less of the system than it wants is slower, or says what it lacks."""

    def setUp(self):
        super().setUp()
        if self.instrumented():
            self.skip("a sanitizer needs more of the system than that")
        self.user = next(USERS)
        self.exchange = servers.Exchange(self, context=TRUSTED)
        self.exchange.answer = lambda _: hostile.OK  # at once: the signatures are not what is tested
        self.trust = self.home / "certs"
        self.trust.mkdir()
        shutil.copy(AUTHORITY.file, self.trust)
        servers.openssl("rehash", self.trust)

    def store(self, host="127.0.0.1", count=PROFILES):
        for number in range(count):
            self.write(f".config/coffer/p{number:02}.json", servers.profile(f"https://{host}:{self.exchange.port}"))

    def limited(self, *arguments, env=None, **limits):
        def limit():
            for name, value in limits.items():
                number = getattr(resource, f"RLIMIT_{name.upper()}")
                resource.setrlimit(number, (value, value))
        return self.coffer(*arguments, env=env, preexec_fn=limit)

    def test_88_many_profiles_with_few_descriptors(self):
        rows = "profile\n" + "".join(f"p{number:02}\n" * 3 for number in range(PROFILES))
        for host in "127.0.0.1", "localhost":
            self.store(host)
            for most in 16, 10:
                with self.subTest((host, most)):
                    result = self.limited("cash", "--all-profiles", "--ca-dir", str(self.trust), "--columns",
                                          "profile", "--csv", nofile=most)
                    self.assertEqual((result.status, result.stderr, result.stdout), (0, "", rows))

    def test_68_no_descriptor(self):
        env = servers.credentials(self.exchange.url)
        for most in range(4, 9):  # with fewer the libraries cannot be loaded
            with self.subTest(most):
                result = self.limited("cash", "--csv", "--ca-dir", str(self.trust), "--retries", "0", env=env,
                                      nofile=most)
                if result.status != 0:
                    self.assertIn(result.status, (3, 5), result)
                    self.assertIn("Too many open files", result.stderr)
                result = self.limited("--sandbox", "cash", "--csv", "--retries", "0", nofile=most)
                if result.status != 0:
                    self.assertEqual(result.status, 5, result)
                    self.assertIn("Too many open files", result.stderr)

    def test_68_no_memory(self):
        self.store(count=8)
        env = servers.credentials(self.exchange.url)
        for arguments in (["cash", "--csv"], ["--sandbox", "cash", "--csv"], ["cash", "--all-profiles", "--csv"]):
            succeeded = False
            for size in (*range(13, 40), 60, 90, 144):
                trust = [] if "--sandbox" in arguments else ["--ca-dir", str(self.trust), "--retries", "0"]
                result = self.limited(*arguments, *trust, env=env, AS=size << 20)
                succeeded = succeeded or result.status == 0
                # With less the program cannot be loaded.
                if result.status == 0 or self.limited("--version", AS=size << 20).status != 0:
                    continue
                with self.subTest((arguments, size)):
                    self.assertIn(result.status, (3, 5, 6), result)
                    self.assertNotIn("defect", result.stderr)
            self.assertTrue(succeeded)

    def become_somebody(self, most):
        """Another user than root, who has so many threads."""
        os.setgid(self.user)
        os.setuid(self.user)
        resource.setrlimit(resource.RLIMIT_NPROC, (most, most))

    def test_88_many_profiles_with_few_threads(self):
        if os.geteuid() != 0:
            self.skip("only root may become somebody else, whom the limit holds for")
        self.store("localhost")
        for path in self.home, *self.home.rglob("*"):
            os.chown(path, self.user, self.user)
        for most in 1, 2, 4:
            arguments = "cash", "--all-profiles", "--ca-dir", str(self.trust), "--columns", "profile", "--csv"
            limit = lambda: self.become_somebody(most)
            result = self.coffer(*arguments, preexec_fn=limit)
            self.assertEqual((result.status, result.stderr, result.stdout.count("\n")), (0, "", 1 + 3 * PROFILES))
            # A terminal that would be told what is awaited is no reason to fail.
            result, told = self.terminal(*arguments, stream="stderr", preexec_fn=limit)
            self.assertEqual((result.status, result.stdout.count("\n")), (0, 1 + 3 * PROFILES), told)

    def test_68_no_thread(self):
        if os.geteuid() != 0:
            self.skip("only root may become somebody else, whom the limit holds for")
        exchange = servers.Exchange(self)

        def run(*arguments, most, url):
            env = {"HOME": "/", **servers.credentials(url)}
            return self.coffer(*arguments, env=env, preexec_fn=lambda: self.become_somebody(most))

        for most in 1, 2:
            for host in "127.0.0.1", "localhost":
                self.prints(run("cash", "--csv", most=most, url=f"http://{host}:{exchange.port}"), hostile.CSV)
        self.fails(run("--sandbox", "cash", most=1, url=exchange.url), 5, "the practice exchange cannot be started: ",
                   "(this system's limit)", "hint: `ulimit -a`")
        self.fails(run("sandbox", most=1, url=exchange.url), 5, "the practice exchange cannot be started: ")
        result = run("--sandbox", "cash", "--csv", most=2, url=exchange.url)
        self.assertEqual((result.status, result.stderr), (0, ""))


class SeenAddress(hostile.Row):
    def setUp(self):
        super().setUp()
        self.exchange = servers.Exchange(self, host="::1")
        self.exchange.limits = {"ip": "2001:db8::7", "webSocket": {"status": {"isBanned": False}}}
        self.url = f"http://[::1]:{self.exchange.port}"

    def test_98_a_key_that_is_bound_to_ipv4_addresses(self):
        self.exchange.replies["/api/pro/v1/cash/balance"] = servers.failure(200001, "AUTHENTICATION_FAILED")
        result = self.query(self.exchange, url=self.url)
        self.fails(result, 4, "200001", "; the exchange sees the address 2001:db8::7",
                   "hint: where the key is bound to IPv4 addresses, ask with -4")
        self.exchange.limits = None
        self.fails(self.query(self.exchange, url=self.url), 4, "200001", "hint: check the key")


harness.main()
