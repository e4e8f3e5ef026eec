"""What tells how long a body is, and bodies that are too long or encoded: faults 15, 16, 18 to 20
and 80."""

import functools
import zlib

import harness
import hostile
import servers
from hostile import HEAD, OK

BODY = OK.encode()
LENGTH = b"Content-Length: %d\r\n\r\n" % len(BODY)
CHUNKED = hostile.chunked()
WHOLE = b"%x\r\n%s\r\n" % (len(BODY), BODY)  # in one chunk
END = b"0\r\n\r\n"
CUT = "the reply was cut short"


class Framing(hostile.Row):
    def refuses(self, *parts, why="", ending=hostile.end):
        """The reply is malformed, at once and for good."""
        with self.subTest(b"".join(parts)[:150]):
            result = self.fault(hostile.replies(self, *parts, ending=ending), 9, why)
            self.lasts(result, 0, 2)

    def takes(self, *parts, ending=hostile.end):
        with self.subTest(b"".join(parts)[:150]):
            self.succeeds(hostile.replies(self, *parts, ending=ending))

    def floods(self, start, block, why=""):
        server = hostile.broken(self, functools.partial(hostile.flood, start=start, block=block))
        with self.subTest((start[-80:], block[:9])):
            self.fault(server, 9, why)
            self.stays_small(server, 9)

    def test_15_bytes_beyond_the_length(self):
        for surplus in b"junk", HEAD + b"Content-Length: 4\r\n\r\nevil", b"\r\n" * 9999:
            self.takes(HEAD, LENGTH, BODY, surplus)
            self.takes(CHUNKED, WHOLE, END, surplus)

    def test_16_a_length_that_is_none(self):
        size = len(BODY)
        for value in (b"abc", b"-1", b"+%d" % size, b"0x10", b"1e2", b"", b"%d %d" % (size, size),
                      b"%d, %d" % (size, size), b"%d;" % size, b"%d.0" % size):
            self.refuses(HEAD, b"Content-Length: ", value, b"\r\n\r\n", BODY, why="a Content-Length that is not a number")
        for lines in b"Content-Length: 3\r\nContent-Length: 5", b"Content-Length: %d\r\ncontent-length: 3" % size:
            self.refuses(HEAD, lines, b"\r\n\r\n", BODY, why="two different Content-Lengths")

    def test_16_a_length_in_an_odd_form(self):
        size = len(BODY)
        for line in (b"Content-Length:%d" % size, b"content-length: \t %d \t" % size, b"Content-Length: 000%d" % size,
                     b"Content-Length: %d\r\nContent-Length: %d" % (size, size)):
            self.takes(HEAD, line, b"\r\n\r\n", BODY)

    def test_16_chunks_outrank_a_length(self):
        for length in b"Content-Length: 3", b"Content-Length: 99999":
            for lines in (length, b"Transfer-Encoding: chunked"), (b"transfer-encoding: Chunked", length):
                self.takes(HEAD, b"\r\n".join(lines), b"\r\n\r\n", WHOLE, END)
        self.refuses(HEAD, b"Transfer-Encoding: chunked\r\nContent-Length: x\r\n\r\n", WHOLE, END)

    def test_18_chunks_that_are_none(self):
        for chunks in (b"zz\r\n" + BODY, b"-1\r\n" + BODY, b"\r\n" + WHOLE, b";x=y\r\n" + WHOLE,
                       b"%x\n%s\r\n" % (len(BODY), BODY), b"10\r\n" + BODY + b"\r\n",
                       b"%x\r\n%s\n" % (len(BODY), BODY), b"%x\r\n%s" % (len(BODY), BODY),
                       b"%x\r\n%sjunk\r\n" % (len(BODY), BODY)):
            self.refuses(CHUNKED, chunks, END)
        self.refuses(CHUNKED, b"zz\r\n", WHOLE, END, ending=hostile.leave)  # without waiting for more
        self.refuses(CHUNKED, END, why="malformed JSON at byte 0")
        for size in b"ffffffffffffffff", b"1000001", b"9" * 40, b"8000000000000000", b"10000000000000000":
            self.refuses(CHUNKED, size, b"\r\n", BODY, ending=hostile.leave)

    def test_18_chunks_in_an_odd_form(self):
        single = b"".join(b"1\r\n%c\r\n" % byte for byte in BODY)
        for chunks in (single, b"%X\r\n%s\r\n" % (len(BODY), BODY), b"000%x\r\n%s\r\n" % (len(BODY), BODY),
                       b"%x;name=value\r\n%s\r\n" % (len(BODY), BODY),
                       b"%x;%s\r\n%s\r\n" % (len(BODY), b"x" * 8_000, BODY)):
            for end in END, b"000\r\n\r\n", b"0;extension\r\n\r\n":
                self.takes(CHUNKED, chunks, end)

    def test_18_chunks_that_are_cut(self):
        for chunks in (b"%x" % len(BODY), b"9\r\n" + BODY[:5], WHOLE[:-2], WHOLE[:-1], WHOLE, WHOLE + b"0",
                       WHOLE + b"0\r\n"):
            with self.subTest(chunks):
                result = self.query(hostile.replies(self, CHUNKED, chunks), "--csv", "--retries", "0")
                self.fails(result, 5, CUT)
        self.fault(hostile.replies(self, CHUNKED, WHOLE), 5, CUT, connections=2, requests=2)

    def test_19_a_body_beyond_16_mib(self):
        block = b" " * 65536
        for start, block in ((HEAD + b"Content-Length: 17000000\r\n\r\n", block),
                             (HEAD + b"Content-Length: %s\r\n\r\n" % (b"9" * 40), block),
                             (CHUNKED, b"10000\r\n" + block + b"\r\n"),
                             (HEAD + b"\r\n", block)):
            self.floods(start, block, "a body of more than 16 MiB")

    def test_20_a_body_that_is_encoded(self):
        bomb = zlib.compress(b" " * (64 << 20), 9, zlib.MAX_WBITS | 16)
        for encoding, body in (("gzip", bomb), ("gzip", b"\x1f\x8b"), ("deflate", zlib.compress(BODY)),
                               ("br", b"\x0b"), ("x", BODY)):
            server = servers.scripted(self, servers.Reply(body, headers=[f"Content-Encoding: {encoding}"]),
                                      context=hostile.TRUSTED)
            with self.subTest(encoding):
                self.fault(server, 9, "the body is encoded, which was not asked for")
                if body is bomb:
                    self.stays_small(server, 9, 24)
            self.assertIsNone(server.requests[0].header("accept-encoding"))
        for value in b"gzip, chunked", b"gzip", b"chunked, gzip":
            self.refuses(HEAD, b"Transfer-Encoding: ", value, b"\r\n\r\n", WHOLE, END)

    def test_80_framing_beyond_1_mib(self):
        spaces = b"1;%s\r\n \r\n" % (b"x" * 4096)
        for block in b"x" * 65536, b"0" * 65536, spaces, b"1\r\n \r\n" * 10_000:
            self.floods(CHUNKED + (b"5;" if block[:1] == b"x" else b""), block)
        for size, judge in (3000, self.takes), (6000, self.refuses):
            judge(CHUNKED, *(b"1;%s\r\n%c\r\n" % (b"x" * size, byte) for byte in BODY), END)

    def test_80_trailers(self):
        for trailer in b"X-Trailer: y\r\n", b"Content-Length: 3\r\n", b"junk\r\n":
            self.refuses(CHUNKED, WHOLE, b"0\r\n", trailer, b"\r\n")
        self.floods(CHUNKED + WHOLE + b"0\r\n", b"X: y\r\n" * 10_000)


harness.main()
