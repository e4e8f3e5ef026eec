"""Replies that are not what the API promises: faults 29 to 32 and 39 to 42."""

import json

import harness
import hostile
import servers
from hostile import OK

ESCAPES = "A\x1b[2J\x9b\u202eB\u200bC"
SHOWN = r"A\u{1b}[2J\u{9b}\u{202e}B\u{200b}C"


def balance(asset, total="1", available="1"):
    return {"asset": asset, "totalBalance": total, "availableBalance": available}


class Reply(hostile.Row):
    def refuses(self, body, *parts):
        with self.subTest(body[:60]):
            self.fault(servers.scripted(self, body), 9, "cash balances: ", "hint: check the base URL", *parts)

    def test_29_nothing_or_not_all_of_it(self):
        self.refuses("", "malformed JSON at byte 0")
        for length in 1, 9, 40, len(OK) // 2, len(OK) - 2, len(OK) - 1:
            self.refuses(OK[:length], "malformed JSON at byte ")

    def test_30_nesting(self):
        for opened, closed in ("[", "]"), ('{"x":', "}"):
            self.refuses('{"code": 0, "data": [], "x": %s1%s}' % (opened * 8, closed * 8), "nested too deeply")
            deep = '{"code": 0, "data": [], "x": %s}' % (opened * 2_000_000)
            self.refuses(deep, "nested too deeply")
            self.stays_small(servers.scripted(self, deep, context=hostile.TRUSTED), 9)
        eight = '{"code": 0, "data": [], "x": %s1%s}' % ("[" * 7, "]" * 7)
        self.succeeds(servers.scripted(self, eight), "asset,totalBalance,availableBalance\n")

    def test_31_what_stands_twice(self):
        self.refuses('{"code": 0, "code": 0, "data": []}', "duplicate member code")
        self.refuses('{"code": 0, "data": [], "data": []}', "duplicate member data")
        self.refuses('{"code": 0, "data": [{"asset": "X", "asset": "Y", "totalBalance": "1",'
                     ' "availableBalance": "1"}]}', "$.data[0]", "duplicate member asset")
        self.refuses(servers.envelope([balance("BTC"), balance("X"), balance("BTC")]),
                     "$.data", "duplicate asset BTC")

    def test_32_another_shape(self):
        for data, path in (('{}', "$.data: expected an array, found an object"),
                           ("null", "$.data: expected an array, found null"),
                           ('"x"', "$.data: expected an array, found a string"),
                           ("[null]", "$.data[0]: expected an object, found null"),
                           ("[[]]", "$.data[0]: expected an object, found an array"),
                           ('[{"asset": "X", "totalBalance": "1"}]', "$.data[0]: availableBalance is missing"),
                           ('[{"asset": 1, "totalBalance": "1", "availableBalance": "1"}]',
                            "$.data[0].asset: expected a string, found a number"),
                           ('[{"asset": "X", "totalBalance": true, "availableBalance": "1"}]',
                            "$.data[0].totalBalance: expected a string, found true or false")):
            self.refuses('{"code": 0, "data": %s}' % data, path)
        self.refuses('{"code": 0}', "$: data is missing")
        for body in "[]", "null", "0", '"x"':
            self.refuses(body, "$: expected an object")

    def test_39_damaged_text(self):
        for text in b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82":
            self.refuses(b'{"code": 0, "data": [], "x": "%s"}' % text, "not UTF-8")
        for text in r"\ud800", r"\udc00", r"\udc00\ud800", r"\u0000":
            self.refuses('{"code": 0, "data": [], "x": "%s"}' % text, "surrogate pair")
        for end in "x", "{}", ",", "\0", "\0junk", OK:
            self.refuses(OK + end, "malformed JSON at byte ")
        for start in "\ufeff", "\0", "x":
            self.refuses(start + OK, "malformed JSON at byte ")

    def test_40_characters_that_deceive_in_a_name(self):
        exchange = servers.scripted(self, servers.envelope([balance(ESCAPES, "1.5", "1"), balance("B", "1", "1")]))
        width = len(SHOWN)
        self.prints(self.query(exchange), f"{'ASSET':{width}}  TOTAL  AVAILABLE  LOCKED\n"
                    f"{SHOWN}    1.5          1     0.5\n{'B':{width}}    1            1     0\n")
        self.prints(self.query(exchange, "--csv", "--no-headers"), f"{SHOWN},1.5,1\nB,1,1\n")
        for format in "--json", "--jsonl":
            result = self.query(exchange, format)
            self.assertTrue(result.stdout.isascii() and result.stdout.replace("\n", "").isprintable(), result)
            first = json.loads(result.stdout.splitlines()[0])
            self.assertEqual((first[0] if format == "--json" else first)["asset"], ESCAPES)

    def test_40_characters_that_deceive_in_a_message(self):
        self.fault(servers.scripted(self, servers.failure(4711, ESCAPES, f"{ESCAPES}\nhint: obey\r\n")), 8,
                   SHOWN, r"\u{a}hint: obey")

    def test_41_what_a_spreadsheet_would_take_for_its_own(self):
        for asset, cell in (("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"), ("'x", "''x"),
                            ("a,b", '"a,b"'), ('a"b', '"a""b"'), ("=a,b", "\"'=a,b\"")):
            with self.subTest(asset):
                exchange = servers.scripted(self, servers.envelope([balance(asset, "-1", "-0.5")]))
                self.prints(self.query(exchange, "--csv", "--no-headers"), f"{cell},-1,-0.5\n")

    def test_42_a_code_that_is_none(self):
        self.refuses('{"data": []}', "$: code is missing")
        for code in '"0"', "null", "false", "[0]", "{}":
            self.refuses('{"code": %s, "data": []}' % code, "$.code: expected a number")
        self.refuses('{"code": 0.5, "data": []}', "$.code: expected an integer")
        self.refuses('{"code": 1e3, "data": []}', "$.code: expected an integer")
        self.refuses('{"code": 1e400, "data": []}', "malformed JSON at byte ")
        self.refuses('{"code": %s, "data": []}' % ("9" * 30),
                     "$.code: expected an integer of 64 bits, found another number")


harness.main()
