"""The matrix of faults: what can go wrong, by number.

The tests of a row carry its number in their names: test_07_... shows what becomes of fault 7, here or
in ../program. What every failure has in common is in hostile.py.
"""

FAULTS = {
    # tls_test.py
    1: "certificate expired",
    2: "certificate for another host",
    3: "self-signed certificate, or no roots installed",
    4: "common name matches, alternative names do not",
    5: "server offers only TLS 1.1, even under a lax OPENSSL_CONF",
    6: "plain HTTP on the TLS port",
    # network_test.py, dial_test.py
    7: "base URL with http:// to another host, no scheme, user info, bad port, path",
    8: "DNS fails, or hangs",
    9: "connection refused; SYN never answered",
    10: "handshake stalls or drips",
    11: "reset after the handshake, before the reply, inside the body",
    12: "closed without a reply",
    13: "stall or drip in headers or body",
    # framing_test.py, head_test.py, ending_test.py
    14: "body shorter than Content-Length",
    15: "bytes beyond Content-Length",
    16: "Content-Length not a number, negative, doubled with different values",
    17: "no length, and TLS cut",
    18: "bad chunk framing",
    19: "body over 16 MiB, announced or not",
    20: "Content-Encoding present, bomb or not",
    21: "endless header line or headers, endless 100s",
    22: "status line over 1 KiB, header line over 8 KiB, also with 2 MiB of stack",
    23: "103, 204, 206, other 2xx",
    # status_test.py
    24: "HTML 502, 503, 504, 520 from a CDN",
    25: "403, 404 or another 4xx that is not JSON",
    26: "429 with Retry-After",
    27: "429 without",
    28: "3xx to anywhere",
    # reply_test.py, amount_test.py
    29: "empty body; JSON cut short",
    30: "nesting over 8",
    31: "duplicate keys; the same asset twice",
    32: "wrong type, missing field, data missing or of the wrong shape",
    33: "amount as a JSON number",
    34: "amount with an exponent",
    35: "an amount that is none",
    36: "negative amount",
    37: "amount of 60 digits, of more than 256 characters",
    38: "superfluous zeros",
    39: "bad UTF-8, lone surrogate, NUL, bytes after the document",
    40: "escape, bidirectional and zero-width characters",
    41: "asset that a spreadsheet would calculate, or that holds CSV syntax",
    42: "code missing or not a number",
    # code_test.py
    43: "key refused",
    44: "too many attempts",
    45: "timestamp refused, or clocks apart",
    46: "request refused",
    47: "margin refused",
    48: "transient failure of the exchange",
    49: "human challenge",
    50: "unknown code",
    # credentials_test.py, secrets_test.py
    51: "profile or secret file open to others, of another owner, no file",
    52: "profile missing, unreadable, malformed, with an unknown member",
    53: "secret or key that cannot be one",
    54: "key and secret from different sources",
    55: "stray argument that might be a secret; secret command that fails",
    56: "places where a secret could leak",
    # output_test.py, append_test.py, interrupt_test.py
    57: "stdout closed, full, its reader gone",
    58: "append: no space, I/O error, size limit, FIFO, device, lock held for long",
    59: "append: several at once, kill -9, logrotate",
    60: "SIGINT, SIGTERM; other locales; no terminal; TERM=dumb",
    # dial_test.py, ending_test.py, network_test.py
    61: "one family's address swallows packets, the other answers",
    62: "every address is dead, each in its own way",
    63: "TLS ended inside a body or chunk, TCP left open",
    66: "slow connect, clocks alike",
    # log_test.py, and what is left of a log line by line in ../app/log/log_parser_test.cpp
    75: "a log's asset sold, or no longer listed at all; an older header; two profiles, two reports",
    76: "log read back: damaged, cut short, joined, saved by a spreadsheet, unreadable",
    # prices_test.py
    77: "prices: no pair, no close, zero, a pair of the asset with itself, 50,000 pairs",
    # ledger_test.py
    78: "ledger: a page refused, overlapping, out of order, sums that do not agree, endless",
    # framing_test.py, head_test.py, kept_test.py
    80: "chunk extension without end; trailers; 1xx without end",
    81: "the same reply twice on a kept connection; bytes before the request",
    82: "a kept connection reset when it is used again",
    # log_test.py
    85: "copytruncate between a log's opening and its writing",
    # ../program/streams_test.py
    86: "stderr is a pipe without a reader, with a warning to tell",
    # credentials_test.py
    71: "profile with byte order mark; member of the wrong type; key or secret with white space at an end",
    74: "home missing or read-only, umask 0, cache folder a file",
    83: "two profiles, or two keys, of one account, with --total",
    94: "profile of mode 0444, or of another uid, on a read-only mount",
    # limit_test.py
    68: "no descriptor, no thread, no memory left",
    88: "40 profiles with few descriptors",
    98: "a key whose address list holds another family than the one used",
    # tls_test.py, network_test.py
    69: "malformed proxy variable",
    70: "certificates to trust that are not there, or none",
    87: "a pipe instead of a file",
    93: "an intermediate or root that has expired",
    97: "a server that leaves out its intermediate certificate",
    # code_test.py, status_test.py
    64: "429 or 5xx with JSON whose code is unknown",
    65: "info without what it tells of the key",
    79: "an exchange that echoes key or signature",
    92: "status 200 with a web page; 511",
    # dial_test.py
    91: "process 1 of a pid namespace, SIGTERM or SIGINT at any wait",
    # ../program/streams_test.py, ../program/sandbox_test.py
    67: "stdout that would block; SIGPIPE inherited as ignored",
    89: "practice exchange: 1,500 connections, endless headers, SIGINT meanwhile",
    # ../program/completions_test.py
    72: "profile file whose name holds shell characters, or starts with a dash",
    # ../program/watch_test.py, ../program/formats_test.py
    73: "terminal of 40 columns, resized, stopped and continued, hung up; wide characters",
    96: "the machine sleeps, or the clock steps, during --watch",
    # ../program/login_test.py
    84: "login: a profile appears while it waits; stopped at the prompt; killed before the rename; two at once",
    # interrupt_test.py
    90: "a signal while \"waiting for ...\" stands on the terminal",
    # append_test.py
    95: "lock or sync not supported by the file system; threads refused",
    # dial_test.py
    99: "a name server that answers one family's question and swallows the other's",
    # log_test.py
    100: "log rotated, an asset sold between the last entry before and the first after",
}
