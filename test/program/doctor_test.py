"""What `coffer doctor` finds out, and how it says so."""

import json

import harness
import servers

AUTHORITY = servers.Authority()
STEPS = ("configuration address connection tls clock signature key permissions expiry allowedIps limits"
         " accountGroup").split()


class Doctor(harness.TestCase):
    def doctor(self, *options, env=None):
        """The result, and by step its status, finding and hint."""
        result = self.coffer("doctor", "--json", *options, env=env)
        rows = json.loads(result.stdout)
        self.assertEqual([row["step"] for row in rows], STEPS)
        for row in rows:
            self.assertEqual(list(row), ["step", "status", "finding", "hint"])
            self.assertIn(row["status"], ("ok", "warn", "fail", "skip"))
            self.assertTrue(row["finding"])
            if row["status"] in ("warn", "fail"):
                self.assertTrue(row["hint"], row)
        for private in "owner@example.com", "csh1", "mar1", servers.KEY:
            self.assertNotIn(private, result.stdout + result.stderr)
        return result, {row.pop("step"): row for row in rows}

    def examine(self, exchange, *options, env=None):
        return self.doctor(*options, env=servers.credentials(exchange.url, **(env or {})))

    def statuses(self, rows, **expected):
        """These steps have these statuses, and all others are ok."""
        self.assertEqual({step: row["status"] for step, row in rows.items()},
                         {step: expected.get(step, "ok") for step in STEPS})

    def harmless(self, **settings):
        """An exchange with a key that may only view."""
        info = settings.pop("info", {})
        exchange = servers.Exchange(self, **settings)
        exchange.replies["/api/pro/v1/info"] = lambda _: servers.envelope(
            {**exchange.info(), "tradePermission": False, **info})
        return exchange

    def test_all_is_well(self):
        result, rows = self.examine(self.harmless())
        self.assertEqual((result.status, result.stderr), (0, ""))
        self.statuses(rows, tls="skip")
        self.assertEqual(rows["configuration"]["finding"], "key ...1a2b from the environment")
        self.assertIsNone(rows["key"]["hint"])

    def test_over_tls_and_by_a_profile(self):
        exchange = self.harmless(context=AUTHORITY.context("local"))
        profile = self.write("main.json", {"api_key": servers.KEY, "api_secret": servers.SECRET,
                                           "base_url": exchange.url.replace("127.0.0.1", "localhost")})
        result, rows = self.doctor("-p", str(profile), "--ca-file", str(AUTHORITY.file))
        self.assertEqual((result.status, result.stderr), (0, ""))
        self.statuses(rows)
        self.assertEqual(rows["configuration"]["finding"],
                         f"key ...1a2b from the profile {profile}, whose file mode is safe")
        self.assertRegex(rows["address"]["finding"], r"^localhost is .*127\.0\.0\.1.*, \d+\.\d ms$")
        self.assertRegex(rows["tls"]["finding"], r"^TLS 1\.3, certificate valid until 2099-01-01, \d+\.\d ms$")

    def test_verdicts_are_coloured(self):
        env = servers.credentials(self.harmless(group=9, info={"tradePermission": True}).url)
        shown = self.coffer("doctor", "--color", "always", env=env).stdout
        for color, verdict in (32, "ok"), (33, "warn"), (31, "fail"), (2, "skip"):
            self.assertIn(f"\x1b[{color}m{verdict}\x1b[0m", shown)
        self.assertNotIn("\x1b", self.coffer("doctor", env=env).stdout)

    def test_the_owner_is_named_on_request_only(self):
        exchange = self.harmless()
        result = self.coffer("doctor", "-v", env=servers.credentials(exchange.url))
        self.assertIn("U1, owner@example.com, csh1, mar1", result.stdout)

    def test_a_profile_that_others_can_read(self):
        path = self.write(".config/coffer/default.json", {"api_key": "k", "api_secret": "s"}, mode=0o644)
        result, rows = self.doctor()
        self.assertEqual(result.status, 3)
        self.assertTrue(json.loads(result.stderr)["error"]["message"].startswith("configuration: "), result)
        self.assertEqual(rows["configuration"]["hint"], f"chmod 600 {path}")

    def test_a_profile_that_nobody_named_is_named_in_its_column(self):
        profile = {"api_key": servers.KEY, "api_secret": servers.SECRET, "base_url": self.harmless().url}
        self.write(".config/coffer/default.json", profile)
        self.write(".config/coffer/main.json", profile)
        self.write(".config/coffer/torn.json", {"api_key": "k", "api_secret_command": ["false"]})

        def column(*options, **env):
            result = self.coffer("doctor", "--csv", "--no-headers", "--columns", "profile", *options, env=env)
            return set(result.stdout.splitlines())

        self.assertEqual(column(), {"default"})
        self.assertEqual(column(COFFER_PROFILE="main"), {"main"})
        self.assertEqual(column(COFFER_PROFILE="torn"), {"torn"})
        self.assertEqual(column("-p", "main"), {"main"})
        self.assertEqual(column("-p", "absent"), {"absent"})
        self.assertEqual(column(COFFER_API_KEY="k", COFFER_API_SECRET="s", COFFER_BASE_URL="http://127.0.0.1:1"), {""})

    def test_usage_errors_come_without_a_report(self):
        env = servers.credentials(self.harmless().url)
        for options in (["--base-url", "x"], ["--proxy", "http://h:x"], ["--columns", "x"],
                        ["BTC"]):
            self.fails(self.coffer("doctor", *options, env=env), 2)

    def test_behind_a_proxy(self):
        exchange = self.harmless(context=AUTHORITY.context("far", "DNS:exchange.test"))
        env = servers.credentials(f"https://exchange.test:{exchange.port}")
        proxy = servers.ConnectProxy(self)
        url = proxy.url.replace("//", "//me:canary@")
        result, rows = self.doctor("--ca-file", str(AUTHORITY.file), "--proxy", url, env=env)
        self.assertEqual(result.status, 0)
        self.statuses(rows, address="skip")
        self.assertIn(f"the proxy {proxy.url} ", rows["connection"]["finding"])
        self.assertNotIn("canary", result.stdout)


harness.main()
