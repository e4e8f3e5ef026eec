"""Logs that grow: --append."""

import json
import os
import re
import time

import harness
import logs
import servers

COMMANDS = "cash", "margin", "risk", "worth"


class Append(logs.LogTest):
    def test_entries_follow_each_other_under_one_header(self):
        for count in 1, 2, 3:
            self.prints(self.append(), "")
            self.holds_entries(count)
        self.assertEqual(self.log.stat().st_mode & 0o7777, 0o600)

    def test_what_is_written_is_what_is_read_for_every_command(self):
        for command in COMMANDS:
            for ending in "csv", "jsonl":
                log = self.home / f"{command}.{ending}"
                for _ in range(2):
                    self.prints(self.append(command=command, log=log), "")
                shown = json.loads(self.coffer(command, "--json", env=self.env).stdout)
                for row in shown if isinstance(shown, list) else [shown]:
                    asset = row.pop("asset", None) or row.pop("currency", None)
                    self.assertEqual(row.pop("unpriced", []), [])
                    for column, amount in row.items():
                        result = self.coffer("history", str(log), "--of", column, "--json",
                                             *(["--asset", asset] if asset else []))
                        read = json.loads(result.stdout)
                        if column == "cushion":  # -1 is none
                            self.assertEqual(read, [])
                            continue
                        self.assertEqual(
                            [(entry["profile"], entry["report"], entry["asset"], entry["column"],
                              entry["count"], entry["last"]) for entry in read],
                            [(command, command, asset, column, 2, amount)])

    def test_a_line_is_what_csv_and_jsonl_print(self):
        for command in COMMANDS:
            for format in "csv", "jsonl":
                log = self.home / f"{command}.{format}"
                self.prints(self.append(command=command, log=log), "")
                printed = self.coffer(command, f"--{format}", "--timestamp", env=self.env).stdout
                leading = {"csv": rf"(timestamp|{logs.TIME}),((profile,report|,{command}),)",
                           "jsonl": rf'("timestamp":"{logs.TIME}"),("profile":null,"report":"{command}",)'}
                unlogged = re.sub(leading[format], lambda found: found[1] + ",", log.read_text())
                without_time = lambda text: re.sub(logs.TIME, "", text)
                self.assertEqual(without_time(unlogged), without_time(printed))

    def test_the_format_is_that_of_the_option_or_the_name(self):
        lines = self.home / "log.jsonl"
        other = self.home / "log"
        for log, *options in (lines,), (other, "--jsonl"), (self.log, "-o", "csv"):
            for variable in {}, {"COFFER_OUTPUT": "table"}:
                self.prints(self.append(*options, log=log, env=variable), "")
        self.holds_entries(2)
        for log in lines, other:
            self.assertRegex(log.read_text(), r'\A(\{"timestamp":"[^"]+","profile":null,"report":"cash",'
                                              r'"asset":"[A-Z]+",[^\n]*\}\n){6}\Z')

    def test_the_columns_of_every_log_come_first_once(self):
        self.prints(self.append("--timestamp", "--columns", "asset,report,TIMESTAMP,profile,total"), "")
        self.assertTrue(self.log.read_text().startswith("timestamp,profile,report,asset,totalBalance\n20"))

    def test_a_failed_query_leaves_the_log_alone(self):
        self.exchange.replies["/api/pro/v1/cash/balance"] = servers.failure(200015, "PERMISSION_DENIED")
        self.fails(self.append(), 4)
        self.assertFalse(self.log.exists())
        os.mkfifo(self.log)  # to open it would show
        self.fails(self.append(), 4)

    def test_a_condition_that_holds_is_told_beside_the_entry(self):
        result = self.append("--fail-if", "USDT.availableBalance>=1000")
        self.assertEqual((result.status, result.stdout), (11, ""))
        self.assertIn("1285.366663467", result.stderr)
        self.holds_entries(1)

    def test_a_log_tells_whose_it_is(self):
        self.store("main", "sub")
        path = ".config/coffer/sub.json"
        self.serve(BTC="1")
        append = lambda *options: self.prints(
            self.coffer("cash", "--append", str(self.log), *options, cwd=self.home), "")
        append("-p", "main", "-p", "sub")
        append("-p", path)
        append("--all-profiles", "--total")
        append("-p", "main")
        self.coffer("cash", "BTC", "--sandbox", "--append", str(self.log))
        self.assertEqual([row.split(",")[:4] for row in self.rows()], [
            ["main", "cash", "BTC", "1"], ["sub", "cash", "BTC", "1"],
            [str(self.home / path), "cash", "BTC", "1"], ["*", "cash", "BTC", "2"],
            ["main", "cash", "BTC", "1"], ["*sandbox", "cash", "BTC", "22.1308675"]])
        self.prints(self.coffer("history", str(self.log), "--csv", "--no-headers", "--columns",
                                "profile,count"),
                    f"main,2\nsub,1\n{self.home / path},1\n*,1\n*sandbox,1\n")

    def test_zeros_are_dropped_before_a_condition_sees_them(self):
        self.serve(BTC="1", ASD="0")
        self.prints(self.append("--fail-if", "totalBalance<1"), "")
        self.assertEqual(self.append("--fail-if", "ASD.totalBalance<1").status, 11)
        self.assertEqual(self.append("--fail-if", "totalBalance<1", "--show-all").status, 11)
        self.assertEqual(self.rows(), [",cash,BTC,1,1", ",cash,BTC,1,1", ",cash,BTC,1,1", ",cash,ASD,0,0"])

    def test_named_assets_are_logged_alone(self):
        self.serve(BTC="1", ETH="2", ASD="0")
        self.append()
        self.prints(self.append("ASD"), "")
        self.assertEqual(self.rows()[2:], [",cash,ASD,0,0"])

    def test_the_time_is_the_corrected_one(self):
        for ahead in 90, -90:
            exchange = servers.Exchange(self, ahead=ahead)
            log = self.home / f"{ahead}.jsonl"
            before = time.time()
            result = self.coffer("cash", "--append", str(log), env=servers.credentials(exchange.url))
            self.assertEqual(result.status, 0)
            written = json.loads(log.read_text().splitlines()[0])["timestamp"]
            stamp = time.strftime("%Y-%m-%dT%H:%M", time.gmtime(before + ahead))
            later = time.strftime("%Y-%m-%dT%H:%M", time.gmtime(time.time() + ahead + 2))
            self.assertIn(written[:16], (stamp, later))
        result = self.ask(servers.Exchange(self, ahead=-86400 * 400), "--timestamp", "--no-headers")
        year = time.gmtime(time.time() - 86400 * 400).tm_year
        self.assertEqual(result.stdout[:5], f"{year}-")


harness.main()
