"""What is printed of several profiles is what docs/schema describes."""

import harness
import schemas
import servers


class Schemas(harness.TestCase, schemas.Checks):
    def setUp(self):
        super().setUp()
        self.exchange = servers.Exchange(self)
        for name in "main", "spare":
            self.store(name)

    def store(self, name, **members):
        self.write(f".config/coffer/{name}.json", {
            "api_key": servers.KEY, "api_secret": servers.SECRET, "account_group": 6,
            "base_url": self.exchange.url, **members})

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
