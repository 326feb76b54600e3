"""House rules that no tool checks: names, sizes, who may write, who may ask for the clock (architecture.md)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "ttdn"
BANNED_NAMES = {"utils", "helpers", "common", "core", "base", "misc", "services", "managers"}
WRITES = {"save", "delete", "create", "update", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
OPENED_FROM_DISK = "verify_offline.html"
"""A download with a policy of its own; the site never shows it as a page."""
INLINE = (' style="', "<style", " onclick=", " onchange=", "javascript:")
LONGEST_MODULE, LONGEST_FUNCTION = 400, 60


def _modules() -> list[Path]:
    return sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)


def _code() -> list[Path]:
    return [path for path in _modules() if "tests" not in path.parts]


def _functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            yield node


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_there_is_code_to_check() -> None:
    assert len(_code()) > 100


def test_no_module_is_named_after_nothing() -> None:
    assert [_name(path) for path in _modules() if path.stem in BANNED_NAMES or path.parent.name in BANNED_NAMES] == []


def test_modules_stay_short() -> None:
    """Tests too: whoever changes a rule reads its tests whole."""
    modules = [*_modules(), *(ROOT / "tests").rglob("*.py")]
    long = {_name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules}
    assert {name: lines for name, lines in long.items() if lines > LONGEST_MODULE} == {}


def test_functions_stay_short() -> None:
    long = {
        f"{_name(path)}:{node.lineno} {node.name}": node.end_lineno - node.lineno + 1
        for path in _code()
        for node in _functions(path)
        if node.end_lineno is not None and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    }
    assert long == {}


def test_public_functions_say_what_they_give() -> None:
    silent = [
        f"{_name(path)}:{node.lineno} {node.name}"
        for path in _code()
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert silent == []


def _is_view(path: Path) -> bool:
    return path.stem == "views" or path.stem.endswith("_views")


def test_views_write_nothing_themselves() -> None:
    """A view calls an action; it never touches the ORM's writing methods nor opens a transaction."""
    found = []
    for path in filter(_is_view, _code()):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr == "atomic":
                found.append(f"{_name(path)}:{node.lineno} atomic")
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES):
                continue
            owner = ast.unparse(node.func.value)
            if ".objects" in owner or owner.split(".")[0] == "self":
                found.append(f"{_name(path)}:{node.lineno} {owner}.{node.func.attr}")
    assert found == []


def test_no_private_signals() -> None:
    """Signals only listen to code we do not own."""
    found = [
        f"{_name(path)}"
        for path in _code()
        if "django.db.models.signals" in path.read_text(encoding="utf-8") and path.parent.name != "audit"
    ]
    assert [name for name in found if not name.endswith("apps.py")] == []


def test_no_stub_is_left() -> None:
    words = ("TODO", "FIXME", "raise NotImplementedError", "coming soon", "sắp ra mắt")
    found = [f"{_name(path)}: {word}" for path in _code() for word in words if word in path.read_text(encoding="utf-8")]
    assert found == []


def test_templates_carry_no_inline_style_or_script() -> None:
    found = []
    for path in sorted(each for each in SOURCE.rglob("*.html") if each.name != OPENED_FROM_DISK):
        text = path.read_text(encoding="utf-8")
        found += [f"{_name(path)}: {needle}" for needle in INLINE if needle in text]
        chunks = [chunk.split(">")[0] for chunk in text.split("<script")[1:]]
        found += [f"{_name(path)}: inline script" for chunk in chunks if " src=" not in chunk]
    assert found == []


@pytest.mark.parametrize(
    "name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "LICENSE", ".env.example"]
)
def test_the_papers_of_the_house_are_there(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8").strip()


def test_every_environment_variable_is_documented() -> None:
    from ttdn.config.env import VARIABLES  # noqa: PLC0415  (the test below names what it reads)

    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    page = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    missing = [each.name for each in VARIABLES if each.name not in example or f"`{each.name}`" not in page]
    assert missing == []
    asked = {
        node.args[0].value
        for path in _code()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"env", "env_flag", "env_list"}
        and isinstance(node.args[0], ast.Constant)
    }
    assert asked <= {each.name for each in VARIABLES}


def test_the_architecture_page_names_every_package() -> None:
    page = (ROOT / "docs" / "explanation" / "architecture.md").read_text(encoding="utf-8")
    packages = {path.parent.name for path in SOURCE.glob("*/__init__.py")}
    assert {name for name in packages if f"`{name}`" not in page} == set()


def test_papers_name_no_machine_path_and_no_registry() -> None:
    needles = ("/work/", "/root/", "pypi.org", "registry.npmjs", "deb.debian")
    files = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.lock")]
    found = [
        f"{_name(path)}: {needle}" for path in files for needle in needles if needle in path.read_text(encoding="utf-8")
    ]
    assert found == []
