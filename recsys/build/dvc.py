"""`dvc.yaml` as it follows from the graph of the build: `python -m recsys.build.dvc` writes it.

A stage depends on the files of the stages before it and on the code that makes it, which is found in the imports.
"""

import ast
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from recsys.build.graph import GRAPH, Graph, Step

ROOT = Path(__file__).parents[2]
FILES = "build/stages"  # where the stages leave what others need
_TARGET = "artifacts/dvc"
_OPTIONS = {
    "data": "--data ${data}",
    "target": f"--out {_TARGET}",
    "seed": "--seed ${seed}",
    "engine": "--engine ${engine}",
    "train_on": "--train-on ${train_on}",
}
_PARAMETERS = (
    "seed",
    "engine",
    "train_on",
)  # of `params.yaml`, which DVC compares; the raw data are compared themselves
_HEAD = """\
# A build in stages, each run anew only where something that it depends on has changed: `dvc repro`.
# Written by `python -m recsys.build.dvc` from `recsys/build/graph.py`; what is changed here is lost.
stages:
"""


def dvc_yaml() -> str:
    """The text of `dvc.yaml`."""
    return _HEAD + "\n".join("\n".join(_stage(step)) + "\n" for step in GRAPH.steps)


def modules_of(step: Step, graph: Graph = GRAPH) -> set[str]:
    """The files of the package that make a step, relative to the repository: those of its functions, all that these
    import, and the classes of what it reads, each with the data of its name beside it.
    """
    wanted = graph.needed(step.inputs)
    functions: list[Callable[..., Any]] = [step.function, *(one.make for one in graph.derived if one.name in wanted)]
    left = [_file(function.__module__) for function in functions]
    left.append(_file("recsys.domain.schema"))
    left += [_file(module) for module in _modules_of_files(step, wanted, graph)]
    found: set[str] = set()
    while left:
        path = left.pop()
        name = path.relative_to(ROOT).as_posix()
        if name not in found:
            found.add(name)
            left += _imported(path)
    data = {name.removesuffix(".py") + ".json" for name in found}
    return found | {name for name in data if (ROOT / name).is_file()}


def code_of(step: Step) -> list[str]:
    """`modules_of`, a folder's name for all of its files where all are among them."""
    found = modules_of(step)
    for folder in sorted({Path(name).parent for name in found}, key=lambda one: -len(one.parts)):
        inside = {path.relative_to(ROOT).as_posix() for of in ("*.py", "*.json") for path in (ROOT / folder).rglob(of)}
        # An empty `__init__.py` is no code that anybody imports by name.
        if len(folder.parts) > 1 and {name for name in inside if not name.endswith("__init__.py")} <= found:
            found = found - inside | {folder.as_posix()}
    folders = {name for name in found if (ROOT / name).is_dir()}
    return sorted(name for name in found if not any(name.startswith(f"{folder}/") for folder in folders))


def _stage(step: Step) -> Iterator[str]:
    options = [_OPTIONS[name] for name in step.parameters if name in _OPTIONS]
    yield f"  {step.name}:"
    yield f"    cmd: {' '.join(['.venv/bin/python -m recsys stage', step.name, *options])}"
    yield from _list("params", [name for name in _PARAMETERS if name in step.parameters])
    files = {value.name: f"{FILES}/{one.name}/{value.file}" for one in GRAPH.steps for value in one.outputs}
    read = ["${data}"] if "data" in step.parameters else []
    read += [files[name] for name in GRAPH.stored_inputs(step.inputs)]
    yield from _list("deps", [*read, *code_of(step)])
    yield from _list("outs", [files[value.name] for value in step.outputs if not value.metric] or [_TARGET])
    yield from _list("metrics", [files[value.name] for value in step.outputs if value.metric])


def _list(name: str, entries: Sequence[str]) -> Iterator[str]:
    if entries:
        yield f"    {name}:"
        yield from (f"      - {entry}" for entry in entries)


def _modules_of_files(step: Step, wanted: set[str], graph: Graph) -> Iterator[str]:
    """The modules that decide what stands in the files that a step reads or writes."""
    for maker in graph.steps:
        for value in maker.outputs:
            if value.name in wanted or maker is step:
                yield value.codec.load.__module__
                if value.codec.owner is not None:
                    yield value.codec.owner.__module__


def _file(module: str) -> Path:
    path = ROOT / module.replace(".", "/")
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


@cache
def _imported(path: Path) -> tuple[Path, ...]:
    """The files of the package that a file imports, wherever in it the import stands."""
    found: list[Path] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.ImportFrom) and node.module:
            submodules = [f"{node.module}.{alias.name}" for alias in node.names]
            inside = [name for name in submodules if _file(name).is_file()]
            # Of a package that only its modules are taken from, none of its own code is.
            names = inside if len(inside) == len(submodules) else [node.module, *inside]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        found += [_file(name) for name in names if name.split(".")[0] == "recsys" and _file(name).is_file()]
    return tuple(found)


if __name__ == "__main__":
    (ROOT / "dvc.yaml").write_text(dvc_yaml(), encoding="utf-8")
