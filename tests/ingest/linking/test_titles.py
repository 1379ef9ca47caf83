import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.ingest.linking.titles import name_key, read_title
from recsys.text import clean

SAME = [
    ("Marvel Studios' The Avengers", "Avengers, The"),
    ("Marvel's Luke Cage", "Luke Cage"),
    ("DC's Legends of Tomorrow", "Legends of Tomorrow"),
    ("Disney's The Kid", "The Kid"),
    ("Monty Python's Life of Brian", "Life of Brian"),
    ("The Farewell (4K UHD)", "The Farewell"),
    ("(Dub) Sword Art Online", "Sword Art Online"),
    ("PSYCHO-PASS (SUB)", "Psycho-Pass"),
    ("Trapped [English Subtitled]", "Trapped"),
    ("Batman v Superman: Dawn of Justice [Ultimate Edition]", "Batman vs. Superman: Dawn of Justice"),
    ("Shameless (U.S.)", "Shameless"),
    ("The Office (UK)", "The Office"),
    ("The Italian Job (1969)", "Italian Job, The"),
    ("Master (Telugu) [4K UHD]", "Master"),
    ("Chiara Ferragni: Unposted (4K UHD) - [English Dubbed]", "Chiara Ferragni: Unposted"),
    ("Star Wars: The Empire Strikes Back (Episode V)", "Star Wars: Episode V - The Empire Strikes Back"),
    ("Star Wars: Episode VIII: The Last Jedi", "Star Wars: The Last Jedi (Episode VIII)"),
    ("Narcos: Season 2", "Narcos"),
    ("King the Land: Limited Series", "King the Land"),
    ("Élite - Temporada 4", "Elite"),
    ("The Naked Gun 2½: The Smell of Fear", "The Naked Gun 2 1/2: The Smell of Fear"),
    ("Self/less", "Selfless"),
    ("The Boy in the Striped Pyjamas", "The Boy in the Striped Pajamas"),
    ("The Colour of Money", "The Color of Money"),
    ("Back to the Future Part II", "Back to the Future 2"),
    ("The Godfather: Part II", "Godfather Part Two, The"),
    ("Rocky III", "rocky iii"),
    ("Ocean's Twelve", "Oceans 12"),
    ("Star Trek V: The Final Frontier", "Star Trek 5 - The Final Frontier"),
    ("One Hundred and One Dalmatians", "101 Dalmatians"),
    ("Guardians of the Galaxy Vol. 2", "Guardians of the Galaxy 2"),
    ("The Fifth Element", "The 5th Element"),
    ("Tom & Jerry", "Tom and Jerry"),
    ("William Shakespeare's Romeo + Juliet", "William Shakespeare's Romeo & Juliet"),
    ("[REC]²", "[Rec] 2"),
    ("Spider-Man", "Spiderman"),
    ("S.W.A.T.", "SWAT"),
]
APART = [
    ("Wayne's World", "Wayne's World 2"),
    ("The Naked Gun 2½", "The Naked Gun 212"),
    ("Rocky", "Rocky II"),
    ("Some Girl(s)", "Some Girl"),
    ("The (Silent) War", "The War"),
    ("(500) Days of Summer", "Days of Summer"),
    ("Season of the Witch", "The Witch"),
    ("2012", "2021"),
    ("Big City Greens (Shorts)", "Big City Greens"),
    ("Mum", "Mom"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_name(one, other):
    assert read_title(one).key == read_title(other).key


@pytest.mark.parametrize(("one", "other"), APART)
def test_two_names(one, other):
    assert read_title(one).key != read_title(other).key


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Star Wars: The Empire Strikes Back (Episode V)", "The Empire Strikes Back"),
        ("Dune: Part One", "Dune"),
        ("Bram Stoker's Dracula", "Dracula"),
        ("Birdman or (The Unexpected Virtue of Ignorance)", "Birdman"),
        ("Mokalik (Mechanic)", "Mokalik"),
        ("Die Hard 2: Die Harder", "Die Hard 2"),
    ],
)
def test_a_part_of_a_name(text, part):
    assert name_key(part) in read_title(text).parts
    assert name_key(part) != read_title(text).key


def test_what_is_no_part():
    assert read_title("Kill Bill: Vol. 1").parts == ("killbill",)
    assert read_title("Wayne's World").parts == ()


def test_a_spin_off_begins_with_its_parents_name():
    title = read_title("Spirit Riding Free: Pony Tales")
    assert title.heads == {"spiritridingfree"}
    assert title.parts == ("spiritridingfree", "ponytales")


def test_what_decorations_say():
    assert read_title("The Italian Job (1969)").year == 1969
    assert read_title("Mickey Mouse Club (1955-59)").year == 1955
    assert (read_title("The Office (U.S.)").country, read_title("The Office (UK)").country) == ("US", "GB")
    assert [read_title(f"Dark: Season {number}").season for number in ("3", "III", "Three")] == [3, 3, 3]
    assert read_title("(2012)")[4:] == ("", None, None, None)


def test_articles():
    assert read_title("The Guilty").article == read_title("Guilty, The").article == "the"
    assert read_title("Guilty").article == ""


@given(st.text(min_size=1, max_size=30).filter(clean))
def test_every_text_that_shows_anything_has_a_key(text):
    assert read_title(text).key
    assert name_key(clean(text))


@given(st.lists(st.sampled_from("the iron man two ii part 1 world & v x american of".split()), min_size=1, max_size=6))
def test_case_and_spaces_do_not_count(words):
    assert name_key(" ".join(words)) == name_key("  ".join(words).title())
