"""A secret is found nowhere but where the user put it, whatever its source: faults 55 and 56."""

import base64
import os
import pathlib
import pty
import re
import resource
import select
import signal
import subprocess
import time

import harness
import servers

CANARIES = servers.SECRET, base64.b64encode(servers.SECRET.encode()).decode().rstrip("=")[:-1]
TRACED = "execve,write,writev,pwrite64,sendto,sendmsg"


class Sources:
    """The ways of a secret into the program: each gives the arguments, variables and stdin of a run."""

    def __init__(self, test, url):
        self.test = test
        self.settings = {"api_key": servers.KEY, "account_group": 6, "base_url": url}
        self.url = url

    def profile(self, **secret):
        self.test.write(".config/coffer/default.json", {**self.settings, **secret})
        return ["cash", "-v"], {}, None

    def environment(self):
        return ["cash", "-v"], servers.credentials(self.url), None

    def file(self):
        return self.profile(api_secret=servers.SECRET)

    def secret_file(self):
        self.test.write("secret", servers.SECRET + "\n")
        return self.profile(api_secret_file="~/secret")

    def command(self):
        path = self.test.write("secret", servers.SECRET + "\n")
        arguments, _, stdin = self.profile(api_secret_command=["cat", str(path)])
        return [*arguments, "-p", "default"], servers.credentials(self.url), stdin

    def login(self):
        lines = self.test.write("lines", f"{servers.KEY}\n{servers.SECRET}\n")
        return ["login", "-v", "--force", "--base-url", self.url], {}, lines

    def all(self):
        return self.environment, self.file, self.secret_file, self.command, self.login


