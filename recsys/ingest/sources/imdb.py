"""IMDb's own tables: titles with their other names, votes and people; parted by tabs, nothing is quoted.

The whole tables have over ten million rows (a hundred million for people), so they are read in pieces, and only what
concerns wanted works is kept.
"""

import codecs
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from recsys.domain.countries import country_code
from recsys.domain.genres import canonical_genres
from recsys.errors import DataError
from recsys.ingest.cells import parse_count
from recsys.ingest.fields import parse_number, parse_year, split_list
from recsys.ingest.raw import check_columns, read_header
from recsys.ingest.records import Name, Person, Reading, Record, SourceData, distinct_names
from recsys.ingest.sources.layout import Layout
from recsys.text import clean, title_key

NAME = "imdb"
_BASICS, _RATINGS, _AKAS, _CREW, _PRINCIPALS = (
    ("tconst", "titletype", "primarytitle", "originaltitle", "startyear", "endyear", "runtimeminutes", "genres"),
    ("tconst", "averagerating", "numvotes"),
    ("titleid", "title", "region", "language", "types", "isoriginaltitle"),
    ("tconst", "directors", "writers"),
    ("tconst", "ordering", "nconst", "category", "characters"),
)
_PEOPLE = ("nconst", "primaryname")


def _layout(table: str, columns: tuple[str, ...], partner: str = r"title\.basics\.tsv(?:\.gz)?") -> Layout:
    return Layout(re.compile(rf"imdb/{re.escape(table)}\.tsv(?:\.gz)?"), columns, f"imdb/{table}.tsv", partner)


LAYOUTS = (
    _layout("title.basics", _BASICS, partner=""),
    _layout("title.ratings", _RATINGS),
    _layout("title.akas", _AKAS),
    _layout("title.crew", _CREW),
    _layout("title.principals", _PRINCIPALS),
    _layout("name.basics", _PEOPLE),
)
_TYPES = {
    **dict.fromkeys(("movie", "tvMovie", "tvSpecial", "short", "tvShort", "video"), "movie"),
    **dict.fromkeys(("tvSeries", "tvMiniSeries"), "tv show"),
}
_ROLES = {"actor": "actor", "actress": "actor", "self": "actor", "director": "director", "writer": "writer"}
_NOTHING = "\\N"
_BLOCK = 2**20  # bytes of a piece: some 10,000 rows; pyarrow reads a dozen ahead
# IMDb's languages that have no code of two letters but mean one that the catalogues write.
_LANGUAGES = {"cmn": "zh", "yue": "cn"}
_BROKEN = "\ufffd"  # what stands for bytes that are no UTF-8
_CHARACTERS = re.compile(r'"((?:[^"\\]|\\.)*)"')


class _Mended:
    """What a stream holds, piece by piece, each byte that is no UTF-8 as one `_BROKEN`.

    pyarrow gives up a whole table for such a byte, and a row of another length that holds one fails in pyarrow itself
    before anything is asked what to do with it.
    """

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")

    def __call__(self, piece: bytes) -> bytes:
        return self._decoder.decode(piece, final=not piece).encode()


class _Credit(NamedTuple):
    """Somebody of a title, before the name is known."""

    number: str
    role: str
    character: str | None


def read(files: list[Path], reading: Reading) -> SourceData:
    """One record a film or series that is wanted: by its id, or by a title and year that somebody wants.

    Episodes and games are none. People have names only where `name.basics.tsv` is there. Titles that nobody wants are
    counted in a note and are no rejected rows.
    """
    records: dict[str, Record] = {}
    for path in _of(files, "title.basics"):
        _read_titles(path, records, reading)
    for path in _of(files, "title.ratings"):
        for _, row in _rows_of(path, _RATINGS, "tconst", records, reading):
            votes, average = parse_count(row["numvotes"]), parse_number(row["averagerating"])
            if votes and average is not None:
                records[row["tconst"]].facts.update(votes=votes, vote_average=average)
    for path in _of(files, "title.akas"):
        for _, row in _rows_of(path, _AKAS, "titleid", records, reading):
            _add_name(row, records[row["titleid"]])
    for record in records.values():
        record.names = distinct_names(record.names, (record.title,))
    _add_people(files, records, reading)
    return SourceData(list(records.values()))


