"""What a commit would change: the files to be published, compared with those that a repository has."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from huggingface_hub import CommitOperationAdd, CommitOperationDelete, RepoFile
from huggingface_hub.errors import RepositoryNotFoundError
from huggingface_hub.utils.sha import git_hash

from recsys.files import sha256
from recsys.publish.hub.client import hub
from recsys.publish.hub.layout import Kind

Content = Path | bytes
SECONDS_FOR_INFORMATION = 30.0


@dataclass(frozen=True)
class Change:
    """What becomes of one file of a repository; `size` in bytes."""

    repository: str
    kind: Kind
    file: str
    what: Literal["new", "changed", "same", "gone"]
    size: int


@dataclass(frozen=True)
class Remote:
    """A repository as it is now: the commit of its main branch and the files there. Neither where there is none."""

    kind: Kind
    name: str
    commit: str | None
    files: Mapping[str, RepoFile]

    @classmethod
    def none(cls, kind: Kind, name: str) -> "Remote":
        """A repository that has to be made."""
        return cls(kind, name, None, {})

    @classmethod
    def of(cls, kind: Kind, name: str) -> "Remote":
        """Ask the Hub."""
        api = hub()
        try:
            info = api.repo_info(name, repo_type=kind, timeout=SECONDS_FOR_INFORMATION)
        except RepositoryNotFoundError:
            return cls.none(kind, name)
        listed = api.list_repo_tree(name, repo_type=kind, revision=info.sha, recursive=True)
        return cls(kind, name, info.sha, {file.path: file for file in listed if isinstance(file, RepoFile)})

    def changes(self, wanted: Mapping[str, Content], ours: Callable[[str], bool]) -> list[Change]:
        """What a commit of the files `wanted` would change; of the others, those that are `ours` go."""
        found = [Change(self.name, self.kind, name, self._what(name, one), _size(one)) for name, one in wanted.items()]
        left = sorted(name for name in self.files if name not in wanted and ours(name))
        return found + [Change(self.name, self.kind, name, "gone", self.files[name].size) for name in left]

    def _what(self, name: str, content: Content) -> Literal["new", "changed", "same"]:
        there = self.files.get(name)
        if there is None:
            return "new"
        if there.size != _size(content):
            return "changed"
        if there.lfs is not None and isinstance(content, Path):
            same = sha256(content) == there.lfs.sha256
        else:
            same = git_hash(content.read_bytes() if isinstance(content, Path) else content) == there.blob_id
        return "same" if same else "changed"


def operations(
    changes: list[Change], wanted: Mapping[str, Content]
) -> list[CommitOperationAdd | CommitOperationDelete]:
    """The changes as operations of a commit."""
    made: list[CommitOperationAdd | CommitOperationDelete] = []
    for change in changes:
        if change.what == "gone":
            made.append(CommitOperationDelete(change.file, is_folder=False))
        elif change.what != "same":
            made.append(CommitOperationAdd(change.file, wanted[change.file]))
    return made


def _size(content: Content) -> int:
    return len(content) if isinstance(content, bytes) else content.stat().st_size