class Secrets(harness.TestCase):
    def setUp(self):
        super().setUp()
        self.exchange = servers.Exchange(self)
        self.sources = Sources(self, self.exchange.url)

    def find(self, text, place):
        for canary in CANARIES:
            self.assertNotIn(canary, text, place)

    def start_source(self, source, prefix=(), **options):
        arguments, env, stdin = source()
        with open(stdin or os.devnull, "rb") as stream:
            return subprocess.Popen(
                [*prefix, harness.COFFER, *arguments], stdin=stream, stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, **options,
                # A leak checker cannot work in a traced program.
                env={"HOME": str(self.home), "PATH": os.environ["PATH"],
                     "ASAN_OPTIONS": "detect_leaks=0", **env})

    def test_56_nothing_that_is_written_or_executed_holds_it(self):
        for source in self.sources.all():
            with self.subTest(source.__name__):
                self.trace(source)

    def trace(self, source):
        folder = self.home / f"trace-{source.__name__}"
        folder.mkdir()
        process = self.start_source(source, [
            "strace", "-ff", "-y", "-v", "-s", "100000", "-e", f"trace={TRACED}", "-o", str(folder / "t")])
        stdout, stderr = process.communicate(timeout=20)
        self.assertEqual(process.returncode, 0, stderr)
        for output in stdout, stderr:
            self.find(output.decode(), "output")

        traces = [path.read_text(errors="replace") for path in folder.iterdir()]
        if not any("x-auth-timestamp" in trace for trace in traces):
            self.skip("strace may not look into the program: only root can")
        is_given = source in (self.sources.environment, self.sources.command)
        for trace in traces:
            is_command = re.match(r'execve\("[^"]*/cat"', trace)
            for line in trace.splitlines():
                # It came in this way, it is what the command is for, and what login is for.
                if line.startswith("execve(") and harness.COFFER in line and is_given:
                    continue
                if is_command and line.startswith("write(1<pipe:"):
                    continue
                if re.match(r"write\(\d+<[^>]*/\.config/coffer/(#|default\.json\.\d)", line):
                    continue
                self.find(line, line[:100])
                if is_command and line.startswith("execve("):
                    self.assertNotIn("COFFER_", line)
                    self.assertIn("PATH=", line)

    def test_56_no_file_holds_it_that_did_not_before(self):
        for source in self.sources.all():
            process = self.start_source(source)
            process.communicate()
            self.assertEqual(process.returncode, 0)
            for path in self.home.rglob("*"):
                if path.is_file() and path.name not in ("default.json", "secret", "lines"):
                    self.find(path.read_text(), str(path))
        self.assertTrue(any((self.home / ".cache/coffer").iterdir()))

    def test_56_a_running_program_shows_it_neither_to_others_nor_in_a_core(self):
        silent = servers.Server(self, lambda connection: connection.recv(65536) and connection.recv(1))
        sources = Sources(self, silent.url)
        for source in sources.all():
            with self.subTest(source.__name__):
                silent.connections = 0
                process = self.start_source(source, cwd=self.home, preexec_fn=allow_core)
                while silent.connections == 0:
                    time.sleep(0.01)
                proc = pathlib.Path(f"/proc/{process.pid}")
                self.find((proc / "cmdline").read_text(), "cmdline")
                self.assertRegex((proc / "limits").read_text(), r"(?m)^Max core file size +0 +0 ")
                process.send_signal(signal.SIGABRT)
                process.communicate()
                self.assertEqual(process.returncode, -signal.SIGABRT)
                self.assertEqual(list(self.home.glob("*core*")), [])

    def test_55_a_failing_command_is_an_error_that_repeats_nothing(self):
        leak = f"echo {servers.SECRET}; echo {servers.SECRET} >&2; "
        for command, part in ((leak + "exit 7", "status 7"), (leak + "kill -9 $$", "status 137"),
                              ("true", "is empty"), ("/nowhere/tool", "status 127"),
                              (["/nowhere/tool", servers.SECRET], "cannot be run"),
                              (f"printf '{servers.SECRET}\\r{servers.SECRET}\\n'", "line break")):
            arguments, env, _ = self.sources.profile(api_secret_command=command)
            with self.subTest(command):
                result = self.coffer(*arguments, env={"PATH": os.environ["PATH"], **env})
                self.fails(result, 3, "default.json: api_secret_command: ", part)
        self.assertEqual(self.exchange.requests, [])

    def test_55_a_stray_argument_that_might_be_one(self):
        secret = servers.SECRET
        for arguments in (["risk", secret], [secret], ["cash", f"--api-secret={secret}"], ["cash", f"-s{secret}"],
                          ["cash", "--json=" + secret], ["cash", "--timeout", secret], ["cash", "-o", secret],
                          ["cash", "--account-group", secret], ["cash", "--secret-encoding", secret],
                          ["cash", "--base-url", secret], ["cash", "--proxy", f"http://h:{secret}"], ["doctor", secret],
                          ["cash", "--fail-if", secret], ["login", "a", secret], ["sandbox", secret]):
            with self.subTest(arguments):
                self.fails(self.coffer(*arguments, env=servers.credentials(self.exchange.url)), 2)
        self.assertEqual(self.exchange.connections, 0)

    def test_55_a_command_runs_only_when_a_signature_is_needed(self):
        ran = self.home / "ran"
        self.sources.profile(api_secret_command=f"echo run >> {ran}; echo {servers.SECRET}")
        self.assertEqual(self.coffer("profiles").status, 0)
        self.assertEqual(self.coffer("cash", "--columns", "nothing").status, 2)
        self.assertEqual(self.coffer("cash", "--ca-file", "/nowhere", "--base-url", "https://127.0.0.1:1").status, 3)
        self.assertFalse(ran.exists())
        self.exchange.replies["/api/pro/v1/cash/balance"] = lambda _: servers.Reply("", 503)
        self.assertEqual(self.coffer("cash", "--retries", "1").status, 7)
        self.assertEqual(ran.read_text(), "run\n")

    def test_55_commands_run_one_at_a_time_and_outside_the_timeout(self):
        log = self.home / "log"
        for name in "abc":
            self.write(f".config/coffer/{name}.json", {
                **self.sources.settings,
                "api_secret_command": f"echo + >> {log}; sleep 0.3; echo - >> {log}; echo {servers.SECRET}"})
        result = self.coffer("cash", "--all-profiles", "--timeout", "0.8")
        self.assertEqual((result.status, result.stderr), (0, ""))
        self.assertEqual(log.read_text(), "+\n-\n" * 3)

    def test_55_a_hanging_command_is_given_up(self):
        pid = self.home / "pid"
        self.sources.profile(api_secret_command=f"sleep 60 & echo $! > {pid}; wait")
        result = self.coffer("cash")
        self.fails(result, 3, "10 s")
        self.lasts(result, 9.5, 15)
        self.assertTrue(self.is_gone(int(pid.read_text())))

    def test_60_a_signal_ends_the_command_as_well(self):
        pid = self.home / "pid"
        self.sources.profile(api_secret_command=f"sleep 60 & echo $! > {pid}; wait")
        master, slave = pty.openpty()
        self.addCleanup(os.close, master)
        self.addCleanup(os.close, slave)
        for number, stderr in ((signal.SIGINT, subprocess.PIPE), (signal.SIGTERM, subprocess.PIPE),
                               (signal.SIGINT, slave)):  # which is told of a wait
            process = self.start("cash", env={"TERM": "xterm"}, stderr=stderr)
            while not pid.exists() or not pid.read_text():
                time.sleep(0.01)
            process.send_signal(number)
            self.assertEqual(process.wait(5), -number)
            self.assertEqual(process.communicate(), (b"", None if stderr == slave else b""))
            self.assertTrue(self.is_gone(int(pid.read_text())))
            pid.unlink()

    def is_gone(self, pid):
        for _ in range(300):
            try:
                if "\nState:\tZ" in pathlib.Path(f"/proc/{pid}/status").read_text():
                    return True
            except FileNotFoundError:
                return True
            time.sleep(0.01)
        return False

    def terminal(self, command, *answers, script='exec "$COFFER" cash --csv --no-headers', shell="-c"):
        """Runs a script on a terminal, and in it a command for the secret. Each time that it asks
        there, the next answer is typed, or sent to the shell where it is a signal."""
        self.sources.profile(api_secret_command=command)
        child, master = pty.fork()
        if child == 0:
            os.execve("/bin/sh", ["sh", shell, script],
                      {"HOME": str(self.home), "PATH": os.environ["PATH"], "TERM": "xterm", "COFFER": harness.COFFER})
        answers = list(answers)
        shown, asked = "", 0
        while select.select([master], [], [], 10)[0]:
            try:
                shown += os.read(master, 65536).decode()
            except OSError:
                break
            if shown.count("passphrase? ") > asked and answers:
                asked += 1
                answer = answers.pop(0)
                os.write(master, answer) if isinstance(answer, bytes) else os.kill(child, answer)
        os.close(master)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), shown

    ASK = f"stty -echo; printf 'passphrase? ' >&2; read -r answer; stty echo; [ $answer = sesame ] && echo {servers.SECRET}"

    def test_55_a_command_may_ask_on_the_terminal(self):
        status, shown = self.terminal(self.ASK, b"sesame\n")
        self.assertEqual(status, 0, shown)
        self.assertIn("BTC,22.1308675,16.1308675", shown)
        self.find(shown, "the terminal")

    def test_60_an_interrupt_from_the_terminal_ends_both(self):
        self.assertEqual(self.terminal(self.ASK, b"\x03")[0], -signal.SIGINT)

    def test_60_a_signal_ends_a_command_that_asks_and_puts_the_terminal_in_order(self):
        pid = self.home / "pid"
        command = f"stty -echo; sleep 60 & echo $! > {pid}; printf 'passphrase? ' >&2; wait"
        self.assertEqual(self.terminal(command, signal.SIGTERM)[0], -signal.SIGTERM)
        self.assertTrue(self.is_gone(int(pid.read_text())))
        shown = self.terminal(command, b"\x03", script='trap : INT; "$COFFER" cash; stty -a')[1]
        self.assertIn(" echo ", shown)

    def test_60_a_command_that_asks_can_be_stopped_and_goes_on(self):
        script = '"$COFFER" cash --csv --no-headers; echo stopped; printf "passphrase? "; fg'
        status, shown = self.terminal(self.ASK, b"\x1a", b"sesame\n", script=script, shell="-mc")
        self.assertEqual(status, 0, shown)
        self.assertIn("stopped", shown)
        self.assertIn("BTC,22.1308675,16.1308675", shown)

    def test_55_a_neighbour_in_a_pipeline_may_use_the_terminal_meanwhile(self):
        here = self.home
        command = f"touch {here}/asked; until [ -s {here}/tried ]; do sleep 0.01; done; echo {servers.SECRET}"
        script = f"""
            "$COFFER" cash --csv --no-headers | {{
              until [ -e {here}/asked ]; do sleep 0.01; done
              stty -echo </dev/tty; echo $? >{here}/tried
              cat; stty -a </dev/tty
            }}"""
        shown = self.terminal(command, script=script)[1]
        self.assertEqual((here / "tried").read_text(), "0\n", shown)
        self.assertIn("BTC,22.1308675,16.1308675", shown)
        self.assertIn(" -echo ", shown)


def allow_core():
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


harness.main()
