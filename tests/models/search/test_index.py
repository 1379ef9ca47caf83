import math
import string

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.models.search import grams
from recsys.models.search.grams import GramIndex
from recsys.models.search.index import TitleIndex, WorkFacts
from recsys.models.search.keys import SortedKeys, encoded
from recsys.models.search.reading import has_article, readings
from recsys.models.search.spelling import Typed
from recsys.text import search_key
from tests.bench.damage import DAMAGES, GOAL, YEAR, Query, damaged
from tests.bench.search import AllTitles, rates

# (title, year, how well known), the rows of the index below.
TITLES = [
    ("My Alien Friend", 1999, 9.0),
    ("Alien: Covenant", 2017, 2.0),
    ("Aliens", 1986, 3.0),
    ("The Godfather", 1972, 8.0),
    ("Alien", 1979, 1.0),
    ("Godfather", 1991, 0.5),
    ("2012", 2009, 0.0),
    ("Blade Runner 2049", 2017, 50.0),
    ("Blade Runner", 1982, 70.0),
    ("Солярис", 1972, 4.0),
    ("Take the Lead", 2006, 1.0),
    ("Leadership", 1964, 0.0),
]
ALIENS, COVENANT, FRIEND, GODFATHER, OBSCURE_GODFATHER = 2, 1, 0, 3, 5
BLADE_RUNNER_2049, BLADE_RUNNER, SOLARIS, TAKE_THE_LEAD = 7, 8, 9, 10


def index_of(titles, names=()):
    """The index of works (title, year, how well known) and of other names (work, name) that they go by."""
    own, years, known = zip(*titles, strict=True)
    written = [*own, *(name for _, name in names)]
    works = np.array([*range(len(own)), *(work for work, _ in names)], dtype=np.int32)
    first = np.array(years, dtype=np.int32)
    facts = WorkFacts(first, first, np.array(known, dtype=np.float64))
    return TitleIndex.of(written, works, np.arange(len(written)) >= len(own), facts)


@pytest.fixture(scope="module")
def index():
    return index_of(TITLES)


class TestOrder:
    def test_the_title_itself_then_beginnings_then_all_words(self, index):
        assert index.search("Alien", 10) == [4, ALIENS, COVENANT, FRIEND]

    def test_namesakes_by_how_well_they_are_known(self, index):
        assert index.search("The Godfather", 10) == [GODFATHER, OBSCURE_GODFATHER]

    def test_of_namesakes_as_well_known_the_newest_then_by_row(self):
        titles = [("Heat", 1995, 1.0), ("Heat", 1995, 1.0), ("Heat", 2001, 1.0), ("Heat", 1972, 2.0)]
        assert index_of(titles).search("heat", 4) == [3, 2, 0, 1]

    def test_an_obscure_whole_title_before_a_famous_longer_one(self):
        assert index_of([("Her Story", 2000, 1e6), ("Her", 2013, 0.0)]).search("her", 2) == [1, 0]

    def test_of_titles_as_near_the_better_known(self):
        titles = [("Hunter", 2000, 0.0), ("Hunted", 2000, 5000.0)]
        assert index_of(titles).search("hunte", 2) == [1, 0]

    def test_k_cuts(self, index):
        assert index.search("alien", 2) == [4, ALIENS]

    def test_some_works_alone(self, index):
        among = np.arange(len(TITLES)) < 4
        assert index.search("alien", 10, among) == [ALIENS, COVENANT, FRIEND]
        assert index.search("godfather", 10, among) == [GODFATHER]
        assert index.search("alien", 10, among & False) == []


