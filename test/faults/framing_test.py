"""Replies that break HTTP: faults 14 to 23."""

import functools
import zlib

import harness
import hostile
import servers
from hostile import CSV, HEAD, OK

BODY = OK.encode()
LENGTH = b"Content-Length: %d\r\n\r\n" % len(BODY)
NO_HTTP = "no valid HTTP"


class Framing(hostile.Row):
    def test_14_a_body_that_is_shorter_than_its_length(self):
        long = b"Content-Length: 9999\r\n\r\n"
        for server in (hostile.replies(self, HEAD, long, BODY),
                       hostile.broken(self, lambda connection: connection.sendall(HEAD + long + BODY)),
                       hostile.broken(self, lambda connection: connection.sendall(HEAD + long + BODY), None)):
            self.fault(server, 5, "the reply was cut short", connections=2, requests=2)

    def test_15_bytes_beyond_the_length(self):
        for surplus in b"junk", HEAD + b"Content-Length: 4\r\n\r\nevil", b"\r\n" * 9999:
            self.succeeds(hostile.replies(self, HEAD, LENGTH, BODY, surplus))

    def test_16_a_length_that_is_none(self):
        no_number = "a Content-Length that is no number"
        for lines, why in ((b"Content-Length: abc", no_number), (b"Content-Length: -1", no_number),
                           (b"Content-Length: +%d" % len(BODY), no_number),
                           (b"Content-Length: 0x10", no_number), (b"Content-Length: 1e2", no_number),
                           (b"Content-Length: %d, %d" % (len(BODY), len(BODY)), no_number),
                           (b"Content-Length: 3\r\nContent-Length: 5", "two different Content-Lengths"),
                           (b"Content-Length: %d\r\ncontent-length: 3" % len(BODY),
                            "two different Content-Lengths")):
            with self.subTest(lines):
                self.fault(hostile.replies(self, HEAD, lines, b"\r\n\r\n", BODY), 9, why)
        self.succeeds(hostile.replies(self, HEAD, LENGTH[:-2], LENGTH, BODY))  # twice the same

    def test_17_a_body_that_ends_with_the_connection(self):
        def cut(end):
            return hostile.broken(self, lambda connection: (connection.sendall(HEAD + b"\r\n" + BODY),
                                                            end(connection)))

        for end in lambda _: None, hostile.reset:
            self.fault(cut(end), 5, "the reply was cut short", connections=2, requests=2)
        self.succeeds(hostile.replies(self, HEAD, b"\r\n", BODY))  # ended as TLS demands

    def test_18_broken_chunks(self):
        begin = hostile.chunked()
        whole = b"%x\r\n%s" % (len(BODY), BODY)
        for chunks in (b"zz\r\n" + BODY, b"-1\r\n" + BODY, b"\r\n" + whole, b"%x" % len(BODY),
                       b"ffffffffffffffff\r\n" + BODY, b"10\r\n" + BODY + b"\r\n0\r\n\r\n",
                       b"4\r\n%s\r\n%s" % (BODY[:4], BODY[4:]), b"4\r\n" + BODY[:3], b"0\r\n\r\n"):
            with self.subTest(chunks):
                result = self.query(hostile.replies(self, begin, chunks), "--csv", "--retries", "0")
                self.assertIn(result.status, (5, 9), result)
                self.fails(result, result.status)
        for end in (b"\r\n0\r\n\r\n", b"\r\n0;extension\r\n\r\n", b"\r\n000\r\n\r\n"):
            self.succeeds(hostile.replies(self, begin, whole, end))

    def test_18_chunks_without_an_end(self):
        """The JSON is whole: what is missing is no part of it."""
        whole = hostile.chunked(BODY)
        for reply in (whole, whole[:-2], whole[:-2] + b"junk\r\n0\r\n\r\n", whole + b"0\r\n",
                      whole + b"0\r\nX-Trailer: y\r\n\r\n"):
            result = self.query(hostile.replies(self, reply), "--csv", "--retries", "0")
            if result.status == 0:
                self.prints(result, CSV)
            else:
                self.assertIn(result.status, (5, 9))
                self.fails(result, result.status)

    def test_19_a_body_beyond_16_mib(self):
        block = b" " * 65536
        for head, chunk in ((HEAD + b"Content-Length: 17000000\r\n\r\n", block),
                            (HEAD + b"Content-Length: %s\r\n\r\n" % (b"9" * 40), block),
                            (hostile.chunked(), b"10000\r\n" + block + b"\r\n"),
                            (HEAD + b"\r\n", block)):
            server = hostile.broken(self, functools.partial(hostile.flood, start=head, block=chunk))
            with self.subTest((head, chunk[:9])):
                self.fault(server, 9, "a body of more than 16 MiB")
                self.stays_small(server, 9)

    def test_20_a_body_that_is_encoded(self):
        bomb = zlib.compress(b" " * (64 << 20), 9, zlib.MAX_WBITS | 16)
        for encoding, body in (("gzip", bomb), ("gzip", b"\x1f\x8b"), ("deflate", zlib.compress(BODY)),
                               ("br", b"\x0b"), ("x", BODY)):
            server = servers.scripted(self, servers.Reply(body, headers=[f"Content-Encoding: {encoding}"]),
                                      context=hostile.TRUSTED)
            with self.subTest(encoding):
                self.fault(server, 9, "the body is encoded, unasked")
                self.stays_small(server, 9, 24)
            self.assertIsNone(server.requests[0].header("accept-encoding"))

    def test_21_headers_without_end(self):
        for start, block in (HEAD + b"X: ", b"x" * 65536), (HEAD, b"X: y\r\n" * 10000), (b"", b"x" * 65536):
            server = hostile.broken(self, functools.partial(hostile.flood, start=start, block=block))
            with self.subTest((start, block[:9])):
                self.fault(server, 9)
                self.stays_small(server, 9)

    def test_21_headers_of_more_than_1_mib(self):
        lines = b"X: %s\r\n" % (b"y" * 1000)
        server = hostile.replies(self, HEAD, lines * 1100, LENGTH, BODY)
        self.fault(server, 9)

    def test_21_a_line_that_the_library_does_not_take(self):
        """It is within the limit of coffer's, not of cpp-httplib's: no success, and no lost connection."""
        for end in lambda _: None, hostile.end:
            server = hostile.broken(self, lambda connection, end=end: (
                connection.sendall(HEAD + b"X: " + b"x" * 9000 + b"\r\n" + LENGTH + BODY), end(connection)))
            self.fault(server, 9, NO_HTTP)

    def test_21_many_headers_within_the_limit(self):
        self.succeeds(hostile.replies(self, HEAD, b"X: y\r\n" * 99, LENGTH, BODY))

    def test_22_a_status_line_of_30_kb(self):
        self.succeeds(hostile.replies(self, b"HTTP/1.1 200 ", b"x" * 30_000, b"\r\n", LENGTH, BODY))

    def test_23_a_status_that_promises_something_else(self):
        for status in 103, 102, 101, 201, 202, 203, 204, 206, 226, 299:
            lines = b"HTTP/1.1 %d Status\r\n" % status
            with self.subTest(status):
                self.fault(hostile.replies(self, lines, LENGTH, BODY), 9, f"HTTP {status}")
        early = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
        self.fault(hostile.replies(self, early, HEAD, LENGTH, BODY), 9, "HTTP 103")

    def test_23_what_is_no_http(self):
        for reply in (b"SSH-2.0-OpenSSH_9.2\r\n", b"HTTP/2 200\r\n\r\n", b"HTTP/1.1 OK\r\n\r\n", b"\r\n\r\n",
                      BODY + b"\r\n", b"HTTP/1.1 100 Continue\r\nX: y\r\n\r\n" + HEAD + LENGTH + BODY):
            for end in lambda _: None, hostile.end, lambda connection: connection.recv(1):
                server = hostile.broken(self, lambda connection, reply=reply, end=end: (
                    connection.sendall(reply), end(connection)))
                with self.subTest((reply[:20], end)):
                    self.fault(server, 9, NO_HTTP)


harness.main()
