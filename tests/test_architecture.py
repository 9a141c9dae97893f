"""Imports go down only, as the table in ARCHITECTURE.md says."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BELOW = ("errors", "language", "catalog", "encoder", "ingest", "index", "topics", "briefing")
MAY_IMPORT = {
    "errors": set(),
    "language": {"errors"},
    "catalog": {"errors", "language"},
    "encoder": {"errors"},
    "ingest": {"errors", "language", "catalog"},
    "index": {"errors", "language", "catalog", "encoder"},
    "topics": {"errors", "language", "catalog", "encoder", "index"},
    "briefing": {"errors", "language", "catalog", "encoder", "index", "topics"},
    "evaluation": {"errors", "language", "catalog", "encoder", "index", "topics", "briefing"},
    "settings": {"errors", "catalog"},
    "ui": {*BELOW, "settings"},
    "app": {*BELOW, "settings", "ui"},
    "cli": {*BELOW, "settings", "ui", "evaluation"},
}
# The benchmark measures the whole flow, so it may call the door's neighbours.
EXCEPTIONS = {
    "evaluation/bench/reading.py": {"ingest"},
    "evaluation/bench/__main__.py": {"ingest"},
}


def files(room: str) -> list[Path]:
    single = ROOT / f"{room}.py"
    return [single] if single.exists() else sorted((ROOT / room).rglob("*.py"))


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_imports_go_down_only(room):
    """No file imports from a room that its own may not know."""
    for path in files(room):
        name = path.relative_to(ROOT).as_posix()
        allowed = MAY_IMPORT[room] | {room} | EXCEPTIONS.get(name, set())
        assert imports(path) & set(MAY_IMPORT) <= allowed, name


@pytest.mark.parametrize("room", [room for room in MAY_IMPORT if room not in {"ui", "app"}])
def test_streamlit_stays_in_the_web_door(room):
    """Only `ui/` and `app.py` know Streamlit."""
    assert all("streamlit" not in imports(path) for path in files(room))


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_library_code_has_no_assert(room):
    """Input is checked by errors that say what to do; `python -O` must change nothing."""
    for path in files(room):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        lines = [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Assert)]
        assert lines == [], path


def test_the_web_door_is_small():
    """`app.py` is a frame: what a person sees is in `ui/`."""
    assert len((ROOT / "app.py").read_text(encoding="utf-8").splitlines()) <= 60