class TestNames:
    TITLES = (("La casa de papel", 2017, 90.0), ("Casa", 2001, 1.0), ("Heat", 1995, 5.0))

    def test_any_name_finds_the_work_once(self):
        index = index_of(self.TITLES, [(0, "Money Heist"), (0, "Haus des Geldes"), (0, "La Casa de Papel")])
        for text in ("Money Heist", "money hiest", "haus des geldes", "la casa de papel", "Money Heist (2017)"):
            assert index.search(text, 3)[0] == 0
        assert index.search("la casa de papel", 10).count(0) == 1

    def test_a_title_of_its_own_before_another_name_of_a_work_less_than_ten_times_as_well_known(self):
        index = index_of(
            [("La casa de papel", 2017, 90.0), ("Heat", 1995, 10.0), ("Up", 2009, 5.0)], [(0, "Heat"), (0, "Up")]
        )
        assert index.exact("heat") == index.search("heat", 2) == [1, 0]
        assert index.exact("up") == [0, 2]

    def test_a_name_that_is_also_the_title_is_the_title(self):
        assert index_of(self.TITLES, [(2, "HEAT"), (1, "Heat")]).exact("heat") == [2, 1]

    def test_where_an_article_is_typed_titles_with_one_come_first(self):
        index = index_of([("Farewell", 2009, 100.0), ("The Farewell", 2019, 1.0), ("Farewell, The", 1930, 0.0)])
        assert index.search("The Farewell", 3) == index.exact("farewell, the") == [1, 2, 0]
        assert index.search("farewell", 3) == [0, 1, 2]

    def test_where_none_is_typed_an_article_costs_half_a_power_of_ten(self):
        index = index_of([("The Vikings", 1958, 290.0), ("Vikings", 2013, 99.0)])
        assert index.exact("vikings") == [1, 0]
        index = index_of([("The Matrix", 1999, 400.0), ("Matrix", 1993, 99.0)])
        assert index.exact("matrix") == [0, 1]

    def test_similar_names(self):
        index = index_of(self.TITLES, [(0, "Money Heist")])
        assert index.similar("money") == [0]
        assert index.similar("zzz") == []

    def test_a_series_goes_on_for_years(self):
        years, last = np.array([2013, 1958], np.int32), np.array([2020, 1958], np.int32)
        facts = WorkFacts(years, last, np.array([1.0, 9.0]))
        index = TitleIndex.of(["vikings"] * 2, np.array([0, 1], np.int32), np.zeros(2, bool), facts)
        assert index.exact("vikings 2016") == index.exact("vikings 2020") == [0]
        assert index.exact("vikings") == [1, 0]
        assert index.search("vikings 2016", 2) == [0, 1]


class TestForgiving:
    @pytest.mark.parametrize(
        "typed",
        [
            "godfathr",
            "Godfahter",
            "the god father",
            "gofather",
            "GODFATHER!",
            "Teh Godfather",
            "thegodfather",
            "g0dfather",
        ],
    )
    def test_typos(self, index, typed):
        assert index.search(typed, 1) == [GODFATHER]

    def test_words_in_any_order(self, index):
        assert index.search("friend alien", 1) == [FRIEND]
        assert index.search("covenant", 10) == [COVENANT]

    def test_a_beginning(self, index):
        assert index.search("godf", 10) == [GODFATHER, OBSCURE_GODFATHER]
        assert index.search("20", 10) == [6]
        assert index.search("blade runner 20", 1) == [BLADE_RUNNER_2049]
        assert index.search("t", 10) == [TAKE_THE_LEAD]

    def test_the_best_known_of_what_begins_so(self):
        titles = [("Star Witness", 1931, 2.0), ("Star Wars: The Force Awakens", 2015, 8000.0)]
        assert index_of(titles).search("star w", 2) == [1, 0]

    @pytest.mark.parametrize("typed", ["solyaris", "солярис", "СОЛЯРИС", "Solaris"])
    def test_other_scripts_typed_plainly(self, index, typed):
        assert index.search(typed, 1) == [SOLARIS]

    def test_a_latin_title_typed_in_another_script(self, index):
        assert index.search("Алиен", 1) == [4]

    def test_an_article_that_stands_inside_the_title(self, index):
        assert index.search("the lead", 2)[0] == TAKE_THE_LEAD

    @pytest.mark.parametrize("text", ["zzzzqqqq", "🍿", "\ud800", "x" * 300, "   ", "!?", "1979"])
    def test_nothing_near(self, index, text):
        assert index.search(text, 5) == []


class TestYears:
    @pytest.mark.parametrize("typed", ["godfather 1991", "The Godfather (1991)", "Godfather(1991)", "1991 godfather"])
    def test_a_year_picks_a_namesake(self, index, typed):
        assert index.search(typed, 5) == [OBSCURE_GODFATHER, GODFATHER]
        assert index.exact(typed) == [OBSCURE_GODFATHER]

    def test_a_title_that_ends_in_a_year_is_itself_first(self, index):
        assert index.search("blade runner 2049", 5) == [BLADE_RUNNER_2049, BLADE_RUNNER]

    def test_the_year_and_a_typo(self, index):
        assert index.search("godfahter 1991", 1) == [OBSCURE_GODFATHER]

    def test_the_year_before_is_nearer_than_another(self):
        titles = [("Thing", 1951, 1.0), ("Thing", 1982, 1.0)]
        assert index_of(titles).search("thing 1952", 2) == [0, 1]

    @pytest.mark.parametrize(
        ("text", "read"),
        [
            ("Alien", [("alien", None)]),
            ("2012", [("2012", None)]),
            ("The Thing, 1982", [("thing 1982", None), ("thing", 1982)]),
            ("Thing, The (1982)", [("thing the 1982", None), ("thing", 1982)]),
            ("1917 (2019)", [("1917 2019", None), ("1917", 2019), ("2019", 1917)]),
            ("Apollo 13", [("apollo 13", None)]),
            ("Room 11982", [("room 11982", None)]),
            ("(1982)", [("1982", None)]),
        ],
    )
    def test_readings(self, text, read):
        assert [(reading.key, reading.year) for reading in readings(text)] == read


