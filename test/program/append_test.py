"""Logs that grow: --append."""

import os

import harness
import logs
import servers


class Append(logs.LogTest):
    def test_entries_follow_each_other_under_one_header(self):
        for count in 1, 2, 3:
            self.prints(self.append(), "")
            self.holds_entries(count)
        self.assertEqual(self.log.stat().st_mode & 0o7777, 0o600)

    def test_the_format_is_that_of_the_option_or_the_name(self):
        lines = self.home / "log.jsonl"
        other = self.home / "log"
        for log, *options in (lines,), (other, "--jsonl"), (self.log, "-o", "csv"):
            for variable in {}, {"COFFER_OUTPUT": "table"}:
                self.prints(self.append(*options, log=log, env=variable), "")
        self.holds_entries(2)
        for log in lines, other:
            self.assertRegex(log.read_text(), r'\A(\{"timestamp":"[^"]+","asset":"[A-Z]+",[^\n]*\}\n){6}\Z')

    def test_the_timestamp_is_the_first_column_once(self):
        self.prints(self.append("--timestamp", "--columns", "asset,timestamp"), "")
        self.assertTrue(self.log.read_text().startswith("timestamp,asset\n20"))

    def test_other_columns_are_refused(self):
        self.prints(self.append(), "")
        before = self.log.read_bytes()
        self.refuses(self.append("--columns", "asset"), "columns")
        self.assertEqual(self.log.read_bytes(), before)

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


harness.main()
