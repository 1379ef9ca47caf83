"""What names a bundle on the Hub: `hf://owner/name@revision`."""

import re
from dataclasses import dataclass

from recsys.errors import SettingsError, shown

PREFIX = "hf://"
MAIN = "main"
_COMMIT = re.compile(r"[0-9a-f]{40}")
_PART = re.compile(r"(?!.*(?:--|\.\.))[A-Za-z0-9_](?:[\w.-]{0,94}[A-Za-z0-9_])?", re.ASCII)
_REVISION = re.compile(r"(?!.*(?:\.\.|//))[A-Za-z0-9_](?:[\w./+-]*[\w+-])?", re.ASCII)


@dataclass(frozen=True)
class Reference:
    """A model repository of the Hub, and a branch, a tag or a commit of it (None: its main branch)."""

    repository: str
    revision: str | None = None

    @classmethod
    def parse(cls, text: str) -> "Reference":
        """The reference that is written `hf://owner/name` or `hf://owner/name@revision`.

        Raises SettingsError for anything else.
        """
        repository, at, revision = text.removeprefix(PREFIX).partition("@")
        if not text.startswith(PREFIX):
            raise _refused(text)
        if at and not _REVISION.fullmatch(revision):
            raise SettingsError(
                f"A revision must be a branch, a tag or a commit's 40 hexadecimal digits, got {shown(revision)}. "
                "Leave «@revision» away for the newest."
            )
        return cls(repository_name(repository), revision or None)

    @property
    def pinned(self) -> bool:
        """Whether it names one commit, which never changes."""
        return self.revision is not None and _COMMIT.fullmatch(self.revision) is not None

    @property
    def branch(self) -> str:
        """The revision, the main branch where none is named."""
        return self.revision or MAIN

    def at(self, commit: str) -> "Reference":
        """The same repository at this commit."""
        return Reference(self.repository, commit)

    def __str__(self) -> str:
        return f"{PREFIX}{self.repository}" + (f"@{self.revision}" if self.revision else "")


def repository_name(text: str) -> str:
    """The text, a repository's `owner/name`. Raises SettingsError where it is none."""
    owner, slash, name = text.partition("/")
    if not slash or not _PART.fullmatch(owner) or not _PART.fullmatch(name) or name.endswith(".git"):
        raise _refused(text)
    return text


def _refused(text: str) -> SettingsError:
    return SettingsError(
        "A repository of the Hub must be written owner/name, each of at most 96 letters, digits, «-», «_» and «.», "
        f"and a bundle of it {PREFIX}owner/name or {PREFIX}owner/name@revision, got {shown(text)}."
    )
