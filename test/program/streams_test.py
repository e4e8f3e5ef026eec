"""Results on stdout, everything else on stderr, and what ends the program."""

import fcntl
import os
import signal
import socket
import subprocess
import time

import harness
import servers

ESCAPE = "\x1b"


class Streams(harness.ExchangeTest):
    def fail_with(self, reply):
        self.exchange.replies["/api/pro/v1/cash/balance"] = reply

    def terminal(self, *arguments, env=None, **options):
        return super().terminal(*arguments, env={**self.env, **(env or {})}, **options)

    def test_closed_stderr_and_stdin(self):
        result = subprocess.run(["sh", "-c", 'exec "$0" --sandbox cash --csv <&- 2>&-', harness.COFFER],
                                capture_output=True, text=True, env={"HOME": str(self.home)})
        self.assertEqual((result.returncode, result.stdout[:6]), (0, "asset,"))

    def test_sandbox_data_may_be_a_pipe(self):
        fifo = self.home / "data"
        os.mkfifo(fifo)
        self.fails(self.coffer("sandbox", "--data", str(fifo)), 3, str(fifo))
        reader, writer = os.pipe()
        os.write(writer, b'{"cash": []}')
        os.close(writer)
        process, variables = self.sandbox("--data", f"/dev/fd/{reader}", pass_fds=[reader])
        os.close(reader)
        self.prints(self.coffer("cash", "--json", env=variables), "[]\n")
        self.ends(process, signal.SIGTERM)

    def test_67_a_stdout_that_would_block_is_waited_for(self):
        rows = [{"asset": f"A{i}", "totalBalance": "1", "availableBalance": "1"} for i in range(20000)]
        self.fail_with(servers.envelope(rows))
        reader, writer = os.pipe()
        os.set_blocking(writer, False)
        process = self.start("cash", "--csv", env=self.env, stdout=writer)
        os.close(writer)
        time.sleep(0.3)
        with open(reader, "rb") as output:
            self.assertEqual(output.read().count(b"\n"), 20001)
        self.assertEqual((process.wait(5), process.communicate()[1]), (0, b""))

    def test_67_a_reader_that_goes_away_ends_it_in_silence_whatever_it_inherited(self):
        for prepare in (lambda: signal.signal(signal.SIGPIPE, signal.SIG_IGN),
                        lambda: signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGPIPE])):
            reader, writer = os.pipe()
            os.close(reader)
            result = self.coffer("cash", env=self.env, stdout=writer, preexec_fn=prepare, restore_signals=False)
            os.close(writer)
            self.assertEqual((result.status, result.stderr), (-signal.SIGPIPE, ""))

    def test_86_a_stderr_without_a_reader_stops_nothing(self):
        self.exchange.ahead = 90
        log = self.home / "log.csv"
        for arguments in ("cash", "--append", str(log)), ("cash", "--csv"), ("cash", "-v", "--csv"):
            reader, writer = os.pipe()
            os.close(reader)
            result = self.coffer(*arguments, env=self.env, stderr=writer)
            os.close(writer)
            self.assertEqual(result.status, 0)
        self.assertEqual(log.read_text().count("\n"), 4)
        self.assertEqual(result.stdout.count("\n"), 4)

    def test_a_full_stderr_that_nobody_reads_stops_nothing(self):
        self.exchange.ahead = 90
        log = self.home / "log.csv"
        reader, writer = os.pipe()
        self.addCleanup(os.close, reader)
        self.addCleanup(os.close, writer)
        fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
        os.write(writer, bytes(4096))
        for arguments in ("cash", "--append", str(log)), ("cash", "-v", "--csv"):
            result = self.coffer(*arguments, env=self.env, stderr=writer)
            self.assertEqual(result.status, 0)
        self.assertEqual((log.read_text().count("\n"), result.stdout.count("\n")), (4, 4))
        watch = self.start("cash", "-v", "--watch", env=self.env, stderr=writer)
        watch.stdout.readline()
        watch.terminate()
        self.assertEqual(watch.wait(5), -signal.SIGTERM)
        watch.communicate()

    def sandbox(self, *arguments, **options):
        process = self.running("sandbox", *arguments, **options)
        lines = [process.stdout.readline().decode() for _ in range(5)]
        variables = {}
        for line in lines:
            self.assertRegex(line, r"\Aexport COFFER_[A-Z_]+='[^']*'\n\Z")
            name, _, value = line[len("export "):].strip().partition("=")
            variables[name] = value.strip("'")
        return process, variables

    def test_the_practice_exchange_ignores_profiles_and_environment(self):
        self.write(".config/coffer/default.json", "{}", mode=0o644)
        self.assertEqual(self.coffer("--sandbox", "cash", env={"COFFER_API_KEY": "half"}).status, 0)
        self.assertFalse((self.home / ".cache").exists())

    def test_a_sandbox_serves_until_a_signal(self):
        for number in signal.SIGINT, signal.SIGTERM:
            process, variables = self.sandbox()
            port = int(variables["COFFER_BASE_URL"].rpartition(":")[2])
            self.prints(self.coffer("cash", "ETH", "--csv", "--no-headers", env=variables), "ETH,0.6,0.6\n")
            with socket.create_connection(("127.0.0.1", port)) as kept:
                kept.sendall(b"GET /api/pro/v1/exchange-info HTTP/1.1\r\nHost: x\r\n\r\n")
                self.assertIn(b" 200 ", kept.recv(65536))
                self.ends(process, number)
            with self.assertRaises(ConnectionRefusedError):
                socket.create_connection(("127.0.0.1", port))

    def test_a_sandbox_has_a_port_and_data_of_choice(self):
        data = self.write("data.json", '{"cash": [ // one\n'
                          '{"asset": "X", "totalBalance": "0.000000001", "availableBalance": "0"}]}')
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = str(server.getsockname()[1])
            self.fails(self.coffer("sandbox", "--port", port), 5, port)
        process, variables = self.sandbox("--port", port, "--data", str(data))
        self.assertEqual(variables["COFFER_BASE_URL"], f"http://127.0.0.1:{port}")
        self.prints(self.coffer("cash", "--csv", "--no-headers", env=variables), "X,0.000000001,0\n")
        self.ends(process, signal.SIGTERM)

    def test_colours_when_asked_for(self):
        for env in self.env, {**self.env, "NO_COLOR": "1", "TERM": "dumb"}:
            self.assertIn(ESCAPE, self.coffer("cash", "--color", "always", env=env).stdout)
        self.assertNotIn(ESCAPE, self.coffer("cash", "--csv", "--color", "always", env=self.env).stdout)

    def test_colours_on_a_terminal(self):
        self.assertIn(ESCAPE, self.terminal("cash")[1])
        self.assertNotIn(ESCAPE, self.terminal("cash", "--color", "never")[1])
        self.assertNotIn(ESCAPE, self.terminal("cash", env={"NO_COLOR": "1"})[1])
        self.assertTrue(self.terminal("cash", "--color", "never")[1].startswith("ASSET "))

    def test_json_is_indented_on_a_terminal(self):
        self.assertTrue(self.terminal("cash", "--json")[1].startswith('[\r\n  {\r\n    "asset": "USDT",'))

    def test_a_wait_is_shown_on_a_terminal_and_taken_back(self):
        def slow(_):
            time.sleep(1)
            return servers.envelope(servers.CASH)

        self.assertEqual(self.terminal("cash", stream="stderr")[1], "")
        self.fail_with(slow)
        result, shown = self.terminal("cash", stream="stderr")
        self.assertEqual(result.status, 0)
        self.assertIn("127.0.0.1", shown)
        self.assertTrue(shown.endswith("\r\x1b[K") or shown.endswith("\r\x1b[2K"), repr(shown))
        self.assertEqual(self.terminal("cash", "-q", stream="stderr")[1], "")


harness.main()
