"""Checks that every source file keeps to its wing, and that docs/architecture.md draws the wings as
they are. Usage: layers_test.py SOURCE_DIRECTORY, or layers_test.py --draw for the drawing."""

import fnmatch
import pathlib
import re
import sys

# Wing: the wings above it here that it may include besides itself. A wing is a folder of lib/src or
# app.
WINGS = {
    "text": "",
    "model": "text",
    "json": "text model",
    "net": "text model",
    "api": "text model json net",
    "system": "model",
    # Not api: what checks signatures must not share the code that makes them.
    "sandbox": "text model json system",
    "terminal": "text model system",
    "output": "text model json api terminal",
    "accounts": "text model json net api system sandbox",
    "render": "json terminal output",
    # What it appends is rendered.
    "log": "text model json system terminal output render",
    "query": "text model net api system terminal output accounts",
    # Of json and net it names only the versions of the libraries that they own.
    "cli": "text model json net system terminal output accounts render query log",
    "commands": "text model net api system sandbox terminal output accounts log query cli",
    "run": "text system terminal output render log query cli commands",
}

# The wings of the public headers.
PUBLIC = {
    "text": "nearest text utf8",
    "model": "account decimal error ledger prices secret time wait",
    "json": "json_reader json_record json_writer",
    "net": "base_url https_transport proxy transport trust",
    "api": "client client_options clock decode signature",
}

# The only files that may include a header.
OWNERS = {
    "rapidjson/*": "lib/src/json/*.cpp",
    "httplib.h": "lib/src/net/http_exchange.cpp lib/src/net/https_transport.cpp app/sandbox/exchange.cpp"
    " app/sandbox/server.cpp",
    "CLI/*": "app/cli/command_line.cpp",
    "zlib.h": "app/log/line_reader.cpp",
    "openssl/*": "lib/src/text/base64.cpp lib/src/model/decimal.cpp lib/src/model/secret.cpp"
    " lib/src/api/signature.cpp"
    " lib/src/net/https_transport.cpp lib/src/net/tls.?pp lib/src/net/certificate_error.?pp"
    " app/accounts/group_cache.cpp app/sandbox/exchange.cpp app/sandbox/server.cpp"
    " app/run/openssl_start.cpp",
    # Streams cost start-up time and know locales.
    "*stream": "",
    "iomanip": "",
    "locale": "",
}

# Amounts never meet binary floating point.
FLOATING_POINT = re.compile(r"\b(double|float|ato[fl]|strto(d|f|ld)|sto(d|f|ld))\b")

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)', re.MULTILINE)
COMMENT_OR_LITERAL = re.compile(
    r"""//[^\n]* | /\*.*?\*/ | R"(\w*)\(.*?\)\1" | "(?:\\.|[^"\\\n])*"
    | (?<!\w)'(?:\\.|[^'\\\n])+'""",
    re.DOTALL | re.VERBOSE,
)


DRAWING = re.compile(r"(?<=```wings\n).*?(?=```)", re.DOTALL)


