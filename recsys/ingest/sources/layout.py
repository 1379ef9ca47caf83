"""What an entry of the registry of sources says: how files are recognised, who reads them, on which terms."""

import re
from dataclasses import dataclass, field

from recsys.domain.licences import Uses
from recsys.ingest.records import Reader


@dataclass(frozen=True)
class Layout:
    """How a file of a source is recognised: where it lies, and the columns that it must have.

    `path` is matched, in any case, against the whole path relative to the data folder, with slashes. A group `service`
    of it must name a service of the registry, a group `country` a country. `columns` are lower-case names, in any
    order, of a table with a header; empty where the layout has no header. `example` is how people know it. `partner`,
    where there is one, is a pattern of the name of a file without which this one is of no use, in the same folder.
    """

    path: re.Pattern[str]
    columns: tuple[str, ...]
    example: str
    partner: str = ""

    def match(self, path: str) -> re.Match[str] | None:
        """How the path, relative to the data folder and with slashes, fits the layout; None where it does not.

        >>> Layout(re.compile("scores/[^/]+[.]csv"), (), "scores/scores.csv").match("Scores/A.CSV") is not None
        True
        """
        return re.compile(self.path.pattern, self.path.flags | re.IGNORECASE).fullmatch(path)


@dataclass(frozen=True)
class Source:
    """Where facts come from: files of some layouts, their reader and their terms.

    `catalogue` says whether its records are works even where no other source knows them; records of the others only
    add to works that there are. `fetcher` is the name that `recsys fetch` knows it by, where it can be fetched.
    `remembered` says that its names are as people remember them: they find the work that is meant
    (`linking.remembered`), but are no names of it. `uses` is what its terms allow. Of a source that must not be trained
    on models learn nothing (`ingest.training`) unless whoever builds says so, who is shown the `clause` of its terms.
    `one_by_one` says that each of its files says the same whatever the others do, so that they can be read apart.
    """

    name: str
    what: str
    terms: str
    layouts: tuple[Layout, ...]
    read: Reader
    catalogue: bool = False
    fetcher: str = ""
    remembered: bool = False
    one_by_one: bool = False
    uses: Uses = field(default_factory=Uses)
    clause: str = ""


@dataclass(frozen=True)
class OtherFile:
    """A file that is known and that no build reads: `path` as in a layout, and the reason."""

    path: re.Pattern[str]
    reason: str
