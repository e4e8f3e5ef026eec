"""The practice exchange under load, by itself since that is a load on other tests, too."""

import contextlib
import pathlib
import re
import resource
import signal
import socket

import harness


class Sandbox(harness.TestCase):
    def test_89_a_sandbox_ends_at_once_whatever_is_connected(self):
        if self.instrumented():
            self.skip("a sanitizer needs more memory than that")
        resource.setrlimit(resource.RLIMIT_NOFILE, (4000, 4000))
        process = self.running("sandbox")
        address = "127.0.0.1", int(re.search(rb":(\d+)'", process.stdout.readline())[1])
        with contextlib.ExitStack() as stack:
            open_ones = [stack.enter_context(socket.create_connection(address)) for _ in range(1500)]
            for one in open_ones[:20]:
                one.sendall(b"GET / HTTP/1.1\r\n")
            with contextlib.suppress(OSError):
                for _ in range(500):
                    open_ones[0].sendall(b"A: " + 8000 * b"x" + b"\r\n")
            peak = re.search(r"VmHWM:\s*(\d+) kB", pathlib.Path(f"/proc/{process.pid}/status").read_text())[1]
            self.assertLess(int(peak), 64 << 10)
            process.send_signal(signal.SIGINT)
            self.assertEqual(process.wait(10), -signal.SIGINT)


harness.main()
