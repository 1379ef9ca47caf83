"""How much of a file is read: what no person's history reaches, and what keeps hostile files from costing much."""

MOST_BYTES = 50_000_000  # of a file as it is given
MOST_UNPACKED = 200_000_000  # of all that a file unpacks to, together
MOST_DOCUMENT = 64_000_000  # of a JSON or XML document, which is held whole
MOST_FILES = 2_000  # in all archives together; a Netflix export has some 60, Letterboxd's a file a list
MOST_DEPTH = 3  # of archives in archives
MOST_RATIO = 200  # unpacked bytes a packed one, from RATIO_FROM on; CSV packs 5 to 20 times, a bomb 1,000
RATIO_FROM = 1_000_000
MOST_ROWS = 200_000  # of all documents together
MOST_CELL = 100_000  # characters
MOST_COLUMNS = 500
