"""What a bundle's files are made of, and what loading them imports."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import recsys


def test_no_pickle_anywhere():
    """No import of a pickling module, no call that can read or write one."""
    modules = {"pickle", "_pickle", "cPickle", "joblib", "dill", "cloudpickle", "shelve", "marshal", "copyreg"}
    calls = {"read_pickle", "to_pickle", "allow_pickle"}
    found = []
    sources = [*Path(recsys.__file__).parent.rglob("*.py")]
    assert len(sources) > 20
    for path in sources:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name.split(".")[0] for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [(node.module or "").split(".")[0], *(alias.name for alias in node.names)]
            elif isinstance(node, ast.Attribute):
                names = [node.attr]
            elif isinstance(node, ast.keyword):
                names = [node.arg or ""]
            found += [f"{path}: {name}" for name in names if name in modules | calls]
    assert found == []


def test_no_file_of_a_bundle_is_a_pickle(sample_bundle):
    beginnings = {".parquet": b"PAR1", ".json": b"{", ".md": b"# ", ".csv": b"file,", ".svg": b"<svg "}
    for path in sample_bundle.iterdir():
        raw = path.read_bytes()
        if path.suffix == ".safetensors":
            assert raw[8:9] == b"{", path.name
            json.loads(raw[8 : 8 + int.from_bytes(raw[:8], "little")])
        else:
            assert raw.startswith(beginnings[path.suffix]), path.name


def test_loading_imports_nothing_that_only_fitting_needs(sample_bundle):
    code = (
        "import sys; from pathlib import Path; from recsys.bundle.bundle import load_bundle\n"
        "bundle = load_bundle(Path(sys.argv[1]))\n"
        "bundle.similar.explain(0, bundle.similar.nearest(0, 2)[0])\n"
        "import numpy as np\n"
        "rated, stars = np.arange(3), np.array([4.0, 2.0, 5.0])\n"
        "user = bundle.collaborative.fold_in(rated, stars)\n"
        "user.predict(rated); user.parts(0); user.influences(rated); mean, liking = user.overview()\n"
        "from recsys.models.similar.neighbours import NeighbourIndex\n"
        "bundle.ranker.scores(rated, stars, liking, NeighbourIndex(bundle.similar), liking > 0)\n"
        "print(*sorted({name.split('.')[0] for name in sys.modules}))"
    )
    root = Path(recsys.__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", code, sample_bundle], capture_output=True, text=True, check=True, cwd=root
    )
    loaded = set(done.stdout.split())
    assert "recsys" in loaded
    assert loaded & {"sklearn", "surprise", "scipy", "numba", "threadpoolctl", "pyspark", "gradio", "joblib"} == set()
