#!/usr/bin/env python3
"""Runs every check on the house, and proves that each can fail: plants a violation and sees it.

Prints one line per test and the sum at the end. Use: run_tests.py [PART OF A NAME]
"""
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import check  # noqa: E402
import commits  # noqa: E402
import coroutines  # noqa: E402
import evidence  # noqa: E402
import money_table  # noqa: E402
import new_slice_test  # noqa: E402
import spelling  # noqa: E402
from tree import Tree  # noqa: E402

ROOT = pathlib.Path(__file__).parents[2]
CHECKS = {**check.CHECKS, "coroutines": coroutines.check, "money-table": money_table.check, "evidence": evidence.check,
          "spelling": spelling.check}

# A house in miniature that keeps every rule.
CLEAN = {
    "src/LAYERS": "# rooms\n\nbase open time\n\nstore open rows\nweb open pages\n\nvenues halls\n\ninventory seats\n\napp all\n",
    "src/base/README.md": "Base.\n",
    "src/store/README.md": "Store.\n",
    "src/web/README.md": "Web.\n",
    "src/web/page.cpp": "int page;\n",
    "src/venues/README.md": "Venues, see `venues.hpp`.\n\n## Tables\n`venues` with its `id`\n\n## Events\n`VenueDeleting`\n",
    "src/inventory/README.md": "Inventory, see [base](../base/README.md).\n",
    "src/app/README.md": "App.\n",
    "src/base/clock.hpp": "// Purpose: time. Place: base.\n#pragma once\nstruct Clock {};\n",
    "src/base/clock.cpp": '#include "base/clock.hpp"\nlong now() { return std::chrono::system_clock::now(); }\n',
    "src/store/store.hpp": '// Purpose: rows. Place: store.\n#pragma once\n#include "base/clock.hpp"\nclass Store {};\n',
    "src/venues/venues.hpp": ('// Purpose: venues. Place: venues.\n#pragma once\n#include "venues/types.hpp"\n'
                              "// The door.\nclass Venues {\n public:\n  explicit Venues(Store& store);\n"
                              "  // Finds it. Errors: none.\n  asio::awaitable<Result<Venue>> find_venue(\n"
                              "      VenueId id, std::function<void(const Venue&)> seen);\n"
                              "  Store& store() { return store_; }\n private:\n  void secret(int a);\n};\n"),
    "src/venues/events.hpp": "// Purpose: news. Place: venues.\n#pragma once\nstruct VenueDeleting {};\nstruct Part {};\n",
    "src/venues/types.hpp": "// Purpose: words. Place: venues.\n#pragma once\nstruct Venue {};\n",
    "src/venues/repository.hpp": "// Purpose: rows. Place: venues.\n#pragma once\n",
    "src/venues/venues.cpp": ('#include "venues/repository.hpp"\n#include "store/store.hpp"\n'
                              "asio::awaitable<void> serve(Venues& venues, Request request) {\n"
                              "  {\n    const std::lock_guard lock(mutex);\n  }\n"
                              "  co_await wait();\n"
                              "  co_await store.write([=, this](Transaction& tx) { return sql::find_venue; });\n"
                              "  co_await spawn([](int a) -> asio::awaitable<void> { co_return; }, 1);\n}\n"),
    "src/venues/sql/venues.sql": "-- name: find_venue\nSELECT id, name FROM venues WHERE id = $1;\n",
    "src/venues/migrations/20261124040000_venues_tables.sql": "create table venues (\n  id bigint primary key\n);\n",
    "src/inventory/inventory.hpp": ('// Purpose: seats. Place: inventory.\n#pragma once\n'
                                    '#include "venues/venues.hpp"\n// The door.\nclass Inventory {};\n'),
    "src/inventory/tests/inventory_test.cpp": '#include "inventory/inventory.hpp"\n',
    "src/app/main.cpp": '#include "inventory/inventory.hpp"\n#include "venues/events.hpp"\nvoid f() { bus.on<venues::VenueDeleting>(g); }\nint main() { std::puts("usher"); }\n',
    "dev": "DEBIAN_PACKAGES=(\n  libfmt-dev\n)\n",
    "docs/dependencies.md": "`libfmt-dev` formats.\n",
}

