import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.errors import SettingsError
from recsys.publish.hub.reference import Reference, repository_name

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize(
    ("text", "repository", "revision", "pinned"),
    [
        ("hf://owner/name", "owner/name", None, False),
        ("hf://some-owner/a.name_2@main", "some-owner/a.name_2", "main", False),
        ("hf://o/n@refs/pr/1", "o/n", "refs/pr/1", False),
        ("hf://o/n@v1.0+x", "o/n", "v1.0+x", False),
        (f"hf://o/n@{COMMIT}", "o/n", COMMIT, True),
        (f"hf://o/n@{COMMIT[:39]}", "o/n", COMMIT[:39], False),
        (f"hf://o/n@{COMMIT.upper()}", "o/n", COMMIT.upper(), False),
    ],
)
def test_what_is_written_is_what_is_read(text, repository, revision, pinned):
    reference = Reference.parse(text)
    assert reference == Reference(repository, revision)
    assert reference.pinned is pinned
    assert str(reference) == text
    assert reference.branch == (revision or "main")


NO_REFERENCES = """
owner/name hf:/owner/name HF://owner/name hf://owner hf://owner/ hf:///name hf://a/b/c hf://a--b/c hf://a/b..c hf://-a/b
hf://a/b. hf://a/b.git hf://é/c https://huggingface.co/owner/name
""".split()


@pytest.mark.parametrize("text", [*NO_REFERENCES, "", "hf://a b/c", "hf://a/b\n", f"hf://a/{'b' * 97}"])
def test_anything_else_is_refused_with_the_rule(text):
    with pytest.raises(SettingsError, match=r"must be written owner/name.* hf://owner/name@revision, got «"):
        Reference.parse(text)


@pytest.mark.parametrize("revision", ["", " ", "a b", "../x", "a..b", "/x", "x/", "-x", "a//b", "a\n", "x@y", "é"])
def test_a_revision_that_is_none_is_refused(revision):
    with pytest.raises(SettingsError, match="A revision must be a branch, a tag or a commit's 40"):
        Reference.parse(f"hf://owner/name@{revision}")


@given(st.text(alphabet="ab.-_/@ é\n", max_size=12))
def test_what_is_taken_comes_back(text):
    try:
        reference = Reference.parse(f"hf://{text}")
    except SettingsError:
        return
    assert str(reference) == f"hf://{text}"
    assert repository_name(reference.repository) == reference.repository


def test_a_commit_of_the_same_repository():
    assert str(Reference("o/n", "v1").at(COMMIT)) == f"hf://o/n@{COMMIT}"
