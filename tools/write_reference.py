#!/usr/bin/env python3
"""Writes docs/reference from the binary itself, so that the pages cannot lag behind it.

Use: write_reference.py BINARY DIRECTORY
"""
import json
import pathlib
import subprocess
import sys


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def api(document):
    """One line per endpoint, by tag."""
    groups = {}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method in ("get", "post", "put", "patch", "delete"):
                tag = (operation.get("tags") or ["Other"])[0]
                groups.setdefault(tag, []).append((path, method.upper(), operation.get("summary", "")))
    lines = ["# API", "", "Every endpoint of the server. `/api/docs` on a running server shows bodies and codes;",
             "`usher openapi` prints the whole document (OpenAPI 3.1).", ""]
    for tag, rows in groups.items():
        lines += [f"## {tag}", "| | | |", "|---|---|---|"]
        lines += [f"| {method} | `{path}` | {summary} |" for path, method, summary in rows]
        lines.append("")
    return "\n".join(lines)


def commands(binary):
    """The help of the program and of each of its commands."""
    top = output(binary, "--help")
    names, listing = [], False
    for line in top.splitlines():
        if line.rstrip().lower() in ("subcommands:", "commands:"):
            listing = True
        elif listing and line.strip():
            if line.startswith("  ") and not line.startswith("   "):
                names.append(line.split()[0])
    lines = ["# Commands", "", "```", top.strip(), "```", ""]
    for name in names:
        lines += [f"## usher {name}", "```", output(binary, name, "--help").strip(), "```", ""]
    return "\n".join(lines)


def settings(binary):
    """Every setting as a table, and as a configuration file to begin with."""
    return "\n".join([
        "# Settings", "",
        "From the strongest to the weakest: flag, environment variable, configuration file (`--config FILE`, or",
        "`USHER_CONFIG`), systemd credential (secrets only), default. A secret is better in a file than in a flag,",
        "which `ps` shows: `smtp_url_file` and the like name one, in every source.", "",
        output(binary, "settings", "--table"), "",
        "## A configuration file", "", "```toml", output(binary, "settings").strip(), "```", ""])


def metrics(binary):
    """Every number that /metrics says."""
    return "\n".join([
        "# Metrics", "",
        "What `/metrics` says, for Prometheus. Counters begin at 0 with each process: look at their `rate()` or",
        "`increase()`, summed over the nodes. Gauges of the whole house (`usher_outbox_…`, `usher_jobs`,",
        "`usher_database_nodes`) are the same on every node: take the `max()`. Times are in seconds, money is in the",
        "currency's main unit (dollars, yen). [operations](../operations.md) has a dashboard and alert rules.", "",
        output(binary, "metrics")])


def main():
    binary, directory = sys.argv[1], pathlib.Path(sys.argv[2])
    binary = str(pathlib.Path(binary).resolve())
    (directory / "api.md").write_text(api(json.loads(output(binary, "openapi"))), encoding="utf-8")
    (directory / "settings.md").write_text(settings(binary), encoding="utf-8")
    (directory / "metrics.md").write_text(metrics(binary), encoding="utf-8")
    (directory / "commands.md").write_text(commands(binary), encoding="utf-8")


if __name__ == "__main__":
    main()
