"""Where the key comes from, and which files are trusted with one."""

import json
import os

import harness
import servers


class Credentials(harness.TestCase):
    def setUp(self):
        super().setUp()
        self.exchange = servers.Exchange(self)
        self.env = servers.credentials(self.exchange.url)

    def profile(self, **more):
        members = {"api_key": servers.KEY, "api_secret": servers.SECRET, "account_group": 6,
                   "base_url": self.exchange.url, **more}
        return {name: value for name, value in members.items() if value is not None}

    def store(self, name, profile=None, mode=0o600):
        return self.write(f".config/coffer/{name}.json", profile or self.profile(), mode)

    def asks(self, *arguments, env=None, exchange=None):
        """The run asks that exchange, and succeeds."""
        exchange = exchange or self.exchange
        before = len(exchange.requests)
        result = self.coffer("cash", *arguments, env=env)
        self.assertEqual((result.status, result.stderr), (0, ""))
        self.assertGreater(len(exchange.requests), before)

    def refuses(self, *parts, arguments=(), env=None):
        before = self.exchange.connections
        self.fails(self.coffer("cash", *arguments, env=env), 3, *parts)
        self.assertEqual(self.exchange.connections, before)

    def test_no_key_at_all(self):
        self.refuses("COFFER_API_KEY", "default.json")

    def test_a_pair_from_the_environment(self):
        self.asks(env=self.env)

    def test_half_a_pair_is_never_a_reason_to_look_further(self):
        self.store("default")
        for missing in "COFFER_API_KEY", "COFFER_API_SECRET":
            for value in None, "":
                env = {**self.env, missing: value}
                env = {name: value for name, value in env.items() if value is not None}
                self.refuses(missing, env=env)
                self.refuses(missing, env={**env, "COFFER_PROFILE": "default"})
        self.store("half", self.profile(api_secret=None))
        self.refuses("api_secret", arguments=["-p", "half"], env=self.env)
        self.store("other-half", self.profile(api_key=None))
        self.refuses("api_key", arguments=["-p", "other-half"], env=self.env)

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

    def test_a_missing_named_profile_is_an_error(self):
        self.store("default")
        self.refuses("nobody", arguments=["-p", "nobody"])
        self.refuses("nobody", env={"COFFER_PROFILE": "nobody"})

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

    def test_files_open_to_others_are_refused(self):
        for mode in 0o644, 0o640, 0o620, 0o604, 0o610, 0o660, 0o666:
            if mode == 0o640 and os.geteuid() == 0:
                continue  # owned by root, it may be readable by its group
            path = self.store("default", mode=mode)
            with self.subTest(oct(mode)):
                self.refuses(str(path), f"chmod 600 {path}")
        self.store("default", mode=0o400)
        self.asks()

    def test_a_link_is_followed_and_its_target_checked(self):
        target = self.write("target.json", self.profile())
        (self.home / ".config/coffer").mkdir(parents=True)
        (self.home / ".config/coffer/default.json").symlink_to(target)
        self.asks()
        target.chmod(0o644)
        self.refuses("chmod 600")

    def test_only_regular_files_are_read(self):
        directory = self.home / ".config/coffer"
        (directory / "folder.json").mkdir(parents=True)
        os.mkfifo(directory / "fifo.json", 0o600)
        self.refuses("folder.json", arguments=["-p", "folder"])
        self.refuses("fifo.json", arguments=["-p", "fifo"])
        self.refuses("/dev/null", arguments=["-p", "/dev/null"])

    def test_a_secret_in_a_file_of_its_own(self):
        secret = self.write("secret", servers.SECRET + "\n")
        self.store("default", self.profile(api_secret=None, api_secret_file=str(secret)))
        self.asks()
        secret.write_text(servers.SECRET)
        self.asks()
        secret.write_text(servers.SECRET + "\n\n")
        self.refuses(str(secret))
        secret.write_text("\n")
        self.refuses(str(secret))
        secret.write_text(servers.SECRET)
        secret.chmod(0o644)
        self.refuses(f"chmod 600 {secret}")
        secret.unlink()
        os.mkfifo(secret, 0o600)
        self.refuses(str(secret))
        secret.unlink()
        self.refuses(str(secret))

    def test_comments_are_allowed(self):
        self.store("default", "// my key\n" + json.dumps(self.profile())[:-1] + "// end\n}\n")
        self.asks()

    def test_an_unknown_member_is_named_with_its_line(self):
        self.store("default", json.dumps({**self.profile(), "api_sceret": "x"}, indent=2))
        self.refuses("default.json:6", "api_sceret")

    def test_values_of_a_broken_file_are_never_echoed(self):
        key, secret = json.dumps(servers.KEY), json.dumps(servers.SECRET)
        for text, line in (
            (f'{{"api_key": {key},\n"api_secret": {secret}', 2),
            (f'{{"api_key": {key},\n"api_secret": {secret[:-1]}', 2),
            (f'{{"api_key": {key}\n"api_secret": {secret}}}', 2),
            (f'{{"api_key": {key},\n\n"api_secret": [{secret}]}}', 3),
            (f'{{"api_key": {key},\n"account_group": {secret}}}', 2),
            (f'{{"api_key": {key},\n"secret_encoding": {secret}}}', 2),
            (f'{{"api_key": {key}, "api_key": {secret}}}', 1),
            (f"{servers.SECRET}\n", 1),
        ):
            self.store("default", text)
            with self.subTest(text):
                result = self.coffer("cash")
                self.fails(result, 3, f"default.json:{line}")
                self.assertNotIn(servers.KEY, result.stderr)
        self.store("default", self.profile(base_url="https://user:hush@example.com"))
        result = self.coffer("cash")
        self.fails(result, 3, "base_url")
        self.assertNotIn("hush", result.stderr)

    def test_unfit_keys_and_secrets(self):
        for member, value in (("api_secret", ""), ("api_secret", "   "), ("api_secret", "a\nb"),
                              ("api_secret", "a\0b"), ("api_key", "a\r\nx: y"), ("api_key", ""),
                              ("api_key", "k\u00e9y")):
            self.store("default", self.profile(**{member: value}))
            with self.subTest((member, value)):
                self.refuses("default.json")
        self.refuses("COFFER_API_KEY", env={**self.env, "COFFER_API_KEY": "a\r\nx: y"})
        self.refuses("COFFER_API_SECRET", env={**self.env, "COFFER_API_SECRET": "a\nb"})

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


harness.main()
