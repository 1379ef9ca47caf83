"""What is damaged is refused, by the name of the file."""

import json
import re

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file

from recsys import files
from recsys.bundle.bundle import load_bundle
from recsys.bundle.manifest import (
    ALWAYS_THERE,
    COLLABORATIVE,
    CONTENT,
    COOCCURRENCE,
    FORMAT_VERSION,
    MANIFEST,
    NEAREST,
    PAIRS,
    RANKER,
    SEARCH,
    SVD,
)
from recsys.domain.schema import TABLES
from recsys.errors import BundleError, shown
from recsys.models.content.cosine import CosineModel
from recsys.models.content.model import ContentModel
from recsys.models.content.term_rows import TermRows
from recsys.models.cooccurrence.likes import Likes
from recsys.models.cooccurrence.model import CooccurrenceModel
from recsys.models.cooccurrence.pairs import PairScores
from recsys.models.ranking.ease import EaseModel
from recsys.models.ranking.model import RankingModel
from recsys.models.ranking.ranker import Ranker
from recsys.models.similar.nearest import NearestWorks
from recsys.models.storage import packed, unpacked
from recsys.models.vocabulary import Vocabulary
from tests.fixtures.bundles import WORKS, edit_manifest, names, sign, tiny_search
from tests.fixtures.catalogue import pair_model


def refused(folder, match):
    with pytest.raises(BundleError, match=match):
        load_bundle(folder)


def test_no_folder_no_manifest_no_folder_but_a_file(tmp_path, folder):
    refused(tmp_path / "nothing", "nothing: expected a bundle's folder.*python -m recsys build")
    (tmp_path / "empty").mkdir()
    refused(tmp_path / "empty", f"empty/{MANIFEST}: expected a bundle's manifest")
    refused(folder / MANIFEST, MANIFEST)


def test_one_flipped_bit_in_any_file_is_found(folder):
    for name in set(names(folder)) - {MANIFEST}:
        whole = (folder / name).read_bytes()
        raw = bytearray(whole)
        raw[len(raw) // 2] ^= 1
        (folder / name).write_bytes(raw)
        refused(folder, f"{name}: damaged, its SHA-256")
        (folder / name).write_bytes(whole)
    load_bundle(folder)


def test_a_truncated_file_a_missing_one_and_a_folder_in_its_place_are_found(folder):
    path = folder / "offers.parquet"
    raw = path.read_bytes()
    path.write_bytes(raw[:-1])
    refused(folder, f"{path.name}: damaged, expected {len(raw):,} bytes, found {len(raw) - 1:,}")
    path.unlink()
    refused(folder, f"{path.name}: the manifest lists this file, found none")
    path.mkdir()
    refused(folder, f"{path.name}: the manifest lists this file")


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b"[" * 200_000, b"null", b"[]", b"{}", b'"format"'])
def test_a_manifest_that_is_none_is_found(folder, raw):
    (folder / MANIFEST).write_bytes(raw)
    refused(folder, f"{MANIFEST}: the manifest is damaged")


def test_a_manifest_that_is_no_text_is_not_repeated(folder):
    (folder / MANIFEST).write_bytes(b"\xff" + (folder / MANIFEST).read_bytes() * 20)
    with pytest.raises(BundleError, match="the manifest is damaged") as refused:
        load_bundle(folder)
    assert len(str(refused.value)) < 400


@pytest.mark.parametrize("version", [FORMAT_VERSION + 1, 0, None, str(FORMAT_VERSION)])
def test_another_format_is_refused_before_anything_else_is_read(folder, version):
    (folder / MANIFEST).write_text(json.dumps({"format": version, "contents": ["laid out otherwise"]}))
    refused(folder, f"{MANIFEST}: this version reads bundle format {FORMAT_VERSION}, found {shown(version)}")


@pytest.mark.parametrize("key", ["format", "files", "sample", "built", "inputs"])
def test_a_manifest_without_a_key_is_damaged(folder, key):
    edit_manifest(folder, lambda manifest: manifest.pop(key))
    refused(folder, f"{MANIFEST}: the manifest is damaged.*{key}")


