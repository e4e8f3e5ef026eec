"""What the tests of kept connections have in common: an exchange that knows which request came by
which connection, and rounds of --watch."""

import itertools
import signal
import time

import harness
import servers

AUTHORITY = servers.Authority()
TRUSTED = AUTHORITY.context("kept")
INFO = servers.Reply(servers.envelope({"accountGroup": 6}))


def usdt(amount):
    return servers.Reply(servers.envelope([{"asset": "USDT", "totalBalance": str(amount), "availableBalance": "0"}]))


def answer(request, number):
    """A reply that tells requests apart by their number, and keys by theirs."""
    key = request.header("x-auth-key")
    return INFO if request.path.endswith("/info") else usdt(f"{number}.{key[-2:] if key != servers.KEY else 0}")


class Exchange(servers.Server):
    """Takes any signature. `act(connection, reply, number, nth)` puts a fault into the way of the
    reply to a request, of all and of this connection, both counted from 1, and returns whether the
    connection goes on."""

    def __init__(self, test, act=None, greeting=b"", context=TRUSTED):
        self.act = act or (lambda connection, reply, number, nth: (connection.sendall(reply), True)[1])
        self.greeting = greeting
        self.numbers = itertools.count(1)
        self.keys = []  # of each connection: the keys of its requests
        self.open = set()  # connections that neither side has ended
        super().__init__(test, self.answer_all, context)

    def answer_all(self, connection):
        keys = []
        self.keys.append(keys)
        self.open.add(connection)
        try:
            connection.sendall(self.greeting)
            while request := servers.read_request(connection):
                keys.append(request.header("x-auth-key"))
                number = next(self.numbers)
                self.requests.append(request)
                if not self.act(connection, answer(request, number).bytes(), number, len(keys)):
                    break
        finally:
            self.open.remove(connection)

    def signatures(self):
        """How many there were."""
        return len({request.header("x-auth-signature") for request in self.requests})


class Rounds(harness.TestCase):
    def rounds(self, exchange, requests, *options, env=None, between=lambda: None):
        """What is printed while that many requests come: the rows' profiles and amounts, and stderr."""
        process = self.running("cash", "--watch", "-n", "1", "--csv", "--no-headers", "--columns",
                               "profile,totalBalance", "--retries", "0", "--ca-file", str(AUTHORITY.file), *options,
                               env=servers.credentials(exchange.url) if env is None else env)
        end = time.monotonic() + 15
        while len(exchange.requests) < requests:
            self.assertLess(time.monotonic(), end, "the rounds do not come")
            self.assertIsNone(process.poll(), "it ended early")
            time.sleep(0.01)
        time.sleep(0.5)  # the last round has ended, and the next not begun
        between()
        process.send_signal(signal.SIGINT)
        stdout, stderr = process.communicate(timeout=5)
        self.assertEqual((process.returncode, len(exchange.requests)), (-signal.SIGINT, requests), stderr)
        return [line.split(",")[1:] for line in stdout.decode().splitlines()], stderr.decode()

    def discovers(self, exchange, *options):
        """What a query prints that asks for the account group first."""
        return self.coffer("cash", "--csv", "--no-headers", "--columns", "totalBalance", "--retries", "0",
                           "--ca-file", str(AUTHORITY.file), *options,
                           env=servers.credentials(exchange.url, COFFER_ACCOUNT_GROUP=""))

    def profiles(self, exchange, count):
        """That many stored profiles, each with a key of its own."""
        for number in range(10, 10 + count):
            self.write(f".config/coffer/p{number}.json", servers.profile(
                exchange.url, api_key=f"key-of-the-tests-{number}"))

    def belong(self, rows):
        """Each row was sent to the key of its profile."""
        for profile, amount in rows:
            self.assertEqual(profile[1:], amount.partition(".")[2], rows)