def _of(files: Sequence[Path], table: str) -> list[Path]:
    """The files of a table; where it is there packed and unpacked, the unpacked one is first."""
    return sorted(path for path in files if path.name.lower().startswith(f"{table}.tsv"))


def _read_titles(path: Path, records: dict[str, Record], reading: Reading) -> None:
    wanted = _wanted(reading)
    passed = 0
    for line, row in _rows(path, _BASICS, reading, lambda table: _is_in(table, "titletype", _TYPES)):
        kind, year = _TYPES[row["titletype"]], parse_year(row["startyear"])
        if not row["primarytitle"] or not re.fullmatch(r"tt\d{7,10}", row["tconst"]):
            reading.rejections.count_rows(path)
            reading.rejections.add_row(path, line, "a title must have an id of IMDb and a name", row["tconst"])
        elif row["tconst"] in records:
            reading.rejections.count_rows(path)
            reading.rejections.add_row(path, line, "the title stands on an earlier line", row["tconst"])
        elif not wanted(row["tconst"], (row["primarytitle"], row["originaltitle"]), year):
            passed += 1
        else:
            reading.rejections.count_rows(path)
            records[row["tconst"]] = _record(row, kind, year)
    if passed:
        reading.note(path, f"{passed:,} films and series that no catalogue here has were passed over")


def _wanted(reading: Reading) -> Callable[[str, Sequence[str], int | None], bool]:
    """Whether a title is wanted, by its id, names and year."""
    ids, names = reading.wanted_imdb_ids, reading.wanted_names
    if ids is None and names is None:
        return lambda imdb_id, titles, year: True  # noqa: ARG005
    years = {year for _, year in names or ()}

    def wanted(imdb_id: str, titles: Sequence[str], year: int | None) -> bool:
        if imdb_id in (ids or ()):
            return True
        # Keys are dear, and most titles of IMDb are of no wanted year.
        return year in years and any((title_key(title), year) in (names or ()) for title in set(titles) if title)

    return wanted


def _record(row: dict[str, str], kind: str, year: int | None) -> Record:
    length = parse_count(row["runtimeminutes"])
    facts: dict[str, Any] = {
        "genres": canonical_genres(split_list(row["genres"])),
        "runtime": length or None,
        "end_year": parse_year(row["endyear"]) if kind == "tv show" else None,
    }
    original = row["originaltitle"]
    return Record(
        NAME,
        row["tconst"],
        row["primarytitle"],
        kind,
        year,
        names=[Name(original, kind="original")] if original and original != row["primarytitle"] else [],
        imdb_id=row["tconst"],
        facts={name: value for name, value in facts.items() if value not in (None, [])},
    )


def _add_name(row: dict[str, str], record: Record) -> None:
    # A working title is one that the work does not go by.
    if not row["title"] or row["types"] == "working":
        return
    is_original = row["isoriginaltitle"] == "1" and not any(name.kind == "original" for name in record.names)
    language = _LANGUAGES.get(row["language"], row["language"] if len(row["language"]) == 2 else None)
    # XWW and its like are regions of the world, no countries.
    region = country_code(row["region"]) if len(row["region"]) == 2 else None
    # The same words in another region are kept as one text: a film has up to a hundred.
    title = next((name.name for name in record.names if name.name == row["title"]), row["title"])
    record.names.append(Name(title, language, region, "original" if is_original else "alternative"))


def _add_people(files: Sequence[Path], records: dict[str, Record], reading: Reading) -> None:
    """Give the records their people, each once a role."""
    people = _of(files, "name.basics")
    if not people:
        for path in [*_of(files, "title.principals"), *_of(files, "title.crew")]:
            reading.note(path, "not used: without name.basics.tsv its people have numbers and no names")
        return
    credits = _credits(files, records, reading)
    numbers = {credit.number for found in credits.values() for credit in found}
    names: dict[str, str] = {}
    for path in people:
        for _, row in _rows_of(path, _PEOPLE, "nconst", numbers, reading):
            names.setdefault(row["nconst"], row["primaryname"])
    for title, found in credits.items():
        named: dict[tuple[str, str], Person] = {}
        for number, role, character in found:
            if names.get(number):
                named.setdefault((number, role), Person(names[number], role, None, character))
        records[title].people = list(named.values())