def drawing():
    """A line for each wing, the highest first, with the wings that it may include."""
    return "".join(
        f"{wing:10} {' '.join(reversed(below.split()))}".rstrip() + "\n"
        for wing, below in reversed(WINGS.items())
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
        self.units = {}  # each with those that it includes
        self.included = {wing: set() for wing in WINGS}

    def sources(self, *folders):
        return sorted(
            path for folder in folders for path in (self.root / folder).rglob("*.[ch]pp")
        )

    def name(self, path):
        return path.relative_to(self.root).as_posix()

    def fail(self, path, text, position, message):
        line = text.count("\n", 0, position) + 1
        self.failures.append(f"{self.name(path)}:{line}: {message}")

    def wing(self, path):
        folder = self.name(path.parent)
        if folder == "lib/include/coffer":
            return next((wing for wing, files in PUBLIC.items() if path.stem in files.split()), None)
        wing = re.sub("^(lib/src|app)/", "", folder)
        return wing if wing in WINGS else None

    def resolve(self, source, include):
        for folder in (source.parent, self.root, self.root / "lib/include", self.root / "lib/src"):
            path = (folder / include).resolve()
            if path.is_file():
                return path
        return None

    def check(self, path):
        text = path.read_text(encoding="utf-8")
        wing = self.wing(path)
        if not wing:
            self.fail(path, text, 0, "is in no wing")
            return
        unit = self.unit(path)
        for match in INCLUDE.finditer(text):
            quote, include = match.groups()
            target = self.resolve(path, include)
            if target:
                self.units.setdefault(unit, set()).add(self.unit(target))
            is_own = target or quote == '"'
            fault = self.own(wing, target) if is_own else self.foreign(path, include)
            if fault:
                self.fail(path, text, match.start(1), f"includes {include}: {fault}")
        stripped = code(text)
        for match in FLOATING_POINT.finditer(stripped):
            self.fail(path, stripped, match.start(), f"{match[0]}: binary floating point")

    def unit(self, path):
        """A source with its header, whether that is public or not."""
        return re.sub(r"lib/(src/\w+|include/coffer)/|\.[ch]pp$", "", self.name(path))

    def check_circles(self):
        done, way = set(), []

        def visit(unit):
            if unit in way:
                circle = [*way[way.index(unit):], unit]
                self.failures.append(f"a circle of units: {' > '.join(circle)}")
            if unit in done or unit in way:
                return
            way.append(unit)
            for other in sorted(self.units.get(unit, set()) - {unit}):
                visit(other)
            done.add(way.pop())

        for unit in sorted(self.units):
            visit(unit)

    def own(self, wing, target):
        other = self.wing(target) if target else None
        if not other:
            return "is in no wing"
        if target.suffix != ".hpp":
            return "not a header"
        self.included[wing].add(other)
        allowed = other == wing or other in WINGS[wing].split()
        return None if allowed else f"{wing} may not include {other}"

    def foreign(self, path, include):
        name = self.name(path)
        if name.startswith("lib/include/") and not include.replace("_", "").isalpha():
            return "not of the standard library, in a public header"
        for pattern, owners in OWNERS.items():
            if fnmatch.fnmatchcase(include, pattern) and not matches(name, owners):
                return f"only for {owners}" if owners else "for nobody"
        return None

    def check_table(self):
        for place, (wing, below) in enumerate(WINGS.items()):
            for other in set(below.split()) - set(list(WINGS)[:place]):
                self.failures.append(f"the table lets {wing} include {other}, which is not below it")
            unused = set(below.split()) - self.included[wing]
            if unused:
                self.failures.append(f"the table lets {wing} include {unused}, and it does not")
        page = self.root / "docs/architecture.md"
        if DRAWING.findall(page.read_text(encoding="utf-8")) != [drawing()]:
            self.failures.append(f"{self.name(page)}: not the drawing that --draw prints")

    def check_built(self, path):
        """A test that nobody builds never fails."""
        lists = next(f for f in (p / "CMakeLists.txt" for p in path.parents) if f.is_file())
        built = re.split(r"[\s()]+", lists.read_text(encoding="utf-8"))
        if path.relative_to(lists.parent).as_posix() not in built:
            self.failures.append(f"{self.name(path)}: not in {self.name(lists)}")


def main():
    if sys.argv[1:] == ["--draw"]:
        print(drawing(), end="")
        return 0
    tree = Tree(pathlib.Path(sys.argv[1]).resolve())
    for path in tree.sources("lib", "app"):
        tree.check(path)
    tree.check_circles()
    tree.check_table()
    for path in tree.sources("lib", "app", "test"):
        if path.suffix == ".cpp" or tree.name(path).startswith("lib/include/"):
            tree.check_built(path)
    if not tree.sources("lib", "app"):
        tree.failures.append("no source files")
    print("\n".join(tree.failures) or "every file keeps to its wing")
    return 1 if tree.failures else 0


if __name__ == "__main__":
    sys.exit(main())
