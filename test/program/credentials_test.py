"""Where the key comes from."""

import json

import accounts
import harness
import servers


class Credentials(accounts.AccountTest):
    def test_no_key_at_all(self):
        self.refuses("COFFER_API_KEY", "default.json")

    def test_a_pair_from_the_environment(self):
        self.asks(env=self.env)

    def test_precedence(self):
        chosen, named = servers.Exchange(self), servers.Exchange(self)
        self.store("default")
        self.store("chosen", self.profile(base_url=chosen.url))
        self.store("named", self.profile(base_url=named.url))
        self.asks()
        self.asks(env={"COFFER_PROFILE": "chosen"}, exchange=chosen)
        self.asks(env={**servers.credentials(named.url), "COFFER_PROFILE": "chosen"}, exchange=named)
        self.asks("--profile", "chosen", env=servers.credentials(named.url), exchange=chosen)
        self.asks("-p", "named", env={"COFFER_PROFILE": "chosen"}, exchange=named)

    def test_empty_variables_count_as_unset(self):
        self.store("default")
        self.asks(env={"COFFER_API_KEY": "", "COFFER_API_SECRET": "", "COFFER_PROFILE": "",
                       "COFFER_OUTPUT": "", "SSL_CERT_FILE": ""})

    def test_the_configuration_directory(self):
        self.write("elsewhere/coffer/default.json", self.profile())
        self.asks(env={"XDG_CONFIG_HOME": str(self.home / "elsewhere")})

    def test_a_profile_by_path(self):
        path = self.write("keys/main", self.profile())
        self.asks("--profile", str(path))

    def test_comments_are_allowed(self):
        self.store("default", "// my key\n" + json.dumps(self.profile())[:-1] + "// end\n}\n")
        self.asks()

    def test_variables_beside_the_key_belong_to_the_key_in_the_environment(self):
        self.store("default")
        self.asks(env={"COFFER_BASE_URL": "https://127.0.0.1:1", "COFFER_ACCOUNT_GROUP": "9",
                       "COFFER_SECRET_ENCODING": "base64"})

    def test_malformed_variables(self):
        for name, value in (("COFFER_ACCOUNT_GROUP", "six"), ("COFFER_ACCOUNT_GROUP", "-1"),
                            ("COFFER_SECRET_ENCODING", "hex"), ("COFFER_BASE_URL", "127.0.0.1"),
                            ("COFFER_BASE_URL", "https://a:0"), ("COFFER_BASE_URL", "https://a/path")):
            with self.subTest((name, value)):
                self.refuses(name, env={**self.env, name: value})

    def test_options_override_both(self):
        other = servers.Exchange(self, group=7)
        self.store("default")
        self.asks("--base-url", other.url, "--account-group", "7", exchange=other)
        self.asks("--base-url", other.url + "/", "--account-group", "7", env=self.env, exchange=other)
        self.assertEqual(self.exchange.requests, [])

    def test_malformed_options(self):
        for option in ("--base-url=ftp://a", "--base-url=https://user:hush@a", "--account-group=x",
                       "--secret-encoding=hex", "--timeout=0", "--retries=-1"):
            with self.subTest(option):
                result = self.coffer("cash", option, env=self.env)
                self.fails(result, 2, option.partition("=")[0])
                self.assertNotIn("hush", result.stderr)

    def test_the_sandbox_ignores_profiles_and_environment(self):
        self.store("default", mode=0o644)
        self.assertEqual(self.coffer("--sandbox", "cash", env={"COFFER_API_KEY": "half"}).status, 0)
        self.assertFalse((self.home / ".cache").exists())

    def test_the_sandbox_takes_either_encoding_of_its_secret(self):
        for encoding in "raw", "base64":
            self.assertEqual(self.coffer("--sandbox", "cash", "--secret-encoding", encoding).status, 0)

    def test_the_sandbox_has_a_zero_to_show(self):
        self.assertNotIn("ASD", self.coffer("--sandbox", "cash").stdout)
        self.assertIn("ASD", self.coffer("--sandbox", "cash", "--show-all").stdout)


harness.main()