def _credits(files: Sequence[Path], records: dict[str, Record], reading: Reading) -> dict[str, list[_Credit]]:
    """The credits of each title: principals as they are billed, then directors and writers of the crew."""
    billed: dict[str, list[tuple[int, _Credit]]] = defaultdict(list)
    for path in _of(files, "title.principals"):
        for _, row in _rows_of(path, _PRINCIPALS, "tconst", records, reading):
            role = _ROLES.get(row["category"])
            if role is not None:
                found = _CHARACTERS.search(row["characters"])
                character = found[1].replace('\\"', '"') if found else None
                billed[row["tconst"]].append(
                    (parse_count(row["ordering"]) or 0, _Credit(row["nconst"], role, character))
                )
    credits = {title: [credit for _, credit in sorted(found, key=_billing)] for title, found in billed.items()}
    for path in _of(files, "title.crew"):
        for _, row in _rows_of(path, _CREW, "tconst", records, reading):
            crew = [_Credit(number, "director", None) for number in split_list(row["directors"])]
            crew += [_Credit(number, "writer", None) for number in split_list(row["writers"])]
            credits.setdefault(row["tconst"], []).extend(crew)
    return credits


def _billing(credit: tuple[int, _Credit]) -> int:
    return credit[0]


def _rows_of(
    path: Path, columns: Sequence[str], column: str, ids: Collection[str], reading: Reading
) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows whose id in the column is one of `ids`; the others are passed over."""
    wanted = pa.array(sorted(ids), pa.string())
    for line, row in _rows(path, columns, reading, lambda table: pc.is_in(table[column], value_set=wanted)):
        reading.rejections.count_rows(path)
        yield line, row


def _is_in(table: pa.Table, column: str, values: Collection[str]) -> pa.ChunkedArray:
    return pc.is_in(table[column], value_set=pa.array(list(values)))


def _rows(
    path: Path, columns: Sequence[str], reading: Reading, keep: Callable[[pa.Table], pa.ChunkedArray]
) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows that `keep` marks as (line, {column: clean text}), piece by piece; nothing is the empty text.

    Rows of another length than the header are rejected, and those in which a column holds what is no UTF-8.
    """
    header = read_header(path)
    check_columns(path, header, columns)
    broken: list[tuple[int, str]] = []

    def skip(row: arrow_csv.InvalidRow) -> str:
        broken.append((row.actual_columns, row.text))
        return "skip"

    line = 2
    try:
        with (
            pa.input_stream(str(path), compression="detect") as raw,
            pa.TransformInputStream(raw, _Mended()) as stream,
            arrow_csv.open_csv(
                stream,
                arrow_csv.ReadOptions(column_names=header, skip_rows=1, block_size=_BLOCK, use_threads=False),
                # A quotation mark is a letter here: titles hold single ones.
                arrow_csv.ParseOptions(delimiter="\t", quote_char=False, invalid_row_handler=skip),
                arrow_csv.ConvertOptions(
                    column_types=dict.fromkeys(columns, pa.string()), include_columns=list(columns), null_values=[]
                ),
            ) as reader,
        ):
            for batch in reader:
                table = pa.Table.from_batches([batch]).append_column("", pa.array(range(line, line + len(batch))))
                # Where rows were skipped in a piece, its later lines are higher by as many.
                line += len(batch) + len(broken)
                for fields, text in broken:
                    reading.rejections.count_rows(path)
                    reading.rejections.add_row(
                        path, line - 1, "not the header's number of fields", f"{fields} for {len(header)}: {text}"
                    )
                broken.clear()
                kept = table.filter(keep(table)).to_pydict()
                lines = kept.pop("")
                for at, *cells in zip(lines, *kept.values(), strict=True):
                    broken_cell = next((cell for cell in cells if _BROKEN in cell), None)
                    if broken_cell is not None:
                        reading.rejections.count_rows(path)
                        reading.rejections.add_row(path, at, "a cell is no text in UTF-8", broken_cell)
                        continue
                    yield at, {name: _text(cell) for name, cell in zip(kept, cells, strict=True)}
    except (pa.ArrowInvalid, OSError) as error:
        raise DataError(f"{path}: expected tab-separated rows of IMDb, found {error}.") from error


def _text(cell: str) -> str:
    return "" if cell == _NOTHING else clean(cell)
