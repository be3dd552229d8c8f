#!/usr/bin/env python3
"""The worked examples of docs/internals/money.md are those of tests/vectors/money.txt.

Use: money_table.py --write    puts them there again
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from tree import Finding, Tree  # noqa: E402

EXAMPLES = "tests/vectors/money.txt"
PAGE = "docs/internals/money.md"
MARK = "<!-- from here on: tests/architecture/money_table.py -->\n"


def table(text):
    """The rows as Markdown, under the headings that stand between them."""
    out = []
    for line in text.splitlines():
        if line.startswith("## "):
            out += ["", f"#{line}", "| rules | given | result |", "|---|---|---|"]
        elif line and not line.startswith("#"):
            rules, given, result = (cell.strip() for cell in line.split("|"))
            out.append(f"| {', '.join(rules.split())} | `{given}` | `{result}` |")
    return "\n".join(out).lstrip("\n") + "\n"


def check(tree):
    """docs/internals/money.md shows the worked examples that the tests read."""
    if not (tree.root / EXAMPLES).exists():
        return
    page = tree.read(PAGE) if (tree.root / PAGE).exists() else ""
    if page.partition(MARK)[2] != table(tree.read(EXAMPLES)):
        yield Finding(PAGE, 1, "money-table", f"is not what {EXAMPLES} says; run tests/architecture/money_table.py --write")


def main():
    root = pathlib.Path(__file__).parents[2]
    tree = Tree(root)
    if sys.argv[1:] == ["--write"]:
        head = tree.read(PAGE).partition(MARK)[0]
        (root / PAGE).write_text(head + MARK + table(tree.read(EXAMPLES)), encoding="utf-8")
        return 0
    findings = list(check(tree))
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
