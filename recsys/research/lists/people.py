"""Made-up people of plain tastes, whose lists are looked at and graded: half of them love series."""

from recsys.research.lists.titles import Person, films, series

PEOPLE = (
    Person(
        "crime series",
        series(("The Wire", 2002), ("The Sopranos", 1999), ("Breaking Bad", 2008), ("Narcos", 2015),
            ("True Detective", 2014)),
    ),
    Person(
        "sitcoms",
        series(("Friends", 1994), ("Seinfeld", 1989), ("The Office", 2005), ("Parks and Recreation", 2009),
            ("Frasier", 1993)),
    ),
    Person(
        "Korean series",
        series(("Crash Landing on You", 2019), ("Itaewon Class", 2020), ("Hospital Playlist", 2020),
            ("Kingdom", 2019), ("Squid Game", 2021)),
    ),
    Person(
        "anime",
        series(("Death Note", 2006), ("Attack on Titan", 2013), ("Fullmetal Alchemist: Brotherhood", 2009),
            ("One Piece", 1999), ("Naruto", 2002)),
    ),
    Person(
        "dark mysteries and science fiction series",
        series(("Stranger Things", 2016), ("Dark", 2017), ("Black Mirror", 2011), ("Westworld", 2016),
            ("Lost", 2004)),
    ),
    Person(
        "fantasy epics",
        series(("Game of Thrones", 2011), ("The Witcher", 2019), ("Vikings", 2013), ("Outlander", 2014),
            ("The Last Kingdom", 2015)),
    ),
    Person(
        "royal and period dramas",
        series(("The Crown", 2016), ("Downton Abbey", 2010), ("Bridgerton", 2020), ("Victoria", 2016),
            ("The Tudors", 2007)),
    ),
    Person(
        "hospital and law dramas",
        series(("Grey's Anatomy", 2005), ("House", 2004), ("ER", 1994), ("The Good Wife", 2009), ("Suits", 2011)),
    ),
    Person(
        "Spanish-language thrillers",
        series(("Money Heist", 2017), ("Elite", 2018), ("Locked Up", 2015), ("The House of Flowers", 2018),
            ("Narcos: Mexico", 2018)),
    ),
    Person(
        "adult animation",
        series(("Rick and Morty", 2013), ("BoJack Horseman", 2014), ("South Park", 1997), ("Family Guy", 1999),
            ("Archer", 2009)),
    ),
    Person(
        "teenage dramas",
        series(("Riverdale", 2017), ("The Vampire Diaries", 2009), ("Gossip Girl", 2007),
            ("Pretty Little Liars", 2010), ("13 Reasons Why", 2017)),
    ),
    Person(
        "nature documentaries",
        series(("Planet Earth", 2006), ("Our Planet", 2019), ("The Blue Planet", 2001),
            ("Cosmos: A Spacetime Odyssey", 2014), ("Life", 2009)),
    ),
    Person(
        "for small children",
        series(("Bluey", 2018), ("Peppa Pig", 2004), ("PAW Patrol", 2013), ("Sesame Street", 1969),
            ("Mickey Mouse Clubhouse", 2006)),
    ),
    Person(
        "superhero series",
        series(("Daredevil", 2015), ("The Boys", 2019), ("Arrow", 2012), ("The Flash", 2014), ("WandaVision", 2021)),
    ),
    Person(
        "cooking and reality",
        series(("The Great British Baking Show", 2010), ("Chef's Table", 2015), ("MasterChef", 2010),
            ("Queer Eye", 2018), ("Love Is Blind", 2020)),
    ),
    Person(
        "space operas",
        films(("Star Wars", 1977), ("The Empire Strikes Back", 1980), ("Star Trek", 2009),
            ("Guardians of the Galaxy", 2014), ("Dune", 2021)),
    ),
    Person(
        "family animation",
        films(("Toy Story", 1995), ("Finding Nemo", 2003), ("Shrek", 2001), ("Coco", 2017), ("The Lion King", 1994)),
    ),
    Person(
        "romantic comedies",
        films(("Notting Hill", 1999), ("When Harry Met Sally...", 1989), ("Bridget Jones's Diary", 2001),
            ("Pretty Woman", 1990), ("Love Actually", 2003)),
    ),
    Person(
        "horror",
        films(("The Conjuring", 2013), ("Hereditary", 2018), ("The Exorcist", 1973), ("It", 2017),
            ("Halloween", 1978)),
    ),
    Person(
        "gangster films",
        films(("The Godfather", 1972), ("GoodFellas", 1990), ("Scarface", 1983), ("Casino", 1995),
            ("The Departed", 2006)),
    ),
    Person(
        "superhero films",
        films(("The Avengers", 2012), ("Iron Man", 2008), ("Black Panther", 2018),
            ("Spider-Man: Homecoming", 2017), ("Thor: Ragnarok", 2017)),
    ),
    Person(
        "mind-bending thrillers",
        films(("Inception", 2010), ("Memento", 2000), ("Shutter Island", 2010), ("The Prestige", 2006),
            ("Fight Club", 1999)),
    ),
    Person(
        "war films",
        films(("Saving Private Ryan", 1998), ("1917", 2019), ("Dunkirk", 2017), ("Apocalypse Now", 1979),
            ("Platoon", 1986)),
    ),
    Person(
        "Bollywood",
        films(("3 Idiots", 2009), ("Dangal", 2016), ("Lagaan: Once Upon a Time in India", 2001),
            ("Dilwale Dulhania Le Jayenge", 1995), ("PK", 2014)),
    ),
    Person(
        "Studio Ghibli",
        films(("Spirited Away", 2001), ("My Neighbor Totoro", 1988), ("Princess Mononoke", 1997),
            ("Howl's Moving Castle", 2004), ("Kiki's Delivery Service", 1989)),
    ),
    Person(
        "classics in black and white",
        films(("Casablanca", 1942), ("Citizen Kane", 1941), ("Some Like It Hot", 1959), ("12 Angry Men", 1957),
            ("Sunset Boulevard", 1950)),
    ),
    Person(
        "musicals",
        films(("La La Land", 2016), ("Grease", 1978), ("Moulin Rouge!", 2001), ("Chicago", 2002),
            ("The Sound of Music", 1965)),
    ),
    Person(
        "Latin American cinema",
        films(("Roma", 2018), ("City of God", 2002), ("Amores perros", 2000),
            ("The Secret in Their Eyes", 2009), ("Wild Tales", 2014)),
    ),
    Person(
        "crime, both",
        (*series(("Breaking Bad", 2008), ("Ozark", 2017), ("Peaky Blinders", 2013))
            , *films(("Pulp Fiction", 1994), ("No Country for Old Men", 2007))),
    ),
    Person(
        "light comedy, both",
        (*series(("Brooklyn Nine-Nine", 2013), ("Modern Family", 2009), ("Ted Lasso", 2020))
            , *films(("Superbad", 2007), ("Bridesmaids", 2011))),
    ),
)  # fmt: skip
