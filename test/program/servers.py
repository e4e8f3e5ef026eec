"""Servers that a program under test talks to: exchanges, broken ones, and their certificates."""

import base64
import contextlib
import json
import pathlib
import re
import select
import shutil
import socket
import ssl
import struct
import subprocess
import tempfile
import threading
import time
import urllib.parse

KEY = "key-of-the-tests-1a2b"
SECRET = "canary-never-to-be-seen-7f3e9c"

CASH = [
    {"asset": "USDT", "totalBalance": "1285.366663467", "availableBalance": "1285.366663467"},
    {"asset": "BTC", "totalBalance": "22.1308675", "availableBalance": "16.1308675"},
    {"asset": "ETH", "totalBalance": "0.6", "availableBalance": "0.6"},
]
MARGIN = [
    {"asset": "USDT", "totalBalance": "11200", "availableBalance": "11200", "borrowed": "0", "interest": "0"},
]
RISK = {
    "accountMaxLeverage": "10",
    "availableBalanceInUSDT": "17715.8175",
    "totalBalanceInUSDT": "17715.8175",
    "totalBorrowedInUSDT": "0",
    "totalInterestInUSDT": "0",
    "netBalanceInUSDT": "17715.8175",
    "pointsBalance": "0",
    "currentLeverage": "1",
    "cushion": "-1",
}


TICKER = [{"symbol": "BTC/USDT", "close": "11350.25"}, {"symbol": "ETH/USDT", "close": "325.790875"}]


def credentials(url, **more):
    """Variables that point coffer at an exchange."""
    return {
        "COFFER_API_KEY": KEY,
        "COFFER_API_SECRET": SECRET,
        "COFFER_ACCOUNT_GROUP": "6",
        "COFFER_BASE_URL": url,
        **more,
    }


def profile(url, **more):
    """The members of a profile's file, for an exchange."""
    return {"api_key": KEY, "api_secret": SECRET, "account_group": 6, "base_url": url, **more}


def envelope(data):
    return json.dumps({"code": 0, "data": data})


def failure(code, reason="REASON", message="a message"):
    return json.dumps({"code": code, "reason": reason, "message": message})


def openssl(*arguments, stdin=None):
    return subprocess.run(
        ["openssl", *map(str, arguments)], input=stdin, capture_output=True, check=True
    ).stdout


def signature(secret, encoding, prehash):
    """What belongs into x-auth-signature, by the openssl command."""
    if encoding == "base64":
        key = ["-mac", "HMAC", "-macopt", "hexkey:" + base64.b64decode(secret).hex()]
    else:
        key = ["-hmac", secret]
    digest = openssl("dgst", "-sha256", *key, "-binary", stdin=prehash.encode())
    return base64.b64encode(digest).decode()


class Server:
    """Listens on loopback and calls `serve(connection)` in a thread for each connection."""

    def __init__(self, test, serve, context=None, host="127.0.0.1"):
        self.serve = serve
        self.context = context
        self.connections = 0
        self.requests = []
        self.faults = []  # exceptions of the handshake
        self.listeners = []
        self.done = threading.Event()
        test.addCleanup(self.stop)
        self.port = self.listen(host)
        self.url = f"{'https' if context else 'http'}://{host}:{self.port}"

    def listen(self, host, port=0):
        """Takes connections at this address as well, and tells the port."""
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return self.take(socket.create_server((host, port), family=family))

    def take(self, listener):
        self.listeners.append(listener)
        threading.Thread(target=self.run, args=(listener,), daemon=True).start()
        return listener.getsockname()[1]

    def run(self, listener):
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self.run_connection, args=(connection,), daemon=True).start()

    def run_connection(self, connection):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.settimeout(20)
        try:
            if self.context:
                connection = self.context.wrap_socket(connection, server_side=True)
            self.serve(connection)
        except (OSError, ssl.SSLError) as fault:
            self.faults.append(fault)
        finally:
            connection.close()

    def stop(self):
        self.done.set()
        for listener in self.listeners:
            try:
                listener.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            listener.close()


class Deaf:
    """A port where no SYN is answered, because the backlog is full."""

    def __init__(self, test):
        self.listener = socket.socket()
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen(0)
        self.port = self.listener.getsockname()[1]
        self.fillers = [socket.socket() for _ in range(4)]
        for filler in self.fillers:
            filler.setblocking(False)
            filler.connect_ex(self.listener.getsockname())
        test.addCleanup(self.close)

    def close(self):
        for one in *self.fillers, self.listener:
            one.close()