@pytest.mark.parametrize(
    "name", ["../outside", "sub/inside", "/etc/hostname", "..", ".", "", "a\0b", "\u202egnp.exe", "a" * 256]
)
def test_an_entry_that_is_a_path_is_refused(folder, name):
    outside = folder.parent / "outside"
    outside.write_text("x")
    (folder / "sub").mkdir()
    (folder / "sub" / "inside").write_text("x")
    entry = {"sha256": files.sha256(outside), "size": 1}
    edit_manifest(folder, lambda manifest: manifest["files"].update({name: entry}))
    refused(folder, re.escape(f"{MANIFEST}: the manifest must list plain file names, found {shown(name)}"))


def test_a_name_of_half_a_character_is_refused_in_words_that_can_be_printed(folder):
    edit_manifest(folder, lambda manifest: manifest["files"].update({"\ud800": {"sha256": "", "size": 1}}))
    with pytest.raises(BundleError, match=r"must list plain file names, found «\\ud800»") as refused:
        load_bundle(folder)
    assert str(refused.value).encode()


def test_sources_without_their_terms_are_damage(folder):
    edit_manifest(folder, lambda manifest: manifest.update(sources={"tmdb": {"what": "films"}}))
    refused(folder, f"{MANIFEST}: the manifest is damaged.*terms")


@pytest.mark.parametrize(
    ("said", "words"), [({"uses": {"shown": True}}, "trained_on"), ({"as_of": ["2026-10-01", "soon"]}, "soon")]
)
def test_sources_whose_uses_or_days_are_not_told_whole_are_damage(folder, said, words):
    source = {"what": "films", "terms": "CC0"} | said
    edit_manifest(folder, lambda manifest: manifest.update(sources={"tmdb-api": source}))
    refused(folder, f"{MANIFEST}: the manifest is damaged.*{words}")


@pytest.mark.parametrize("name", ALWAYS_THERE)
def test_a_needed_file_that_the_manifest_does_not_list_is_not_read_unchecked(folder, name):
    edit_manifest(folder, lambda manifest: manifest["files"].pop(name))
    refused(folder, f"{MANIFEST}: the manifest must list {name}")


@pytest.mark.parametrize(("name", "field"), [(COLLABORATIVE, "collaborative"), (SVD, "svd"), (RANKER, "ranker")])
def test_a_model_that_the_manifest_does_not_list_is_not_there(folder, name, field):
    edit_manifest(folder, lambda manifest: manifest["files"].pop(name))
    assert getattr(load_bundle(folder), field) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["format", "sample", "built", "inputs", "files", "size", "sha256", "entry", "name"]),
    JSON,
    st.text(min_size=1),
)
def test_whatever_is_in_a_manifest_is_refused_or_loaded(folder, where, value, name):
    original = (folder / MANIFEST).read_bytes()

    def change(manifest):
        entry = manifest["files"]["titles.parquet"]
        if where in ("size", "sha256"):
            entry[where] = value
        elif where == "entry":
            manifest["files"]["titles.parquet"] = value
        elif where == "name":
            manifest["files"][name] = dict(entry)
        else:
            manifest[where] = value

    try:
        edit_manifest(folder, change)
        load_bundle(folder)
    except BundleError as error:
        assert str(folder) in str(error)  # noqa: PT017 - it may be loaded as well
    finally:
        (folder / MANIFEST).write_bytes(original)


def test_without_co_occurrence_content_decides_alone(folder):
    edit_manifest(folder, lambda manifest: manifest["files"].pop(COOCCURRENCE))
    assert load_bundle(folder).similar.cooccurrence is None


@pytest.mark.parametrize("name", ["credits.parquet", CONTENT, PAIRS, "metrics.json"])
def test_a_foreign_file_with_the_right_hash_is_refused_by_name(folder, name):
    (folder / name).write_bytes(b"not what it says")
    sign(folder, name)
    refused(folder, f"{name}: does not hold what this version reads")


