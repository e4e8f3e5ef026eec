"""Checks that every source file keeps to its layer. Usage: layers_test.py SOURCE_DIRECTORY"""

import fnmatch
import pathlib
import re
import sys

# Layer: its files, without ".hpp" and ".cpp", and the layers it may include besides itself. Public
# headers and their sources share a name: lib/decimal.
LAYERS = {
    "model": ("lib/account lib/ascii lib/decimal lib/error lib/nearest lib/percent lib/secret lib/utf8", ""),
    "json": ("lib/json_assert lib/json_reader lib/json_writer", "model"),
    "codec": ("lib/base64 lib/decode lib/envelope lib/signature", "model json"),
    "client": (
        "lib/authority lib/client lib/clock lib/endpoint lib/framing lib/https_transport lib/proxy"
        " lib/refusal lib/resolver lib/retry_after lib/signed_channel lib/tls_peer lib/transport"
        " lib/trust_store lib/tunnel lib/watchdog",
        "model json codec",
    ),
    "report": (
        "app/condition app/report app/row_filter app/text app/timestamp app/total app/where",
        "model",
    ),
    "render": ("app/render/*", "model json report options"),
    "period": ("app/log/period", "model report"),
    "options": ("app/credential_rules app/options", "model codec report period"),
    # Of json, client and log it names only the versions of the libraries that they own.
    "cli": (
        "app/cli app/help app/option_table app/option_value",
        "model json client options report period log",
    ),
    "signals": ("app/blocked_signals app/held_signals", ""),
    "files": ("app/descriptor", ""),
    "credentials": (
        "app/environment app/group_cache app/private_file"
        " app/profile app/profile_file app/proxy app/secret_command",
        "model json codec client options signals files",
    ),
    "terminal": (
        "app/client_options app/hidden_input app/message app/streams app/waiting",
        "model json client options report signals files credentials",
    ),
    # Not codec: what checks signatures must not share the code that makes them.
    "practice": (
        "app/loopback_server app/practice_account app/practice_exchange",
        "model json signals",
    ),
    # It writes lines of CSV as render does.
    "log": ("app/log/[!p]* app/log/plot", "period model json report render signals files"),
    "command": (
        "app/commands/*",
        "model codec client report options credentials terminal practice log",
    ),
    "preferences": ("app/preferences", "model report options cli credentials terminal log"),
    "inquiry": (
        "app/check_up app/connection_pool app/fan_out app/inquiry app/practice_access",
        "model codec client report options signals credentials terminal practice command"
        " preferences",
    ),
    "publish": (
        "app/exit_status app/frame app/publish app/screen app/watch",
        "model report render options cli signals files terminal credentials command preferences inquiry"
        " log",
    ),
    "run": (
        "app/format app/main app/run app/tls_start",
        "model codec client report render options cli credentials terminal practice command"
        " preferences inquiry publish",
    ),
}

# The only files that may include a header.
OWNERS = {
    "rapidjson/*": "lib/src/json_reader.cpp lib/src/json_writer.cpp",
    "httplib.h": "lib/src/https_transport.cpp app/loopback_server.cpp app/practice_exchange.cpp",
    "CLI/*": "app/cli.cpp",
    "zlib.h": "app/log/line_reader.cpp",
    "openssl/*": "lib/src/decimal.cpp lib/src/secret.cpp lib/src/signature.cpp"
    " lib/src/base64.cpp"
    " lib/src/https_transport.cpp lib/src/tls_peer.?pp lib/src/trust_store.?pp"
    " app/group_cache.cpp app/loopback_server.cpp app/practice_exchange.cpp app/tls_start.cpp",
    # Streams cost start-up time and know locales.
    "*stream": "",
    "iomanip": "",
    "locale": "",
}

# Amounts never meet binary floating point.
FLOATING_POINT = re.compile(r"\b(double|float|ato[fl]|strto(d|f|ld)|sto(d|f|ld))\b")

INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)', re.MULTILINE)
COMMENT_OR_LITERAL = re.compile(
    r"""//[^\n]* | /\*.*?\*/ | R"(\w*)\(.*?\)\1" | "(?:\\.|[^"\\\n])*"
    | (?<!\w)'(?:\\.|[^'\\\n])+'""",
    re.DOTALL | re.VERBOSE,
)


def matches(name, patterns):
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns.split())


def code(text):
    """The text without comments and literals, line numbers unchanged."""
    return COMMENT_OR_LITERAL.sub(lambda match: "\n" * match[0].count("\n") or " ", text)


class Tree:
    def __init__(self, root):
        self.root = root
        self.failures = []

    def sources(self, *folders):
        return sorted(
            path for folder in folders for path in (self.root / folder).rglob("*.[ch]pp")
        )

    def name(self, path):
        return path.relative_to(self.root).as_posix()

    def fail(self, path, text, position, message):
        line = text.count("\n", 0, position) + 1
        self.failures.append(f"{self.name(path)}:{line}: {message}")

    def layer(self, path):
        unit = self.name(path.with_suffix(""))
        unit = unit.replace("lib/include/coffer/", "lib/").replace("lib/src/", "lib/")
        found = [layer for layer, (files, _) in LAYERS.items() if matches(unit, files)]
        return found[0] if len(found) == 1 else None

    def resolve(self, source, include):
        for folder in (source.parent, self.root, self.root / "lib/include"):
            path = (folder / include).resolve()
            if path.is_file():
                return path
        return None

    def check(self, path):
        text = path.read_text(encoding="utf-8")
        layer = self.layer(path)
        if not layer:
            self.fail(path, text, 0, "belongs to no layer, or to several")
            return
        for match in INCLUDE.finditer(text):
            quote, include = match.groups()
            fault = self.own(layer, path, include) if quote == '"' else self.foreign(path, include)
            if fault:
                self.fail(path, text, match.start(1), f"includes {include}: {fault}")
        stripped = code(text)
        for match in FLOATING_POINT.finditer(stripped):
            self.fail(path, stripped, match.start(), f"{match[0]}: binary floating point")

    def own(self, layer, path, include):
        target = self.resolve(path, include)
        other = self.layer(target) if target else None
        if not other:
            return "belongs to no layer"
        if other != layer and other not in LAYERS[layer][1].split():
            return f"{layer} may not include {other}"
        return None

    def foreign(self, path, include):
        name = self.name(path)
        if name.startswith("lib/include/") and not include.replace("_", "").isalpha():
            return "not of the standard library, in a public header"
        for pattern, owners in OWNERS.items():
            if fnmatch.fnmatchcase(include, pattern) and not matches(name, owners):
                return f"only for {owners}" if owners else "for nobody"
        return None

    def check_built(self, path):
        """A test that nobody builds never fails."""
        lists = next(f for f in (p / "CMakeLists.txt" for p in path.parents) if f.is_file())
        built = re.split(r"[\s()]+", lists.read_text(encoding="utf-8"))
        if path.relative_to(lists.parent).as_posix() not in built:
            self.failures.append(f"{self.name(path)}: not in {self.name(lists)}")


def main():
    tree = Tree(pathlib.Path(sys.argv[1]).resolve())
    for path in tree.sources("lib", "app"):
        tree.check(path)
    for path in tree.sources("lib", "app", "test"):
        if path.suffix == ".cpp" or tree.name(path).startswith("lib/include/"):
            tree.check_built(path)
    if not tree.sources("lib", "app"):
        tree.failures.append("no source files")
    print("\n".join(tree.failures) or "every file keeps to its layer")
    return 1 if tree.failures else 0


if __name__ == "__main__":
    sys.exit(main())
