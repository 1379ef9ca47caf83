"""The embedded sample with opinions on some of its works."""

import numpy as np

from recsys.build.embedding.embeddings import Embeddings
from recsys.ingest import sample

GRADED = "seed_title_id,seed_title,seed_year,seed_type,title_id,title,year,type,grade"
SERIES = (
    ("Game of Thrones", 2011), ("The Sopranos", 1999), ("The Wire", 2002), ("True Detective", 2014),
    ("Succession", 2018), ("House of the Dragon", 2022), ("The Expanse", 2015), ("Vikings", 2013), ("Trapped", 2015),
    ("The Bridge", 2011),
)  # fmt: skip
FILMS = (("Chinatown", 1974), ("Taxi Driver", 1976), ("Alien", 1979), ("Blade Runner", 1982), ("The Terminator", 1984))


def write_graded_sample(root):
    """The folder with the sample and opinions on it: every one of these works is graded for every other of its type."""
    for path in sample.FOLDER.iterdir():
        if path.is_dir():
            (root / path.name).symlink_to(path)
    (root / "gold").mkdir()
    graded = [GRADED]
    for type_, works in (("tv show", SERIES), ("movie", FILMS)):
        for place, seed in enumerate(works):
            graded += [
                f",{seed[0]},{seed[1]},{type_},,{other[0]},{other[1]},{type_},{(place + number) % 4}"
                for number, other in enumerate(works)
                if other != seed
            ]
    (root / "gold" / "judged.csv").write_text("\n".join([*graded, ",Nowhere,1999,movie,,Alien,1979,movie,3", ""]))
    published = ["source,label,seed_title,seed_year,seed_type,rec_title,rec_year,rec_type,rank_or_weight"]
    published += [f"paper,pos,{title},,show,The Wire,,show,1" for title, _ in SERIES if title != "The Wire"]
    (root / "gold" / "similar.csv").write_text("\n".join([*published, ""]))
    return root


def some_embeddings(n_works):
    """Vectors of all works but the first, by chance."""
    vectors = np.random.default_rng(0).normal(size=(n_works - 1, 8))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Embeddings(np.arange(1, n_works, dtype=np.int32), vectors.astype(np.float16))


def no_grades(folder):
    """A file of grades without any."""
    path = folder / "grades.csv"
    path.write_text(f"{GRADED},grader\n")
    return path
