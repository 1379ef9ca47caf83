"""Run the notebooks in order: `make notebooks`, which is `python -m notebooks`.

Executed copies and an HTML page of each go to build/notebooks. On the embedded sample the notebooks themselves are then
rewritten with these outputs; on other data never, so that nothing of it gets into the repository.
"""

import argparse
import os
import sys
from pathlib import Path

import nbformat
import papermill
from matplotlib import font_manager  # noqa: F401 - its cache is made here, so that no notebook mentions it
from nbconvert import HTMLExporter
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

HERE = Path(__file__).parent
_QUIETLY = ("--IPKernelApp.log_level=ERROR",)  # it warns that whoever is on this machine could listen to the loopback
# Of the same sample every machine makes the same outputs, as far as it can.
_REPEATABLE = {
    "PYTHONHASHSEED": "0",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "RECSYS_ENCODER": "none",  # which not every machine has
}


def main() -> int:
    """Run all; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m notebooks", description="Run the notebooks in order.")
    parser.add_argument("--folder", type=Path, default=HERE, help="where the notebooks are")
    parser.add_argument("--out", type=Path, default=Path("build/notebooks"), help="where the executed ones go")
    arguments = parser.parse_args()
    data = os.environ.get("RECSYS_DATA")
    _set_environment(data)
    arguments.out.mkdir(parents=True, exist_ok=True)
    for path in sorted(arguments.folder.glob("*.ipynb")):
        executed = arguments.out / path.name
        try:
            papermill.execute_notebook(
                path, executed, cwd=path.parent, kernel_name="python3", extra_arguments=list(_QUIETLY)
            )
        except PapermillExecutionError as error:
            sys.stderr.write(f"{path.name}, cell {error.exec_count}: {error.ename}: {error.evalue}\nSee {executed}\n")
            return 1
        notebook = nbformat.read(executed, as_version=4)
        tidy(notebook)
        executed.with_suffix(".html").write_text(_page(notebook, path.stem), encoding="utf-8")
        if not data:
            nbformat.write(notebook, path)
    sys.stderr.write(f"Pages: {arguments.out}/*.html\n")
    return 0


def tidy(notebook: NotebookNode) -> None:
    """Remove what differs from run to run, times and the version of Python; join outputs that came in pieces."""
    notebook.metadata = {name: notebook.metadata[name] for name in ("kernelspec", "language_info")}
    notebook.metadata.language_info = {"name": "python"}
    for cell in notebook.cells:
        cell.metadata = {"tags": cell.metadata["tags"]} if cell.metadata.get("tags") else {}
        if cell.cell_type == "code":
            cell.outputs = _joined(cell.outputs)


def _joined(outputs: list[NotebookNode]) -> list[NotebookNode]:
    joined: list[NotebookNode] = []
    for output in outputs:
        last = joined[-1] if joined else None
        if last is not None and output.output_type == last.output_type == "stream" and output.name == last.name:
            last.text += output.text
        else:
            joined.append(output)
    return joined


def _page(notebook: NotebookNode, title: str) -> str:
    body, _ = HTMLExporter().from_notebook_node(notebook, {"metadata": {"name": title}})
    return str(body)


def _set_environment(data: str | None) -> None:
    """Set what kernels inherit: where this code is, the data by its absolute path, and what makes runs repeatable."""
    paths = [str(HERE.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    os.environ["PYTHONPATH"] = os.pathsep.join(paths)
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # else the debugger says that modules are frozen
    os.environ["PYTHONWARNINGS"] = "ignore:IProgress not found"  # nor need progress bars be widgets
    if data:
        os.environ["RECSYS_DATA"] = str(Path(data).resolve())
    else:
        os.environ.update(_REPEATABLE)


if __name__ == "__main__":
    sys.exit(main())
