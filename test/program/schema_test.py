"""What is printed as JSON is what docs/schema describes, judged by an independent validator."""

import json
import time

import jsonschema

import commands
import harness
import schemas
import servers

LOG = """\
timestamp,asset,totalBalance,availableBalance
2026-01-01T00:00:00.000Z,USDT,1000.50,1000.50
2026-01-02T00:00:00.000Z,USDT,250,250
"""
RISK_LOG = '{"timestamp":"2026-01-01T00:00:00.000Z","netBalanceInUSDT":"17715.8175","cushion":"-1"}\n'


class Schemas(harness.ExchangeTest, schemas.Checks):
    def serve(self, path, data):
        self.exchange.replies[path] = servers.envelope(data)

    def test_schemas_are_schemas(self):
        names = sorted(path.stem for path in schemas.DIRECTORY.glob("*.json"))
        self.assertEqual(names, sorted(["error", *commands.REPORTS]))
        for name in names:
            jsonschema.Draft202012Validator.check_schema(schemas.load(name))

    def test_each_column_is_described(self):
        for command in commands.REPORTS:
            definitions = schemas.load(command)["$defs"].values()
            described = set().union(*(each.get("properties", ()) for each in definitions))
            self.assertEqual(described, commands.columns(command), command)

    def test_reports(self):
        for command in "cash", "margin", "risk", "info", "worth":
            for exchange in {"env": self.env}, {}:
                with self.subTest((command, exchange)):
                    arguments = [command] if exchange else [command, "--sandbox"]
                    self.prints_documented(command, *arguments, **exchange)
                    stamped = self.prints_documented(command, *arguments, "--timestamp", **exchange)
                    first = stamped[0] if isinstance(stamped, list) else stamped
                    self.assertEqual(list(first)[0], "timestamp")

    def test_values(self):
        self.serve("/api/pro/v1/spot/ticker", [{"symbol": "ETH/USDT", "close": "2"}])
        for command in "cash", "margin":
            self.prints_documented(command, command, "--value", "USDT", env=self.env)
        self.assertEqual(self.prints_documented("worth", "worth", env=self.env)["unpriced"], ["BTC"])

    def test_ledgers_and_snapshots(self):
        self.assertEqual(len(self.prints_documented("ledger", "ledger", "--sandbox")), 8)
        today = time.strftime("%Y-%m-%d", time.gmtime())
        for command in "cash", "margin":
            self.prints_documented(command, command, "--sandbox", "--at", today, "--timestamp")
            self.prints_documented(command, command, "--sandbox", "--at", today, "--columns",
                                   "asset,totalBalance,availableBalance,lockedBalance")

    def test_empty_reports(self):
        self.serve("/api/pro/v1/cash/balance", [])
        self.assertEqual(self.prints_documented("cash", "cash", env=self.env), [])
        log = self.write("log", LOG.splitlines(True)[0])
        self.assertEqual(self.prints_documented("history", "history", str(log)), [])

    def test_unusual_amounts_and_text(self):
        self.serve("/api/pro/v1/cash/balance", [
            {"asset": "A\x1b,\"\u202e", "totalBalance": "-0.10", "availableBalance": "1e-9"},
            {"asset": "B", "totalBalance": "9" * 200, "availableBalance": "0.00"}])
        self.prints_documented("cash", "cash", env=self.env)

    def test_a_key_that_expires(self):
        self.serve("/api/pro/v1/info", {**self.exchange.info(), "expireTime": 1893456000000,
                                        "allowedIps": ["192.0.2.1"]})
        self.assertIsNotNone(self.prints_documented("info", "info", env=self.env)["expireTime"])

    def test_history(self):
        cash = str(self.write("cash.csv", LOG))
        risk = str(self.write("risk.jsonl", RISK_LOG))
        self.assertEqual(len(self.prints_documented("history", "history", cash, risk)), 2)
        self.prints_documented("history", "history", cash, "--timestamp")
        schema = {"$defs": schemas.load("history")["$defs"], "$ref": "#/$defs/period"}
        schema["$defs"]["period"]["additionalProperties"] = False
        for row in json.loads(self.coffer("history", cash, "--every", "1d", "--json").stdout):
            jsonschema.validate(row, schema, jsonschema.Draft202012Validator)

    def test_named_columns_are_described_as_well(self):
        log = str(self.write("cash.csv", LOG))
        for command, columns in ("cash", "lockedBalance,asset"), ("margin", "profile,netBalance,lockedBalance"), \
                ("risk", "cushion"), ("info", "expireTime,timestamp"), ("history", "trend,last"), \
                ("worth", "unpriced,value"):
            arguments = [command, log] if command == "history" else [command]
            result = self.coffer(*arguments, "--jsonl", "--columns", columns, env=self.env)
            self.assertEqual(result.status, 0, result)
            row = json.loads(result.stdout.splitlines()[0])
            self.assertEqual(",".join(row), columns)
            self.conforms(schemas.row_schema(schemas.load(command), partial=True), row)

    def test_errors(self):
        for reply in (servers.failure(200001, "AUTHENTICATION_FAILED"), servers.failure(310002),
                      servers.failure(4711, "NEW", "a\x1b\n"), servers.Reply("<html>", 404), "no JSON"):
            self.exchange.replies["/api/pro/v1/cash/balance"] = reply
            self.tells_documented(self.coffer("cash", "--json", env=self.env))
        self.tells_documented(self.coffer("cash", "--json", "--retries", "0",
                                          env=servers.credentials("http://127.0.0.1:1")))
        self.tells_documented(self.coffer("cash", "--jsonl"))
        self.fails(self.coffer("cash", "--json", "--columns", "nothing"), 2)  # which is always text

    def test_what_is_not_as_promised_is_refused(self):
        """Each schema notices a value of another type, and a key that is missing."""
        log = str(self.write("cash.csv", LOG))
        for command in "cash", "margin", "risk", "info", "worth", "history":
            schema = schemas.load(command)
            whole = self.prints_documented(command, command, *[log] * (command == "history"), env=self.env)
            rows = whole if isinstance(whole, list) else [whole]
            for key, value in rows[0].items():
                for wrong in 12.5, [12.5], {}, *([] if value is None or isinstance(value, str) else ["12.5"]):
                    with self.subTest((command, key, wrong)):
                        self.assertFalse(schemas.accepts(schema, [{**rows[0], key: wrong}]))
                if key in ("availableBalance", "borrowed", "interest"):  # --at leaves them out
                    continue
                without = {other: rows[0][other] for other in rows[0] if other != key}
                self.assertFalse(schemas.accepts(schema, [without]), (command, key))
            self.assertFalse(schemas.accepts(schema, "text"))

    def test_amounts_are_exact_decimals(self):
        schema = schemas.load("cash")
        row = {"asset": "BTC", "totalBalance": "1", "availableBalance": "1"}
        for amount in "0", "-0.10", "1285.366663467", "9" * 256:
            self.assertTrue(schemas.accepts(schema, [{**row, "totalBalance": amount}]), amount)
        for amount in 1285.36, 1, None, "", "1e-9", "1,000", "+1", ".5", "1.", "01", "NaN", " 1":
            self.assertFalse(schemas.accepts(schema, [{**row, "totalBalance": amount}]), amount)

    def test_a_key_may_be_added(self):
        row = {"asset": "BTC", "totalBalance": "1", "availableBalance": "1", "new": 1}
        self.assertTrue(schemas.accepts(schemas.load("cash"), [row]))

    def test_errors_that_are_not_as_promised_are_refused(self):
        error = self.tells_documented(self.coffer("cash", "--json"))[0]["error"]
        for wrong in ({**error, "kind": "new"}, {**error, "retryable": "no"}, {**error, "code": "1"},
                      {"kind": "config"}, {}):
            self.assertFalse(schemas.accepts(schemas.load("error"), {"error": wrong}), wrong)
        self.assertFalse(schemas.accepts(schemas.load("error"), error))

    def test_a_condition_that_holds(self):
        result = self.coffer("--sandbox", "cash", "--json", "--fail-if", "BTC.totalBalance>1")
        self.assertEqual(result.status, 11, result)
        self.assertEqual([failure["error"] for failure in self.tells_documented(result)], [{
            "kind": "condition", "message": "BTC.totalBalance>1 holds: found 22.1308675", "retryable": False,
            "condition": "BTC.totalBalance>1", "asset": "BTC", "column": "totalBalance", "value": "22.1308675"}])

    def test_a_diagnosis(self):
        self.prints_documented("doctor", "doctor", "--sandbox")
        self.prints_documented("doctor", "doctor", "--sandbox", "--timestamp")

    def test_a_diagnosis_that_fails(self):
        exchange = servers.Exchange(self, secret="another-secret")
        result = self.coffer("doctor", "--json", env=servers.credentials(exchange.url))
        self.assertNotEqual(result.status, 0, result)
        steps = json.loads(result.stdout)
        self.conforms(schemas.load("doctor"), steps)
        self.assertIn("fail", [step["status"] for step in steps])


