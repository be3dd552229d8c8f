#!/usr/bin/env python3
"""The house rules that a compiler does not know. Exit 1 and a list when one is broken.

Use: check.py [--root DIR] [--only CHECK,…] [--list]
Each check below is one function; run_tests.py plants a violation for each and sees it found.
"""
import argparse
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import documents  # noqa: E402
from tree import Finding, Tree, matching  # noqa: E402

DOORS = ("types.hpp", "errors.hpp", "events.hpp")
FILE_LINES_MAX = 600
COLUMNS_MAX = 100


def check_layers(tree):
    """A room includes only from itself and from rooms above it in src/LAYERS."""
    for source in tree.sources:
        if not source.room:
            continue
        if source.room not in tree.layers:
            yield Finding(source.path, 1, "layers", f"src/LAYERS does not name the room {source.room}")
            continue
        for offset, room, _ in includes(source):
            if room == source.room or room not in tree.layers:
                continue
            if tree.layers[room][0] >= tree.layers[source.room][0]:
                yield source.finding(offset, "layers", f"{source.room} may not include from {room}")


def check_doors(tree):
    """From another slice only its door, types, errors and events are included."""
    for source in tree.sources:
        if not source.room or source.room == "app" or source.is_test:
            continue  # app composes the rooms, and so do tests
        for offset, room, name in includes(source):
            if room == source.room or room not in tree.layers or tree.layers[room][1]:
                continue
            if name not in DOORS and name != f"{room}.hpp":
                yield source.finding(offset, "doors", f"{room}/{name} is not for other rooms")


def includes(source):
    """(offset, room, file) of every #include "room/file"."""
    for match in re.finditer(r'^\s*#\s*include\s+"([^"/]+)/([^"]+)"', source.text, re.MULTILINE):
        yield match.start(), match[1], match[2]


ANYWHERE = frozenset()
# (pattern, rooms where it is right, why it is wrong elsewhere)
BANNED = (
    (r"(?<![\w.>:])(?:std::|::)?(?:time|gettimeofday|clock_gettime)\s*\(", {"base"}, "take a Clock&"),
    (r"\bsystem_clock::now\b", {"base"}, "take a Clock&"),
    (r"(?<![\w.>])(?:std::|::)?(?:localtime|gmtime|mktime|strftime)(?:_r)?\s*\(", {"base"}, "use base/time_zone"),
    (r"(?<![\w.>:])(?:std::|::)?s?rand\s*\(|\brandom_device\b|\bmt19937", {"base"}, "take a Random&"),
    (r"(?<![\w.>])(?:std::|::)?(?:secure_)?getenv\s*\(", {"app"}, "only app/config reads the environment"),
    # inventory has one: pushing to ten thousand streams must hold up neither a sale nor a socket;
    # app runs what belongs to no connection
    (r"\bstd::j?thread\b(?!::id|::hardware)", {"base", "net", "store", "web", "jobs", "inventory", "app"}, "threads belong to the rooms below"),
    (r"(?<![\w.>])(?:std::|::)?(?:printf|puts|putchar)\s*\(|\bstd::cout\b", {"app"}, "use base/log; only commands print"),
    (r"(?<![\w.>])(?:std::|::)?(?:sprintf|vsprintf|strcpy|strcat|gets|strtok)\s*\(", ANYWHERE, "has no bounds"),
    (r"(?<![\w.>])(?:std::|::)?(?:stoi|stol|stoll|stoul|stoull|stod|atoi|atol|atoll|atof)\s*\(", ANYWHERE, "use std::from_chars"),
    (r"(?<![\w.>])(?:std::|::)?(?:system|popen|fork|vfork)\s*\(", ANYWHERE, "starts a process"),
    # a lane's bounded pause before it tries again; the drain of connections when stopping
    (r"\bsleep_for\b|\bsleep_until\b|(?<![\w.>])u?sleep\s*\(", {"store", "web"}, "wait on a timer or a condition"),
    (r"(?<![\w.>])assert\s*\(", ANYWHERE, "use USHER_ASSERT, which stays on in release"),
    (r"\bstd::regex\b", {"store"}, "exhausts the stack on long input"),  # store: over our own migrations
    (r"\busing\s+namespace\s+std\b", ANYWHERE, "name what you use"),
    (r"\bstd::(?:random_shuffle|shuffle|default_random_engine)\b", {"base"}, "take a Random&"),
)


def check_banned(tree):
    """Calls that have a better way in this house."""
    for source in tree.product:
        for pattern, rooms, why in BANNED:
            if source.room in rooms:
                continue
            for match in re.finditer(pattern, source.code):
                yield source.finding(match.start(), "banned", f"{match[0].strip()} — {why}")


