"""Importing Gradio without what it does for editors.

At each import it parses its own sources, 81 times, to write stubs (`.pyi`) beside them, which an editor reads and no
program: a third of the time that the import takes, and a write to the installation.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

_MODULE, _WRITES = "gradio.component_meta", "create_or_modify_pyi"


@contextmanager
def without_stubs() -> Iterator[None]:
    """Whatever imports Gradio within writes no stubs; where it is imported already, nothing is done."""
    finder = _Finder()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


class _Finder(MetaPathFinder):
    """Finds that one module, as it is, with a loader that takes the function's place."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The module's spec, None for any other module."""
        spec = PathFinder.find_spec(fullname, path, target) if fullname == _MODULE else None
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec.loader)
        return spec


class _Loader(Loader):
    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """As the module's own loader does."""
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """The module, with a function that does nothing in place of the one that writes."""
        self._loader.exec_module(module)
        if hasattr(module, _WRITES):
            setattr(module, _WRITES, lambda *_: None)
