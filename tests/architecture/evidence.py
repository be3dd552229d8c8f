#!/usr/bin/env python3
"""Every rule of docs/internals/rules.md that is built is cited by a test.

A test cites a rule in a comment or a name: "rule 5", "rules 3, 4 and 11", "rules 21-23". What is not
built yet says so: its text ends with "(to come)"; it may have tests already.

Use: evidence.py [--list]    the rules with the tests that cite them
"""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from tree import Finding, Tree  # noqa: E402

RULES = "docs/internals/rules.md"
TESTS = ("src/*/tests/*.cpp", "src/*/tests/*.hpp", "tests/**/*.mjs", "tests/**/*.spec.ts", "tests/**/*.cpp", "tests/**/*.hpp",
         "tests/vectors/*.txt", "ui/**/__tests__/*.ts")
RULE = re.compile(r"^(\d+[a-z]?)\. (.*?)(?=^\d+[a-z]?\. |^#|^$|\Z)", re.MULTILINE | re.DOTALL)
# "rules 8, 9 and 46–47"; in the rows of a table of examples the numbers stand first.
CITED = re.compile(r"\brules?\s+((?:\d+[a-z]?)(?:\s*(?:,\s*(?:and\s)?|\band\b|[-–])\s*(?://\s*|#\s*)?\d+[a-z]?)*)", re.IGNORECASE)
EXAMPLE = re.compile(r"^([\d ]+?) *\|", re.MULTILINE)


def numbers(text):
    """"8, 9 and 46–48" is 8, 9, 46, 47, 48."""
    for first, last in re.findall(r"(\d+[a-z]?)(?:\s*[-–]\s*(\d+))?", text):
        yield first
        if last:
            yield from map(str, range(int(first) + 1, int(last) + 1))


def rules(tree):
    """{number: (line, whether it is built)}"""
    text = tree.read(RULES)
    return {match[1]: (text.count("\n", 0, match.start()) + 1, "(to come)" not in match[2]) for match in RULE.finditer(text)}


def citations(tree):
    """{number: the tests that cite it}"""
    cited = {}
    for pattern in TESTS:
        for path in tree.files(pattern):
            text = tree.read(path)
            found = CITED.findall(text) + (EXAMPLE.findall(text) if path.endswith(".txt") else [])
            for number in {number for group in found for number in numbers(group)}:
                cited.setdefault(number, set()).add(path)
    return cited


def check(tree):
    """Every rule that is built is cited by a test, and no test cites a rule that is not there."""
    if not (tree.root / RULES).exists():
        return
    known, cited = rules(tree), citations(tree)
    for number, (line, built) in known.items():
        if built and number not in cited:
            yield Finding(RULES, line, "evidence", f"no test cites rule {number}")
    last = max((int(re.match(r"\d+", number)[0]) for number in known), default=0)
    for number, paths in cited.items():
        if number not in known and int(re.match(r"\d+", number)[0]) <= last:
            yield Finding(min(paths), 1, "evidence", f"there is no rule {number} in {RULES}")


def main():
    tree = Tree(pathlib.Path(__file__).parents[2])
    if sys.argv[1:] == ["--list"]:
        cited = citations(tree)
        for number, (_, built) in rules(tree).items():
            print(f"{number:>4}  {', '.join(sorted(cited.get(number, {'-'}))) if built else '(to come)'}")
        return 0
    findings = sorted(set(check(tree)))
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
