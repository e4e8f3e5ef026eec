"""How a connection ends, and what that makes of a reply: faults 14, 17 and 63."""

import ssl

import harness
import hostile
from hostile import AUTHORITY, HEAD, OK, TRUSTED

BODY = OK.encode()
LENGTH = b"Content-Length: %d\r\n\r\n" % len(BODY)
CUT = "the reply was cut short"
NONE = "the connection was closed before a reply came"
OLD = AUTHORITY.context("ending")
OLD.maximum_version = ssl.TLSVersion.TLSv1_2


class Ending(hostile.Row):
    def cut(self, *parts, why=CUT, ending=hostile.close, context=TRUSTED):
        """The reply is not all there. That is known at once."""
        with self.subTest((parts, ending)):
            server = hostile.replies(self, *parts, ending=ending, context=context)
            result = self.query(server, "--csv", "--retries", "0")
            self.fails(result, 5, why)
            self.lasts(result, 0, 2)

    def cut_and_asked_again(self, *parts, ending=hostile.close):
        self.fault(hostile.replies(self, *parts, ending=ending), 5, CUT, connections=2, requests=2)

    def whole(self, *parts, ending, context=TRUSTED):
        with self.subTest((parts, ending)):
            server = hostile.replies(self, *parts, ending=ending, context=context)
            result = self.query(server, "--csv", "--retries", "0")
            self.prints(result, hostile.CSV)
            self.lasts(result, 0, 2)

    def test_14_a_body_that_is_shorter_than_its_length(self):
        long = b"Content-Length: 9999\r\n\r\n"
        self.cut_and_asked_again(HEAD, long, BODY, ending=hostile.end)
        for context in TRUSTED, None:
            self.cut(HEAD, long, BODY, context=context)
            self.cut(HEAD, long, BODY, ending=hostile.reset, context=context)

    def test_17_a_body_that_ends_with_the_connection(self):
        for head in HEAD, b"HTTP/1.0 200 OK\r\n", HEAD + b"Connection: close\r\n":
            self.whole(head, b"\r\n", BODY, ending=hostile.end)
            self.whole(head, b"\r\n", BODY, ending=hostile.close, context=None)
            self.cut(head, b"\r\n", BODY)
        for context in TRUSTED, None:
            self.cut(HEAD, b"\r\n", BODY, ending=hostile.reset, context=context)
        self.cut_and_asked_again(HEAD, b"\r\n", BODY)

    def test_17_a_body_whose_end_is_known(self):
        """How the connection then ends is all the same."""
        for ending in hostile.close, hostile.end, hostile.reset, hostile.end_tls, hostile.leave:
            self.whole(HEAD, LENGTH, BODY, ending=ending)
            self.whole(hostile.chunked(BODY), b"0\r\n\r\n", ending=ending)

    def test_63_tls_ended_inside_a_body(self):
        for context in TRUSTED, OLD:
            self.cut(HEAD, b"Content-Length: 9999\r\n\r\n", BODY, ending=hostile.end_tls, context=context)
            self.cut(HEAD, b"Content-Length: 9999\r\n\r\n", ending=hostile.end_tls, context=context)
        self.cut_and_asked_again(HEAD, b"Content-Length: 9999\r\n\r\n", BODY, ending=hostile.end_tls)

    def test_63_tls_ended_inside_chunks(self):
        whole = hostile.chunked(BODY)
        for reply in hostile.chunked(), whole[:-9], whole[:-2], whole, whole + b"0", whole + b"0\r\n":
            self.cut(reply, ending=hostile.end_tls)

    def test_63_tls_ended_before_the_body(self):
        for start in b"", HEAD[:5], HEAD, HEAD + b"X: y", HEAD + LENGTH[:-2]:
            self.cut(start, why="", ending=hostile.end_tls)
        self.cut(why=NONE, ending=hostile.end_tls)

    def test_63_tls_ended_where_http_says_so(self):
        for context in TRUSTED, OLD:
            for head in HEAD, b"HTTP/1.0 200 OK\r\n":
                self.whole(head, b"\r\n", BODY, ending=hostile.end_tls, context=context)


harness.main()
