"""SQL that each database spells in its own way."""

from sqlalchemy import Double, Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class weekday(FunctionElement[int]):  # noqa: N801 - as functions are written in SQL
    """The weekday of a date, from 1 for Monday to 7."""

    type = Integer()
    inherit_cache = True


@compiles(weekday)
def _isodow(function: weekday, compiler: SQLCompiler, **options: object) -> str:  # PostgreSQL and DuckDB
    return f"CAST(EXTRACT(isodow FROM {compiler.process(function.clauses, **options)}) AS INTEGER)"


@compiles(weekday, "mysql")
@compiles(weekday, "mariadb")
def _from_monday(function: weekday, compiler: SQLCompiler, **options: object) -> str:
    return f"(WEEKDAY({compiler.process(function.clauses, **options)}) + 1)"


@compiles(weekday, "sqlite")
def _from_julian_day(function: weekday, compiler: SQLCompiler, **options: object) -> str:
    # Julian days begin at noon; number 0 was a Monday.
    return f"(CAST(JULIANDAY({compiler.process(function.clauses, **options)}) + 0.5 AS INTEGER) % 7 + 1)"


class double(FunctionElement[float]):  # noqa: N801
    """A whole number as a floating one, so that means are not rounded to some decimals."""

    type = Double()
    inherit_cache = True


@compiles(double)
def _cast(function: double, compiler: SQLCompiler, **options: object) -> str:
    return f"CAST({compiler.process(function.clauses, **options)} AS DOUBLE PRECISION)"


@compiles(double, "mysql")
@compiles(double, "mariadb")
def _plus_nothing(function: double, compiler: SQLCompiler, **options: object) -> str:
    # Its CAST knows no DOUBLE before MySQL 8.0.17.
    return f"({compiler.process(function.clauses, **options)} + 0e0)"
