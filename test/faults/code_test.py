"""What the exchange refuses, by its codes: faults 43 to 50, 64, 65 and 79."""

import json
import re
import urllib.parse

import harness
import hostile
import servers
from hostile import CSV, OK

CASH = "GET /6/api/pro/v1/cash/balance"
TIME = "GET /api/pro/v1/exchange-info"


class Code(hostile.Row):
    def refuses(self, codes, status, *parts, asks=(CASH,), http=200):
        """Each of the codes is this failure, by these requests and no others."""
        for code in codes:
            exchange = servers.scripted(self, servers.Reply(servers.failure(code, f"REASON_{code}", "why"), http))
            with self.subTest(code):
                self.fault(exchange, status, f"REASON_{code} (code {code}): why", *parts, requests=len(asks))
                self.assertEqual(self.asked(exchange), list(asks) * 2)

    def asked(self, exchange):
        return [target.partition("?")[0] for target in exchange.targets()]

    def test_43_a_key_that_is_refused(self):
        self.refuses([200003, 200004, 200005, 200006, 200007, 200008, 200009, 200010, 200011, 200012,
                      200013, 200014, 200015], 4, "the exchange refused the key", "hint: ")
        # Whether the clock is the cause is found out before anything is said.
        self.refuses([100009, 200001], 4, "the exchange refused the key", "hint: ", asks=[CASH, TIME])

    def test_43_a_status_that_refuses_in_json(self):
        for status in 401, 403:
            self.refuses([200015], 4, http=status)
            exchange = servers.scripted(self, servers.Reply('{"error": "x"}', status))
            self.fault(exchange, 4, f"HTTP {status}", requests=2)
            self.assertEqual(self.asked(exchange), [CASH, TIME] * 2)

    def test_44_too_many_attempts(self):
        self.refuses([200002], 4, "hint: stop retrying")

    def test_45_a_clock_that_is_wrong_is_corrected_once(self):
        for ahead, direction in (90, "behind"), (-40, "ahead of"), (86400, "behind"):
            with self.subTest(ahead):
                exchange = servers.Exchange(self, ahead=ahead)
                result = self.query(exchange, "--csv")
                self.assertEqual((result.status, result.stdout), (0, CSV))
                self.assertRegex(result.stderr, r"\Acoffer: warning: this machine's clock is (\d+(\.\d)? s|24 hours) "
                                 rf"{direction} the exchange's; requests are signed by the exchange's clock\nhint: set this machine's clock[^\n]*\n\Z")
                if abs(ahead) < 120:
                    offset = float(re.search(r"(\d+(?:\.\d)?) s", result.stderr)[1])
                    self.assertAlmostEqual(offset, abs(ahead), delta=2)
                else:
                    self.assertIn(" is 24 hours behind ", result.stderr)
                self.assertEqual(self.asked(exchange), [CASH, TIME, CASH])
                self.hides(exchange, result.stderr)

    def test_45_a_clock_that_is_not_to_be_corrected(self):
        exchange = servers.Exchange(self, ahead=90)
        self.fault(exchange, 4, "100011", "this machine's clock is 90", " s behind",
                   "hint: set this machine's clock", options=["--no-clock-correction"], requests=2)
        self.assertEqual(self.asked(exchange).count(CASH), 2)

    def test_45_a_clock_that_is_not_the_cause(self):
        self.refuses([100011], 4, "the exchange refused the timestamp", asks=[CASH, TIME])

    def test_46_a_request_that_is_refused(self):
        codes = [*range(100001, 100009), 100010, 100012, 100013, 150001]
        self.refuses(codes, 8, "the exchange refused the request")

    def test_46_a_wrong_account_group(self):
        def mismatch(request):
            wrong = not request.target.startswith("/7/")
            return servers.failure(100010, reason, message) if wrong else OK

        for reason, message in (("ACCOUNT_GROUP_MISMATCH", "x"), ("X", "Account Group: mismatch!"),
                                ("X", "accountgroupMISMATCH"), ("X", "AccoutGroupMismatch: 6")):
            exchange = servers.Exchange(self, group=6)
            exchange.info = lambda: {**servers.Exchange.info(exchange), "accountGroup": 7}
            exchange.replies["/api/pro/v1/cash/balance"] = mismatch
            with self.subTest(reason):
                self.fault(exchange, 8, "hint: the account group of this key is 7", requests=2)

    def test_47_margin_that_is_refused(self):
        self.refuses([310001, 310003, 310004, 310005], 8, "the exchange refused the request")
        self.refuses([310002], 8, "hint: this account has no margin account")

    def test_48_a_failure_that_may_pass(self):
        self.refuses([510001, 100101], 7, "the exchange cannot answer now", asks=[CASH, CASH])
        for code in 510001, 100101:
            self.succeeds(servers.scripted(self, servers.failure(code), OK))

    def test_49_a_human_challenge(self):
        self.refuses([900001], 7, "hint: log in with a browser")

    def test_50_an_unknown_code(self):
        self.refuses([1, -1, 1900, 4711, 999999999999], 8)

    def test_50_a_key_failure(self):
        self.refuses([2100], 4, "the exchange refused the key", "hint: check the key", asks=[CASH, TIME])

    def test_64_an_unknown_code_beside_a_status(self):
        for http, what in (429, "too many requests"), (500, "down or busy"), (503, "down or busy"):
            self.refuses([1, 4711], 7, f"HTTP {http}: ", what, asks=[CASH, CASH], http=http)
            self.succeeds(servers.scripted(self, servers.Reply(servers.failure(4711), http), OK))
        for http in 401, 403:
            self.refuses([4711], 4, f"HTTP {http}: ", asks=[CASH, TIME], http=http)
        self.refuses([4711], 8, http=404)

    def test_65_an_info_that_tells_little(self):
        exchange = servers.Exchange(self)
        exchange.replies["/api/pro/v1/info"] = servers.envelope({"accountGroup": 6})
        env = servers.credentials(exchange.url, COFFER_ACCOUNT_GROUP="")
        result = self.coffer("info", "--json", env=env)
        self.assertEqual((result.status, result.stderr), (0, ""))
        told = json.loads(result.stdout)
        self.assertEqual({key for key, value in told.items() if value is not None}, {"accountGroup"})
        self.assertEqual(self.coffer("info", env=env).stdout.count("never"), 0)
        self.prints(self.coffer("cash", "--csv", env=env), hostile.CSV)

    def answering(self, reply):
        """An exchange that answers a cash request with what this makes of it."""
        exchange = servers.Exchange(self)
        exchange.replies["/api/pro/v1/cash/balance"] = reply
        return exchange

    def test_79_an_exchange_that_sends_back_what_it_was_sent(self):
        def echo(request):
            key, signature = request.header("x-auth-key"), request.header("x-auth-signature")
            quoted = urllib.parse.quote(signature, safe=""), urllib.parse.quote(key, safe="")
            self.sent |= {key, signature, signature.rstrip("="), *quoted}
            return servers.Reply(body(request.head, key, signature, *quoted), status)

        as_page = lambda *sent: f"<html>{sent}</html>"
        as_message = lambda *sent: servers.failure(100001, sent[1], " ".join(sent[2:]))
        as_request = lambda *sent: servers.failure(4711, "ECHO", sent[0])
        escaped = lambda *sent: as_message(*sent).replace("/", "\\/")
        as_asset = lambda *sent: servers.envelope([{"asset": sent[2], "totalBalance": "1", "availableBalance": "1"}] * 2)
        for status in 200, 401, 404, 429:
            for body in as_page, as_message, as_request, escaped, as_asset:
                self.sent = set()
                exchange = self.answering(echo)
                for options in ["-v"], ["--json"], ["--csv"]:
                    result = self.query(exchange, "--retries", "0", *options)
                    self.assertGreater(result.status, 0, result)
                    for text in self.sent:
                        self.assertNotIn(text, result.stderr + result.stdout)
                    self.assertNotIn("\\/", result.stderr)

    def test_79_key_and_signature_among_what_is_asked_for(self):
        exchange = self.answering(lambda request: servers.envelope(
            [{"asset": request.header("x-auth-key"), "totalBalance": "1", "availableBalance": "1"}]))
        self.prints(self.query(exchange, "--csv"), "asset,totalBalance,availableBalance\n[key],1,1\n")


harness.main()
