"""The front matter of a Space's README.md, by which the Hub links the Space with what it uses."""

from collections.abc import Mapping, Sequence

import yaml  # type: ignore[import-untyped]
from huggingface_hub.repocard import REGEX_YAML_BLOCK

from recsys.errors import SettingsError


def with_lists(page: str, lists: Mapping[str, Sequence[str]]) -> str:
    """The page with each of these keys of its front matter listing these values; a key without values is left out.

    All else stays as it is, byte for byte: order, comments, quotes. Raises SettingsError where the page begins with no
    front matter of lines `key: value` between two lines `---`.
    """
    found = REGEX_YAML_BLOCK.match(page)  # the Hub's own
    if found is None:
        raise _refused("none")
    kept, at = [], 0
    for key, value in _items(found[2]):
        if key.value in lists:
            kept.append(page[at : found.start(2) + key.start_mark.index])
            kept.append(_written(key.value, lists[key.value]))
            at = page.index("\n", found.start(2) + _end(value)) + 1
    close = page.index("\n", found.end(2)) + 1
    there = {key.value for key, _ in _items(found[2])}
    added = [_written(key, values) for key, values in lists.items() if key not in there]
    return "".join([*kept, page[at:close], *added, page[close:]])


def _items(block: str) -> list[tuple[yaml.ScalarNode, yaml.Node]]:
    """Keys and values with their places in the text, which the values alone would not tell."""
    try:
        node = yaml.compose(block, yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise _refused(" ".join(str(error).split())) from error
    if not isinstance(node, yaml.MappingNode) or node.flow_style:
        raise _refused(repr(block[:40]))
    return [(key, value) for key, value in node.value if isinstance(key, yaml.ScalarNode)]


def _end(node: yaml.Node) -> int:
    """Where the node's last character is; a list of lines says to end where the next key begins, behind comments."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last)
    return int(node.end_mark.index)


def _written(key: str, values: Sequence[str]) -> str:
    return "".join([f"{key}:\n", *(f"  - {value}\n" for value in values)]) if values else ""


def _refused(found: str) -> SettingsError:
    return SettingsError(
        "A Space's README.md must begin with a front matter, lines `key: value` between two lines `---`, found "
        f"{found}. Write it as a clone's README.md has it."
    )
