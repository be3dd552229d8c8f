#!/usr/bin/env python3
"""A column that takes one of some words takes those of an enumeration, spelled as in C++.

What a column takes is read from the last migration that says so. A database may be ready for words
that this version does not write yet, and a column may take fewer than there are.
"""
import re
import sys
import pathlib

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from tree import Finding  # noqa: E402

ENUM = re.compile(r"\b(?:BOOST_DEFINE_ENUM_CLASS|BOOST_DESCRIBE_ENUM)\(\s*\w+\s*,([^)]*)\)")
# After a table's name, up to the next one.
TABLE = re.compile(r"\b(?:create\s+table(?:\s+if\s+not\s+exists)?|alter\s+table)\s+(\w+)(.*?)(?=\bcreate\s+table|\balter\s+table|\Z)",
                   re.IGNORECASE | re.DOTALL)
WORDS = re.compile(r"\bcheck\s*\(\s*(\w+)\s+in\s*\(([^)]*)\)", re.IGNORECASE)


def enumerations(tree):
    """The words of every enumeration that has texts; "void_" stands for "void"."""
    for source in tree.product:
        for match in ENUM.finditer(source.code):
            yield frozenset(word.strip().rstrip("_") for word in match[1].split(","))


def columns(tree):
    """{(room, table, column): (path, line, words)} as the last migration has it."""
    found = {}
    for path, room, sql in sorted(tree.migrations, key=lambda each: each[0].rsplit("/", 1)[1]):
        plain = re.sub(r"--[^\n]*", lambda m: " " * len(m[0]), sql)
        for table in TABLE.finditer(plain):
            for match in WORDS.finditer(table[2]):
                words = frozenset(re.findall(r"'([^']*)'", match[2]))
                line = plain.count("\n", 0, table.start(2) + match.start()) + 1
                if words:
                    found[room, re.sub(r"^new_|_new$", "", table[1]), match[1]] = path, line, words
    return found


def check(tree):
    """A column that takes one of some words takes those of an enumeration."""
    enums = set(enumerations(tree))
    for (_, table, column), (path, line, words) in columns(tree).items():
        if not any(words <= enum or enum <= words for enum in enums):
            yield Finding(path, line, "spelling", f"no enumeration has the words of {table}.{column}: {', '.join(sorted(words))}")
