"""The seam itself: one importer of the compiled module, and a stub that matches it."""

from __future__ import annotations

import ast
from pathlib import Path

import trunkline
from trunkline import _engine

SOURCE = Path(trunkline.__file__).parent


def test_only_engine_py_imports_the_compiled_module() -> None:
    importers = {path.name for path in SOURCE.rglob("*.py") if imports_engine(path)}
    assert importers == {"engine.py"}


def imports_engine(path: Path) -> bool:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and any(alias.name == "_engine" for alias in node.names):
            return True
        if isinstance(node, ast.ImportFrom | ast.Import) and "trunkline._engine" in ast.unparse(node):
            return True
    return False


def test_the_stub_names_what_the_module_has() -> None:
    (stub,) = [node for node in ast.parse((SOURCE / "_engine.pyi").read_text()).body if isinstance(node, ast.ClassDef)]
    named = {node.name for node in stub.body if isinstance(node, ast.FunctionDef)} - {"__init__"}
    assert named == {name for name in vars(_engine.Engine) if not name.startswith("_")}
