"""Connections are kept from round to round, and from request to request."""

import time

import harness
import kept
import servers


class Kept(kept.Rounds):
    def test_one_connection_for_all_rounds(self):
        exchange = kept.Exchange(self)
        self.assertEqual(self.rounds(exchange, 3), ([["", "1.0"], ["", "2.0"], ["", "3.0"]], ""))
        self.assertEqual(exchange.connections, 1)

    def test_one_connection_for_each_key(self):
        exchange = kept.Exchange(self)
        self.profiles(exchange, 3)
        rows, stderr = self.rounds(exchange, 9, "--all-profiles", env={})
        self.assertEqual((len(rows), stderr, exchange.connections), (9, "", 3))
        self.belong(rows)
        self.assertEqual({len(set(keys)) for keys in exchange.keys}, {1}, exchange.keys)

    def test_those_of_16_keys_at_most(self):
        exchange = kept.Exchange(self)
        self.profiles(exchange, 20)
        left = []
        rows, stderr = self.rounds(exchange, 40, "--all-profiles", env={},
                                   between=lambda: left.append(len(exchange.open)))
        self.assertEqual((len(rows), stderr), (40, ""))
        self.belong(rows)
        self.assertEqual({len(set(keys)) for keys in exchange.keys}, {1}, exchange.keys)
        self.assertLessEqual(left[0], 16)
        self.assertLess(exchange.connections, 40)

    def closed_between_rounds(self, ending):
        """No request is wasted on a connection that has ended."""
        def act(connection, reply, number, nth):
            connection.sendall(reply)
            time.sleep(0.1)
            ending(connection)
            return False

        exchange = kept.Exchange(self, act)
        self.assertEqual(self.rounds(exchange, 3), ([["", "1.0"], ["", "2.0"], ["", "3.0"]], ""))
        self.assertEqual(exchange.connections, 3)

    def test_closed_between_rounds(self):
        self.closed_between_rounds(servers.close)

    def test_tls_ended_between_rounds(self):
        self.closed_between_rounds(servers.end)

    def test_tls_ended_between_rounds_and_tcp_left_open(self):
        self.closed_between_rounds(servers.end_tls)

    def test_reset_between_rounds(self):
        self.closed_between_rounds(servers.reset)

    def said(self, head, connections):
        """A second request comes by this many connections after a reply with this head."""
        def act(connection, reply, number, nth):
            connection.sendall(reply.replace(b"HTTP/1.1 200 Status", head))
            return True  # and would answer another

        exchange = kept.Exchange(self, act)
        with self.subTest(head):
            self.prints(self.discovers(exchange), "2.0\n")
            self.assertEqual(exchange.connections, connections)

    def test_a_server_that_says_it_closes(self):
        for line in (b"Connection: close", b"connection:Close", b"CONNECTION: keep-alive, CLOSE",
                     b"Connection: close ,x", b"Connection: x\r\nConnection: close"):
            self.said(b"HTTP/1.1 200 OK\r\n" + line, 2)
        self.said(b"HTTP/1.0 200 OK", 2)

    def test_a_server_that_does_not(self):
        for line in b"Connection: keep-alive", b"Connection: closed", b"X-Connection: close", b"Connection:":
            self.said(b"HTTP/1.1 200 OK\r\n" + line, 1)


harness.main()
