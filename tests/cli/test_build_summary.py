"""What a build says of itself in a terminal: every file, link and service."""

from dataclasses import asdict

from recsys.build.report import BuildReport
from recsys.cli.build_summary import show_build

REPORT = BuildReport(
    files=[
        {"file": "a/one.csv", "source": "first", "read": 1_200, "kept": 1_150, "rejected": 50, "notes": ["days first"]},
        {"file": "b/[two].csv", "source": "second", "read": 3, "kept": 3, "rejected": 0, "notes": []},
    ],
    unread=[{"file": "c/three.zip", "reason": "no table; nearest layout: one.csv"}],
    rejected={"row: year must be a number": 50},
    sources={"first": {"what": "films", "terms": "CC0"}, "second": {"what": "votes", "terms": "CC0"}},
    links={"imdb id": 7, "name+year": 5},
    link_sources=[{"source": "first", "records": 1_150, "linked": 1_100, "ratings": 20, "linked_ratings": 19}],
    doubtful_links=6,
    doubtful=[{"record": f"r{n}", "work": "alien-1979-movie", "score": None} for n in range(6)],
    works=1_000,
    films=900,
    series=100,
    names=1_500,
    credits=2_000,
    people=700,
    titles={"netflix": 600, "max": 40},
    offers={"netflix": {"US": 500, "MX": 90, "BR": 80, "AR": 70, "CL": 60, "": 10}, "max": {}},
    snapshots={"netflix": "2025-04"},
    moves=[
        {
            "service": "netflix",
            "country": "US",
            "works": 500,
            "as_of": "2025-04",
            "before": "2021",
            "came": 30,
            "left": 1_020,
            "came_7": 0,
            "left_7": 0,
            "came_30": 2,
            "left_30": 0,
        },
        *(
            {
                "service": "max",
                "country": f"A{n}",
                "works": 9,
                "as_of": "2025-04-05",
                "before": None,
                "came": 0,
                "left": 0,
                "came_7": 1,
                "left_7": 0,
                "came_30": 3,
                "left_30": 0,
            }
            for n in range(11)
        ),
    ],
    coverage={},
    ratings=5_000,
    users=60,
    svd_ratings=4_900,
    example={"work_id": "alien-1979-movie", "user_id": "us-1"},
    superseded_ratings=4,
    embeddings={"encoder": "5a", "works": 880, "notes": ["a/file: damaged"]},
    metrics={"split": "random", "models": {"biases": {"rmse": 0.91234, "mae": 0.7}}},
)


def test_all_of_a_build_is_said(capsys):
    show_build(REPORT)
    said = capsys.readouterr().out
    lines = [" ".join(line.split()) for line in said.splitlines()]
    assert "a/one.csv first 1,200 1,150 50" in lines
    assert "b/[two].csv second 3 3 0" in lines
    assert "a/one.csv: days first" in lines
    assert "c/three.zip: no table; nearest layout: one.csv" in lines
    assert "50 × row: year must be a number" in lines
    assert "first 1,150 1,100 20 19" in lines
    assert "Linked to another record's work: 7 by imdb id, 5 by name+year" in lines
    assert sum(line.startswith("record r") for line in lines) == 5
    assert "record r0, work alien-1979-movie" in lines
    assert "Netflix 600 US 500, MX 90, BR 80, AR 70, 2 countries more 2025-04" in lines
    assert "Max 40" in lines
    moved = "Netflix US as of 2025-04, since 2021: 30 came, 1,020 left; in 7 days 0 and 0, in 30 days 2 and 0"
    assert moved in lines
    assert "Max A0 as of 2025-04-05: in 7 days 1 and 0, in 30 days 3 and 0" in lines
    assert "2 places more: report.json has them" in lines
    assert sum(" as of " in line for line in lines) == 10
    assert any(line.startswith("1,000 works (900 films, 100 series) under 1,500 names") for line in lines)
    assert any(line.startswith("5,000 ratings by 60 users; 4 ratings superseded") for line in lines)
    assert "Descriptions of 880 works embedded" in lines
    assert "a/file: damaged" in lines
    assert "SVD trained on 4,900 of 5,000 ratings" in lines
    assert "biases 0.9123 0.7000" in lines


def test_without_ratings_and_links_nothing_is_made_up(capsys):
    bare = asdict(REPORT) | {
        "metrics": {},
        "links": {},
        "doubtful_links": 0,
        "doubtful": [],
        "unread": [],
        "moves": [],
        "embeddings": {"encoder": None, "works": 0, "notes": ["Descriptions are not embedded: no encoder."]},
    }
    show_build(BuildReport(**bare))
    said = capsys.readouterr().out
    assert "Too few ratings for a collaborative model." in said
    assert "doubtful" not in said
    assert "Not read" not in said
    assert "works embedded" not in said
    assert "Descriptions are not embedded: no encoder." in said
