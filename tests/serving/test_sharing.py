import random
import re
from base64 import b32decode, b32encode
from binascii import crc_hqx
from xml.etree import ElementTree as ET

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from recsys.errors import InvalidValueError
from recsys.serving.sharing import (
    LONGEST_CODE,
    MOST_SHARED,
    VERSION,
    HashedIds,
    decode,
    encode,
    qr_svg,
    share,
    telling,
)

IDS = [f"film-{number}-1999-movie" for number in range(3000)]
KNOWN = HashedIds(IDS)
STARS = st.integers(1, 10).map(lambda halves: halves / 2)
# As `checks.text` leaves them: without characters that cannot be seen, and without space around.
NAMES = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=40)


def numbered(count, seed=0):
    drawn = random.Random(seed)  # noqa: S311 - films, no secrets
    return {id_: drawn.randint(1, 10) / 2 for id_ in drawn.sample(IDS, count)}


def as_pairs(ratings):
    return {f"{work_id}={stars:g}" for work_id, stars in ratings.items()}


@given(NAMES, st.dictionaries(st.sampled_from(IDS), STARS, max_size=MOST_SHARED))
def test_what_was_shared_is_joined(name, ratings):
    code = encode(name, ratings)
    for given_code in (code, code.lower(), f"#join={code}", f" {code}\n"):
        joined = decode(given_code, KNOWN)
        assert (set(joined.ratings), len(joined.ratings)) == (as_pairs(ratings), len(ratings))
        assert joined.unknown == 0
    assert set(code) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    assert decode(code, HashedIds([])).unknown == len(ratings)


def test_a_code_of_today_is_read_as_long_as_there_are_links():
    joined = decode("AEBUC3TBAINHNQEP6G7DGVFB55VQ", HashedIds(["toy-story-1995-movie", "matrix-1999-movie"]))
    assert (joined.name, sorted(joined.ratings)) == ("Ana", ["matrix-1999-movie=1.5", "toy-story-1995-movie=5"])


def test_another_bundle_has_other_works():
    ratings = {IDS[0]: 5.0, IDS[1]: 0.5, "series-2001-series": 3.0}
    joined = decode(encode("Ana", ratings), HashedIds([*IDS[1:], "tmdb-5"]))
    assert (joined.ratings, joined.unknown) == ([f"{IDS[1]}=0.5"], 2)


def test_two_works_of_one_hash_are_neither():
    code = encode("Ana", {IDS[0]: 5.0, IDS[1]: 1.0})
    joined = decode(code, HashedIds([*IDS, IDS[0]]))
    assert (joined.ratings, joined.unknown) == ([f"{IDS[1]}=1"], 1)


@pytest.mark.parametrize("seed", range(5))
def test_fifty_ratings_fit_in_a_link_and_a_code_that_a_phone_reads(seed):
    shared = share("María José", numbered(50, seed), "https://huggingface.co/spaces/somebody/butaca")
    assert len(shared.code) <= 360
    assert (shared.ratings, shared.left_out) == (50, 0)
    base, code = shared.link.split("#join=")
    made = segno.make([f"{base}#join=", code], error="m")  # type: ignore[arg-type]
    assert int(made.version) <= 13
    size = made.symbol_size(border=4)[0]
    assert f'viewBox="0 0 {size} {size}"' in shared.qr


def test_of_many_ratings_the_most_telling():
    # A mean of 3.5: by their distances 2.5, 1.5, then 0.5 three times, of which the latest first.
    ratings = {"a": 4.0, "b": 1.0, "c": 3.0, "d": 5.0, "e": 4.0, "f": 4.0}
    assert list(telling(ratings, 4)) == ["b", "d", "f", "e"]
    shared = share("Ana", numbered(200), "")
    assert (shared.ratings, shared.left_out) == (MOST_SHARED, 140)
    assert len(decode(shared.code, KNOWN).ratings) == MOST_SHARED


@pytest.mark.parametrize(
    "code",
    [None, 5, [], "", " ", "A", "AAAAAAAA", "á", "🍿" * 100, "1" * 100, "A" * (LONGEST_CODE + 1), "#join=", "x\0y"],
)
def test_what_is_no_code(code):
    with pytest.raises(InvalidValueError, match="code must be that of a link to join, got ") as caught:
        decode(code, KNOWN)
    assert caught.value.parameter == "code"


@given(st.data())
def test_a_changed_code_is_refused(data):
    code = encode("Ana", numbered(data.draw(st.integers(0, 20))))
    place = data.draw(st.integers(0, len(code) - 2))  # some bits of the last character are padding
    other = data.draw(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567").filter(lambda one: one != code[place]))
    for changed in (code[:place] + other + code[place + 1 :], code[:place]):
        with pytest.raises(InvalidValueError):
            decode(changed, KNOWN)


def sealed(body):
    return b32encode(body + crc_hqx(body, 0xFFFF).to_bytes(2, "big")).decode().rstrip("=")


@given(st.binary(max_size=300))
def test_a_right_checksum_over_anything_is_read_or_refused(body):
    for one in (body, bytes([VERSION]) + body, bytes([VERSION, 1]) + b"A" + body):
        try:
            joined = decode(sealed(one), KNOWN)
        except InvalidValueError as error:
            assert error.parameter == "code"  # noqa: PT017 - either will do
        else:
            assert len(joined.ratings) + joined.unknown <= 255


def test_a_later_version_is_named():
    raw = b32decode("AEBUC3TBAINHNQEP6G7DGVFB55VQ====")
    with pytest.raises(InvalidValueError, match="code must be of a version that this one reads, got 9"):
        decode(sealed(bytes([9]) + raw[1:-2]), KNOWN)


def test_half_a_character_in_a_name_is_left_out():
    shared = share("Ana\ud800", {IDS[0]: 4.5}, "https://butaca.example/")
    assert shared == share("Ana", {IDS[0]: 4.5}, "https://butaca.example/")
    assert decode(shared.code, KNOWN).name == "Ana"


def test_the_qr_code_is_an_image_with_a_title():
    svg = qr_svg("https://example.org/#join=ABC", 'Ana <b> & "Luis"')
    image = ET.fromstring(svg)  # noqa: S314 - our own
    assert (image.tag, image.get("role")) == ("svg", "img")
    assert image.findtext("title") == 'Ana <b> & "Luis"'
    assert not re.search(r"<script|href|http", svg)


def test_the_service_shares_and_joins(service):
    shared = service.share("Ana", ["Dark=5", "The Thing (1951)=0.5", "Alien=3"], "https://example.org/butaca?x=1#old")
    assert shared.link == f"https://example.org/butaca?x=1#join={shared.code}"
    joined = service.joined(shared.code)
    assert set(joined.ratings) == {"dark-2017-series=5", "thing-1951-movie=0.5", "alien-1979-movie=3"}
    people = [{"name": joined.name, "ratings": joined.ratings}, {"name": "Luis"}]
    assert [one.user_ratings for one in service.for_group(people).people] == [3, 0]
    assert service.share("Ana", ["Dark=5"]).link.startswith("#join=")


@pytest.mark.parametrize(
    ("name", "ratings", "words"),
    [
        ("", ["Dark=5"], "name must not be empty"),
        ("x" * 41, ["Dark=5"], "a name must have 40 characters at most"),
        ("Ana", [], "ratings must be a list of title=stars, got []"),
        ("Ana", ["Dark=6"], "each of ratings must be title=stars"),
    ],
)
def test_what_cannot_be_shared(service, name, ratings, words):
    with pytest.raises(InvalidValueError, match=re.escape(words)):
        service.share(name, ratings)
