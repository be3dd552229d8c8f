#!/usr/bin/env python3
"""Holds the messages of commits to their form: `room: do this`, and why.

Use: commits.py [SUBJECT]   exit 1 and a list when a message after the commit of that subject is
not as it should be
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).parents[2]
# Messages are held to the form after the commit of this subject; earlier ones stay as they were written.
SINCE = "tests: keep a season of the version before order lines"
SUBJECT_MAX = 72  # columns
LINES_WITHOUT_WHY = 50  # a larger change says why
# What is no room of src/ and no folder of the pages.
OTHER_SCOPES = {"house", "tests", "bench", "docs", "dev", "tools", "cmake", "ui", "ci", "src", "architecture", "simulation", "packaging"}
# Words that end like no imperative and are one.
IMPERATIVE_ALL_THE_SAME = {"bring", "embed", "exceed", "feed", "need", "proceed", "seed", "shed", "string", "succeed", "swing"}
# Written by programs, so that their length says nothing of the change.
WRITTEN_BY_PROGRAMS = (":!docs/reference", ":!ui/src/api/schema.d.ts", ":!*package-lock.json", ":!*.gz")


def git(*arguments):
    done = subprocess.run(("git", "-C", str(ROOT), *arguments), capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else None


def scopes(root=ROOT):
    """Rooms of src/, folders of the pages, and a few words more."""
    rooms = {line.split()[0] for line in (root / "src/LAYERS").read_text(encoding="utf-8").splitlines()
             if line and not line.startswith("#")}
    pages = {path.name for pattern in ("*", "*/*", "*/*/*") for path in (root / "ui").glob(pattern)
             if path.is_dir() and "node_modules" not in path.parts and "dist" not in path.parts}
    return rooms | pages | OTHER_SCOPES


def faults_of(message, lines, known):
    """What is wrong with a message about a change of so many lines."""
    subject, _, body = message.strip().partition("\n")
    body = body.strip()
    found = re.fullmatch(r"([a-z_]+(?:, [a-z_]+)*): (\S.*)", subject)
    if not found:
        yield "does not read `room: do this`"
        return
    for scope in found[1].split(", "):
        if scope not in known:
            yield f"{scope} is no room and no scope that is known"
    verb = re.match(r"[\w'-]*", found[2])[0]
    if not verb[:1].islower() or (re.search(r"(ing|ed)$", verb) and verb not in IMPERATIVE_ALL_THE_SAME):
        yield f"begins with {verb!r} instead of a verb that says what to do"
    if len(subject) > SUBJECT_MAX:
        yield f"its subject has {len(subject)} columns instead of at most {SUBJECT_MAX}"
    if subject.endswith("."):
        yield "its subject ends with a full stop"
    if lines > LINES_WITHOUT_WHY and not body:
        yield f"changes {lines} lines and does not say why"


def lines_changed(commit):
    numbers = git("show", "--numstat", "--format=", commit, "--", ".", *WRITTEN_BY_PROGRAMS) or ""
    return sum(int(word) for line in numbers.splitlines() for word in line.split("\t")[:2] if word.isdigit())


def check(since=SINCE):
    """Faults of all messages after `since`; none where the history does not reach back to it."""
    begin = (git("log", "--format=%H", "--fixed-strings", f"--grep={since}") or "").split()
    commits = (git("rev-list", "--no-merges", f"{begin[-1]}..HEAD") or "").split() if begin else []
    known = scopes()
    return [f"{commit[:9]} {message.splitlines()[0]}: {fault}" for commit in commits
            for message in [git("log", "-1", "--format=%B", commit)]
            for fault in faults_of(message, lines_changed(commit), known)]


GOOD = ("inventory: release expired holds in one batch\n\nEach was a commit of its own.", 200)
# name: ((message, lines), a part of the fault)
PLANTED = {
    "no scope": (("Release expired holds", 9), "room: do this"),
    "an unknown scope": (("utils: add a helper", 9), "utils is no room"),
    "one unknown scope of two": (("web, misc: add a helper", 9), "misc is no room"),
    "the past": (("web: added a helper", 9), "'added'"),
    "a gerund": (("web: adding a helper", 9), "'adding'"),
    "a capital": (("web: Add a helper", 9), "'Add'"),
    "a long subject": (("web: " + "x" * 70, 9), "75 columns"),
    "a full stop": (("web: add a helper.", 9), "full stop"),
    "a large change without a reason": (("web: add a helper", 51), "51 lines"),
}


def planted_is_found(message, part):
    faults = list(faults_of(*message, scopes()))
    return [] if any(part in fault for fault in faults) else [f"not found; found: {faults}"]


TESTS = {
    "the house keeps: messages of commits": check,
    "a good message is good": lambda: list(faults_of(*GOOD, scopes())),
    **{f"messages of commits: {name} is found": (lambda m=message, p=part: planted_is_found(m, p))
       for name, (message, part) in PLANTED.items()},
}


if __name__ == "__main__":
    found = check(*sys.argv[1:2])
    print("\n".join(found))
    sys.exit(1 if found else 0)