def read_request(connection):
    """The head of the next request, or nothing at the end."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        byte = connection.recv(1)
        if not byte:
            return None
        head += byte
    return Request(head.decode())


class Request:
    def __init__(self, head):
        self.head = head
        lines = head.split("\r\n")
        self.method, self.target, _ = lines[0].split(" ")
        self.headers = [line.partition(": ")[::2] for line in lines[1:] if line]
        url = urllib.parse.urlsplit(self.target)
        self.path = url.path
        self.query = dict(urllib.parse.parse_qsl(url.query))

    def header(self, name):
        values = [value for key, value in self.headers if key.lower() == name]
        return values[0] if len(values) == 1 else None


class Reply:
    def __init__(self, body="", status=200, headers=()):
        self.body = body if isinstance(body, bytes) else body.encode()
        self.status = status
        self.headers = headers

    def bytes(self):
        lines = [f"HTTP/1.1 {self.status} Status", f"Content-Length: {len(self.body)}", *self.headers]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + self.body


def close(_):
    """Lets the end of the connection be a FIN, TLS or not."""


def end(connection):
    """Ends the connection as TLS demands, without waiting long for the client to do so."""
    connection.settimeout(0.1)
    connection.unwrap()


def leave(connection):
    """Leaves the connection open until the client goes away."""
    poll = select.poll()
    poll.register(connection, select.POLLRDHUP)
    poll.poll(15_000)


def end_tls(connection):
    """Ends TLS, and leaves TCP open until the client goes away."""
    with contextlib.suppress(TimeoutError, ssl.SSLError):
        end(connection)
    leave(connection)


def reset(connection):
    """Lets the end of the connection be a reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


class Exchange(Server):
    """An exchange that checks signatures with the openssl command.

    `replies` maps a path behind the account group to the text of a reply, a Reply, or a function of
    the request that gives either.
    """

    API_PATHS = {
        "/api/pro/v1/cash/balance": "balance",
        "/api/pro/v1/margin/balance": "balance",
        "/api/pro/v1/margin/risk": "margin/risk",
        "/api/pro/v1/info": "info",
        **{f"/api/pro/data/v1/{account}/balance/{what}": f"data/v1/{account}/balance/{what}"
           for account in ("cash", "margin") for what in ("snapshot", "history")},
    }

    def __init__(self, test, secret=SECRET, encoding="raw", group=6, context=None, ahead=0, host="127.0.0.1"):
        self.secret = secret
        self.encoding = encoding
        self.group = group
        # What is told of the client's address; none: that there is no such question.
        self.limits = {"webSocket": {"status": {"isBanned": False, "bannedUntil": -1}}}
        self.ahead = ahead  # seconds that this clock is ahead of the client's
        self.replies = {
            "/api/pro/v1/cash/balance": envelope(CASH),
            "/api/pro/v1/margin/balance": envelope(MARGIN),
            "/api/pro/v1/margin/risk": envelope(RISK),
            "/api/pro/v1/info": lambda _: envelope(self.info()),
            "/api/pro/v1/spot/ticker": envelope(TICKER),
        }
        super().__init__(test, self.answer_all, context, host)

    def info(self):
        return {
            "accountGroup": self.group,
            "email": "owner@example.com",
            "expireTime": -1,
            "allowedIps": [],
            "cashAccount": ["csh1"],
            "marginAccount": ["mar1"],
            "userUID": "U1",
            "tradePermission": True,
            "transferPermission": False,
            "viewPermission": True,
        }

    def now(self):
        return round(1000 * (time.time() + self.ahead))

    def exchange_info(self, request):
        sent = int(request.query["requestTime"])
        return {"requestTimeEcho": sent, "requestReceiveAt": self.now(), "latency": self.now() - sent}

    def answer_all(self, connection):
        while request := read_request(connection):
            self.requests.append(request)
            reply = self.answer(request)
            connection.sendall((reply if isinstance(reply, Reply) else Reply(reply)).bytes())

    def answer(self, request):
        group, path = re.fullmatch(r"(?:/(\d+))?(/.*)", request.path).groups()
        if path == "/api/pro/v1/exchange-info":
            return envelope(self.exchange_info(request))
        if path == "/api/pro/v2/risk-limit-info" and self.limits:
            return envelope(self.limits)
        if path == "/api/pro/v1/spot/ticker" and not group:
            return self.reply_to(path, request)
        if path not in self.API_PATHS:
            return Reply(failure(100001, "INVALID_HTTP_INPUT"), 404)
        timestamp = request.header("x-auth-timestamp") or ""
        if request.header("x-auth-key") != KEY:
            return failure(200001, "AUTHENTICATION_FAILED", "unknown key")
        if not timestamp.isdigit() or abs(self.now() - int(timestamp)) > 30_000:
            return failure(100011, "INVALID_TIMESTAMP", "not a valid timestamp")
        prehash = f"{timestamp}+{self.API_PATHS[path]}"
        if request.header("x-auth-signature") != signature(self.secret, self.encoding, prehash):
            return failure(200001, "AUTHENTICATION_FAILED", "wrong signature")
        has_group = not path.endswith("/info") and "/data/" not in path
        if group != (str(self.group) if has_group else None):
            return failure(100010, "INVALID_OPERATION", "account_group mismatch: AccountGroupMismatch")
        return self.reply_to(path, request)

    def reply_to(self, path, request):
        reply = self.replies.get(path) or failure(100002, "DATA_NOT_AVAILABLE")
        return reply(request) if callable(reply) else reply

    def targets(self):
        return [f"{request.method} {request.target}" for request in self.requests]


