"""Prints the table of docs/performance.md: table.py BUILD_DIRECTORY [ROUNDS]

Pairs of programs run in turn. A ratio is that of the medians, followed by the quartiles of the
ratios of all rounds.
"""

import json
import pathlib
import re
import socket
import subprocess
import sys
import time

import bench

BUILD = pathlib.Path(sys.argv[1])
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 100
COFFER = BUILD / "coffer"
TARGET = "/6/api/pro/v1/cash/balance"
CSV = ".data[]|[.asset,.totalBalance,.availableBalance]|@csv"

# The documentation's way, with the reply made as readable as coffer makes it.
RECIPE = f"""
timestamp=$(date +%s%3N)
signature=$(printf %s "$timestamp+balance" | openssl dgst -sha256 -hmac "$COFFER_API_SECRET" -binary |
  openssl base64)
curl -s --cacert "$SSL_CERT_FILE" --capath "$SSL_CERT_DIR" -H "x-auth-key: $COFFER_API_KEY" \\
  -H "x-auth-signature: $signature" -H "x-auth-timestamp: $timestamp" \\
  "$COFFER_BASE_URL{TARGET}" | jq -r '{CSV}'
"""

# The way of the exchange's demo client.
REQUESTS = f"""
import base64, hashlib, hmac, os, time
import requests
timestamp = str(round(time.time() * 1000))
digest = hmac.new(os.environ["COFFER_API_SECRET"].encode(), (timestamp + "+balance").encode(),
                  hashlib.sha256).digest()
reply = requests.get(os.environ["COFFER_BASE_URL"] + "{TARGET}", verify=os.environ["SSL_CERT_FILE"],
                     headers={{"x-auth-key": os.environ["COFFER_API_KEY"], "x-auth-timestamp": timestamp,
                              "x-auth-signature": base64.b64encode(digest).decode()}})
for row in reply.json()["data"]:
    print(row["asset"], row["totalBalance"], row["availableBalance"])
"""

