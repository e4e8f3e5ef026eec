"""Kept connections that cannot be relied on: faults 81 and 82."""

import ssl
import time

import harness
import hostile
import kept
import servers


class Kept(kept.Rounds):
    def three_rounds(self, exchange):
        """Each has the row that belongs to it, by a connection of its own."""
        self.assertEqual(self.rounds(exchange, 3), ([["", "1.0"], ["", "2.0"], ["", "3.0"]], ""))
        self.assertEqual(exchange.connections, 3)

    def again(self, pause=0.0, surplus=None):
        """An exchange that sends each reply once more, or something else."""
        def act(connection, reply, number, nth):
            if pause:
                connection.sendall(reply)
                time.sleep(pause)
                connection.sendall(surplus or reply)
            else:
                connection.sendall(reply + (surplus or reply))
            return True

        return kept.Exchange(self, act)

    def test_81_the_same_reply_twice_at_once(self):
        self.three_rounds(self.again())

    def test_81_the_same_reply_200_ms_late(self):
        self.three_rounds(self.again(0.2))

    def test_81_half_a_tls_record(self):
        """Its rest comes after the next request."""
        def serve(connection):
            arrived, to_send = ssl.MemoryBIO(), ssl.MemoryBIO()
            tls = hostile.TRUSTED.wrap_bio(arrived, to_send, server_side=True)

            def call(function, *arguments):
                while True:
                    try:
                        return function(*arguments)
                    except ssl.SSLWantReadError:
                        connection.sendall(to_send.read())
                        arrived.write(connection.recv(65536) or b"\0")

            call(tls.do_handshake)
            for part in b"", b"late":
                if not part:
                    server.requests.append(call(tls.read, 65536))
                    tls.write(servers.Reply(servers.envelope([])).bytes())
                    connection.sendall(to_send.read())
                    tls.write(servers.Reply(servers.envelope([])).bytes())
                    connection.sendall(to_send.read()[:3])
                connection.recv(65536)

        server = servers.Server(self, serve)
        url = server.url.replace("http:", "https:")
        process = self.running("cash", "--watch", "-n", "1", "--csv", "--ca-file", str(hostile.AUTHORITY.file),
                               env=servers.credentials(url))
        end = time.monotonic() + 10
        while server.connections < 2:
            self.assertLess(time.monotonic(), end)
            time.sleep(0.01)

    def test_81_a_byte_that_nobody_asked_for(self):
        self.three_rounds(self.again(surplus=b"\n"))

    def test_81_a_second_request_right_after_the_first(self):
        exchange = self.again()
        self.prints(self.discovers(exchange), "2.0\n")
        self.assertEqual(exchange.connections, 2)

    def test_81_several_keys(self):
        exchange = self.again(0.1)
        self.profiles(exchange, 20)  # more than are kept
        rows, stderr = self.rounds(exchange, 40, "--all-profiles", env={})
        self.assertEqual((len(rows), stderr), (40, ""))
        self.belong(rows)
        self.assertEqual({len(keys) for keys in exchange.keys}, {1})

    def test_81_bytes_before_the_request(self):
        """What comes first may pass for the reply, but the reply is then never read as another."""
        exchange = kept.Exchange(self, greeting=kept.usdt("0").bytes())
        rows, stderr = self.rounds(exchange, 3)
        for number, (_, amount) in enumerate(rows, 1):
            self.assertIn(amount, ("0", f"{number}.0"), rows)
        self.assertEqual((len(rows), stderr), (3, ""))
        self.assertEqual({len(keys) for keys in exchange.keys}, {1})

    def used_again(self, ending):
        """The second request of each connection is met by this ending. It is sent once more, with a
        signature of its own, and that is no retry."""
        def act(connection, reply, number, nth):
            if nth == 2:
                ending(connection)
                return False
            connection.sendall(reply)
            return True

        exchange = kept.Exchange(self, act)
        self.assertEqual(self.rounds(exchange, 5), ([["", "1.0"], ["", "3.0"], ["", "5.0"]], ""))
        self.assertEqual((exchange.connections, exchange.signatures()), (3, 5))

    def test_82_reset_when_it_is_used_again(self):
        self.used_again(hostile.reset)

    def test_82_closed_when_it_is_used_again(self):
        self.used_again(hostile.close)

    def test_82_tls_ended_when_it_is_used_again(self):
        self.used_again(hostile.end_tls)

    def test_82_a_new_connection_that_is_reset_is_a_failure(self):
        def act(connection, reply, number, nth):
            if number in (2, 3):
                hostile.reset(connection)
                return False
            connection.sendall(reply)
            return True

        exchange = kept.Exchange(self, act)
        rows, stderr = self.rounds(exchange, 4)
        self.assertEqual(rows, [["", "1.0"], ["", "4.0"]])
        self.assertRegex(stderr, r"\Acoffer: [^\n]+\n(hint: [^\n]+\n)?\Z")
        self.assertEqual(exchange.connections, 3)


harness.main()
