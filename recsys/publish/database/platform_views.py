"""The queries over what services list, as views of the tables of `layout`."""

from collections.abc import Callable
from itertools import product
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    MetaData,
    Select,
    String,
    and_,
    case,
    cast,
    distinct,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.sql.selectable import CompoundSelect

from recsys.domain.schema import RATING_MAX, RATING_STEP
from recsys.serving.queries.platforms import DURATION_TYPES

View = Select[Any] | CompoundSelect[Any]


def platform_views(metadata: MetaData) -> dict[str, View]:
    """{public name: its answers}."""
    views: tuple[Callable[[MetaData], View], ...] = (get_max_duration, get_score_count, get_count_platform, get_actor)
    return {f"platforms_{view.__name__}": view(metadata) for view in views}


def get_max_duration(metadata: MetaData) -> View:
    """The longest titles for every year, service and both, and for all; what is not limited is NULL.

    WHERE year = 2020 AND platform IS NULL AND duration_type = 'min' ORDER BY position
    """
    titles = metadata.tables["titles"].c
    names = ("title_num", "title_id", "title", "service", "release_year", "duration_type", "duration_int")
    shown = [titles[name] for name in names]
    parts: list[Select[Any]] = []
    for of_year, of_platform in product((True, False), repeat=2):
        limits = [titles.release_year] * of_year + [titles.service] * of_platform
        # Not a maximum over the rows, for which MariaDB reads all of them again at each.
        rank = func.rank().over(partition_by=[titles.duration_type, *limits], order_by=titles.duration_int.desc())
        known = and_(titles.current, titles.duration_int > 0, titles.duration_type.in_(DURATION_TYPES))
        rows = select(*shown, rank.label("length_rank")).where(known).subquery().c
        parts.append(
            select(
                (rows.release_year if of_year else cast(null(), Integer)).label("year"),
                (rows.service if of_platform else cast(null(), String)).label("platform"),
                rows.duration_type,
                rows.duration_int.label("duration"),
                rows.title_id,
                rows.title,
                rows.service.label("title_platform"),
                rows.release_year.label("title_year"),
                rows.title_num.label("position"),
            ).where(rows.length_rank == 1)
        )
    return union_all(*parts)


def get_score_count(metadata: MetaData) -> View:
    """How many films have a score above any one from `scored_from` on and below `scored_below`.

    WHERE platform = '…' AND year = 2020 AND scored_from <= 3.5 AND scored_below > 3.5

    A service and year without any title has no row; a count of 0 is a row.
    """
    titles = metadata.tables["titles"].c
    scored = select(titles.service, titles.release_year, titles.score, func.count().label("films"))
    scored = scored.where(titles.current, titles.type == "movie", titles.score.is_not(None))
    steps = scored.group_by(titles.service, titles.release_year, titles.score).subquery().c
    of_year = [steps.service, steps.release_year]
    # The films from the step's score up, less its own.
    above = func.sum(steps.films).over(partition_by=of_year, order_by=steps.score.desc()) - steps.films
    following = func.lead(steps.score).over(partition_by=of_year, order_by=steps.score)
    highest = literal(RATING_MAX + RATING_STEP)
    lowest = func.min(case((titles.type == "movie", titles.score)))
    count = func.count(case((titles.type == "movie", titles.score)))
    return union_all(
        select(
            titles.service.label("platform"),
            titles.release_year.label("year"),
            literal(0.0).label("scored_from"),
            func.coalesce(lowest, highest).label("scored_below"),
            count.label("count"),
        )
        .where(titles.current)
        .group_by(titles.service, titles.release_year),
        select(
            steps.service,
            steps.release_year,
            steps.score,
            func.coalesce(following, highest),
            cast(above, Integer),
        ),
    )


def get_count_platform(metadata: MetaData) -> View:
    """WHERE platform = '…', the id of a service."""
    titles = metadata.tables["titles"].c
    films, total = func.count(case((titles.type == "movie", titles.title_num))), func.count()
    counted = select(
        titles.service.label("platform"), films.label("movies"), (total - films).label("series"), total.label("total")
    )
    return counted.where(titles.current).group_by(titles.service)


def get_actor(metadata: MetaData) -> View:
    """Who appears in most titles; `place` is the alphabetical order of those tied, from 1.

    WHERE platform = '…' AND year = 2020 AND place = 1
    """
    titles, cast, people = (metadata.tables[name] for name in ("titles", "title_cast", "people"))
    of_year: list[ColumnElement[Any]] = [titles.c.service, titles.c.release_year]
    who: list[ColumnElement[Any]] = [people.c.cast_name, people.c.alphabetical]
    appearances = func.count(distinct(titles.c.title_num)).label("appearances")
    counted = select(*of_year, *who, appearances).select_from(titles.join(cast).join(people)).where(titles.c.current)
    groups = counted.group_by(*of_year, *who).subquery().c
    rank = func.rank().over(partition_by=[groups.service, groups.release_year], order_by=groups.appearances.desc())
    rows = select(*groups, rank.label("frequency_rank")).subquery().c
    place = func.row_number().over(partition_by=[rows.service, rows.release_year], order_by=rows.alphabetical)
    return select(
        rows.service.label("platform"),
        rows.release_year.label("year"),
        rows.cast_name.label("actor"),
        rows.appearances,
        place.label("place"),
    ).where(rows.frequency_rank == 1)
