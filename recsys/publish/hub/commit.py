"""One commit on the main branch of a repository, on top of what was looked at before, or none."""

from collections.abc import Callable, Mapping

from huggingface_hub import CommitOperationAdd
from huggingface_hub.errors import HfHubHTTPError, RevisionNotFoundError

from recsys.errors import HubError
from recsys.publish.hub.client import hub, patiently
from recsys.publish.hub.layout import Kind
from recsys.publish.hub.plan import SECONDS_FOR_INFORMATION, Content, Remote, operations

_STALE = 412


def commit(
    remote: Remote,
    wanted: Mapping[str, Content],
    ours: Callable[[str], bool],
    message: str,
    check: Callable[[], None],
) -> str:
    """Make the repository hold the files `wanted`; those that it has are not uploaded. Gives the commit.

    `check` is called when all is uploaded, and raises where it must not be committed. Raises HubError where the
    repository is not as `remote` says any more: nothing that somebody else committed is overwritten.
    """
    what = f"{remote.kind} {remote.name}"

    def attempt() -> str:
        now = Remote.of(remote.kind, remote.name)
        todo = operations(now.changes(wanted, ours), wanted)
        if not todo:  # or the attempt before was heard, and its answer lost
            return str(now.commit)
        if now.commit != remote.commit:
            raise _stale(what)
        api = hub()
        additions = [operation for operation in todo if isinstance(operation, CommitOperationAdd)]
        api.preupload_lfs_files(remote.name, additions, repo_type=remote.kind)
        check()
        made = api.create_commit(
            remote.name, todo, commit_message=message, repo_type=remote.kind, parent_commit=remote.commit
        )
        return made.oid

    try:
        return patiently(f"{what} cannot be written to", attempt)
    except HubError as error:
        cause = error.__cause__
        if isinstance(cause, HfHubHTTPError) and cause.response.status_code == _STALE:
            raise _stale(what) from cause
        raise


def tag(kind: Kind, name: str, word: str, revision: str) -> None:
    """Let `word` name the commit. Raises HubError where it names another one: a tag stays where it is."""

    def attempt() -> None:
        named = tagged(kind, name, word)
        if named is None:
            hub().create_tag(name, tag=word, revision=revision, repo_type=kind)
        elif named != revision:
            raise taken(kind, name, word, named)

    patiently(f"{kind} {name} cannot be tagged {word}", attempt)


def tagged(kind: Kind, name: str, word: str) -> str | None:
    """The commit that a tag names, None where there is no such tag."""
    try:
        return hub().repo_info(name, repo_type=kind, revision=word, timeout=SECONDS_FOR_INFORMATION).sha
    except RevisionNotFoundError:
        return None


def taken(kind: Kind, name: str, word: str, named: str) -> HubError:
    """The error that says so."""
    return HubError(
        f"A tag must name one commit for good, and {word} of {kind} {name} names {named}. Choose another tag."
    )


def _stale(what: str) -> HubError:
    return HubError(
        f"{what} must not change while a bundle is pushed, and somebody else committed to it. Nothing of theirs is "
        "overwritten: compare with `python -m recsys diff`, then push again."
    )
