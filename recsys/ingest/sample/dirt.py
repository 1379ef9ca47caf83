"""The sample with known dirt, to show what reading does with each kind of it."""

from pathlib import Path
from shutil import copytree

from recsys.ingest.sample import FOLDER

NETFLIX = "platforms/netflix_titles.csv"
RATINGS = "ratings/simulated_ratings.csv"
# show_id,type,title,director,cast,country,date_added,release_year,rating,duration,listed_in,description
KEPT_TITLES = (
    's901,Movie,  Padded \u200b Title,,"Bo Day, BO DAY, PhD",Peru,1-Jul-21,1999.0,AGES_16_,1h 53m,"Comedies, Dramas",',
    "s902,Movie,Length in the Wrong Column,Ann Lee,,,,2010,74 min,,Documentaries,The length stands under rating.",
    "s903,TV Show,Nobody Said When,,,,the day before,2015,NOT RATED,2 Seasons,TV Comedies,No date at all.",
)
REJECTED_TITLES = (
    "s904,Movie,,Ann Lee,,,,2010,PG,90 min,Comedies,It has no title.",
    "s901,Movie,An Id Again,,,,,2011,PG,90 min,Comedies,Its id is another title's.",
    "s905,Book,A Book,,,,,2012,PG,90 min,Comedies,Neither film nor series.",
    "s906,Movie,Some Day,,,,,soon,PG,90 min,Comedies,Its year is no year.",
    "s907,Movie,Cut Off,Ann Lee",
)
# userId,rating,timestamp,movieId
KEPT_RATINGS = ("901,4.0,1600000000,ns901", "901,2.5,1600000009,ns901")  # the second thought counts
REJECTED_RATINGS = (
    "901,7.0,1600000001,ns902",
    "901,3.3,1600000002,ns902",
    "901,,1600000003,ns902",
    "901,4.0,yesterday,ns902",
    "901,4.0,1600000004,ns99999",
    "901,4.0",
)


def dirty_sample(target: Path) -> Path:
    """Write the sample with these rows at the end of two of its files to the folder `target`, which it returns."""
    copytree(FOLDER, target, ignore=lambda _, names: {name for name in names if name.endswith((".py", ".md", ".pyc"))})
    for name, lines in ((NETFLIX, KEPT_TITLES + REJECTED_TITLES), (RATINGS, KEPT_RATINGS + REJECTED_RATINGS)):
        with (target / name).open("a", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)
    return target
