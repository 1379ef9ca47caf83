"""Which outside package each room may import; who imports whom inside is held by import-linter (`pyproject.toml`)."""

import ast
import pkgutil
import subprocess
import sys
from pathlib import Path

import recsys
from recsys.cli import MODULES

ROOT = Path(recsys.__file__).parents[1]

# Packages that every room may import, and the others with the only rooms that may; a room in FITTING does so inside a
# function.
EVERYWHERE = {"numpy", "pyarrow"}
OUTSIDE = {
    "IPython": {"research"},
    "anyascii": {"text"},
    "babel": {"domain", "serving", "ui"},
    "brotli": {"server"},
    "cmfrec": {"research"},
    "cornac": {"research"},
    "fastapi": {"server", "ui"},
    "fastapi_offline": {"server"},
    "faiss": {"models"},
    "gradio": {"server", "ui"},
    "httpx2": {"build", "ingest", "publish"},
    "huggingface_hub": {"build", "publish"},
    "implicit": {"research"},
    "isal": {"server"},
    "kagglehub": {"ingest"},
    "kagglesdk": {"ingest"},
    "markdown_it": {"publish"},
    "matplotlib": {"research"},
    "mlflow": {"publish"},
    "myfm": {"research"},
    "numba": {"models"},
    "onnxruntime": {"build"},
    "orjson": {"server", "spark"},
    "pandas": {"domain", "ingest", "research", "spark"},
    "PIL": {"research"},
    "prometheus_client": {"server", "serving"},
    "pydantic": {"server"},
    "rapidfuzz": {"models", "serving", "ui"},
    "pyspark": {"spark"},
    "requests": {"ingest"},
    "rich": {"cli"},
    "safetensors": {"build", "bundle", "files", "models", "research"},
    "scipy": {"models", "research", "spark"},
    "segno": {"serving"},
    "sklearn": {"models"},
    "spaces": {"server"},
    "sqlalchemy": {"publish"},
    "starlette": {"server", "ui"},
    "surprise": {"models", "research"},
    "threadpoolctl": {"build", "models", "research", "server"},
    "tokenizers": {"build"},
    "tqdm": {"ingest"},
    "typer": {"cli"},
    "typing_extensions": {"serving"},
    "uvicorn": {"server"},
    "wordcloud": {"research"},
    "yaml": {"publish"},
}
# Only fitting imports these modules, and inside its functions: they may import what they like when they are imported.
FITTED_BY = (ROOT / "recsys" / "models" / "ratings" / "posterior",)
FITTING = {
    "build": {"httpx2", "huggingface_hub", "onnxruntime", "tokenizers"},
    "models": {"sklearn", "scipy", "surprise", "numba", "threadpoolctl"},
    "research": {"scipy", "surprise", "myfm", "cmfrec", "cornac", "implicit"},
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


def test_rooms_import_nothing_from_their_right():
    """The contract `layers` of pyproject.toml, by import-linter."""
    done = subprocess.run([Path(sys.executable).with_name("lint-imports")], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stdout


def test_a_room_imports_only_the_outside_packages_that_are_its_own():
    wrong = [
        f"{path.relative_to(ROOT)}: {fault}"
        for path in modules()
        for name, at_import in imports(path)
        if (fault := fault_of(name, at_import, path))
    ]
    assert wrong == []


def fault_of(name, at_import, path):
    """What is wrong with a module's import of that name; empty where nothing is."""
    room, package = room_of(path), name.partition(".")[0]
    if package == "recsys" or package in EVERYWHERE or package in sys.stdlib_module_names:
        return ""
    if room not in OUTSIDE.get(package, ()):
        return f"{room} may not import {name}"
    early = at_import and path.parent not in FITTED_BY
    return f"{name} must be imported inside a function" if early and package in FITTING.get(room, set()) else ""


def test_every_room_that_may_import_a_package_does():
    """What nobody imports any more has no entry, so that the list says what is there."""
    found = {(name.partition(".")[0], room_of(path)) for path in modules() for name, _ in imports(path)}
    assert {(package, room) for package, rooms in OUTSIDE.items() for room in rooms} <= found


def test_only_the_terminal_and_research_itself_import_research():
    """It is an extra, which a Space does not have."""
    importers = {room_of(path) for path in modules() for name, _ in imports(path) if name.startswith("recsys.research")}
    assert importers == {"cli", "research"}


def test_the_reader_of_imports_sees_them_all(tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    path = tmp_path / "recsys" / "models" / "bad.py"
    path.parent.mkdir(parents=True)
    path.write_text(
        "import numpy, recsys.ingest.raw\nfrom recsys import ui, __version__\nfrom sklearn.svm import SVC\n"
        "class A:\n    import gradio\n    def f(self):\n        if self:\n            from recsys.serving import x\n"
    )
    assert room_of(path) == "models"
    assert imports(path) == [
        ("numpy", True),
        ("recsys.ingest.raw", True),
        ("recsys.ui", True),
        ("sklearn.svm", True),
        ("gradio", True),
        ("recsys.serving", False),
    ]
    assert fault_of("gradio", True, path) == "models may not import gradio"


def test_serving_and_bundle_bring_in_nothing_that_only_fitting_or_the_page_needs():
    """Every module of `serving` and `bundle` and what it imports, in a process of its own."""
    rooms = [(str(ROOT / "recsys" / room), f"recsys.{room}.") for room in ("serving", "bundle")]
    names = [module.name for path, prefix in rooms for module in pkgutil.walk_packages([path], prefix)]
    assert names
    loaded = packages_that_come_with(*names)
    assert "recsys" in loaded
    assert loaded & {"sklearn", "scipy", "surprise", "numba", "pyspark", "gradio", "joblib", "torch"} == set()


def test_no_command_waits_for_what_only_some_need():
    loaded = packages_that_come_with(*(f"recsys.cli.{module}" for module in MODULES.values()))
    assert {"typer", "pyarrow"} <= loaded
    assert loaded & {"gradio", "huggingface_hub", "mlflow", "sqlalchemy", "kagglehub", "matplotlib", "sklearn"} == set()


def test_an_answer_in_the_terminal_does_not_wait_for_what_builds():
    loaded = packages_that_come_with("recsys.cli.ask")
    assert "pyarrow" in loaded
    assert loaded & {"numba", "scipy"} == set()


def packages_that_come_with(*modules):
    code = f"import sys, {', '.join(modules)}; print(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.split())
