"""Lists of titles like one, held against what people graded and published."""
