"""Where the key comes from."""

import accounts
import harness


class Credentials(accounts.AccountTest):
    def test_no_key_at_all(self):
        self.refuses("COFFER_API_KEY", "default.json")

    def test_a_pair_from_the_environment(self):
        self.asks(env=self.env)

    def test_empty_variables_count_as_unset(self):
        self.store("default")
        self.asks(env={"COFFER_API_KEY": "", "COFFER_API_SECRET": "", "COFFER_PROFILE": "",
                       "COFFER_OUTPUT": "", "SSL_CERT_FILE": ""})

    def test_the_sandbox_ignores_profiles_and_environment(self):
        self.store("default", mode=0o644)
        self.assertEqual(self.coffer("--sandbox", "cash", env={"COFFER_API_KEY": "half"}).status, 0)
        self.assertFalse((self.home / ".cache").exists())

    def test_the_sandbox_takes_either_encoding_of_its_secret(self):
        for encoding in "raw", "base64":
            self.assertEqual(self.coffer("--sandbox", "cash", "--secret-encoding", encoding).status, 0)

    def test_the_sandbox_has_a_zero_to_show(self):
        self.assertNotIn("ASD", self.coffer("--sandbox", "cash").stdout)
        self.assertIn("ASD", self.coffer("--sandbox", "cash", "--show-all").stdout)


harness.main()
