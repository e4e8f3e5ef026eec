"""Keys and secrets that must not be used: faults 51 to 54, 71, 74, 83, 87 and 94."""

import json
import os
import subprocess

import harness
import hostile
import servers


class Credentials(harness.ExchangeTest):
    def profile(self, **more):
        members = {**servers.profile(self.exchange.url), **more}
        return {name: value for name, value in members.items() if value is not None}

    def store(self, name, profile=None, mode=0o600):
        return self.write(f".config/coffer/{name}.json", profile or self.profile(), mode)

    def refuses(self, *parts, arguments=(), env=None):
        """Nothing is sent, no value shown, and a log left as it is."""
        log = self.write("log.csv", hostile.LOG)
        for output in ["--csv"], ["--append", str(log)]:
            result = self.coffer("cash", *arguments, *output, env=env)
            self.fails(result, 3, *parts)
            for value in servers.KEY, "hush":
                self.assertNotIn(value, result.stderr)
        self.assertEqual(log.read_text(), hostile.LOG)
        self.assertEqual(self.exchange.connections, self.asked)

    def asks(self, *arguments, env=None):
        """The run asks the exchange, and succeeds."""
        before = len(self.exchange.requests)
        result = self.coffer("cash", *arguments, env=env)
        self.assertEqual((result.status, result.stderr), (0, ""))
        self.assertGreater(len(self.exchange.requests), before)
        self.asked = self.exchange.connections

    def setUp(self):
        super().setUp()
        self.asked = 0

    def test_51_files_open_to_others(self):
        for mode in 0o644, 0o640, 0o620, 0o604, 0o610, 0o660, 0o666:
            if mode == 0o640 and os.geteuid() == 0:
                continue  # owned by root, it may be readable by its group
            path = self.store("default", mode=mode)
            with self.subTest(oct(mode)):
                self.refuses(str(path), f"chmod 600 {path}")
        self.store("default", mode=0o400)
        self.asks()

    def test_51_a_file_of_another_owner(self):
        if os.geteuid() != 0:
            self.skip("only root may give a file away")
        path = self.store("default")
        secret = self.write("secret", servers.SECRET)
        os.chown(path, 65534, -1)
        self.refuses(f"{path}: owned by another user", "hint: ")
        self.store("other", self.profile(api_secret=None, api_secret_file=str(secret)))
        os.chown(secret, 65534, -1)
        self.refuses(f"{secret}: owned by another user", "hint: ", arguments=["-p", "other"])

    def test_51_what_is_no_regular_file(self):
        directory = self.home / ".config/coffer"
        (directory / "folder.json").mkdir(parents=True)
        os.mkfifo(directory / "fifo.json", 0o600)
        self.refuses("folder.json", arguments=["-p", "folder"])
        self.refuses("fifo.json", arguments=["-p", "fifo"])
        self.refuses("/dev/null", arguments=["-p", "/dev/null"])

    def test_51_a_secret_in_a_file_of_its_own(self):
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

    def test_52_a_named_profile_that_is_missing(self):
        self.store("default")
        self.refuses("nobody.json: there is no such profile", "hint: `coffer profiles`", arguments=["-p", "nobody"])
        self.refuses("nobody", env={"COFFER_PROFILE": "nobody"})

    def test_52_a_profile_that_cannot_be_read(self):
        self.store("default").with_name("loop.json").symlink_to("loop.json")
        self.refuses("loop.json: ", arguments=["-p", "loop"])
        self.refuses(f"{self.home}/default.json/x: ", arguments=["-p", f"{self.write('default.json', '')}/x"])
        self.store("default", " " * (64 << 10) + "{}")
        self.refuses("default.json: larger than 64 KiB")

    def test_52_values_of_a_broken_file_are_never_echoed(self):
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
                self.refuses(f"default.json:{line}: ")
        self.store("default", self.profile(base_url="https://user:hush@example.com"))
        self.refuses("default.json:1: base_url: ", "hint: ")

    def test_53_a_secret_that_is_not_base64(self):
        reason = "coffer: API secret: not base64, as its encoding says\n"
        self.store("default", self.profile(secret_encoding="base64"))
        self.refuses(reason)
        self.write("secret", servers.SECRET)
        self.store("default", self.profile(api_secret=None, api_secret_file="~/secret"))
        self.refuses(reason, arguments=["--secret-encoding", "base64"])
        self.refuses(reason, env={**self.env, "COFFER_SECRET_ENCODING": "base64"})

    def test_71_what_no_key_and_no_secret_has_is_named_whichever_the_source(self):
        for before, after, why in (("", " ", "ends with white space"), ("\t", "", "begins with white space"),
                                   ('"', '"', "begins with a quote"), ("", "\u2019", "ends with a quote"),
                                   ("\ufeff", "", "begins with a byte order mark"),
                                   ("x\u00a0x", "", "not ASCII"), ("\u00e9x", "", "not ASCII")):
            key, secret = (f"{before}{value}{after}" for value in (servers.KEY, servers.SECRET))
            with self.subTest(why):
                self.refuses(f"COFFER_API_KEY: the API key ", why, env={**self.env, "COFFER_API_KEY": key})
                self.refuses(f"COFFER_API_SECRET: the secret ", why, env={**self.env, "COFFER_API_SECRET": secret})
                self.store("default", self.profile(api_key=key))
                self.refuses("default.json:1: api_key: the API key ", why)
                self.store("default", self.profile(api_secret=secret))
                self.refuses("default.json:1: api_secret: the secret ", why)
                file = self.write("secret", secret)
                self.store("default", self.profile(api_secret=None, api_secret_file=str(file)))
                self.refuses(f"{file}: the secret ", why)
                self.store("default", self.profile(api_secret=None, api_secret_command=["cat", str(file)]))
                self.refuses("api_secret_command: the secret ", why)
                for lines, what in (f"{key}\n{servers.SECRET}\n", "API key"), (f"{servers.KEY}\n{secret}\n", "secret"):
                    with open(self.write("lines", lines), "rb") as stdin:
                        result = self.coffer("login", "new", "--base-url", self.exchange.url, stdin=stdin)
                    self.fails(result, 3, f"coffer: the {what} ", why)
        self.assertFalse((self.home / ".config/coffer/new.json").exists())

    def read_only(self, folder):
        """What starts a program for which this folder is mounted read-only."""
        mount = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"'
        command = ["unshare", "-m", "sh", "-c", mount, "sh", str(folder)]
        if subprocess.run([*command, "true"], capture_output=True).returncode != 0:
            self.skip("no right to mount")
        return command

    def asks_with_home(self, home, launcher=(), **more):
        """A query that has to find out the account group, and would keep it."""
        env = {"HOME": str(home), "PATH": os.environ["PATH"], **self.env, "COFFER_ACCOUNT_GROUP": ""}
        process = subprocess.run([*launcher, harness.COFFER, "cash", "--csv"], capture_output=True, text=True,
                                 env=env, **more)
        self.assertEqual((process.returncode, process.stdout, process.stderr), (0, hostile.CSV, ""))

    def test_74_a_home_that_does_not_exist(self):
        home = self.home / "none"
        self.asks_with_home(home)
        with open(self.write("lines", f"{servers.KEY}\n{servers.SECRET}\n"), "rb") as stdin:
            result = self.coffer("login", "--base-url", self.exchange.url, env={"HOME": str(home)}, stdin=stdin)
        self.fails(result, 3, f"{home}/.config/coffer/default.json: No such file or directory")
        self.assertFalse(home.exists())

    def test_74_a_umask_of_nothing(self):
        self.asks_with_home(self.home, umask=0)
        for folder in ".cache", ".cache/coffer":
            self.assertEqual((self.home / folder).stat().st_mode & 0o777, 0o700)

    def test_74_a_cache_that_cannot_be_kept(self):
        self.write(".cache/coffer", "a file")
        self.asks_with_home(self.home)
        (self.home / ".cache/coffer").unlink()
        self.asks_with_home(self.home, self.read_only(self.home))
        self.assertEqual(os.listdir(self.home / ".cache"), [])

    def test_83_what_is_left_beside_a_profile_is_no_profile(self):
        path = self.store("main")
        for name in "main (conflicted copy).json", "main.json~", ".main.json.swp", "-main.json", "$(touch x).json":
            path.with_name(name).write_text(path.read_text())
        self.prints(self.coffer("cash", "--all-profiles", "--columns", "profile", "--csv"), "profile\nmain\nmain\nmain\n")

    def test_87_a_pipe_as_a_profile(self):
        for command in 'cash -p <(echo "$2")', 'cash -p <(sleep 5 2>/dev/null)':
            process = subprocess.run(
                ["bash", "-c", f'"$1" {command}', "bash", harness.COFFER, json.dumps(self.profile())],
                capture_output=True, text=True, env={"HOME": str(self.home), "PATH": os.environ["PATH"]}, timeout=5)
            self.assertEqual((process.returncode, process.stdout), (3, ""), process)
            self.assertRegex(process.stderr, "not a regular file\nhint: .* api_secret_command\n")

    def test_94_a_profile_on_a_read_only_mount(self):
        path = self.store("default", mode=0o444)
        command = self.read_only(path.parent)
        owner = 65534
        for uid in os.geteuid(), owner:
            os.chown(path, uid, -1)
            process = subprocess.run([*command, harness.COFFER, "cash"], capture_output=True, text=True,
                                     env={"HOME": str(self.home), "PATH": os.environ["PATH"]})
            self.fails(harness.Result(process.returncode, process.stdout, process.stderr, 0), 3,
                       f"it belongs to uid {uid}, and coffer runs as uid {os.geteuid()}",
                       f"hint: let it belong to uid {os.geteuid()} with mode 0400: ")
            self.assertNotIn("chmod", process.stderr)

    def test_54_half_a_pair_is_never_a_reason_to_look_further(self):
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


harness.main()