def check_unfinished(tree):
    """Nothing unfinished is left in the source."""
    word = re.compile(r"\b(TODO|FIXME|XXX|HACK|WIP)\b")
    paths = [s.path for s in tree.sources]
    for pattern in ("src/**/*.sql", "src/**/*.md", "tests/**/*.mjs", "bench/**/*.mjs", "ui/src/**/*.ts",
                    "ui/**/*.vue", "cmake/*.cmake", "dev"):
        paths += list(tree.files(pattern))
    for path in sorted(set(paths)):
        for number, line in enumerate(tree.read(path).splitlines(), 1):
            found = word.search(line)
            if found:
                yield Finding(path, number, "unfinished", found[0])


def check_sizes(tree):
    """Files of at most 600 lines, or with `// Length: reason`; lines of at most 100 columns."""
    for source in tree.sources:
        lines = source.text.splitlines()
        if len(lines) > FILE_LINES_MAX and not re.search(r"^// Length: \S", source.text, re.MULTILINE):
            yield Finding(source.path, len(lines), "sizes", f"{len(lines)} lines; split it, or give `// Length: reason`")
        for number, line in enumerate(lines, 1):
            if len(line) > COLUMNS_MAX and "http" not in line:
                yield Finding(source.path, number, "sizes", f"{len(line)} columns")


def check_headers(tree):
    """A header opens with what it is for."""
    for source in tree.sources:
        if source.path.endswith(".hpp") and source.path.startswith("src/") and source.path != "src/base/pch.hpp":
            if not source.text.startswith("// Purpose:"):
                yield Finding(source.path, 1, "headers", "begin with `// Purpose: … Place: …`")


def check_documented(tree):
    """Public functions of doors, and of open rooms' classes in their door, carry a sentence."""
    for source in tree.product:
        room = source.room
        if source.path != f"src/{room}/{room}.hpp":
            continue
        yield from undocumented(source)


def undocumented(source):
    lines, code = source.text.splitlines(), source.code.splitlines()
    depth, stack, statement_open = 0, [], False
    for index, line in enumerate(code):
        bare = line.strip()
        opened = re.match(r"(?:template\s*<.*>\s*)?(class|struct)\s+(\w+)[^;]*$", bare)
        if opened and not bare.startswith("enum"):
            stack.append([depth, opened[1] == "struct", opened[2]])
        at_member = stack and depth == stack[-1][0] + 1
        if at_member and re.match(r"(public|private|protected)\s*:", bare):
            stack[-1][1] = bare.startswith("public")
        elif at_member and stack[-1][1] and not statement_open and is_function(bare, stack[-1][2]):
            if not has_comment(lines, index):
                yield Finding(source.path, index + 1, "documented", f"say what it does: {bare[:70]}")
        if at_member and bare and not bare.startswith("#"):
            statement_open = not bare.endswith((";", "}", ":", "{", ","))
        depth += line.count("{") - line.count("}")
        while stack and depth <= stack[-1][0] and "}" in line:
            stack.pop()


def is_function(bare, owner):
    if re.search(r"\w\(\) (const )?{ return [\w.*]+; }$", bare):
        return False  # a bare getter: its name says it
    if not re.search(r"\w\s*\(", bare) or bare.startswith(("using", "friend", "static_assert", "return", "BOOST_")):
        return False
    name = re.search(r"([~\w]+|operator\S+)\s*\(", bare)[1]
    return not (name.lstrip("~") == owner or name.startswith("operator") or "= delete" in bare or "= default" in bare
                or " override" in bare)  # the interface says what it does


def has_comment(lines, index):
    """A comment directly above, or above the group of declarations that this one continues."""
    at = index - 1
    while at >= 0 and lines[at].strip():
        stripped = lines[at].strip()
        if stripped.startswith("//"):
            return True
        if stripped.endswith("{"):  # the type itself, as in `struct Page {` or an interface of one function
            return at > 0 and lines[at - 1].strip().startswith("//")
        if stripped.endswith(":") and stripped != "public:":
            return False
        at -= 1
    return False


SQL_START = re.compile(r"^\s*(select|insert\s+into|update\s+\w+\s+set|delete\s+from|with\s+\w+\s+as)\b", re.IGNORECASE)


