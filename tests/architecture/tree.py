"""The source tree as the checks see it: files, comments and literals taken apart."""
import pathlib
import re
from dataclasses import dataclass, field
from functools import cached_property

CPP = (".cpp", ".hpp")


@dataclass(frozen=True, order=True)
class Finding:
    path: str
    line: int
    rule: str
    text: str

    def __str__(self):
        return f"{self.path}:{self.line}: [{self.rule}] {self.text}"


TOKEN = re.compile(
    r'(?P<raw>R"(?P<delim>[^()\\\s]{0,16})\((?P<rawtext>.*?)\)(?P=delim)")'
    r'|(?P<line>//[^\n]*)|(?P<block>/\*.*?\*/)'
    r'|(?P<string>"(?:[^"\\\n]|\\.)*")|(?P<char>(?<![0-9A-Fa-f])\'(?:[^\'\\\n]|\\.)+\')',
    re.DOTALL)


@dataclass
class Source:
    """One C++ file. `code` has comments and literals blanked out, character for character."""
    path: str
    text: str
    literals: list = field(default_factory=list)  # (offset, value)

    @cached_property
    def code(self):
        out, at = [], 0
        self.literals = []
        for match in TOKEN.finditer(self.text):
            out.append(self.text[at:match.start()])
            whole = match.group()
            if match["raw"]:
                self.literals.append((match.start(), match["rawtext"]))
            elif match["string"]:
                self.literals.append((match.start(), whole[1:-1]))
            keep = {'"', "'"} if match["string"] or match["char"] or match["raw"] else set()
            last = len(whole) - 1
            out.append("".join(c if c == "\n" or (c in keep and i in (0, last)) else " "
                               for i, c in enumerate(whole)))
            at = match.end()
        out.append(self.text[at:])
        return "".join(out)

    def line_of(self, offset):
        return self.text.count("\n", 0, offset) + 1

    @property
    def room(self):
        parts = self.path.split("/")
        return parts[1] if len(parts) > 2 and parts[0] == "src" else ""

    @property
    def is_test(self):
        return "/tests/" in self.path or self.path.startswith("tests/")

    def finding(self, offset, rule, text):
        return Finding(self.path, self.line_of(offset), rule, text)


class Tree:
    def __init__(self, root):
        self.root = pathlib.Path(root)

    def files(self, pattern):
        for path in sorted(self.root.glob(pattern)):
            relative = path.relative_to(self.root).as_posix()
            if path.is_file() and not re.search(r"(^|/)(build|node_modules|\.tools|dist)/", relative):
                yield relative

    def read(self, path):
        return (self.root / path).read_text(encoding="utf-8")

    @cached_property
    def sources(self):
        """Every C++ file of ours."""
        found = []
        for folder in ("src", "tests", "bench", "tools"):
            for path in self.files(f"{folder}/**/*"):
                if path.endswith(CPP):
                    found.append(Source(path, self.read(path)))
        return found

    @cached_property
    def product(self):
        """What ends in the binary: src/ without tests."""
        return [s for s in self.sources if s.room and not s.is_test]

    @cached_property
    def layers(self):
        """{room: (layer number, open?)} of src/LAYERS; empty lines separate layers."""
        rooms, layer = {}, 0
        for line in self.read("src/LAYERS").splitlines():
            words = line.split()
            if not words:
                layer += 1
            elif not line.startswith("#"):
                rooms[words[0]] = (layer, words[1:2] == ["open"])
        return rooms

    @cached_property
    def purposes(self):
        """{room: what src/LAYERS says it is for}"""
        lines = [line.split() for line in self.read("src/LAYERS").splitlines() if line and not line.startswith("#")]
        return {words[0]: " ".join(words[2 if words[1:2] == ["open"] else 1:]) for words in lines}

    @cached_property
    def queries(self):
        """[(path, line, room, name, sql)] of every named query."""
        found = []
        for path in self.files("src/*/sql/*.sql"):
            room, name, start, body = path.split("/")[1], None, 0, []
            for number, line in enumerate(self.read(path).splitlines(), 1):
                named = re.match(r"--\s*name:\s*(\w+)", line)
                if named:
                    if name:
                        found.append((path, start, room, name, "\n".join(body)))
                    name, start, body = named[1], number, []
                else:
                    body.append(line.split("--")[0])
            if name:
                found.append((path, start, room, name, "\n".join(body)))
        return found

    @cached_property
    def migrations(self):
        return [(path, path.split("/")[1], self.read(path)) for path in self.files("src/*/migrations/*.sql")]


def matching(code, start):
    """The offset of the bracket that closes the one at `start`; -1 when there is none."""
    pairs = {"(": ")", "[": "]", "{": "}", "<": ">"}
    opening, closing, depth = code[start], pairs[code[start]], 0
    for at in range(start, len(code)):
        if code[at] == opening:
            depth += 1
        elif code[at] == closing and not (closing == ">" and code[at - 1] in "-="):
            depth -= 1
            if depth == 0:
                return at
    return -1