NGINX = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 1;
events {{}}
http {{
  access_log off; default_type application/json;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  server {{
    listen 127.0.0.1:{port} ssl; ssl_protocols TLSv1.3; root {folder}/root;
    ssl_certificate {keys}/nginx.pem; ssl_certificate_key {keys}/nginx.key;
  }}
}}
"""


def start_nginx(world):
    """A TLS server with one static reply; its port."""
    world.authority.context("nginx")  # makes the files
    reply = world.folder / "root" / TARGET[1:]
    reply.parent.mkdir(parents=True)
    reply.write_text(bench.servers.envelope(bench.servers.CASH))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = world.folder / "nginx.conf"
    settings.write_text(NGINX.format(folder=world.folder, keys=world.authority.directory, port=port))
    nginx = subprocess.Popen(["nginx", "-c", settings], stderr=subprocess.DEVNULL)
    world.callback(lambda: (nginx.terminate(), nginx.wait()))
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return port
        except OSError:
            time.sleep(0.05)
    raise SystemExit((world.folder / "error.log").read_text())


class SlowExchange(bench.servers.Server):
    """Answers anyone after 50 ms."""

    DATA = {b"/margin/": bench.servers.MARGIN, b"/ticker": bench.servers.TICKER}

    def __init__(self, world, context):
        self.handshakes = 0
        self.answers = 0
        super().__init__(world, self.answer, context)

    def answer(self, connection):
        self.handshakes += 1
        text = b""
        while part := connection.recv(65536):
            text += part
            if text.endswith(b"\r\n\r\n"):
                data = next((data for path, data in self.DATA.items() if path in text), bench.servers.CASH)
                text = b""
                self.answers += 1
                time.sleep(0.05)
                connection.sendall(bench.servers.Reply(bench.servers.envelope(data)).bytes())


def row(what, ours, others="", ratio="", target=""):
    print(f"| {what} | {ours} | {others} | {ratio} | {target} |", flush=True)


def compare(what, target, rounds, first, second):
    pair = bench.Pair(rounds, first, second)
    digits = 0 if pair.second >= 1000 else 1
    row(what, f"{pair.first:.{digits}f} ms", f"{pair.second:.{digits}f} ms",
        f"{pair.ratio:.3f} ({pair.low:.3f} to {pair.high:.3f})", f"{target:.2f}" if target else "")


def compare_queries(world):
    port = start_nginx(world)
    variables = world.environment(f"https://127.0.0.1:{port}")
    cash = [COFFER, "cash", "--csv"], variables
    curl = ["curl", "-s", "--cacert", world.bundle, "--capath", world.directory,
            "-H", "x-auth-key: key", "-H", "x-auth-timestamp: 1608133910000",
            "-H", "x-auth-signature: /pwaAgWZQ1Xd/J4yZ4ReHSPQxd3ORP/YR8TvAttqqYM=",
            f"https://127.0.0.1:{port}{TARGET}"], variables
    bare = [world.bare(), port, world.directory], variables
    compare("`coffer cash`, against curl", 0.27, ROUNDS, cash, curl)
    compare("the same, against a bare OpenSSL client", 1.30, 3 * ROUNDS, cash, bare)
    compare("`coffer --version`, against `curl --version`", 0.45, 3 * ROUNDS,
            ([COFFER, "--version"], variables), (["curl", "--version"], variables))
    ours, theirs = bench.memory(*cash), bench.memory(*curl)
    row("peak memory of `coffer cash`, against curl", f"{ours / 1024:.1f} MiB",
        f"{theirs / 1024:.1f} MiB", f"{ours / theirs:.3f}", "0.80")
    compare("against date, openssl, curl and jq", 0.30, ROUNDS, cash, (["sh", "-c", RECIPE], variables))
    compare("against Python's requests", 0.08, ROUNDS // 3 + 1, cash,
            (["python3", "-c", REQUESTS], variables))


def count_connections(world):
    exchange = SlowExchange(world, world.authority.context("one"))
    bench.run([COFFER, "cash"], world.environment(exchange.url))
    counts = f"{exchange.connections}, {exchange.handshakes}, {exchange.answers}"
    row("connections, TLS handshakes, requests for one query", counts, target="1, 1, 1")


def compare_worth(world):
    variables = world.environment(SlowExchange(world, world.authority.context("worth")).url)
    compare("`coffer worth`, against `coffer cash`, 50 ms a request", 1.15, ROUNDS,
            ([COFFER, "worth"], variables), ([COFFER, "cash"], variables))


def ask_many(world):
    exchange = SlowExchange(world, world.authority.context("many"))
    profiles = world.folder / ".config/coffer"
    profiles.mkdir(parents=True)
    for number in range(200):
        profile = profiles / f"p{number}.json"
        profile.write_text(json.dumps({"api_key": f"key-{number}", "api_secret": "secret",
                                       "account_group": 6, "base_url": exchange.url}))
        profile.chmod(0o600)
    command = [COFFER, "cash", "--all-profiles", "--csv"], world.environment(exchange.url)
    bench.run(*command)
    connections = exchange.connections
    seconds = sorted(bench.run(*command) / 1000 for _ in range(5))
    peak = bench.memory(*command) / 1024
    row("200 profiles, 50 ms a request", f"{seconds[2]:.2f} s, {connections} connections, {peak:.0f} MiB",
        target="1.2 s, 16, 64 MiB")


def big_reply(world, assets):
    """As many bytes an asset as an exchange that keeps all digits would send."""
    path = world.folder / f"{assets}.json"
    path.write_text(json.dumps({"code": 0, "data": [
        {"asset": f"A{7919 * n % assets:06}", "totalBalance": f"{n * 7 % 1000000}.{n * 104729 % 10**9:09}",
         "availableBalance": f"{n * 3 % 1000000}.{n * 1299709 % 10**9:09}"}
        for n in range(assets)]}, separators=(",", ":")))
    return path


def compare_rendering(world):
    render = BUILD / "test/bench/bench_render"
    for assets in 1000, 10_000, 100_000:
        reply = big_reply(world, assets)
        size, peak = reply.stat().st_size, 1024 * bench.memory([render, reply], {})
        compare(f"{assets:,} assets as CSV ({size / 1e6:.1f} MB, peak {peak / 1e6:.1f} MB), against jq",
                0.05 if assets == 100_000 else None, 11, ([render, reply], {}),
                (["jq", "-r", CSV, reply], {"PATH": "/usr/bin:/bin"}))


def write_log(path, rows):
    """Entries of ten assets every five minutes."""
    with open(path, "w") as file:
        file.write("timestamp,profile,report,asset,totalBalance,availableBalance\n")
        for n in range(rows):
            entry, asset = divmod(n, 10)
            time_text = time.strftime("%Y-%m-%dT%H:%M:00.000Z", time.gmtime(1_700_000_000 + 300 * entry))
            file.write(f"{time_text},main,cash,A{asset},{n * 7919 % 10**6}.{n % 10**6:06},{n % 1000}\n")
    return path


def compare_history(world):
    log = write_log(world.folder / "balances.csv", 1_000_000)
    group = ("create table t(timestamp, profile, report, asset, total, available);\n.mode csv\n"
             f".import --skip 1 {log} t\nselect profile, report, asset, count(*), min(timestamp),"
             " max(timestamp), min(cast(total as real)), max(cast(total as real))"
             " from t group by profile, report, asset;")
    command = [COFFER, "history", log, "--csv"], {}
    compare("`history` over 1,000,000 rows, against sqlite3", 0.15, 5, command,
            (["sh", "-c", f'printf %s "$1" | sqlite3', "-", group], {"PATH": "/usr/bin:/bin"}))
    fewer = [COFFER, "history", write_log(world.folder / "fewer.csv", 20_000), "--csv"], {}
    ours, less = bench.memory(*command), bench.memory(*fewer)
    row("its peak memory, against 20,000 rows", f"{ours / 1024:.1f} MiB", f"{less / 1024:.1f} MiB",
        f"{ours / less:.3f}", "1.20")


print("| what | coffer | the other | ratio (quartiles) | at most |\n|---|---|---|---|---|")
with bench.Bench() as world:
    compare_queries(world)
    count_connections(world)
    compare_worth(world)
    ask_many(world)
    compare_rendering(world)
    compare_history(world)
