"""Replies in the forms that HTTP allows."""

import harness
import servers

OK = servers.envelope(servers.CASH)
HEAD = b"HTTP/1.1 200 OK\r\n"


class Replies(harness.TestCase):
    def test_a_reply_in_pieces(self):
        def pieces(connection):
            for byte in servers.Reply(OK).bytes():
                connection.sendall(bytes([byte]))

        self.assertEqual(self.ask(servers.BrokenExchange(self, pieces)).status, 0)

    def test_a_chunked_reply(self):
        body = OK.encode()
        chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:7], body[7:], b""))
        server = servers.BrokenExchange(self, lambda connection: connection.sendall(
            HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunks))
        self.assertEqual(self.ask(server).status, 0)

    def test_an_envelope_outranks_the_status(self):
        self.fails(self.ask(servers.scripted(self, servers.Reply(servers.failure(200015), 503))), 4)
        self.fails(self.ask(servers.scripted(self, servers.Reply(servers.failure(100004), 429))), 8)


harness.main()
