"""What a Hub holds: repositories with commits, branches, tags and files, in memory, with git's own hashes."""

import hashlib
import itertools
import re
from dataclasses import dataclass, field
from functools import cached_property

LFS = re.compile(r"\.(?:safetensors|parquet|bin)$")


@dataclass(frozen=True)
class Blob:
    """A file's content; `lfs` where it is kept apart from git and git holds a pointer to it."""

    content: bytes
    lfs: bool = False

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @cached_property
    def oid(self) -> str:
        """What git calls the blob: of a file kept apart, its pointer's."""
        return git_oid(self.pointer if self.lfs else self.content)

    @property
    def pointer(self) -> bytes:
        return (
            f"version https://git-lfs.github.com/spec/v1\noid sha256:{self.sha256}\nsize {len(self.content)}\n".encode()
        )

    @property
    def etag(self) -> str:
        return self.sha256 if self.lfs else self.oid


def git_oid(content: bytes) -> str:
    """The name that git gives a blob."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()  # noqa: S324 - git's


@dataclass(frozen=True)
class Commit:
    oid: str
    parent: str | None
    title: str
    files: dict[str, Blob]


@dataclass
class Repository:
    """One repository; `main` is where its commits go."""

    private: bool = False
    commits: dict[str, Commit] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    main: str = ""
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self.commit("initial commit", {".gitattributes": Blob(b"*.safetensors filter=lfs diff=lfs merge=lfs -text\n")})

    def commit(self, title: str, files: dict[str, Blob]) -> Commit:
        """The next commit on `main`, with exactly these files."""
        oid = hashlib.sha1(f"{id(self)} {next(self._numbers)} {self.main}".encode()).hexdigest()  # noqa: S324 - git's
        made = Commit(oid, self.main or None, title, files)
        self.commits[oid] = made
        self.main = oid
        return made

    def add(self, **files: bytes) -> str:
        """A commit that adds or replaces files, as somebody else would make it; gives its oid."""
        blobs = {name: Blob(content, bool(LFS.search(name))) for name, content in files.items()}
        return self.commit("by somebody else", self.head.files | blobs).oid

    @property
    def head(self) -> Commit:
        return self.commits[self.main]

    def at(self, revision: str) -> Commit | None:
        """The commit that a branch, a tag or an oid names."""
        oid = self.main if revision == "main" else self.tags.get(revision, revision)
        return self.commits.get(oid)