def check_sql_in_code(tree):
    """SQL lives in .sql files; nothing is ever concatenated into it.

    store/ may write its engine's statements in code, and put quoted names of our own tables into one where
    the lines above say `// Identifiers only`.
    """
    for source in tree.product:
        code = source.code
        for offset, value in source.literals:
            if not SQL_START.match(value):
                continue
            above = source.text[:offset].splitlines()[-20:]
            if source.room == "store" and any("// Identifiers only" in line for line in above):
                continue
            if source.room != "store":
                yield source.finding(offset, "sql", "SQL belongs into src/<room>/sql/*.sql")
            end = offset + len(source.text[offset:]) - len(source.text[offset:].lstrip()) + len(value)
            around = code[max(0, offset - 60):offset] + code[end:end + 20]
            if re.search(r"(fmt::format|\.append|\+=?)\s*\(?\s*$", code[max(0, offset - 60):offset]) or re.search(
                    r'^[^;]{0,6}"\s*\+', code[end:end + 12]):
                yield source.finding(offset, "sql", f"SQL is put together from pieces: {around.strip()[:40]}")


NOT_PORTABLE = re.compile(
    r"\b(autoincrement|insert\s+or\s+\w+|replace\s+into|json_each|json_extract|datetime\s*\(|strftime|julianday"
    r"|glob|rowid|ifnull\s*\(|group_concat|pragma|without\s+rowid|serial|jsonb|now\s*\(|current_timestamp|ilike"
    r"|unixepoch|printf\s*\(|total\s*\(|instr\s*\()", re.IGNORECASE)


def check_sql_files(tree):
    """Named queries and migrations stay in the subset that both engines share; no SELECT *."""
    # What has a twin for PostgreSQL is SQLite's own.
    twins = {(room, name) for path, _, room, name, _ in tree.queries if path.endswith(".postgres.sql")}
    texts = [(path, line, sql) for path, line, room, name, sql in tree.queries if (room, name) not in twins]
    texts += [(path, 1, re.sub(r"--[^\n]*", "", sql)) for path, _, sql in tree.migrations]
    for path, start, sql in texts:
        if path.endswith((".postgres.sql", ".sqlite.sql")):
            continue
        sql = re.sub(r"'[^']*'", lambda m: "'" + " " * (len(m[0]) - 2) + "'", sql)
        for match in re.finditer(r"\bselect\s+(\w+\.)?\*|,\s*\w+\.\*", sql, re.IGNORECASE):
            yield Finding(path, start + sql.count("\n", 0, match.start()), "sql", "name the columns instead of *")
        for match in NOT_PORTABLE.finditer(sql):
            yield Finding(path, start + sql.count("\n", 0, match.start()), "sql",
                          f"'{match[0].strip()}' is not in the subset of SQLite and PostgreSQL")
    for path, room, _ in tree.migrations:
        if not re.fullmatch(rf"\d{{14}}_{room}(_\w+)?(\.postgres|\.sqlite)?\.sql", path.rsplit("/", 1)[1]):
            yield Finding(path, 1, "sql", f"a migration is named YYYYMMDDHHMMSS_{room}_what.sql")


SQL_KEYWORD = re.compile(
    r"(?<!\.)\b(select|from|where|and|or|not|in|is|null|insert|into|values|update|set|delete|returning|on|join|left"
    r"|group|by|order|limit|having|union|exists|case|when|then|else|as|with|cast|between|like)\b(?!\s*\.)")


def check_sql_case(tree):
    """Named queries have their keywords in capitals."""
    for path, start, _, _, sql in tree.queries:
        plain = re.sub(r"'[^']*'", lambda m: "'" + " " * (len(m[0]) - 2) + "'", sql)
        match = SQL_KEYWORD.search(plain)  # one for each query is enough to see it
        if match:
            yield Finding(path, start + 1 + plain.count("\n", 0, match.start()), "sql-case", f"write {match[0].upper()}")


def check_tables(tree):
    """A slice's queries touch only tables that its own migrations made."""
    owner = {}
    for _, room, sql in tree.migrations:
        for match in re.finditer(r"create\s+(?:table|view)\s+(?:if\s+not\s+exists\s+)?(\w+)", sql, re.IGNORECASE):
            owner[match[1].lower()] = room
    for path, start, room, name, sql in tree.queries:
        if room == "app":  # usher check looks at everything
            continue
        plain = re.sub(r"'[^']*'", "''", sql)
        for match in re.finditer(r"\b(?:from|join|into|update)\s+(\w+)", plain, re.IGNORECASE):
            table = match[1].lower()
            if table in owner and owner[table] not in (room, "store"):
                yield Finding(path, start, "tables", f"{name} touches {table}, which belongs to {owner[table]}")


