"""What the tests of profiles and credentials have in common."""

import harness
import servers


class AccountTest(harness.ExchangeTest):
    def profile(self, **more):
        members = {"api_key": servers.KEY, "api_secret": servers.SECRET, "account_group": 6,
                   "base_url": self.exchange.url, **more}
        return {name: value for name, value in members.items() if value is not None}

    def store(self, name, profile=None, mode=0o600):
        return self.write(f".config/coffer/{name}.json", profile or self.profile(), mode)

    def asks(self, *arguments, env=None):
        """The run asks the exchange, and succeeds."""
        before = len(self.exchange.requests)
        result = self.coffer("cash", *arguments, env=env)
        self.assertEqual((result.status, result.stderr), (0, ""))
        self.assertGreater(len(self.exchange.requests), before)

    def refuses(self, *parts, arguments=(), env=None):
        before = self.exchange.connections
        self.fails(self.coffer("cash", *arguments, env=env), 3, *parts)
        self.assertEqual(self.exchange.connections, before)
