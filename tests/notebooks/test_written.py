"""The notebooks as they are committed: run in order on the sample, without errors, functions and anybody's paths."""

import ast
import json
import re

import pytest

from recsys.domain.services import service_name
from recsys.ingest.load import read_data
from recsys.ingest.sample import FOLDER
from tests.ui.server import ROOT

PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
NAMES = ["01_etl", "02_eda", "03_content_model", "04_svd_model", "05_publish"]
SOMEBODYS_PATH = re.compile(r"(?:(?<!\w)/(?:home|Users|root|tmp|work|content|opt|mnt)/|[A-Za-z]:\\)\S*")
RETIRED = re.compile(r"foretold|foretell|\b(?:portraits?|affinity|lifts?)\b|what stands")
ADDRESS = re.compile(r"0x[0-9a-f]{6,}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def code_cells(path):
    return [cell for cell in read(path)["cells"] if cell["cell_type"] == "code"]


def source(cell):
    """A cell's Python, IPython's own commands left out."""
    return "".join(line for line in cell["source"] if not line.lstrip().startswith("%"))


def texts(cell):
    """All that a cell shows but its pictures."""
    for output in cell["outputs"]:
        yield "".join(output.get("text", []))
        for kind, data in output.get("data", {}).items():
            if kind != "image/png":
                yield "".join(data)


def figures(path):
    return [output for cell in code_cells(path) for output in cell["outputs"] if "image/png" in output.get("data", {})]


pytestmark = pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in PATHS])


def test_they_are_all_there(path):
    assert path.stem in NAMES
    assert [one.stem for one in PATHS] == NAMES


def test_it_was_run_once_from_first_to_last(path):
    counts = [cell["execution_count"] for cell in code_cells(path)]
    assert counts == list(range(1, len(counts) + 1))


def test_no_output_is_an_error_or_a_complaint(path):
    outputs = [output for cell in code_cells(path) for output in cell["outputs"]]
    assert {output["output_type"] for output in outputs} <= {"stream", "display_data", "execute_result"}
    assert {output["name"] for output in outputs if output["output_type"] == "stream"} == {"stdout"}


def test_it_defines_no_function(path):
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
    for cell in code_cells(path):
        defined = [node for node in ast.walk(ast.parse(source(cell))) if isinstance(node, kinds)]
        assert not defined, source(cell)


def test_its_cells_are_where_tools_look_for_them(path):
    first, second, *_, last = code_cells(path)
    assert "find_spec" in source(first)
    assert "%pip install" in "".join(first["source"])
    assert second["metadata"].get("tags") == ["parameters"]
    names = [node.targets[0] for node in ast.parse(source(second)).body if isinstance(node, ast.Assign)]
    assert {"data", "out", "seed"} <= {name.id for name in names if isinstance(name, ast.Name)}
    assert sum(isinstance(node, ast.Assert) for node in ast.walk(ast.parse(source(last)))) >= 5


def test_it_holds_nothing_of_the_machine_or_the_hour(path):
    notebook = read(path)
    assert set(notebook["metadata"]) == {"kernelspec", "language_info"}
    assert notebook["metadata"]["language_info"] == {"name": "python"}
    for cell in notebook["cells"]:
        assert set(cell["metadata"]) <= {"tags"}
        shown = list(texts(cell)) if cell["cell_type"] == "code" else []
        for text in ["".join(cell["source"]), *shown]:
            assert not SOMEBODYS_PATH.search(text), SOMEBODYS_PATH.search(text)
            assert not ADDRESS.search(text)
            assert not MOMENT.search(text)
            assert str(ROOT) not in text


def test_its_outputs_are_those_of_the_sample(path):
    shown = "".join(text for cell in code_cells(path) for text in texts(cell))
    if path.stem == "01_etl":
        assert "Raw data: sample\n" in shown
        files = [file.relative_to(FOLDER).as_posix() for file in FOLDER.glob("*/**/*.csv")]
        assert files
        assert all(file in shown for file in files)
    if path.stem == "02_eda":
        assert "16794" in shown
        services = set(read_data(FOLDER).titles.column("service").to_pylist())
        assert all(service_name(service) in shown for service in services)


def test_it_speaks_of_works_in_the_words_of_the_field(path):
    text = " ".join("".join(cell["source"]) for cell in read(path)["cells"]).casefold()
    assert not RETIRED.search(text), RETIRED.search(text)


def test_its_figures_have_titles_and_named_axes_in_words_too(path):
    found = figures(path)
    assert (
        len(found) >= {"01_etl": 1, "02_eda": 15, "03_content_model": 3, "04_svd_model": 5, "05_publish": 0}[path.stem]
    )
    for output in found:
        alt = output["metadata"]["image/png"]["alt"]
        cloud = re.fullmatch(r"The \d+ words in most works' titles", alt)
        assert cloud or re.fullmatch(r".+ \(across: .+; up: .+\)", alt)


def test_what_it_links_to_is_there(path):
    for cell in read(path)["cells"]:
        if cell["cell_type"] == "markdown":
            for link in re.findall(r"\]\(([^)#]+)", "".join(cell["source"])):
                assert (path.parent / link).exists(), link
