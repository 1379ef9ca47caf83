"""How much of a file is read: what no person's history reaches, and what keeps hostile files from costing much."""

MOST_BYTES = 50_000_000  # of a file as it is given
MOST_SENT = 20_000_000  # of one that is sent to a server
MOST_UNPACKED = 200_000_000  # of all that the files of one import unpack to
MOST_DOCUMENT = 64_000_000  # of one document; a hundred thousand rows have some 10 million
MOST_VALUES = 4_000_000  # of a JSON or XML document, which is held whole; a value is worth some 100 bytes of memory
MOST_FILES = 2_000  # in all archives together; a Netflix export has some 60, Letterboxd's a file a list
MOST_DEPTH = 3  # of archives in archives
MOST_RATIO = 200  # unpacked bytes a packed one, from RATIO_FROM on; CSV packs 5 to 20 times, a bomb 1,000
RATIO_FROM = 2_000_000
MOST_ROWS = 200_000  # of all documents together
MOST_LINE = 1_000_000  # characters
MOST_LINES = 1_000  # of one row: cells may have breaks, a review some dozens
MOST_COLUMNS = 500

# What is listed one by one in the report; the rest is counted.
LISTED = 1_000
LISTED_REFUSED = 200  # of a document
LISTED_UNKNOWN = 100  # documents
NEAREST_FOR = 100  # titles that are not known are told the nearest names: a search costs milliseconds