class TestDistance:
    @pytest.mark.parametrize(
        ("typed", "title", "edits"),
        [
            ("alien", "alien", 0),
            ("ailen", "alien", 1),  # two letters the wrong way round are one edit
            ("spiderman", "spider man", 0.2),
            ("teh prophecy", "prophecy", 1),  # from «the prophecy»
            ("story toy", "toy story", 0.5),
            ("toy", "toy story", 0.6 + 0.04 * 6),  # unfinished
            ("beauty beast", "beauty and the beast", 2 * (0.6 + 0.05 * 3)),  # two words of three letters left out
            ("the lead", "take the lead", 0.6 + 0.05 * 4),
            ("zzz alien", "alien", 1.5 + 0.2 * 3),  # a word too much
            ("!!!", "!!!", 0),
        ],
    )
    def test_worked_by_hand(self, typed, title, edits):
        assert Typed(readings(typed)[0]).distance(title) == pytest.approx(edits)

    @given(
        st.text("abcs ", min_size=1, max_size=12), st.lists(st.text("abcs ", min_size=1, max_size=12)), st.floats(0, 7)
    )
    def test_a_limit_spares_time_and_changes_nothing_below_it(self, text, titles, limit):
        reading = readings(text if text.split() else "a")[0]
        limited = Typed(reading)
        for title in (search_key(title) for title in titles if title.split()):
            far, told = Typed(reading).distance(title), limited.distance(title, limit)
            assert told == far if far <= limit else told > limit


class TestKeys:
    @given(st.sets(st.text(max_size=6), max_size=30), st.text(max_size=3))
    def test_as_a_list_would_answer(self, texts, sought):
        distinct = sorted({encoded(text) for text in texts})
        keys = SortedKeys.of(distinct)
        assert list(keys) == distinct
        assert keys[1:3] == distinct[1:3]
        number = keys.number(sought)
        assert number == (distinct.index(encoded(sought)) if encoded(sought) in distinct else None)
        begun = [distinct[at] for at in keys.beginning_with(sought)]
        assert begun == [key for key in distinct if key.startswith(encoded(sought))]


class TestTriples:
    def test_worked_by_hand(self):
        """Of «ab», «abc» and «x»: ␣␣a and ␣ab are in two, ab␣, abc, bc␣ in one each."""
        index = GramIndex.of([b"ab", b"abc", b"x"])
        common, rare = np.log(3 / 2), np.log(3)
        of_ab, of_abc = 2 * common + rare, 2 * common + 2 * rare
        nearness = {0: of_ab / (2 * of_ab), 1: 2 * common / (of_ab + of_abc)}
        assert nearness[0] > nearness[1]
        assert index.nearest(b"ab", 1) == [0]
        assert sorted(index.nearest(b"ab", 3)) == [0, 1]
        assert index.nearest(b"ab", 3, among=np.array([False, True, True])) == [1]
        assert index.weight == pytest.approx([of_ab, of_abc, 2 * rare])  # «x» has ␣␣x and ␣x␣

    @given(
        st.lists(st.text("ab ", min_size=1, max_size=6), min_size=1, max_size=12, unique=True),
        st.text("abc", max_size=5),
    )
    def test_as_counted_one_by_one(self, keys, text):
        def triples(key):
            padded = f"  {key} "
            return [padded[at : at + 3] for at in range(len(padded) - 2) if padded[at : at + 3].strip()]

        counted = {at for at, key in enumerate(keys) if set(triples(key)) & set(triples(text))}
        found = GramIndex.of([key.encode() for key in keys]).nearest(text.encode(), len(keys))
        everything = [triple for key in keys for triple in triples(key)]
        rare = {triple for triple in triples(text) if everything.count(triple) == 1}
        telling = {at for at, key in enumerate(keys) if rare & set(triples(key))}  # what all have says nothing
        assert telling <= set(found) <= counted or len(keys) == 1

    def test_no_keys(self):
        assert GramIndex.of([]).nearest(b"ab", 3) == []

    def test_letters_and_digits_are_told_apart(self):
        assert len(set(grams._CODES[np.frombuffer(string.printable.lower().encode(), dtype=np.uint8)])) == 37