def test_a_table_whose_columns_have_names_that_are_no_text_is_refused(folder):
    path = folder / "ratings.parquet"
    path.write_bytes(path.read_bytes().replace(b"user_id", b"user\x80id"))
    sign(folder, path.name)
    refused(folder, f"{path.name}: does not hold what this version reads")


def test_a_table_with_other_columns_is_refused_by_name(folder):
    for table in TABLES:
        path = folder / f"{table}.parquet"
        whole = path.read_bytes()
        pq.write_table(pq.read_table(path).append_column("more", pa.nulls(pq.read_metadata(path).num_rows)), path)
        sign(folder, path.name)
        refused(folder, f"{path.name}: does not hold what this version reads .expected the columns")
        path.write_bytes(whole)
        sign(folder, path.name)
    load_bundle(folder)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        (CONTENT, lambda arrays: arrays.pop("row_terms")),
        (CONTENT, lambda arrays: arrays.update(packed("works", ("two", "ids")))),
        (PAIRS, lambda arrays: arrays.pop("facts_genres")),
        (PAIRS, lambda arrays: arrays.update(facts_fame=arrays["facts_fame"][1:])),
        (PAIRS, lambda arrays: arrays.update(facts_genre_set=arrays["facts_genre_set"] + np.int32(9))),
        (PAIRS, lambda arrays: arrays.pop("semantic_works")),
        (PAIRS, lambda arrays: arrays.update(semantic_n_works=np.array([4]))),
        (PAIRS, lambda arrays: arrays.update(semantic_vectors=arrays["semantic_vectors"][:-1])),
        (PAIRS, lambda arrays: arrays.update(packed("weights", ("[]",)))),
        (PAIRS, lambda arrays: arrays.update(packed("weights", ('{"fields": {"genre": NaN}}',)))),
        (PAIRS, lambda arrays: arrays.update(packed("weights", ("not what it says",)))),
        (COOCCURRENCE, lambda arrays: arrays.update(factors=arrays["factors"][1:])),
        (NEAREST, lambda arrays: arrays.update(rows=arrays["rows"] + np.int32(2))),
        (NEAREST, lambda arrays: arrays.update(seeds=arrays["seeds"] + np.int32(3))),
        (NEAREST, lambda arrays: arrays.update(seeds=np.array([0, 0], np.int32), starts=np.array([0, 1, 1]))),
        (NEAREST, lambda arrays: arrays.update(starts=np.array([0, 1, 1]))),
        (COLLABORATIVE, lambda arrays: arrays.update(row_of=arrays["row_of"][:-1])),
        (SVD, lambda arrays: arrays.pop("measured")),
        (SVD, lambda arrays: arrays.update(user_bias=arrays["user_bias"][1:])),
        (RANKER, lambda arrays: arrays.update(popularity=arrays["popularity"][1:])),
        (SEARCH, lambda arrays: arrays.pop("grams_starts")),
        (SEARCH, lambda arrays: arrays.update(starts=arrays["starts"][1:])),
        (SEARCH, lambda arrays: arrays.update(work_nums=arrays["work_nums"] + np.int32(1))),
        (SEARCH, lambda arrays: arrays.update(grams_keys_of=arrays["grams_keys_of"] + np.int32(1))),
        (SEARCH, lambda arrays: arrays.update(keys_letters=arrays["keys_letters"] | 0x80)),
        (SEARCH, lambda arrays: arrays.update(popularity=-1 - arrays["popularity"])),
    ],
)
def test_arrays_that_do_not_fit_are_refused_by_name(folder, name, change):
    arrays = load_file(folder / name)
    change(arrays)
    save_file(arrays, folder / name)
    sign(folder, name)
    refused(folder, f"{name}: does not hold what this version reads")


@pytest.mark.parametrize("error", [TypeError, KeyError, ValueError, AttributeError])
def test_a_mistake_of_ours_is_not_reported_as_damage(folder, monkeypatch, error):
    def mistaken(_):
        raise error("a mistake")

    monkeypatch.setattr(CosineModel, "from_arrays", mistaken)
    with pytest.raises(error, match="a mistake"):
        load_bundle(folder)


