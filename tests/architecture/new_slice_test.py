"""./dev new-slice in a copy of the house: what it makes keeps every rule, and touches few files."""
import filecmp
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).parents[2]
COPIED = ("src", "tools", "tests", "bench", "docs", "cmake")
EXISTING_MAX = 3  # files that a new slice may have to be entered in
# A plain name, and one whose things are not named like it.
SLICES = (("bookmarks", "what visitors want to come back to"), ("lost_property", "what was left behind", "find"))


def copy_of_house(root):
    for folder in COPIED:
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
    for path in (ROOT / "dev", ROOT / ".clang-format", ROOT / "CMakeLists.txt", ROOT / "LICENSE", *ROOT.glob("*.md")):
        shutil.copy(path, root / path.name)
    (root / "ui").symlink_to(ROOT / "ui")  # named by documents; nothing is written there


def run(root, *command):
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    return [] if done.returncode == 0 else (done.stdout + done.stderr).splitlines()[:20]


def changed_files(root):
    """What is in the house and differs in the copy."""
    files = [path.relative_to(ROOT) for folder in COPIED for path in (ROOT / folder).rglob("*") if path.is_file()]
    there = [path for path in files if (root / path).exists()]
    return sorted(str(path) for path in there if not filecmp.cmp(ROOT / path, root / path, shallow=False))


def faults_of(root, name, *rest):
    faults = run(root, "./dev", "new-slice", name, *rest)
    if faults:
        return faults
    changed = changed_files(root)
    if len(changed) > EXISTING_MAX:
        faults.append(f"touches more than {EXISTING_MAX} files: {changed}")
    for path in ("README.md", f"{name}.hpp", "repository.hpp", "endpoints.hpp", f"sql/{name}.sql", f"tests/{name}_test.cpp"):
        if not (root / "src" / name / path).exists():
            faults.append(f"src/{name}/{path} is missing")
    left = [path for path in (root / "src" / name).rglob("*") if path.is_file() and "@" in path.read_text(encoding="utf-8")]
    faults += [f"{path.relative_to(root)} is not filled in" for path in left]
    for script in ("check.py", "coroutines.py"):
        faults += run(root, sys.executable, f"tests/architecture/{script}")
    if shutil.which("clang-format-19"):
        code = sorted(str(path) for path in (root / "src" / name).rglob("*.?pp"))
        faults += run(root, "clang-format-19", "--dry-run", "--Werror", *code)
    return faults


def a_new_slice_keeps_the_rules(slice_words):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        copy_of_house(root)
        return faults_of(root, *slice_words)


def a_name_that_is_taken_is_refused():
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        copy_of_house(root)
        refused = run(root, "./dev", "new-slice", "venues", "halls")
        return [] if refused and not changed_files(root) else [f"was not refused: {refused}"]


TESTS = {
    **{f"new-slice {words[0]} keeps the rules and touches at most {EXISTING_MAX} files":
       (lambda w=words: a_new_slice_keeps_the_rules(w)) for words in SLICES},
    "new-slice refuses a name that is taken": a_name_that_is_taken_is_refused,
}
