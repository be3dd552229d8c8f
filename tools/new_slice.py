#!/usr/bin/env python3
"""Makes a slice that builds, has its test and its README, and is wired in.

Use: new_slice.py [--root DIR] NAME PURPOSE [THING]
  NAME     of the room, in snake_case: bookmarks
  PURPOSE  what it is for, in a few words, as src/LAYERS and its README say it
  THING    one of what it keeps; NAME without its last s, else NAME_entry
New files come from tools/new_slice/; three files that exist get lines: src/LAYERS,
src/app/application.cpp, src/app/access_table.cpp.
"""
import argparse
import datetime
import pathlib
import re
import shutil
import subprocess
import sys

TEMPLATES = pathlib.Path(__file__).parent / "new_slice"


def pascal(name):
    return "".join(part.capitalize() for part in name.split("_"))


def words_of(name, purpose, thing):
    """What stands for @…@ in the templates."""
    table = name if name.endswith("s") else f"{name}_entries"
    return {
        "slice": name, "Slice": pascal(name), "thing": thing, "Thing": pascal(thing), "table": table,
        "path": name.replace("_", "-"), "thing_words": thing.replace("_", " "),
        "things_words": table.replace("_", " "), "Tag": name.replace("_", " ").capitalize(),
        "purpose": purpose, "Purpose": purpose[0].upper() + purpose[1:],
    }


def path_of(template, name, now):
    """Where a template's file goes inside the slice."""
    text = template.removesuffix(".in")
    if text.startswith("migrations/"):
        stamp = now + datetime.timedelta(seconds=text.endswith("walls.postgres.sql"))
        return text.replace("migrations/", f"migrations/{stamp:%Y%m%d%H%M%S}_{name}_")
    return re.sub(r"\bslice(?=[._])", name, text)


def filled(text, words):
    return re.sub(r"@(\w+)@", lambda found: words[found[1]], text)


def new_files(words, now):
    """{path: text} of the slice."""
    files = {}
    for template in sorted(TEMPLATES.rglob("*.in")):
        inside = path_of(template.relative_to(TEMPLATES).as_posix(), words["slice"], now)
        files[f"src/{words['slice']}/{inside}"] = filled(template.read_text(encoding="utf-8"), words)
    return files


def inserted(text, pattern, line, file):
    """`line` before what `pattern` finds."""
    found = re.search(pattern, text, re.MULTILINE)
    if not found:
        sys.exit(f"{file} has no place like {pattern}: wire the slice by hand, and mend tools/new_slice.py")
    return text[:found.start()] + line + text[found.start():]


def in_layers(text, words):
    """In a layer of its own, above all other slices."""
    line = f"{words['slice']:<20} {words['purpose']}\n\n"
    return inserted(text, r"^app\s", line, "src/LAYERS")


def in_access_table(text, words):
    at = f"/api/admin/{words['path']}"
    rows = (f"\n    // {words['slice'].replace('_', ' ')}\n    {{get, \"{at}\", staff}},\n    {{post, \"{at}\", admin}},\n"
            f"    {{get, \"{at}/{{id}}\", staff}},\n")
    return inserted(text, r"^\}\);$", rows, "src/app/access_table.cpp")


def in_application(text, words):
    file, name = "src/app/application.cpp", words["slice"]
    if re.search(rf"^  [\w:<>]+ {name}[;{{]", text, re.MULTILINE):
        sys.exit(f"{file} has a part named {name} already")
    include = f'#include "{name}/endpoints.hpp"\n'
    later = [each for each in re.findall(r'^#include "[^"]+"\n', text, re.MULTILINE)[1:] if each > include]
    text = inserted(text, "^" + re.escape(later[0]), include, file)
    text = inserted(text, r"^  web::BuyerSessions buyers;", f"  {name}::{words['Slice']} {name}{{*store, ids}};\n", file)
    body = re.search(r"^void Application::Parts::add_all_endpoints\(\) \{\n(.*?)^\}", text, re.MULTILINE | re.DOTALL)
    if not body:
        sys.exit(f"{file} has no add_all_endpoints(): wire the slice by hand, and mend tools/new_slice.py")
    return text[:body.end(1)] + f"  {name}::add_endpoints(router, {name});\n" + text[body.end(1):]


WIRED = {"src/LAYERS": in_layers, "src/app/access_table.cpp": in_access_table, "src/app/application.cpp": in_application}


def make(root, name, purpose, thing, now):
    """Writes the slice; returns the paths that were made and those that were changed."""
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name):
        sys.exit(f"{name} is not a name in snake_case")
    if (root / "src" / name).exists():
        sys.exit(f"src/{name} is there already")
    words = words_of(name, purpose.strip().rstrip("."), thing)
    changed = {path: wire((root / path).read_text(encoding="utf-8"), words) for path, wire in WIRED.items()}
    made = new_files(words, now)
    for path, text in {**made, **changed}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    code = [str(root / path) for path in [*made, *changed] if path.endswith((".cpp", ".hpp"))]
    if shutil.which("clang-format-19"):  # how lines break depends on the length of the names
        subprocess.run(["clang-format-19", "-i", *code], check=True)
    return sorted(made), sorted(changed)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--root", default=str(pathlib.Path(__file__).parents[1]))
    parser.add_argument("name")
    parser.add_argument("purpose")
    parser.add_argument("thing", nargs="?")
    options = parser.parse_args()
    thing = options.thing or (options.name[:-1] if options.name.endswith("s") else f"{options.name}_entry")
    now = datetime.datetime.now(datetime.timezone.utc)
    made, changed = make(pathlib.Path(options.root), options.name, options.purpose, thing, now)
    print("\n".join(["made:", *made, "changed:", *changed]))
    print("Next: ./dev build debug, ./dev test unit", options.name, "and ./dev docs for the reference and the client.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