@pytest.mark.parametrize("built", ["2026-01-02", "2026-01-02T03:04:05", "soon", ""])
def test_a_time_without_its_zone_is_damage(folder, built):
    """Whoever asks how old the bundle is compares it with the time now, which has one."""
    edit_manifest(folder, lambda manifest: manifest.update(built=built))
    refused(folder, f"{MANIFEST}: the manifest is damaged .built must be a time with its zone, found «{built}»")


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        (CONTENT, lambda arrays: arrays.update(row_starts=arrays["row_starts"] + 0.5), "row_starts must be of numbers"),
        (
            CONTENT,
            lambda arrays: arrays.update(row_starts=arrays["row_starts"][None]),
            "row_starts must have the shape",
        ),
        (SVD, lambda arrays: arrays.update(numbers=arrays["numbers"][None]), r"numbers must have the shape \(3\)"),
        (PAIRS, lambda arrays: arrays.update(semantic_n_works=np.array(3)), r"n_works must have the shape \(1\)"),
        (PAIRS, lambda arrays: arrays.pop("weights_starts"), "weights_starts is missing"),
        (CONTENT, lambda arrays: arrays.update(works=arrays["works"] | 0xC0), "strings must be UTF-8"),
        (
            RANKER,
            lambda arrays: arrays.update(packed("ranker_signals", ("ease", "ease", "liking"))),
            "must be distinct",
        ),
    ],
)
def test_arrays_of_another_kind_or_shape_are_refused_with_what_was_found(folder, name, change, words):
    arrays = load_file(folder / name)
    change(arrays)
    save_file(arrays, folder / name)
    sign(folder, name)
    refused(folder, f"{name}: does not hold what this version reads .*{words}")


@pytest.mark.parametrize("name", [CONTENT, PAIRS, COOCCURRENCE, NEAREST, RANKER, SEARCH])
def test_a_model_of_other_works_is_refused_by_name(folder, name):
    fewer = tiny_models(2)[name]
    save_file(fewer.to_arrays(), folder / name)
    sign(folder, name)
    refused(folder, f"{name}: its rows are not those of works.parquet")


def tiny_models(n_works):
    """Models of so many works that know nothing of them, by their files."""
    nothing = Likes.none()
    rows = TermRows((), np.zeros(n_works + 1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32))
    no_factors = np.zeros((n_works, 0), np.float32)
    ease = EaseModel.fit(nothing.user_nums, nothing.work_nums, 0, n_works)
    return {
        CONTENT: CosineModel(Vocabulary(WORKS[:n_works]), ContentModel.fit([{}] * n_works, {})),
        PAIRS: pair_model(n_works),
        COOCCURRENCE: CooccurrenceModel(
            rows, np.zeros((0, 0), np.float16), no_factors, np.zeros(n_works, np.float32), PairScores.none(n_works)
        ),
        NEAREST: NearestWorks.of(n_works, np.zeros(0, np.int32), []),
        RANKER: RankingModel(ease, Ranker({"popularity": 1.0}), np.zeros(n_works, np.int64)),
        SEARCH: tiny_search(1.0, n_works),
    }


@pytest.mark.parametrize("value", [np.nan, -np.inf])
@pytest.mark.parametrize(
    ("name", "array"),
    [
        (COLLABORATIVE, "coefficients"),
        (SVD, "work_factors"),
        (CONTENT, "row_weights"),
        (PAIRS, "facts_quality"),
        (PAIRS, "semantic_vectors"),
        (RANKER, "ease_weights"),
    ],
)
def test_a_number_that_is_none_is_refused_with_its_place(folder, name, array, value):
    arrays = load_file(folder / name)
    arrays[array].flat[-1] = value
    save_file(arrays, folder / name)
    sign(folder, name)
    refused(folder, rf"{name}: .*{array}: 1 of {arrays[array].size} numbers are not finite")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("users", "users: 1 are not in the table of ratings, the first is «eva»"),
        ("works", "works: 1 are not in the table of works, the first is «eva»"),
    ],
)
def test_users_and_works_that_only_the_svd_knows_are_refused(folder, name, words):
    arrays = load_file(folder / SVD)
    ids = unpacked(arrays, name)
    save_file(arrays | packed(name, (*ids[:-1], "eva")), folder / SVD)
    sign(folder, SVD)
    refused(folder, f"{SVD}: .*{words}")


