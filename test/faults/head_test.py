"""A reply's status line and headers: faults 21 to 23 and 80."""

import functools

import harness
import hostile
from hostile import HEAD, OK

BODY = OK.encode()
LENGTH = b"Content-Length: %d\r\n\r\n" % len(BODY)
NO_HTTP = "valid HTTP"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


def line(start, size):
    """A line of that many bytes with its CRLF."""
    return start + b"x" * (size - len(start) - 2) + b"\r\n"


class Head(hostile.Row):
    def refuses(self, *parts, why="", ending=hostile.end, small=False):
        """The reply is malformed, at once and for good."""
        server = hostile.replies(self, *parts, ending=ending)
        with self.subTest(b"".join(parts)[:100]):
            result = self.fault(server, 9, why)
            self.lasts(result, 0, 2)
            if small:
                self.stays_small(server, 9)

    def takes(self, *parts):
        with self.subTest(b"".join(parts)[:100]):
            self.succeeds(hostile.replies(self, *parts))

    def floods(self, start, block):
        server = hostile.broken(self, functools.partial(hostile.flood, start=start, block=block))
        with self.subTest((start, block[:30])):
            self.fault(server, 9)
            self.stays_small(server, 9)

    def test_21_headers_without_end(self):
        self.floods(HEAD + b"X: ", b"x" * 65536)
        self.floods(HEAD, b"X: y\r\n" * 10_000)
        self.floods(HEAD, b"\n" * 65536)

    def test_21_interim_replies_without_end(self):
        self.floods(b"", CONTINUE * 1000)
        self.floods(CONTINUE, b"HTTP/1.1 100 " + b"x" * 900 + b"\r\n\r\n")

    def test_22_a_status_line_of_1_kib_is_the_limit(self):
        for end in b"", CONTINUE:
            self.takes(end, line(b"HTTP/1.1 200 ", 1024), LENGTH, BODY)
            for size in 1027, 7500, 30_000, 1 << 20:
                self.refuses(end, line(b"HTTP/1.1 200 ", size), LENGTH, BODY, small=True)
        for start in b"HTTP/1.1 200 ", b"":
            self.floods(start, b"x" * 65536)

    def test_22_a_status_line_that_is_too_long_is_not_waited_for(self):
        self.refuses(b"HTTP/1.1 200 " + b"x" * 2000, ending=hostile.leave)
        self.refuses(HEAD + b"X: " + b"x" * 9000, ending=hostile.leave)

    def test_21_header_lines_that_are_none(self):
        for lines in (b"no colon\r\n", b"X: y\r\n folded\r\n", b"X: y\r\n\tfolded\r\n", b" first: y\r\n", b"X: y\n",
                      b"\n", b"\r\r\n", b": no name\r\n", b"X: a\0b\r\n", b"X: a\x1bb\r\n", b"X: a\x7fb\r\n",
                      b"X: a\rb\r\n"):
            self.refuses(HEAD, lines, LENGTH, BODY)
            self.refuses(HEAD, LENGTH[:-2], lines, b"\r\n", BODY)
        self.refuses(HEAD, LENGTH[:-2], b"\n", BODY)
        self.refuses(HEAD, b"no colon\r\n", ending=hostile.leave)

    def test_21_header_lines_in_an_odd_form(self):
        for lines in (b"X:\r\n", b"X: \t\r\n", b"X:y\r\n", b"X: \xe9\xff\r\n", b"X: %00%0d%0a%zz\r\n", b"X: a: b\r\n",
                      b"!#$%&'*+-.^_`|~: y\r\n", b"Connection: close\r\n", b"CONNECTION: x , CLOSE\r\n"):
            self.takes(HEAD, lines, LENGTH, BODY)

    def test_21_a_blank_before_the_colon(self):
        """A server must not send it. No version of the library minds, and none may be misled."""
        for lines in b"X : y\r\n" + LENGTH, b"Content-Length : 3\r\n\r\n":
            result = self.query(hostile.replies(self, HEAD, lines, BODY), "--csv")
            if result.status == 0:
                self.prints(result, hostile.CSV)
            else:
                self.fails(result, 9)

    def test_23_a_status_that_promises_something_else(self):
        for status in 103, 102, 101, 201, 202, 203, 204, 205, 206, 226, 299, 304:
            start = b"HTTP/1.1 %d Status\r\n" % status
            self.refuses(start, LENGTH, BODY, why=f"HTTP {status}")
        for start in b"HTTP/1.1 204 No Content\r\n", b"HTTP/1.1 304 Not Modified\r\n", b"HTTP/1.1 101 Now\r\n":
            for rest in b"\r\n", b"Content-Length: 5\r\n\r\n":  # which tells of a body that is not there
                self.refuses(start, rest, why="HTTP ", ending=hostile.leave)

    def test_80_interim_replies(self):
        early = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
        self.refuses(early, HEAD, LENGTH, BODY, why="HTTP 103")
        self.refuses(early, ending=hostile.leave, why="HTTP 103")
        self.floods(b"", early * 1000)
        self.refuses(CONTINUE, early, HEAD, LENGTH, BODY, why="HTTP 103")
        for count in 1, 3:
            self.takes(CONTINUE * count, HEAD, LENGTH, BODY)
        self.takes(b"HTTP/1.1 100 Continue\r\nX: y\r\n\r\n", HEAD, LENGTH, BODY)

    def test_23_what_is_no_http(self):
        for start in (b"HTTP/2 200\r\n", b"HTTP/2.0 200 OK\r\n", b"HTTP/1.2 200 OK\r\n", b"HTTP/0.9 200 OK\r\n",
                      b"HTTP/11 200 OK\r\n", b"http/1.1 200 OK\r\n", b"HTTPS/1.1 200 OK\r\n", b"HTTP/1.1 OK\r\n",
                      b"HTTP/1.1 20 OK\r\n", b"HTTP/1.1 2000 OK\r\n", b"HTTP/1.1 200OK\r\n", b"HTTP/1.1  200 OK\r\n",
                      b"HTTP/1.1\t200 OK\r\n", b"HTTP/1.1 -200 OK\r\n", b"HTTP/1.1 2x0 OK\r\n", b"HTTP/1.1 200 OK\n",
                      b"HTTP/1.1 200 O\rK\r\n", b"HTTP/1.1 200 O\0K\r\n", b"\r\n" + HEAD, b"x" + HEAD, b" " + HEAD,
                      b"\0" + HEAD, b"junk\r\n" + HEAD, BODY + HEAD):
            self.refuses(start, LENGTH, BODY, why=NO_HTTP)
        for reply in b"SSH-2.0-OpenSSH_9.2\r\n", b"\r\n\r\n", BODY + b"\r\n", b"HTTP/2 200\r\n\r\n":
            for ending in hostile.close, hostile.end, hostile.leave:
                self.refuses(reply, why=NO_HTTP, ending=ending)

    def test_23_http_in_an_odd_form(self):
        for start in b"HTTP/1.0 200 OK\r\n", b"HTTP/1.1 200\r\n", b"HTTP/1.1 200 \r\n", b"HTTP/1.1 200 R\xe9ponse\r\n":
            self.takes(start, LENGTH, BODY)
        self.takes(b"HTTP/1.0 200 OK\r\n\r\n", BODY)


harness.main()
