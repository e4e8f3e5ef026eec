"""Every message of the program is provoked, by messages.txt or by a test that it names, or excused there.

A message is any text in the sources of two words or more: what a new one says wants a row. The commands run in
bash, in a home of their own and without any environment but PATH and these:

$url          an exchange. `reply TEXT [NAME]` sets what it says: to all that is signed, or to what NAME is part of
              the path of. What begins with HTTP/ is sent as it stands, what begins with "wait" and then nothing.
key           sets the variables of a key
profile, cmd  store a profile: `profile JSON [NAME or PATH]`, `cmd JSON` one with that api_secret_command
log           writes log.csv; $H is a header and $T a time
tunnel        asks by a proxy that says that
ask_tls       asks a server that has a certificate of that kind; $ca is the authority's
fails         strace with a fault injected
"""

import concurrent.futures
import os
import pathlib
import re
import ssl
import subprocess
import time
import warnings

import harness
import servers

warnings.simplefilter("ignore", DeprecationWarning)  # of TLS 1.1

TEST = pathlib.Path(__file__).resolve().parents[1]
TABLE = TEST / "program/messages.txt"
HELPERS = r"""
H='timestamp,asset,totalBalance,availableBalance\n' T=2026-01-01T00:00:00.000Z
key() { export COFFER_API_KEY=a-key-1a2b COFFER_API_SECRET=c2VjcmV0 COFFER_ACCOUNT_GROUP=6; }
reply() { key; printf %b "$1" >reply${2:+-}$2; }
profile() {
  local path=${2:-default}
  [[ $path == */* ]] || { mkdir -p .config/coffer; path=.config/coffer/$path.json; }
  printf %s "$1" >"$path"; chmod 600 "$path"
}
cmd() { profile '{"api_key": "k", "api_secret_command": '"$1"'}'; }
log() { printf %b "$1" >log.csv; }
tunnel() {
  reply "$1"
  COFFER_BASE_URL=https://exchange.example coffer cash --retries 0 --timeout 0.3 --proxy "http://$2${url#http://}"
}
fails() { strace -f -o /dev/null -e inject="$@"; }
ask_tls() { key; local port=tls_$1; shift; COFFER_BASE_URL=https://127.0.0.1:${!port} coffer cash --retries 0 "$@"; }
"""
TOKEN = re.compile(r"""//[^\n]*|/\*.*?\*/|\#include[^\n]*|R"(\w*)\((?P<raw>.*?)\)\1"|"(?P<text>(?:\\.|[^"\\\n])*)"
                       |'(?:\\.|[^'\\])+'|[A-Za-z_]\w*|\d[\w']*|\s+|.""", re.DOTALL | re.VERBOSE)


def literals(source):
    """The texts of a source, those that follow each other as one."""
    joined = None
    for token in TOKEN.finditer(source):
        text = token["raw"] if token["raw"] is not None else token["text"]
        if text is not None:
            if token["raw"] is None:
                text = re.sub(r"\\(.)", lambda escape: {"n": "\n", "r": "\r"}.get(escape[1], escape[1]), text)
            joined = (joined or "") + text
        elif joined is not None and not re.match(r"\s|//", token[0]):
            yield joined
            joined = None


def messages():
    """The lines of at least two words in the sources, as people would see them."""
    found = set()
    for path in [*TEST.parent.glob("lib/**/*.[ch]pp"), *TEST.parent.glob("app/**/*.[ch]pp")]:
        for text in literals(path.read_text()):
            found.update(spaced(line) for line in text.split("\n"))
    return {line for line in found if re.search(r"[A-Za-z]{2}[^A-Za-z]* \S*[a-z]{2}", line)}


def spaced(text):
    return " ".join(text.split())


def pattern(message):
    """A regular expression for a message in which {} stands for anything, and {{ for {."""
    message = re.sub(r"^(\{[^{}]*\} ?)+|( ?\{[^{}]*\})+$", "", message).replace("{{", "\1").replace("}}", "\2")
    parts = re.split(r"\{[^{}]*\}", message)
    return ".*?".join(re.escape(part.replace("\1", "{").replace("\2", "}")) for part in parts)


def rows():
    """Of each row the messages and what stands below them."""
    said, done = [], []
    for line in [*TABLE.read_text().splitlines(), "end"]:
        if line.startswith("  "):
            done.append(line[2:])
        elif line and not line.startswith("#"):
            if done:
                yield said, "\n".join(done)
                said, done = [], []
            said.append(line)


