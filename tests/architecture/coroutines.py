#!/usr/bin/env python3
"""What must not be in a coroutine, because it dangles or blocks. Exit 1 and a list when it is.

  references  parameters are values: a reference or a view may be gone after the first co_await.
              Allowed are references to what outlives every coroutine: the doors of src/<room>/<room>.hpp
              and the types in OUTLIVES (docs/internals/coroutines.md gives the reason of each).
  captures    a lambda that is a coroutine captures nothing: its captures live in the lambda, which
              may be gone while the coroutine waits.
  locks       no lock is held across co_await: another coroutine of the thread would wait for ever.
  ranges      no co_await in the range of a for: what it returned may be gone inside the loop.

A script and not clang-query: it reads 200 files in a second where clang-query needs minutes, and
the house style (clang-format, `awaitable<` spelt out) leaves it nothing to misread.
"""
import argparse
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from tree import Tree, matching  # noqa: E402

# Made by main or app/application before the first coroutine and destroyed after the last.
OUTLIVES = {"Store", "Clock", "Random", "IdGenerator", "WorkerPool", "Router", "Server", "Application",
            "TestProvider", "Reconciliation", "Sheets", "ShowChanges", "RequestState", "Queue"}
AWAITS = re.compile(r"\bco_(?:await|return|yield)\b|\bCO_TRY(?:_OK)?\b")
LAMBDA = re.compile(r"(?:^|[(,={;&|?:!<>]|\breturn|\bco_await|\bco_return)\s*(\[)(?!\[)")


def lambdas(code):
    """[(start, capture, parameters, body start, body end)] of every lambda, outer before inner."""
    found = []
    for match in LAMBDA.finditer(code):
        start = match.start(1)
        end = matching(code, start)
        if end < 0:
            continue
        head = re.compile(r"\s*(?:<[^{;]*?>\s*)?(\()?").match(code, end + 1)
        at, parameters = head.end(), ""
        if head[1]:
            close = matching(code, at - 1)
            if close < 0:
                continue
            parameters, at = code[at:close], close + 1
        body = re.compile(r"[^{};()]*(?:noexcept\([^)]*\))?[^{};()]*\{").match(code, at)
        if not body:
            continue
        opening = body.end() - 1
        closing = matching(code, opening)
        if closing > 0:
            found.append((start, code[start + 1:end], parameters, opening, closing))
    return found


def blank(code, spans):
    for start, end in spans:
        code = code[:start] + re.sub(r"[^\n]", " ", code[start:end]) + code[end:]
    return code


def split_parameters(text):
    """The parameters at the outermost level, without default values."""
    parts, depth, last = [], 0, 0
    for at, c in enumerate(text):
        if c in "(<[{":
            depth += 1
        elif c in ")>]}" and not (c == ">" and text[at - 1] in "-="):
            depth -= 1
        elif c == "," and depth == 0:
            parts.append(text[last:at])
            last = at + 1
    parts.append(text[last:])
    return [part.split("=")[0].strip() for part in parts if part.strip()]


def outermost(parameter):
    """The parameter without what stands inside <> and ()."""
    out, depth = [], 0
    for at, c in enumerate(parameter):
        if c in "<(":
            depth += 1
        elif c in ">)" and parameter[at - 1] not in "-=":
            depth -= 1
        elif depth == 0:
            out.append(c)
    return "".join(out)


def dangling(parameter, doors):
    """Why a coroutine must not take this parameter; None when it may."""
    plain = outermost(parameter)
    if "&" in plain or "*" in plain:
        kind = re.match(r"(?:const\s+)?([\w:]+)", plain)
        name = kind[1].split("::")[-1] if kind else ""
        if "&&" not in plain and name in OUTLIVES | doors:
            return None
        return "a reference or pointer"
    if re.search(r"\b(?:string_view|span)\b", plain):
        return "a view"
    return None


def doors_of(tree):
    """The names of the classes that the door headers declare."""
    names = set()
    for source in tree.product:
        if source.path == f"src/{source.room}/{source.room}.hpp":
            names |= set(re.findall(r"^class\s+(\w+)", source.code, re.MULTILINE))
    return names


def aliases_of(tree):
    """{room: names} of types that are awaitables under another name."""
    names = {}
    for source in tree.product:
        for match in re.finditer(r"\busing\s+(\w+)\s*=\s*(?:[\w:]*::)?awaitable<", source.code):
            names.setdefault(source.room, set()).add(match[1])
    return names


def check(tree):
    doors, aliases = doors_of(tree), aliases_of(tree)
    for source in tree.sources:
        if not source.room:
            continue
        code = source.code
        inner = lambdas(code)
        if not source.is_test:  # a test waits for its coroutines, so its locals outlive them
            yield from check_functions(source, code, doors, aliases.get(source.room, set()))
        yield from check_lambdas(source, code, inner, doors)
        yield from check_locks(source, code, inner)
        for match in re.finditer(r"\bfor\s*\(", code):
            header = code[match.end():matching(code, match.end() - 1)]
            if re.search(r"[^:]:[^:].*\bco_await\b", header, re.DOTALL) and ";" not in header:
                yield source.finding(match.start(), "ranges", "co_await in the range of a for")


def check_functions(source, code, doors, aliases):
    for match in re.finditer(rf"(?<!using )\b(?:{'|'.join({'awaitable'} | aliases)})<", code):
        close = matching(code, match.end() - 1)
        name = re.compile(r"\s+([\w:]+)\s*\(").match(code, close + 1) if close > 0 else None
        if not name:
            continue
        end = matching(code, name.end() - 1)
        for parameter in split_parameters(code[name.end():end]):
            why = dangling(parameter, doors)
            if why:
                yield source.finding(name.start(1), "references",
                                     f"{name[1]} takes {why}: {' '.join(parameter.split())}")


def check_lambdas(source, code, inner, doors):
    for start, capture, parameters, opening, closing in inner:
        nested = [(o, c) for _, _, _, o, c in inner if opening < o and c < closing]
        own = blank(code, nested)[opening:closing]
        if not AWAITS.search(own):
            continue
        if capture.strip():
            yield source.finding(start, "captures", f"a coroutine lambda captures [{capture.strip()}]")
        if source.is_test:
            continue
        for parameter in split_parameters(parameters):
            why = dangling(parameter, doors)
            if why:
                yield source.finding(start, "references", f"a coroutine lambda takes {why}: {parameter}")


LOCK = re.compile(r"\b(?:lock_guard|unique_lock|scoped_lock|shared_lock)\b(?:<[^;>]*>)?\s+(\w+)\s*[({]")


def check_locks(source, code, inner):
    for match in LOCK.finditer(code):
        nested = [(o, c) for _, _, _, o, c in inner if o > match.start()]
        flat = blank(code, nested)
        depth, at = 0, match.end()
        while at < len(flat) and depth >= 0:
            depth += (flat[at] == "{") - (flat[at] == "}")
            at += 1
        rest = flat[match.end():at]
        awaited = re.search(r"\bco_await\b", rest)
        if awaited and f"{match[1]}.unlock()" not in rest[:awaited.start()]:
            yield source.finding(match.start(), "locks", f"{match[1]} is held across co_await")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--root", default=str(pathlib.Path(__file__).parents[2]))
    findings = sorted(set(check(Tree(parser.parse_args().root))))
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