def scripted(test, *replies, context=None):
    """An exchange that answers with one cash reply after the other, the last one for ever."""
    replies = list(replies)
    exchange = Exchange(test, context=context)
    exchange.replies["/api/pro/v1/cash/balance"] = lambda _: (
        replies.pop(0) if len(replies) > 1 else replies[0])
    return exchange


class BrokenExchange(Server):
    """Reads a request, then calls `act(connection)`."""

    def __init__(self, test, act, context=None):
        self.act = act
        super().__init__(test, self.break_one, context)

    def break_one(self, connection):
        if request := read_request(connection):
            self.requests.append(request)
            self.act(connection)


class ConnectProxy(Server):
    """A proxy that takes every host for this machine.

    `answer` is what it says to CONNECT, `act(connection)` what it then does instead of relaying.
    """

    def __init__(self, test, answer=b"HTTP/1.1 200 Connection established\r\n\r\n", act=None,
                 host="127.0.0.1"):
        self.answer = answer
        self.act = act
        self.surplus = b""  # what came after a CONNECT that was not granted
        super().__init__(test, self.serve_request, host=host)

    def serve_request(self, connection):
        request = read_request(connection)
        if not request:
            return
        self.requests.append(request)
        connection.sendall(self.answer)
        if self.act:
            self.act(connection)
        elif b" 200" in self.answer[:12]:
            self.relay(connection, int(request.target.rpartition(":")[2]))
        else:
            self.surplus += connection.recv(65536)

    def relay(self, connection, port):
        with socket.create_connection(("127.0.0.1", port)) as exchange:
            def copy(source, sink):
                try:
                    while data := source.recv(65536):
                        sink.sendall(data)
                    sink.shutdown(socket.SHUT_WR)
                except OSError:
                    pass

            back = threading.Thread(target=copy, args=(exchange, connection), daemon=True)
            back.start()
            copy(connection, exchange)
            back.join()


class Authority:
    """A certificate authority made by the openssl command, by itself or by another one."""

    EXTENSIONS = "basicConstraints=critical,CA:TRUE", "keyUsage=keyCertSign"

    def __init__(self, name="Test authority", parent=None, **dates):
        self.folder = tempfile.TemporaryDirectory(prefix="coffer-test-ca-")
        self.directory = pathlib.Path(self.folder.name)
        self.lock = threading.Lock()  # `openssl ca` keeps a database
        self.file = self.directory / "ca.pem"
        self.make_key("ca")
        (self.directory / "index").touch()
        (self.directory / "ca.cnf").write_text(
            f"[ca]\ndefault_ca=a\n[a]\ndatabase={self.directory}/index\nnew_certs_dir={self.directory}\n"
            "rand_serial=yes\ndefault_md=sha256\npolicy=p\nunique_subject=no\n[p]\ncommonName=supplied\n")
        if parent:
            own = self.directory.name  # tests run side by side
            shutil.copy(self.directory / "ca.key", parent.directory / f"{own}.key")
            shutil.copy(parent.issue(own, self.EXTENSIONS, name, **dates), self.file)
        else:
            self.issue("ca", self.EXTENSIONS, name, selfsign=["-selfsign"], **dates)

    def make_key(self, name):
        openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256",
                "-out", self.directory / f"{name}.key")

    def context(self, name, names="IP:127.0.0.1,DNS:localhost", common_name="test",
                start="20200101000000Z", end="20990101000000Z", extensions=()):
        """The TLS settings of a server whose certificate is for `names`."""
        self.make_key(name)
        self.issue(name, [*([f"subjectAltName={names}"] if names else []), *extensions], common_name, start, end)
        return self.load(name)

    def issue(self, name, extensions, common_name, start="20200101000000Z", end="20990101000000Z", selfsign=()):
        """The file of a certificate for the key NAME.key."""
        path = self.directory / name
        openssl("req", "-new", "-key", f"{path}.key", "-subj", f"/CN={common_name}", "-out", f"{path}.csr")
        (self.directory / f"{name}.ext").write_text("\n".join(extensions) + "\n")
        issuer = selfsign or ["-cert", self.file]
        with self.lock:
            openssl("ca", "-batch", "-notext", "-config", self.directory / "ca.cnf", *issuer,
                    "-keyfile", self.directory / "ca.key", "-in", f"{path}.csr", "-out", f"{path}.pem",
                    "-startdate", start, "-enddate", end, "-extfile", f"{path}.ext")
        return f"{path}.pem"

    def self_signed_context(self, name):
        self.make_key(name)
        openssl("req", "-x509", "-key", self.directory / f"{name}.key", "-subj", "/CN=test", "-days", "2",
                "-addext", "subjectAltName=IP:127.0.0.1", "-out", self.directory / f"{name}.pem")
        return self.load(name)

    def load(self, name):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.directory / f"{name}.pem", self.directory / f"{name}.key")
        return context
