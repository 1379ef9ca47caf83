"""What runs a refresh every week: the workflow and the pages' lines say what the command understands."""

import re
import shlex
from pathlib import Path

import pytest
import typer
import yaml  # type: ignore[import-untyped]

from recsys import cli
from recsys.cli.refresh import NOT_AS_GOOD
from recsys.ingest.sources.registry import source_of_path
from recsys.publish.refresh.judge import MEASURES

ROOT = Path(cli.__file__).parents[2]
WORKFLOW = yaml.safe_load((ROOT / ".github" / "workflows" / "refresh.yml").read_text(encoding="utf-8"))
STEPS = WORKFLOW["jobs"]["refresh"]["steps"]
PAGE = (ROOT / "docs" / "refresh.md").read_text(encoding="utf-8")
PRIVATE = "github.event.repository.private == true"


def commands(text):
    """The arguments of each `python -m recsys` in it; a shell's redirections and comments are left out."""
    for line in text.replace("\\\n", " ").splitlines():
        _, found, rest = line.partition("python -m recsys ")
        if found:
            words = shlex.split(rest, comments=True)
            ends = [n for n, word in enumerate(words) if re.match(r"\d?>|[|&]", word)]
            yield words[: min(ends, default=len(words))]


IN_WORKFLOW = [words for step in STEPS for words in commands(step.get("run", ""))]
ON_PAGE = list(commands("\n".join(re.findall(r"```\w+\n(.*?)```", PAGE, re.DOTALL))))


@pytest.mark.parametrize("words", [*IN_WORKFLOW, *ON_PAGE], ids=" ".join)
def test_each_command_is_understood(words):
    name, *arguments = words
    group = typer.main.get_command(cli.app)
    group.commands[name].make_context(name, arguments)  # type: ignore[attr-defined]  # raises for an unknown option


def test_the_workflow_and_the_page_refresh():
    assert [words[0] for words in IN_WORKFLOW] == ["fetch", "refresh"]
    assert [words[0] for words in ON_PAGE].count("refresh") >= 5  # by hand, by cron, by systemd


def test_the_workflow_runs_weekly_one_at_a_time_and_ends():
    triggers = WORKFLOW[True]  # which is how YAML 1.1 reads `on`
    (schedule,) = triggers["schedule"]
    assert re.fullmatch(r"\d+ \d+ \* \* [0-6]", schedule["cron"])
    assert "workflow_dispatch" in triggers
    assert WORKFLOW["concurrency"] == {"group": "refresh", "cancel-in-progress": False}
    assert WORKFLOW["jobs"]["refresh"]["timeout-minutes"] < 360
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert all(re.fullmatch(r"actions/[a-z/-]+@v\d+", step["uses"]) for step in STEPS if "uses" in step)


def test_secrets_come_by_the_environment_of_the_one_step_that_needs_them():
    assert all("${{" not in step.get("run", "") for step in STEPS)
    assert [step["name"] for step in STEPS if "secrets." in str(step)] == ["Refresh"]


def test_only_what_may_be_passed_on_is_in_a_cache_that_others_can_read():
    cached = [step for step in STEPS if "cache/" in step.get("uses", "")]
    assert len(cached) == 4
    for step in cached:
        for folder in step["with"]["path"].split():
            example = {"tvmaze": "shows/1.jsonl.gz", "wikidata": "1.jsonl.gz", "tmdb_api": "2026-11-28/run.json",
                       "movielens": "ml/ratings.csv"}[folder.removeprefix("data/")]  # fmt: skip
            source = source_of_path(f"{folder.removeprefix('data/')}/{example}")
            assert source is not None
            assert source.uses.passed_on or PRIVATE in step["if"], folder


def test_the_page_tells_the_exit_status_and_every_direction():
    assert f"\n| {NOT_AS_GOOD} | refused" in PAGE
    told = re.findall(r"^  \| .* \| (lower|higher) \|$", PAGE, re.MULTILINE)
    assert {measure.better for measure in MEASURES} == set(told)