class Exchange(servers.Server):
    """Says what the file `reply` says of the home whose number is in the address that was asked."""

    DATA = {"cash": servers.CASH, "margin/balance": servers.MARGIN, "margin/risk": servers.RISK, "v2": {"x": 1},
            "exchange-info": {}, "info": {"accountGroup": 6}}

    def __init__(self, test):
        super().__init__(test, self.answer_all, host="0.0.0.0")

    def answer_all(self, connection):
        number = connection.getsockname()[0].split(".")
        home = self.root / str(256 * int(number[2]) + int(number[3]))
        while request := servers.read_request(connection):
            text = self.answer(home, request)
            if text.startswith(b"wait"):
                connection.sendall(text[4:])
                return servers.leave(connection)
            if text.startswith((b"HTTP/", b"x\r\n")):
                return connection.sendall(text)
            connection.sendall(servers.Reply(text).bytes())

    def answer(self, home, request):
        files = [file for file in home.glob("reply-*") if file.name[6:] in request.path.split("/")]
        if not files and (request.header("x-auth-key") or request.method == "CONNECT"):
            files = [*home.glob("reply")]
        if files:
            return files[0].read_bytes()
        data = next(data for path, data in self.DATA.items() if path in request.path)
        return servers.envelope({"requestReceiveAt": round(time.time() * 1000)} if data == {} else data).encode()


class Messages(harness.TestCase):
    def serve_tls(self):
        """Variables with the ports of servers that the program does not trust, and whom it shall."""
        authority = servers.Authority()
        ended = servers.Authority("Middle", authority, end="20210101000000Z")
        root = servers.Authority("Old root", end="20210101000000Z")
        contexts = {
            "good": authority.context("good"),
            "expired": authority.context("expired", end="20210101000000Z"),
            "future": authority.context("future", start="20980101000000Z"),
            "other": authority.context("other", ",".join(f"DNS:{name}.example" for name in "abcdef")),
            "nohost": authority.context("nohost", "", extensions=["keyUsage=digitalSignature"]),
            "purpose": authority.context("purpose", extensions=["extendedKeyUsage=clientAuth"]),
            "itself": authority.self_signed_context("itself"),
            "ended": ended.context("leaf"), "endedroot": root.context("leaf"),
            "old": authority.context("old"),
        }
        (ended.directory / "leaf.pem").write_text((ended.directory / "leaf.pem").read_text() + ended.file.read_text())
        contexts["ended"] = ended.load("leaf")
        contexts["old"].minimum_version = ssl.TLSVersion.TLSv1
        contexts["old"].maximum_version = ssl.TLSVersion.TLSv1_1
        contexts["old"].set_ciphers("ALL:@SECLEVEL=0")
        listening = {kind: servers.Server(self, servers.leave, context) for kind, context in contexts.items()}
        listening["plain"] = servers.Server(self, lambda connection: connection.sendall(b"HTTP/1.1 400 x\r\n\r\n"))
        listening["alert"] = servers.Server(self, lambda connection: connection.sendall(b"\x15\3\3\0\2\2\x31"))
        self.authorities = authority, ended, root  # whose files go with them
        return {"ca": str(authority.file), "endedroot": str(root.file),
                **{f"tls_{kind}": str(server.port) for kind, server in listening.items()}}

    def run_command(self, number, command):
        home = self.home / str(number)
        home.mkdir()
        url = f"http://127.99.{number // 256}.{number % 256}:{self.exchange.port}"
        with subprocess.Popen(
            ["bash", "-c", f"{HELPERS}\n{command}"], cwd=home, text=True, errors="replace", start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env={**self.env, "HOME": str(home), "url": url, "COFFER_BASE_URL": url}) as process:
            output, _ = process.communicate(timeout=30)
        output = re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", output)
        output = re.sub(r"\n {10,}", " ", output)  # of help
        return "\n".join(map(spaced, output.splitlines()))

    def test_every_message_is_provoked(self):
        if self.instrumented():
            self.skip("strace and limits of memory do not go with sanitizers")
        self.exchange = Exchange(self)
        self.exchange.root = self.home
        (self.home / "coffer").symlink_to(harness.COFFER)
        self.env = {**harness.TOOL_OPTIONS, **self.serve_tls(), "PATH": f"{self.home}:{os.environ['PATH']}"}
        commands, elsewhere, faults = [], [], []
        for said, done in rows():
            if not done.startswith(("- ", "> ")):
                commands.append((said, done))
                continue
            elsewhere += said
            if done.startswith("> "):
                stated = re.sub(r'"\s*\n\s*[fr]?"', "", (TEST / done[2:]).read_text())
                faults += [f"{done[2:]} does not state: {message}" for message in said
                           if not all(part in stated for part in re.split(r"\{[^{}]*\}", message))]
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            outputs = [*pool.map(self.run_command, range(len(commands)), (done for _, done in commands))]
        for (said, done), output in zip(commands, outputs):
            faults += [f"lacks: {message}\nof: {done}\n{output}\n" for message in said
                       if not re.search(pattern(message), output)]
        known = [pattern(message) for message in messages()]
        for message in elsewhere:
            if not any(re.search(each, message) for each in known):
                faults.append(f"no message of the program: {message}")
        shown = "\n".join([*elsewhere, *outputs])
        faults += [f"nothing provokes: {each}" for each in sorted(known) if not re.search(each, shown)]
        self.assertEqual("\n".join(faults), "")


harness.main()
