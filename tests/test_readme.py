"""What the README says is so: its commands, its map of the rooms, its journeys, its packages."""

import ast
import configparser
import importlib
import json
import re
import sys
from pathlib import Path

import click
import pytest

from catalog.cli.main import lumbung

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()
SETUP = configparser.ConfigParser()
SETUP.read(ROOT / "setup.cfg")
# Modules that are imported under another name than their package's, or that come with one.
PACKAGE_OF = {
    "argon2": "argon2-cffi",
    "flask_babel": "flask-babel",
    "markdown_it": "markdown-it-py",
    "markupsafe": "jinja2",
    "pil": "pillow",
    "python_calamine": "python-calamine",
    "sastrawi": "pysastrawi",
    "werkzeug": "flask",
}
NEVER_IMPORTED = {"jinja2", "tzdata"}  # templates, and the data behind zoneinfo


def part(title: str) -> str:
    """The text below a heading of the README."""
    return README.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def cells(text: str) -> list[list[str]]:
    """The rows of the table in a text, without its head."""
    rows = [line.strip().strip("|").split(" | ") for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def required(option: str, section: str = "options") -> set[str]:
    """Names of the packages in an option of setup.cfg."""
    return {re.split(r"[\[<>=]", line)[0] for line in SETUP[section][option].split()}


def leaves(group: click.Group, path: str = "lumbung") -> dict[str, click.Command]:
    """Every command that can be run, by its words."""
    found: dict[str, click.Command] = {}
    context = click.Context(group)
    for name in group.list_commands(context):
        words, command = f"{path} {name}", group.get_command(context, name)
        assert command is not None
        found |= leaves(command, words) if isinstance(command, click.Group) else {words: command}
    return found


def told_commands() -> dict[str, list[str]]:
    """The commands of the README's table with their options; behind `lumbung harvest kinds`, `add` is one."""
    told: dict[str, list[str]] = {}
    for row in cells(part("The command")):
        group = ""
        for text in re.findall(r"`([^`]+)`", row[0]):
            words = [word for word in text.split() if re.fullmatch(r"[a-z]+", word)]
            if words[0] != "lumbung":
                words = [*group.split(), *words]
            group = " ".join(words[:-1])
            told[" ".join(words)] = re.findall(r"--[a-z-]+", text)
    return told


def test_the_commands_are_those_that_there_are() -> None:
    commands = leaves(lumbung)
    told = told_commands()
    assert told.keys() == commands.keys()
    for words, options in told.items():
        known = {name for option in commands[words].params for name in option.opts}
        assert known >= {*options, "--instance"}, words


@pytest.mark.parametrize("target", sorted(set(re.findall(r"(?:`|^)make ([a-z]+)", README, re.M))))
def test_make_has_the_targets(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.M)


def test_the_map_has_every_room_in_the_order_of_the_contract() -> None:
    lines = [line.split("|") for line in SETUP["importlinter:contract:layers"]["layers"].strip().splitlines()]
    level = {room.strip(): number for number, line in enumerate(lines) for room in line}
    reached = 0
    seen = set()
    for row in cells(part("The map of the rooms")):
        rooms = [f"catalog.{name}" for name in re.findall(r"(?:catalog/|`)(\w+)(?:\.py)?`", row[0])]
        rooms = [room.replace("catalog.harvesters", "harvesters") for room in rooms]
        assert rooms, row
        assert min(level[room] for room in rooms) >= reached, row
        reached = max(level[room] for room in rooms)
        seen |= set(rooms)
    assert seen == set(level)
    here = {f"catalog.{path.stem}" for path in (ROOT / "catalog").iterdir() if path.suffix == ".py"}
    here |= {f"catalog.{path.parent.name}" for path in (ROOT / "catalog").glob("*/__init__.py")}
    assert seen == (here | {"harvesters"}) - {"catalog.__init__", "catalog.__main__"}


def test_journeys_lead_through_what_is_there() -> None:
    steps = re.findall(r"`([\w/.]+)`", part("The map of the rooms").split(" journeys, each", 1)[1])
    assert len(steps) > 10
    for step in steps:
        room, _, name = step.partition(".")
        if "/" in step:
            assert any((folder / step).exists() for folder in (ROOT, ROOT / "catalog")), step
        elif name:
            assert hasattr(importlib.import_module(f"catalog.{room}"), name), step


def test_each_package_has_its_reason_and_its_use() -> None:
    told = {
        name.split()[0].lower() for row in cells(part("Why each dependency")) for name in row[0].split(", ")
    }
    assert told == required("install_requires")
    imported = set()
    for path in (
        path for folder in ("catalog", "harvesters", "migrations") for path in (ROOT / folder).rglob("*.py")
    ):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            imported |= {name.split(".")[0].lower() for name in names}
    foreign = imported - {name.lower() for name in sys.stdlib_module_names} - {"catalog", "harvesters"}
    assert {PACKAGE_OF.get(name, name) for name in foreign} | NEVER_IMPORTED == told


def test_tools_of_tests_and_pages_are_named() -> None:
    tools = required("test", "options.extras_require")
    package = json.loads((ROOT / "package.json").read_text())
    for name in (*package["dependencies"], *package["devDependencies"]):
        tools.add(name.rpartition("/")[2].removesuffix(".org").replace("lightningcss", "lightning css"))
    unnamed = [name for name in tools if name not in README.lower()]
    assert not unnamed
