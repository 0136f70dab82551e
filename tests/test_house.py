"""The house rules that a linter cannot say."""

import ast
import configparser
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted([*ROOT.glob("catalog/**/*.py"), *ROOT.glob("harvesters/**/*.py")])
LONGEST_FILE = 300
LONGEST_FUNCTION = 40


def packages() -> list[str]:
    """Every package folder in the checkout."""
    return sorted(
        ".".join(path.parent.relative_to(ROOT).parts) for path in MODULES if path.name == "__init__.py"
    )


def test_every_package_is_in_the_wheel() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg")
    listed = config["options"]["packages"].split()
    assert sorted(set(listed) - {"catalog.migrations", "catalog.static", "catalog.templates"}) == packages()


@pytest.mark.parametrize("package", [name for name in packages() if name != "catalog"])
def test_every_room_has_a_front_door(package: str) -> None:
    tree = ast.parse((ROOT / package.replace(".", "/") / "__init__.py").read_text())
    assert ast.get_docstring(tree), f"{package}/__init__.py says nothing of the room"
    names = [
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    ]
    assert "__all__" in names or package == "harvesters"


def test_callers_use_front_doors() -> None:
    """Another room's models, operations and queries are reached through its `__init__`."""
    inner = re.compile(r"from catalog\.(\w+)\.(models|operations|queries)\b")
    for path in MODULES:
        room = path.relative_to(ROOT / "catalog").parts[0] if path.is_relative_to(ROOT / "catalog") else ""
        for other, _module in inner.findall(path.read_text()):
            assert other == room, f"{path.relative_to(ROOT)} looks behind the front door of {other}"


def test_only_net_opens_addresses_by_the_standard_library_too() -> None:
    outgoing = {"urllib.request", "http.client", "ftplib", "smtplib", "socket"}
    # mail speaks to the operator's own server; the last two listen or ask for a free port
    allowed = {"catalog/net", "catalog/mail", "catalog/cli", "catalog/demo"}
    for path in MODULES:
        folder = str(path.relative_to(ROOT).parent)
        assert folder in allowed or not outgoing & _imported(path), f"{path.name} opens addresses"


def _imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{each.name}" for each in node.names} | {node.module or ""}
    return names


def test_files_and_functions_fit_in_the_head() -> None:
    long_files = [str(path) for path in MODULES if len(path.read_text().splitlines()) > LONGEST_FILE]
    assert not long_files
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno is not None
                length = node.end_lineno - node.lineno + 1
                assert length <= LONGEST_FUNCTION, f"{path.name}: {node.name} has {length} lines"


def test_public_things_say_what_they_are() -> None:
    for path in MODULES:
        tree = ast.parse(path.read_text())
        assert ast.get_docstring(tree) or path.name == "__main__.py", f"{path} has no docstring"
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                assert ast.get_docstring(node), f"{path.name}: {node.name} has no docstring"


def test_a_silenced_tool_is_given_its_reason() -> None:
    silenced = re.compile(r"#\s*(type: ignore\[[^]]*\]|noqa: [A-Z0-9, ]*[A-Z0-9])(.*)")
    for path in [*MODULES, *ROOT.glob("tests/**/*.py"), *ROOT.glob("migrations/**/*.py")]:
        for found in silenced.finditer(path.read_text()):
            assert found[2].strip(" #"), f"{path.relative_to(ROOT)}: {found[1]} without a reason"


def test_private_names_stay_in_their_module() -> None:
    inner = re.compile(r"^from (?:catalog|harvesters)[\w.]* import .*\b_[a-z]\w*", re.M)
    for path in MODULES:
        assert not inner.search(path.read_text()), f"{path.relative_to(ROOT)} imports a private name"


def test_the_project_speaks_of_itself_alone() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    forbidden = re.compile(r"/work/|/root/|/tmp/|registry\.npmjs|pypi\.org|files\.pythonhosted|deb\.debian")
    for name in tracked.stdout.split():
        path = ROOT / name
        if path == Path(__file__) or not path.is_file():
            continue
        text = path.read_bytes().decode("utf-8", "ignore")
        found = forbidden.search(text)
        assert found is None, f"{name} names {found.group() if found else ''}"
