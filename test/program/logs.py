"""What the tests of --append have in common."""

import subprocess

import harness
import servers

HEADER = "timestamp,profile,report,asset,totalBalance,availableBalance\n"
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"
ENTRY = (rf"(?P<time>{TIME}),,cash,USDT,1285\.366663467,1285\.366663467\n"
         r"(?P=time),,cash,BTC,22\.1308675,16\.1308675\n(?P=time),,cash,ETH,0\.6,0\.6\n")


class LogTest(harness.ExchangeTest):
    def setUp(self):
        super().setUp()
        self.log = self.home / "log.csv"

    def append(self, *options, log=None, env=None, command="cash", **more):
        return self.coffer(command, "--append", str(log or self.log), *options,
                           env={**self.env, **(env or {})}, **more)

    def traced(self, *words, home=None, env=None):
        """A run under strace: its options, and the arguments of coffer behind `--`."""
        at = words.index("--")
        home = home or self.home
        process = subprocess.run(
            ["strace", "-qq", "-o", str(home / "trace"), *words[:at], harness.COFFER, *words[at + 1:]],
            env={"HOME": str(home), "ASAN_OPTIONS": "detect_leaks=0", **(self.env if env is None else env)},
            capture_output=True, text=True, timeout=60)
        if "ptrace" in process.stderr.lower():
            self.skip(f"strace: {process.stderr.strip()}")
        return process, (home / "trace").read_text()

    def holds_entries(self, count, log=None):
        self.assertRegex((log or self.log).read_text(), rf"\A{HEADER}({ENTRY}){{{count}}}\Z")

    def refuses(self, result, *parts):
        self.fails(result, 10, *parts)

    def serve(self, **amounts):
        """What the cash account holds from now on, with the same amount available."""
        self.exchange.replies["/api/pro/v1/cash/balance"] = servers.envelope([
            {"asset": asset, "totalBalance": amount, "availableBalance": amount}
            for asset, amount in amounts.items()])

    def store(self, *names):
        """Profiles, each of an account of its own that holds what the others hold."""
        for name in names:
            exchange = servers.Exchange(self)
            exchange.replies = self.exchange.replies
            self.write(f".config/coffer/{name}.json", servers.profile(exchange.url))

    def rows(self, log=None):
        """The rows of a log without their times."""
        return [line.split(",", 1)[1] for line in (log or self.log).read_text().splitlines()[1:]]