LONG_FILE = "// Purpose: long. Place: venues.\n" + "int x;\n" * 601
CPP = "src/venues/venues.cpp"

# name: (check, {file: text, or +text to append}, a part of the finding)
PLANTED = {
    "an include upwards": ("layers", {CPP: '+#include "inventory/inventory.hpp"\n'}, "venues may not include from inventory"),
    "an include across a line": ("layers", {"src/store/store.hpp": '+#include "web/web.hpp"\n'}, "store may not include"),
    "a room without a place": ("layers", {"src/utils/x.cpp": "int x;\n"}, "does not name the room utils"),
    "a reach into another slice": ("doors", {"src/inventory/x.cpp": '#include "venues/repository.hpp"\n'}, "venues/repository.hpp"),
    "time()": ("banned", {CPP: "+auto t = time(nullptr);\n"}, "time("),
    "std::time()": ("banned", {CPP: "+auto t = std::time(nullptr);\n"}, "time("),
    "system_clock::now": ("banned", {CPP: "+auto t = std::chrono::system_clock::now();\n"}, "system_clock"),
    "rand()": ("banned", {CPP: "+int r = rand();\n"}, "rand("),
    "random_device": ("banned", {CPP: "+std::random_device d;\n"}, "random_device"),
    "getenv": ("banned", {"src/base/clock.cpp": '+auto e = std::getenv("HOME");\n'}, "getenv"),
    "a thread in a slice": ("banned", {CPP: "+std::thread t;\n"}, "std::thread"),
    "printf": ("banned", {CPP: '+void f() { printf("x"); }\n'}, "printf"),
    "std::cout": ("banned", {CPP: '+void f() { std::cout << 1; }\n'}, "std::cout"),
    "sprintf": ("banned", {"src/app/main.cpp": '+void f() { sprintf(b, "x"); }\n'}, "sprintf"),
    "stoi": ("banned", {CPP: "+int i = std::stoi(s);\n"}, "stoi"),
    "assert()": ("banned", {CPP: "+void f() { assert(x); }\n"}, "assert"),
    "sleep_for": ("banned", {CPP: "+void f() { std::this_thread::sleep_for(1s); }\n"}, "sleep_for"),
    "std::regex": ("banned", {CPP: "+std::regex r;\n"}, "regex"),
    "unfinished C++": ("unfinished", {CPP: "+// TO" + "DO later\n"}, "TO" + "DO"),
    "unfinished SQL": ("unfinished", {"src/venues/sql/venues.sql": "+-- FIX" + "ME\n"}, "FIX" + "ME"),
    "a long file": ("sizes", {CPP: LONG_FILE}, "602 lines"),
    "a long line": ("sizes", {CPP: "+// " + "x" * 98 + "\n"}, "101 columns"),
    "a header without purpose": ("headers", {"src/venues/rules.hpp": "#pragma once\n"}, "Purpose"),
    "an undocumented door": ("documented", {"src/inventory/inventory.hpp": "+class I {\n public:\n  void hold_seats(int a);\n};\n"}, "hold_seats"),
    "an undocumented door after a documented one": ("documented", {"src/inventory/inventory.hpp": "+class I {\n public:\n  // Yes.\n  void one(int a);\n\n  void two(int a);\n};\n"}, "two"),
    "SQL in code": ("sql-in-code", {CPP: '+auto q = "select id from venues";\n'}, "belongs into"),
    "SQL from pieces": ("sql-in-code", {"src/store/store.cpp": 'auto q = "delete from x where id = " + id;\n'}, "from pieces"),
    "SQL by format": ("sql-in-code", {"src/store/store.cpp": 'auto q = fmt::format("update x set y = {}", y);\n'}, "from pieces"),
    "SELECT *": ("sql-files", {"src/venues/sql/venues.sql": "+-- name: all\nselect * from venues;\n"}, "instead of *"),
    "SELECT t.*": ("sql-files", {"src/venues/sql/venues.sql": "+-- name: all\nselect v.* from venues v;\n"}, "instead of *"),
    "SQL of one engine": ("sql-files", {"src/venues/sql/venues.sql": "+-- name: put\ninsert or replace into venues (id) values ($1);\n"}, "insert or"),
    "a migration of one engine": ("sql-files", {"src/venues/migrations/20261124040001_venues_more.sql": "create table a (id integer primary key autoincrement);\n"}, "autoincrement"),
    "a misnamed migration": ("sql-files", {"src/venues/migrations/1_more.sql": "select 1;\n"}, "is named"),
    "small keywords": ("sql-case", {"src/venues/sql/venues.sql": "+-- name: all\nSELECT id FROM venues\nwhere id > 1;\n"}, "sql:5: [sql-case] write WHERE"),
    "another slice's table": ("tables", {"src/inventory/sql/i.sql": "-- name: peek\nselect id from venues;\n"}, "belongs to venues"),
    "a dead header": ("dead", {"src/venues/old.hpp": "// Purpose: none. Place: venues.\n"}, "no other file"),
    "a header only its own file includes": ("dead", {"src/venues/old.hpp": "// Purpose: none. Place: venues.\n", "src/venues/old.cpp": '#include "venues/old.hpp"\n'}, "no other file"),
    "a header only a test includes": ("dead", {"src/venues/old.hpp": "// Purpose: none. Place: venues.\n", "src/venues/tests/o_test.cpp": '#include "venues/old.hpp"\n'}, "no other file"),
    "a dead query": ("dead", {"src/venues/sql/venues.sql": "+-- name: unused\nselect id from venues;\n"}, "unused"),
    "a room that is not there": ("rooms", {"src/LAYERS": "+\nmoney open sums\n"}, "names money"),
    "a room for nothing": ("rooms", {"src/LAYERS": "+\nshows open\n", "src/shows/shows.cpp": "int x;\n"}, "what shows is for"),
    "a room without README": ("rooms", {"src/shows/shows.cpp": "int x;\n"}, "README"),
    "a broken link": ("links", {"src/venues/README.md": "[x](gone.md)\n"}, "gone.md"),
    "an endpoint for nobody knows whom": ("access", {CPP: '+void g() { router.add(web::get("/a").tag("A").handle(f)); }\n'}, "say who"),
    "a dependency without reason": ("dependencies", {"dev": "DEBIAN_PACKAGES=(\n  libfmt-dev libx-dev\n)\n"}, "libx-dev"),
    "a table that its README does not name": ("tables-named", {"src/venues/migrations/20261124040002_venues_halls.sql": "create table halls (id bigint);\n"}, "the table halls"),
    "a table that was dropped": ("tables-named", {"src/venues/migrations/20261124040002_venues_gone.sql": "drop table venues;\n", "src/venues/README.md": "## Tables\n`venues`\n"}, "names venues"),
    "an event that its README does not name": ("events-named", {"src/venues/events.hpp": "+struct VenueMoved {};\n", "src/app/main.cpp": "+void h() { bus.on<VenueMoved>(g); }\n"}, "the event VenueMoved"),
    "an event that is gone": ("events-named", {"src/inventory/README.md": "## Events\nHears `VenueBurned`.\n"}, "the event VenueBurned"),
    "a file that is gone": ("files-named", {"src/inventory/README.md": "`boards.cpp` holds them.\n"}, "boards.cpp"),
    "a folder that is gone": ("files-named", {"docs/internals/architecture.md": "In `src/utils/`.\n"}, "src/utils/"),
    "tests until they pass": ("second-chances", {"dev": "ctest --repeat until" + "-pass:2\n"}, "until" + "-pass"),
    "a browser's second chance": ("second-chances", {"ui/playwright.config.ts": "export default { retries: process.env.CI ? 1 : 0 }\n"}, "retries"),
    "a word that no enumeration has": ("spelling", {"src/venues/migrations/20261124040001_venues_more.sql":
                                                    "alter table venues add state text check (state in ('open', 'shut'));\n"}, "venues.state: open, shut"),
    "a rule that no test cites": ("evidence", {"docs/internals/rules.md": "1. A seat is sold once.\n"}, "no test cites rule 1"),
    "a rule that is not there": ("evidence", {"docs/internals/rules.md": "1. A seat is sold once. (to come)\n3. Time passes. (to come)\n",
                                              "src/inventory/tests/more_test.cpp": "// Rules 1 and 2.\n"}, "there is no rule 2"),
    "an example that the page does not have": ("money-table", {"tests/vectors/money.txt": "63 | quote 1.00 | total 1.00\n"}, "is not what"),
    "a reference into a coroutine": ("coroutines", {CPP: "+asio::awaitable<void> f(const Hold& hold) { co_return; }\n"}, "f takes a reference"),
    "an rvalue reference into a coroutine": ("coroutines", {CPP: "+asio::awaitable<void> f(Venues&& v) { co_return; }\n"}, "f takes a reference"),
    "a view into a coroutine": ("coroutines", {CPP: "+boost::asio::awaitable<Result<int>> f(int a, std::string_view s);\n"}, "f takes a view"),
    "a reference into a coroutine by another name": ("coroutines", {CPP: "+template <class T>\nusing Answer = asio::awaitable<Result<T>>;\nAnswer<int> f(const Hold& h);\n"}, "f takes a reference"),
    "a span into a coroutine": ("coroutines", {CPP: "+boost::asio::awaitable<int> A::f(std::span<const int> s);\n"}, "A::f takes a view"),
    "a capturing coroutine lambda": ("coroutines", {CPP: "+void f() { spawn([&x]() -> asio::awaitable<void> { co_await x; }); }\n"}, "captures [&x]"),
    "a capturing coroutine lambda by value": ("coroutines", {CPP: "+auto f = [=] { CO_TRY(auto y, g()); };\n"}, "captures [=]"),
    "a lambda coroutine with a reference": ("coroutines", {CPP: "+auto f = [](int& a) -> asio::awaitable<void> { co_return; };\n"}, "takes a reference"),
    "a lock across co_await": ("coroutines", {CPP: "+asio::awaitable<void> f() { std::lock_guard lock(m); if (x) { co_await y(); } }\n"}, "held across"),
    "co_await in the range of a for": ("coroutines", {CPP: "+asio::awaitable<void> f() { for (auto& a : (co_await g()).items) {} }\n"}, "range of a for"),
}


