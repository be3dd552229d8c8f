"""What documents say of the code, compared with the code: tables, events and files that they name.

Use: through check.py; each function below is one check.
"""
import re

from tree import Finding

# A name in code marks that is one of a file or a folder: with an ending of ours, or a slash at its end.
FILE = re.compile(r"`([\w./*-]+(?:\.(?:cpp|hpp|sql|md|py|mjs|ts|vue|cmake|sh|json|toml|txt)|\.\*|/))`")
# Where a document's names of files begin, from the nearest.
CONVENTIONAL = {"errors.hpp", "tests/contract.mjs"}  # what a slice may have, though none has it yet
BASES = ("", "src/", "tests/", "ui/", "docs/", "tools/")


def section(text, title):
    """(line, text) of a `## title`, or of a paragraph that begins with it; (0, "") when there is none."""
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL) or re.search(
        rf"^\**{title}\b[^\n:.]*[:.](.*?)(?=\n\n|\Z)", text, re.MULTILINE | re.DOTALL)
    return (text.count("\n", 0, found.start(1)) + 1, found[1]) if found else (0, "")


def tables_of(tree, room):
    """The tables that a room's migrations leave behind, and those that its code makes."""
    made = re.compile(r"CREATE TABLE IF NOT EXISTS (\w+)")
    tables = {match for source in tree.product if source.room == room for match in made.findall(source.text)}
    for _, of, sql in sorted(tree.migrations):
        if of != room:
            continue
        plain = re.sub(r"--[^\n]*", "", sql)
        for match in re.finditer(
                r"create\s+(?:table|view)\s+(?:if\s+not\s+exists\s+)?(?P<made>\w+)|drop\s+(?:table|view)\s+(?:if\s+exists\s+)?(?P<gone>\w+)"
                r"|alter\s+table\s+(?P<old>\w+)\s+rename\s+to\s+(?P<new>\w+)", plain, re.IGNORECASE):
            if match["made"]:
                tables.add(match["made"].lower())
            tables -= {(match["gone"] or match["old"] or "").lower()}
            if match["new"]:
                tables.add(match["new"].lower())
    return tables


def check_tables_named(tree):
    """A room's README names the tables that its migrations make, and no others."""
    for room in tree.layers:
        path = f"src/{room}/README.md"
        if not (tree.root / path).exists():
            continue
        line, text = section(tree.read(path), "Tables")
        named, there = set(re.findall(r"`([a-z]\w*)`", text)), tables_of(tree, room)
        for table in sorted(there - named):
            yield Finding(path, line or 1, "tables-named", f"does not name the table {table} under ## Tables")
        for table in sorted(name for name in named - there if is_a_table_elsewhere_or_never(tree, name)):
            yield Finding(path, line, "tables-named", f"names {table}, which is no table of {room}")


def is_a_table_elsewhere_or_never(tree, name):
    """Columns and words may be named beside tables; a name that looks like a table may not mislead."""
    columns = {match.lower() for _, _, sql in tree.migrations for match in re.findall(r"^\s+(\w+) ", sql, re.MULTILINE)}
    return name not in columns


def check_events_named(tree):
    """A room's README names the events that it tells or asks, and no event that is not there."""
    code = "\n".join(source.code for source in tree.product)
    heard = set(re.findall(r"\b(?:on|answer)<(?:\w+::)*(\w+)>", code)) | set(
        re.findall(r"\b(?:emit|ask)\((?:\w+, )?(?:\w+::)*([A-Z]\w+)\{", code))
    every = {}
    for source in tree.product:
        if source.path.endswith("/events.hpp"):
            every[source.room] = set(re.findall(r"^struct (\w+) \{", source.code, re.MULTILINE)) & heard
    known = set(re.findall(r"\b(?:struct|class) (\w+)", code))
    for room in tree.layers:
        path = f"src/{room}/README.md"
        if not (tree.root / path).exists():
            continue
        text = tree.read(path)
        for event in sorted(every.get(room, set())):
            if not re.search(rf"`{event}\b", text):
                yield Finding(path, 1, "events-named", f"does not name the event {event}")
        line, told = section(text, "Events")
        for event in re.findall(r"`(?:\w+::)?([A-Z]\w+)`", told):
            if event not in known:
                yield Finding(path, line, "events-named", f"names the event {event}, which is not there")


def check_files_named(tree):
    """Files and folders that documents about the source name are there."""
    for pattern in ("src/**/README.md", "tests/**/README.md", "bench/README.md", "docs/internals/*.md", "docs/decisions/*.md",
                    "CONTRIBUTING.md"):
        for path in tree.files(pattern):
            folder = path.rsplit("/", 1)[0] + "/" if "/" in path else ""
            text = re.sub(r"```.*?```", lambda m: "\n" * m[0].count("\n"), tree.read(path), flags=re.DOTALL)
            for match in FILE.finditer(text):
                if not is_there(tree, folder, match[1]):
                    yield Finding(path, text.count("\n", 0, match.start()) + 1, "files-named", f"{match[1]} is not there")


def is_there(tree, folder, name):
    """Beside the document, below the room that it is about, or anywhere where a name alone says a kind of file."""
    name = name.rstrip("/")
    places = [base + name for base in (folder, *BASES)] + [f"src/*/{name}"]
    if "/" not in name:
        anywhere = "**/" + ("*" if name.startswith(".") else "") + name
        places += [f"{folder}{anywhere}", *(["src/" + anywhere] if re.match(r"[.*]", name) else [])]
    return name in CONVENTIONAL or any(next(tree.root.glob(place), None) for place in places)


CHECKS = {
    "tables-named": check_tables_named,
    "events-named": check_events_named,
    "files-named": check_files_named,
}
