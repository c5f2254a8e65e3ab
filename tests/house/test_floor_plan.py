"""The house itself: who may import whom, and the one seam to the compiled engine."""

import ast
import inspect
import subprocess
import sys
from pathlib import Path

from trunkline import _engine

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "src" / "trunkline"


def imports_of(file: Path) -> set[str]:
    """The full names of modules, and of what is taken from them, that a file imports anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def test_only_the_engines_python_face_imports_the_compiled_module() -> None:
    importers = {file.relative_to(SOURCES) for file in SOURCES.rglob("*.py") if "trunkline._engine" in imports_of(file)}
    assert importers == {Path("engine.py")}


def test_the_stub_of_the_compiled_module_tells_the_methods_and_parameters_that_it_has() -> None:
    (stub,) = (one for one in ast.parse((SOURCES / "_engine.pyi").read_text()).body if isinstance(one, ast.ClassDef))
    told = {
        method.name: [argument.arg for argument in method.args.args if argument.arg != "self"]
        for method in stub.body
        if isinstance(method, ast.FunctionDef) and method.name != "__init__"
    }
    engine = getattr(_engine, stub.name)
    there = {
        name: [parameter for parameter in inspect.signature(method).parameters if parameter != "self"]
        for name, method in vars(engine).items()
        if not name.startswith("_")
    }
    assert told == there


def test_the_floor_plan_holds() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_floor_plan_names_every_room() -> None:
    plan = (ROOT / ".importlinter").read_text().partition("layers =")[2].partition("[")[0]
    named = set(plan.replace(":", " ").replace("|", " ").split())
    rooms = {path.stem for path in SOURCES.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert named == rooms - {"__init__"}