def test_rows_of_the_content_model_in_another_order_are_refused(folder):
    arrays = load_file(folder / CONTENT)
    save_file(arrays | packed("works", unpacked(arrays, "works")[::-1]), folder / CONTENT)
    sign(folder, CONTENT)
    refused(folder, f"{CONTENT}: its rows are not those of works.parquet")


NOBODY = "nobody-2021-movie"
OF_NO_WORK = f"work_id: 1 are not in the table of works, the first is «{NOBODY}»"


@pytest.mark.parametrize(
    ("table", "column", "change", "words"),
    [
        ("works", "work_id", lambda ids: [*ids[:-1], ids[0]], "every work_id must stand once, 1 of 3 stand again"),
        (
            "works",
            "type",
            lambda types: ["song", *types[1:]],
            "type: 1 are not among movie, tv show, .*«song»",
        ),
        ("names", "work_id", lambda ids: [*ids[:-1], NOBODY], OF_NO_WORK),
        ("names", "kind", lambda kinds: [*kinds[:-1], "nick"], "kind: 1 are not among main, .*«nick»"),
        ("credits", "work_id", lambda ids: [*ids[:-1], NOBODY], OF_NO_WORK),
        ("credits", "role", lambda roles: [*roles[:-1], "cook"], "role: 1 are not among actor, .*«cook»"),
        ("titles", "work_id", lambda ids: [*ids[:-1], NOBODY], OF_NO_WORK),
        ("titles", "title_id", lambda ids: [*ids[:-1], "ns1"], "every title_id of a service must stand once, 1 of 4"),
        ("titles", "type", lambda types: [*types[:-1], "song"], "type: 1 are not among movie, tv show"),
        ("titles", "score", lambda scores: [*scores[:-1], np.inf], "score: 1 of 1 numbers are not finite"),
        (
            "offers",
            "title_id",
            lambda ids: ["as2", *ids[1:]],
            "offers by service, title and work: 1 are not in",
        ),
        ("offers", "work_id", lambda ids: [ids[-1], *ids[1:]], "offers by service, title and work: 1 are not in the"),
        ("offers", "service", lambda services: ["max", *services[1:]], "offers by service, title and work: 1 are not"),
        ("ratings", "work_id", lambda ids: [NOBODY, *ids[1:]], OF_NO_WORK),
        ("ratings", "rating", lambda stars: [np.nan, *stars[1:]], "rating: 1 of 3 numbers are not finite"),
        ("ratings", "user_id", lambda ids: ["zoe"] * len(ids), "users: 1 are not in the table of ratings, .*«ana»"),
    ],
)
def test_tables_that_do_not_fit_are_refused_with_the_first_value(folder, table, column, change, words):
    path = folder / f"{table}.parquet"
    read = pq.read_table(path)
    place, field = read.column_names.index(column), read.schema.field(column)
    changed = pa.array(change(read.column(column).to_pylist()), field.type)
    pq.write_table(read.set_column(place, field, changed), path)
    sign(folder, path.name)
    refused(folder, words)


def test_one_title_id_on_two_services_is_no_damage(folder):
    """JustWatch's ids are of works."""
    for table in ("titles", "offers"):
        path = folder / f"{table}.parquet"
        read = pq.read_table(path)
        ids = ["tm1" if title_id in ("as1", "ns1") else title_id for title_id in read["title_id"].to_pylist()]
        place, field = read.column_names.index("title_id"), read.schema.field("title_id")
        pq.write_table(read.set_column(place, field, pa.array(ids, field.type)), path)
        sign(folder, path.name)
    assert load_bundle(folder).titles["title_id"].to_pylist().count("tm1") == 2
