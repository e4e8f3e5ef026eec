"""What counts where a reply says two things."""

import harness
import servers


class Replies(harness.TestCase):
    def test_an_envelope_outranks_the_status(self):
        self.fails(self.ask(servers.scripted(self, servers.Reply(servers.failure(200015), 503))), 4)
        self.fails(self.ask(servers.scripted(self, servers.Reply(servers.failure(100004), 429))), 8)


harness.main()