WORDS = st.sampled_from(["alien", "godfather", "blade", "runner", "thing", "the", "amélie", "ночь", "2012", "x"])
NAMES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
MANY = st.lists(st.tuples(NAMES, st.integers(1900, 2020), st.integers(0, 10_000)), min_size=1, max_size=15)


class TestProperties:
    @given(MANY, st.text() | NAMES, st.integers(1, 20))
    def test_for_any_text_at_most_k_rows_each_once(self, titles, text, k):
        found = index_of(titles).search(text, k)
        assert len(found) == len(set(found)) <= k
        assert set(found) <= set(range(len(titles)))
        assert found == index_of(titles).search(text, 20)[:k] or k < 20

    @given(MANY, st.data())
    def test_a_whole_title_is_first_the_best_known_of_its_namesakes(self, titles, data):
        name, _, _ = data.draw(st.sampled_from(titles))
        index = index_of(titles)
        first = index.search(name, 1)[0]
        key = search_key(name)
        namesakes = [row for row, title in enumerate(titles) if search_key(title[0]) == key]
        typed = has_article(name, key)

        def rank(row):
            title, year, known = titles[row]
            article = has_article(title, key)
            cost = 0.5 * (article and not typed) - math.log10(1 + known)
            return typed and not article, cost, -known, -year, row

        assert first == index.exact(name)[0]
        assert first == min(namesakes, key=rank)

    @given(MANY, st.data())
    def test_case_accents_and_articles_do_not_matter(self, titles, data):
        name, _, _ = data.draw(st.sampled_from(titles))
        index = index_of(titles)
        found = index.search(name, 10)
        assert index.search(name.upper(), 10) == found
        assert index.search(name.replace("é", "e"), 10) == found
        assert index.search(f"  {name}\n", 10) == found
        assert index.search(f"{name}!", 10)[: len(index.exact(name))] == index.exact(name)

    @given(MANY, st.data())
    def test_what_search_puts_first_for_a_title_and_its_year_is_what_they_name(self, titles, data):
        name, year, _ = data.draw(st.sampled_from(titles))
        index = index_of(titles)
        exact = index.exact(f"{name} ({year})")
        assert exact
        assert index.search(f"{name} ({year})", len(exact)) == exact


DAMAGED = [
    ("The Lord of the Rings", 1978),
    ("Amélie", 2001),
    ("Spirited Away", 2001),
    ("Aliens", 1986),
    ("Alien", 1979),
]


class TestDamage:
    @pytest.mark.parametrize("kind", DAMAGES)
    def test_seeded_and_never_another_title(self, kind):
        queries = damaged(kind, DAMAGED, 30, seed=7)
        assert queries == damaged(kind, DAMAGED, 30, seed=7) != damaged(kind, DAMAGED, 30, seed=8)
        if kind in GOAL:
            assert not {search_key(query.text) for query in queries} & {search_key(name) for name, _ in DAMAGED}
        assert all((query.year is not None) == (kind == YEAR) for query in queries)

    def test_where_nothing_can_be_damaged_so(self):
        with pytest.raises(ValueError, match="hardly any can be damaged"):
            damaged(GOAL[2], [("Alien", 1979)], 1, seed=0)

    def test_rates(self):
        queries = [Query("a", "A"), Query("b", "B"), Query("c 2000", "C", 2000), Query("d", "D")]
        found = {"a": [("A", 1)], "b": [("X", 1), ("b", 2)], "c 2000": [("C", 1999)], "d": [("X", 1)] * 5 + [("D", 1)]}
        assert rates(found.__getitem__, queries)[:2] == (1 / 4, 2 / 4)


@pytest.fixture(scope="module")
def all_titles(real_data):
    return AllTitles(real_data)


@pytest.mark.real_data
def test_damaged_real_titles_are_found(all_titles):
    """The goal is 95 % first and 99 % among five; three hundred queries of another seed than anything was chosen on."""
    assert all_titles.names > 68_000
    queries = [query for kind in GOAL for query in damaged(kind, all_titles.all, 75, seed=3)]
    measured = rates(all_titles.search, queries)
    assert measured.first >= 0.95
    assert measured.first_five >= 0.98
    assert np.median(measured.seconds) < 0.02  # a quarter of that on a quiet machine
