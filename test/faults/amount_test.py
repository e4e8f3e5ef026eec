"""Amounts that are hard to get right: faults 33 to 38."""

import decimal
import json

import harness
import hostile
import servers

LONG = "123456789012345678901234567890.123456789012345678901234567891"  # 60 digits


class Amount(hostile.Row):
    def exchange(self, token):
        """One that sends this JSON for an amount."""
        row = '{"asset": "X", "totalBalance": %s, "availableBalance": "1"}' % token
        return servers.scripted(self, '{"code": 0, "data": [%s]}' % row)

    def shows(self, token, text):
        """The amount is printed as this text, in each format."""
        exchange = self.exchange(token)
        with self.subTest(token):
            self.succeeds(exchange, f"asset,totalBalance,availableBalance\nX,{text},1\n")
            self.assertEqual(json.loads(self.query(exchange, "--jsonl").stdout)["totalBalance"], text)
            self.assertEqual(self.query(exchange, "--columns", "total", "--no-headers").stdout.strip(), text)
            locked = self.query(exchange, "--csv", "--columns", "lockedBalance", "--no-headers").stdout.strip()
            with decimal.localcontext(prec=999):
                self.assertEqual(decimal.Decimal(locked), decimal.Decimal(text) - 1)

    def refuses(self, token, why="$.data[0].totalBalance: not an exact decimal number"):
        with self.subTest(token[:20]):
            self.fault(self.exchange(token), 9, f"cash balances: {why}")

    def test_33_a_number(self):
        for token in "1.10", "0", "-0", "0.1", "1e-18", LONG, "9007199254740993":
            self.shows(token, format(decimal.Decimal(token), "f"))

    def test_34_an_exponent(self):
        for token, text in (("15e-1", "1.5"), ("1E3", "1000"), ("-1.50e+2", "-150"), ("1e64", "1" + "0" * 64),
                            ("1e-64", "0." + "0" * 63 + "1")):
            self.shows(json.dumps(token), text)
            self.shows(token, text)
        for token in "1e65", "1e-65", "1e999999999999", "1e", "e1", "1e1.5":
            self.refuses(json.dumps(token))
        for token in "1e65", "1e-2147483639", f"0.{'0' * 31}1e-2147483639":
            self.refuses(token)

    def test_35_what_is_no_amount(self):
        for text in ("", "NaN", "Infinity", "-inf", "1,5", "0x1", "+1", " 1", "1 ", "1.", ".5", "-", "--1", "1_000",
                     "1.2.3", "\u0661", "1\u00a0000", "=1"):
            self.refuses(json.dumps(text))

    def test_36_a_negative_amount(self):
        for text in "-1", "-0.000000001", "-" + LONG:
            self.shows(json.dumps(text), text)

    def test_37_many_digits(self):
        for text in LONG, "9" * 256, "0." + "1" * 254:
            self.shows(json.dumps(text), text)
        for text in "9" * 257, "0." + "1" * 255, "1" * 1_000_000:
            self.refuses(json.dumps(text))
        self.refuses("1" * 300)
        self.refuses("1" * 1_000_000, "malformed JSON at byte ")

    def test_38_superfluous_zeros(self):
        self.refuses('"00.10"')
        self.refuses('"01"')
        for text in "1.500", "0.00", "-0.10", "0.000000000000000000":
            self.shows(json.dumps(text), text)


harness.main()