def check_dead(tree):
    """Every header is included, every named query is run."""
    included = set()
    for source in tree.sources:
        for match in re.finditer(r'^\s*#\s*include\s+"([^"]+)"', source.text, re.MULTILINE):
            name = match[1]
            own = source.path.removesuffix(".cpp").removesuffix(".hpp") == f"src/{name}".removesuffix(".hpp")
            if not own and not (source.is_test and not name.startswith("support/")):
                included.add(name)
    for source in tree.product:
        name = source.path.removeprefix("src/")
        if source.path.endswith(".hpp") and name not in included and name != "base/pch.hpp":
            yield Finding(source.path, 1, "dead", "no other file includes it")
    used = {room: "\n".join(s.code for s in tree.product if s.room == room) for room in tree.layers}
    for path, line, room, name, _ in tree.queries:
        if not re.search(rf"\b{name}\b", used.get(room, "")):
            yield Finding(path, line, "dead", f"nobody runs the query {name}")


def check_rooms(tree):
    """Every room says in its README what it is for, and src/LAYERS in a line; what it names is there."""
    rooms = {s.room for s in tree.product}
    for room in sorted(rooms):
        if not (tree.root / "src" / room / "README.md").exists():
            yield Finding(f"src/{room}", 1, "rooms", "has no README.md")
    for room, purpose in tree.purposes.items():
        if room not in rooms:
            yield Finding("src/LAYERS", 1, "rooms", f"names {room}, which is not there")
        if not purpose:
            yield Finding("src/LAYERS", 1, "rooms", f"does not say what {room} is for")


def check_links(tree):
    """Links between our documents lead somewhere."""
    for pattern in ("*.md", "docs/**/*.md", "src/**/*.md", "tests/**/*.md", "bench/**/*.md", "ui/*.md"):
        for path in tree.files(pattern):
            text = re.sub(r"```.*?```", lambda m: "\n" * m[0].count("\n"), tree.read(path), flags=re.DOTALL)
            for match in re.finditer(r"\]\(([^)\s]+)\)", text):
                target = match[1].split("#")[0]
                if not target or re.match(r"[a-z]+:", target):
                    continue
                if not (tree.root / path).parent.joinpath(target).exists():
                    yield Finding(path, text.count("\n", 0, match.start()) + 1, "links", f"{target} does not exist")


def check_access(tree):
    """Every endpoint says who may use it; the server compares it with the table."""
    for source in tree.product:
        for match in re.finditer(r"\bweb::(?:get|post|put|patch|delete_)\(", source.code):
            end = matching(source.code, match.end() - 1)
            rest = re.match(r"\s*\.access\(", source.code[end + 1:end + 200])
            if not rest:
                yield source.finding(match.start(), "access", "say who may use it: .access(…) behind the address")


def check_dependencies(tree):
    """docs/dependencies.md gives the reason for every library that is installed to build."""
    if not (tree.root / "dev").exists():
        return
    listed = re.search(r"DEBIAN_PACKAGES=\((.*?)\n\)", tree.read("dev"), re.DOTALL)
    reasons = tree.read("docs/dependencies.md") if (tree.root / "docs/dependencies.md").exists() else ""
    for name in re.sub(r"#[^\n]*", "", listed[1]).split() if listed else []:
        if f"`{name}`" not in reasons:
            yield Finding("docs/dependencies.md", 1, "dependencies", f"gives no reason for `{name}`")


def check_second_chances(tree):
    """No runner gives a test a second chance: what fails once and then passes has failed."""
    chance = re.compile(r"until-pass|\bretries\b\s*[:=](?!\s*0\b)|--retries")
    for pattern in ("dev", ".ci/*", "ui/*.config.ts", "ui/package.json", "tests/**/*.mjs", "tests/**/*.spec.ts"):
        for path in tree.files(pattern):
            for number, line in enumerate(tree.read(path).splitlines(), 1):
                found = chance.search(line)
                if found:
                    yield Finding(path, number, "second-chances", found[0].strip())


CHECKS = {
    "layers": check_layers,
    "doors": check_doors,
    "banned": check_banned,
    "unfinished": check_unfinished,
    "sizes": check_sizes,
    "headers": check_headers,
    "documented": check_documented,
    "sql-in-code": check_sql_in_code,
    "sql-files": check_sql_files,
    "sql-case": check_sql_case,
    "tables": check_tables,
    "dead": check_dead,
    "rooms": check_rooms,
    "links": check_links,
    "access": check_access,
    "dependencies": check_dependencies,
    "second-chances": check_second_chances,
    **documents.CHECKS,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--root", default=str(pathlib.Path(__file__).parents[2]))
    parser.add_argument("--only", default=",".join(CHECKS))
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    if options.list:
        for name, check in CHECKS.items():
            print(f"{name:14}{check.__doc__.strip()}")
        return 0
    tree = Tree(options.root)
    findings = sorted(set(f for name in options.only.split(",") for f in CHECKS[name](tree)))
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
