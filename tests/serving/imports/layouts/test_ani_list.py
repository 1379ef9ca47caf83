"""What is read of AniList's files."""

import pytest

from recsys.serving.imports.entries import Entry, Reason, Refused, Signal
from tests.serving.imports.layouts.reading import FILM, SERIES, Made, told, written


def _listed(id: int, status: str, score: float, media: dict[str, object], **told: object) -> dict[str, object]:
    media = {"id": 100 + id, "type": "ANIME", "format": "TV", "episodes": 10, **media}
    return {"id": id, "status": status, "score": score, "progress": 0, "repeat": 0, **told, "media": media}


ANI_LIST_ENTRIES = [
    _listed(
        1,
        "COMPLETED",
        85,
        progress=10,
        repeat=2,
        completedAt={"year": 2017, "month": 1, "day": 4},
        media={
            "title": {"romaji": "Umi no Hi", "english": "Sea Lights", "native": "海の灯"},
            "startDate": {"year": 1998},
        },
    ),
    _listed(2, "CURRENT", 0, progress=5, media={"title": {"romaji": "Kaze", "english": None, "native": "風"}}),
    _listed(3, "PLANNING", 0, media={"title": {"romaji": "Hoshi"}, "format": "MOVIE", "seasonYear": 2026}),
    _listed(4, "DROPPED", 0, media={"title": {"romaji": "Yama Season 2"}, "startDate": {"year": 2020}}),
    _listed(5, "COMPLETED", 70, media={"title": {"romaji": "Hon"}, "type": "MANGA"}),
    _listed(6, "COMPLETED", 70, media={"title": {}}),
]
ANI_LIST = Made(
    "anilist.json",
    written(
        {
            "data": {
                "MediaListCollection": {
                    "user": {"mediaListOptions": {"scoreFormat": "POINT_100"}},
                    "lists": [
                        {"name": "All", "entries": ANI_LIST_ENTRIES},
                        {"name": "Mine", "isCustomList": True, "entries": ANI_LIST_ENTRIES[:1]},
                    ],
                }
            }
        }
    ),
)
ANI_LIST_NUMBERS = Made(
    "gdpr_data.json",
    written({"user": {"id": 1}, "lists": [{"id": 1, "series_id": 1535, "series_type": 0, "status": 2, "score": 80}]}),
)


def test_ani_list():
    found = told(ANI_LIST)
    assert found.entries == [
        Entry(
            ("Sea Lights", "Umi no Hi", "海の灯"),
            Signal.WATCHED,
            year=1998,
            type=SERIES,
            rating=85.0,
            day="2017-01-04",
            share=1.0,
            times=3,
        ),
        Entry(("Kaze", "風"), Signal.WATCHED, type=SERIES, share=0.5),
        Entry(("Hoshi",), Signal.WISH, year=2026, type=FILM),
        Entry(("Yama Season 2", "Yama"), Signal.WATCHED, type=SERIES, season=2),
    ]
    assert found.refused == [Refused(0, "Hon", Reason.NOT_A_WORK), Refused(0, "106", Reason.NO_TITLE)]


def test_ani_list_numbers():
    found = told(ANI_LIST_NUMBERS)
    assert found.entries == []
    assert found.refused == [Refused(0, "1535", Reason.NUMBER_ALONE)]


@pytest.mark.parametrize(
    ("format", "scores", "of_hundred"),
    [
        ("POINT_100", [90, 4], [90, 4]),
        ("POINT_10", [3, 2], [30, 20]),
        ("POINT_5", [3, 2], [60, 40]),
        ("POINT_3", [3, 1], [85, 35]),
        (None, [90, 4], [90, 4]),
        (None, [9, 4], [90, 40]),
        (None, [4.5, 2], [45, 20]),
        (None, [5, 2, 0], [100, 40, None]),
        (None, [3, 2, 1], [85, 60, 35]),
    ],
)
def test_scores_are_of_a_hundred_whichever_scale_a_person_uses(format, scores, of_hundred):
    lists = [
        {
            "entries": [
                _listed(n, "COMPLETED", score, media={"title": {"romaji": f"Kaze {n}"}})
                for n, score in enumerate(scores)
            ]
        }
    ]
    made = (
        {"lists": lists} if format is None else {"lists": lists, "user": {"mediaListOptions": {"scoreFormat": format}}}
    )
    found = told(Made("list.json", written({"MediaListCollection": made})))
    assert [entry.rating for entry in found.entries] == of_hundred
    assert found.layout.scale == 100
