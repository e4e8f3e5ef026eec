"""Price lists: fault 77."""

import subprocess
import sys

import harness
import hostile
import servers

TICKER = "/api/pro/v1/spot/ticker"


def pairs(count):
    """As the documentation has them."""
    return [{"symbol": f"A{number:05}/USDT", "open": "0.06777", "close": f"{number + 1}.06809",
             "high": "0.06899", "low": "0.06708", "volume": "19823722", "type": "spot",
             "ask": ["0.0681", "43641"], "bid": ["0.0676", "443"]} for number in range(count)]


class Prices(harness.ExchangeTest):
    def serve(self, prices):
        self.exchange.replies[TICKER] = servers.envelope(prices)

    def test_77_what_is_no_price_prices_nothing(self):
        self.exchange.replies["/api/pro/v1/margin/balance"] = servers.envelope([])
        others = [{"symbol": "ETH/USDT", "close": "2"}, {"symbol": "USDT/USDT", "close": "7"}]
        for listed in [], [{"symbol": "BTC/USDT"}], [{"symbol": "BTC/USDT", "close": None}], \
                [{"symbol": "BTC/USDT", "close": "0.00"}], [{"symbol": "BTC/BTC", "close": "5"}]:
            with self.subTest(listed):
                self.serve(others + listed)
                result = self.coffer("worth", "--csv", "--no-headers", env=self.env)
                self.assertEqual((result.status, result.stdout),
                                 (0, "USDT,1286.566663467,0,1286.566663467,BTC\n"))
                self.assertRegex(result.stderr, r"\Acoffer: warning: [^\n]* BTC[^\n]*\n\Z")

    def test_77_a_list_that_cannot_be_trusted_is_refused(self):
        for listed in [{"symbol": "BTC/USDT", "close": "-1"}], [{"symbol": "A/B"}] * 2, {"symbol": "A/B"}:
            self.serve(listed)
            self.fails(self.coffer("worth", env=self.env), 9, "prices: $.data")

    def peak(self):
        """Bytes."""
        command = [sys.executable, "-IS", "-c", hostile.LAUNCHER, "", harness.COFFER, "worth", "--csv"]
        process = subprocess.run(command, env={"HOME": str(self.home), **self.env}, capture_output=True, text=True)
        status, peak = map(int, process.stdout.split("\n")[-2].split())
        self.assertEqual(status, 0, process.stderr)
        return peak << 10

    def test_77_fifty_thousand_pairs(self):
        if self.instrumented():
            self.skip("they have their own ideas of memory")
        self.serve(servers.TICKER)
        few = self.peak()
        self.serve(servers.TICKER + pairs(50_000))
        size = len(self.exchange.replies[TICKER])
        many = self.peak()
        self.assertLess(many - few, 4 * size, f"{(many - few) / size:.2f} times {size} bytes")
        self.assertLess(many, 64 << 20)


harness.main()
