import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.text import clean, fold, in_latin, search_key, title_key

INVISIBLE = ["\u200b", "\u200c", "\u200d", "\u200e", "\u2060", "\ufeff", "\u00ad", "\ufffd", "\x00"]
words = st.lists(st.text("bcdfgkmprvwz", min_size=2, max_size=6), min_size=1, max_size=4).map(" ".join)


@pytest.mark.parametrize(
    ("dirty", "cleaned"),
    [
        ("  Heat ", "Heat"),
        ("Heat\u00a0", "Heat"),
        ("The  Big\tShort\nStory", "The Big Short Story"),
        ("\u200bComedian\u200e \u200b ", "Comedian"),
        ("Ma\ufffdana", "Maana"),
        ("Ame\u0301lie", "Amélie"),
        ("\u200b", ""),
        ("🎬 ¡Ño!", "🎬 ¡Ño!"),
        ("Ana\ud800 Paz\udc80", "Ana Paz"),
    ],
)
def test_clean(dirty, cleaned):
    assert clean(dirty) == cleaned


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("AMÉLIE", "amelie"),
        ("Œuvre d’Ærø", "oeuvre daero"),
        ("Łódź", "lodz"),
        ("Straße", "strasse"),
        ("WALL·E", "wall e"),
        ("Fast & Furious", "fast and furious"),
        ("Fast ＆ Furious", "fast and furious"),
        ("snake_case", "snake case"),
        ("Schindler's", "schindlers"),
        ("Schindler’s", "schindlers"),
        ("Schindler´s", "schindlers"),
        ("Barbie™ Star", "barbie star"),
        ("Ⅷ", "viii"),
        ("2012", "2012"),
        ("千と千尋", "千と千尋"),
        ("!?", ""),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126)))
def test_plain_ascii_folds_as_any_text(text):
    """It has a quicker way, which an invisible character (that folding drops) keeps a text from."""
    assert fold(text) == fold(f"\u200b{text}")


@given(st.text())
def test_clean_and_fold_change_nothing_the_second_time(text):
    assert clean(clean(text)) == clean(text)
    assert fold(fold(text)) == fold(text)
    assert fold(clean(text)) == fold(text)


@given(st.text())
def test_clean_text_stands_on_one_line(text):
    assert " ".join(clean(text).split()) == clean(text)
    assert not set(clean(text)) & set(INVISIBLE)


@given(words, st.sampled_from(INVISIBLE), st.sampled_from([".", "!", ":", " -", "…"]))
def test_title_key_sees_no_case_space_punctuation_or_invisible_character(title, invisible, mark):
    key = title_key(title)
    assert key == title
    assert title_key(title.upper()) == key
    assert title_key(f" {title.replace(' ', '  ')}\u00a0") == key
    assert title_key(title + mark) == key
    assert title_key(title[0] + invisible + title[1:]) == key
    assert title_key("\u0301".join(title.replace(" ", "-"))) == key


@given(words, st.sampled_from(["The", "A", "An", "El", "La", "Los", "Le", "Les", "Il", "Das", "Une"]))
def test_title_key_sees_no_article_at_either_end(title, article):
    assert title_key(f"{article} {title}") == title_key(f"{title}, {article}") == title_key(title)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("L'Avventura", "Avventura, L'"),
        ("L’Avventura", "avventura, l’"),
        ("Les Misérables", "Miserables, Les"),
        ("Wizard of Oz, The", "THE WIZARD OF OZ"),
        ("Blechtrommel, Die", "Blechtrommel"),
    ],
)
def test_titles_that_are_one(one, other):
    assert title_key(one) == title_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Die Hard", "Hard"), ("I, Tonya", "Tonya"), ("Alien", "Aliens"), ("Up", "Up 2"), ("The", "A"), ("?", "!")],
)
def test_titles_that_are_two(one, other):
    assert title_key(one) != title_key(other)


@given(st.text(min_size=1))
def test_title_key_is_never_empty(title):
    assert title_key(title)


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("Оно", "ono"),
        ("Το γάλα", "to gala"),
        ("El Niño", "nino"),
        ("Matrix, The", "matrix"),
        ("ドラゴン 2", "doragon 2"),
        ("반드시 잡는다", "bandeusi jabneunda"),
        ("🍿", "🍿"),
    ],
)
def test_search_key_is_in_latin_letters(title, key):
    assert search_key(title) == key


@given(st.text())
def test_in_latin_never_raises_and_changes_nothing_the_second_time(text):
    assert in_latin(in_latin(text)) == in_latin(text)


@given(st.text(st.characters(max_codepoint=0x36F)))
def test_of_latin_titles_the_search_key_is_the_title_key(title):
    assert search_key(title) == title_key(title)


@given(st.text(min_size=1))
def test_search_key_is_never_empty(title):
    assert search_key(title)