class Profiles(harness.ExchangeTest, schemas.Checks):
    def setUp(self):
        super().setUp()
        for name in "main", "spare":
            self.store(name)

    def store(self, name, **members):
        self.write(f".config/coffer/{name}.json", servers.profile(self.exchange.url, **members))

    def test_profiles(self):
        self.write(".config/coffer/short.json", {"api_key": "1234567", "api_secret_command": "true"})
        self.assertEqual(len(self.prints_documented("profiles", "profiles")), 3)
        self.prints_documented("profiles", "profiles", "--timestamp")

    def test_reports_of_several_profiles_are_arrays(self):
        for command in "cash", "margin", "risk", "info", "worth":
            for options in ["--profile", "main", "--profile", "spare"], ["--all-profiles", "--timestamp"]:
                with self.subTest((command, options)):
                    rows = self.prints_documented(command, command, *options)
                    self.assertEqual({row["profile"] for row in rows}, {"main", "spare"})

    def test_a_record_of_one_profile_among_all(self):
        (self.home / ".config/coffer/spare.json").unlink()
        for command in "risk", "info", "worth":
            self.assertEqual(len(self.prints_documented(command, command, "--all-profiles")), 1)

    def test_totals(self):
        for command in "cash", "margin", "worth":
            self.prints_documented(command, command, "--all-profiles", "--total")

    def test_failures_name_their_profile(self):
        self.store("spare", api_key="another-key-0000")
        result = self.coffer("cash", "--all-profiles", "--json")
        self.assertEqual(result.status, 4, result)
        self.assertEqual([failure["error"]["profile"] for failure in self.tells_documented(result)],
                         ["spare"])


harness.main()
