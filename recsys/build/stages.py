"""A build in stages that are kept in a folder: a step is run anew only where something that it depends on has changed.

files/<step>/      what the step made, but the last one's bundle, which is where the settings say
files/<step>.json  what it was made from, and the hashes of what it made
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recsys.build.dvc import ROOT, modules_of
from recsys.build.graph import GRAPH, Graph, Step
from recsys.build.pipeline import BuildSettings, give_back, run_stage, stage_file, stage_value
from recsys.errors import UnreadableError
from recsys.files import read_json, replace_file, sha256
from recsys.ingest.discovery import files_below
from recsys.progress import Progress, silent
from recsys.settings import Settings


@dataclass(frozen=True)
class Stages:
    """The steps of one build, from files to files in the folder `files`.

    An encoder that the settings do not name is not seen to come or go.
    """

    files: Path
    settings: BuildSettings
    graph: Graph = GRAPH

    def make(
        self, *names: str, progress: Progress = silent, starting: Callable[[str], object] = silent
    ) -> tuple[str, ...]:
        """Run the steps of these names and those that they need, but for those that are made of the same data,
        parameters and code already. Gives the names of those that were run; `starting` is told each before it is.

        Raises what `pipeline.run_stage` does.
        """
        wanted = self._with_needed(names)
        run = []
        for step in self.graph.steps:
            if step.name in wanted and not self._is_made(step):
                starting(step.name)
                run_stage(step.name, self.files, self.settings, progress, self.graph)
                self._remember(step)
                give_back()
                run.append(step.name)
        return tuple(run)

    def value(self, name: str) -> Any:  # noqa: ANN401 - what the step made
        """What a step made, by the value's name. Raises DataError where it is not there."""
        return stage_value(self.files, name, self.graph)

    def file(self, name: str) -> Path:
        """The file of a value."""
        return stage_file(self.files, name, self.graph)

    def _is_made(self, step: Step) -> bool:
        try:
            known = read_json(self._record(step))
            return bool(known == self._made_from(step) | {"made": self._made(step)})
        except (UnreadableError, OSError):  # nothing is there, or not all of it
            return False

    def _remember(self, step: Step) -> None:
        text = json.dumps(self._made_from(step) | {"made": self._made(step)}, indent=2, ensure_ascii=False)
        replace_file(self._record(step), text + "\n")

    def _record(self, step: Step) -> Path:
        return self.files / f"{step.name}.json"

    def _made_from(self, step: Step) -> dict[str, Any]:
        """All that decides what a step makes."""
        parameters = {name: getattr(self.settings, name) for name in step.parameters if name not in ("data", "target")}
        files = {name: self.file(name) for name in self.graph.stored_inputs(step.inputs)}
        if "data" in step.parameters:
            root = self.settings.data
            files |= {path.relative_to(root).as_posix(): path for path in files_below(root)}
        made_from = {
            "code": _hash_of_code(step, self.graph),
            "parameters": parameters,
            "encoder": Settings.from_environment().encoder,
            "files": {name: sha256(path) for name, path in files.items()},
        }
        return dict(json.loads(json.dumps(made_from)))  # as it is when it is read again

    def _made(self, step: Step) -> dict[str, str]:
        folder = self.files / step.name if step.outputs else self.settings.target
        return {path.name: sha256(path) for path in sorted(folder.iterdir())}

    def _with_needed(self, names: Iterable[str]) -> set[str]:
        """Some steps and all whose values they need."""
        found: set[str] = set()
        left = list(names)
        while left:
            step = self.graph.step(left.pop())
            if step.name not in found:
                found.add(step.name)
                left += [self.graph.maker_of()[value].name for value in self.graph.stored_inputs(step.inputs)]
        return found


def _hash_of_code(step: Step, graph: Graph) -> str:
    hashes = [f"{name} {sha256(ROOT / name)}" for name in sorted(modules_of(step, graph))]
    return hashlib.sha256("\n".join(hashes).encode()).hexdigest()