def make(root, changes):
    for path, text in {**CLEAN, **changes}.items():
        if path in CLEAN and text.startswith("+"):
            text = CLEAN[path] + text[1:]
        file = pathlib.Path(root, path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return Tree(root)


def clean_is_clean():
    with tempfile.TemporaryDirectory() as root:
        tree = make(root, {})
        return [str(f) for c in CHECKS.values() for f in c(tree)]


def planted_is_found(name, changes, part):
    with tempfile.TemporaryDirectory() as root:
        found = [str(f) for f in CHECKS[name](make(root, changes))]
    return [] if any(part in f for f in found) else [f"{name} did not find it; found: {found}"]


def main():
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    house = Tree(ROOT)
    tests = {f"the house keeps: {name}": (lambda c=c: [str(f) for f in sorted(set(c(house)))])
             for name, c in CHECKS.items()}
    tests["the miniature house is clean"] = clean_is_clean
    for name, (check_name, changes, part) in PLANTED.items():
        tests[f"{check_name} turns red for {name}"] = (
            lambda n=check_name, c=changes, p=part: planted_is_found(n, c, p))
    tests |= new_slice_test.TESTS | commits.TESTS
    unproven = set(CHECKS) - {check_name for check_name, _, _ in PLANTED.values()}
    tests["every check has a planted violation"] = lambda: sorted(unproven)

    passed = failed = 0
    for name, test in tests.items():
        if wanted not in name:
            continue
        problems = test()
        passed, failed = passed + (not problems), failed + bool(problems)
        if problems:
            print(f"FAILED  {name}")
            for problem in problems:
                print(f"        {problem}")
        elif not name.startswith(tuple(CHECKS)):
            print(f"ok      {name}")
    print(f"house rules: {passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
