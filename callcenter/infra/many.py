"""Many numbers or rows in one parameter: the statement's text is the same for one and for 500.

A text that grows with its values is compiled, parsed and planned anew for every length.
"""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ARRAY, Boolean, Dialect, Integer, Text, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine
from typing_extensions import override


class Numbers(TypeDecorator[Sequence[int]]):
    """A list of integers: an array on PostgreSQL, JSON on SQLite."""

    impl = Text
    cache_ok = True

    @override
    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        array = dialect.name == "postgresql"
        return dialect.type_descriptor(ARRAY(Integer) if array else Text())

    @override
    def process_bind_param(self, value: Sequence[int] | None, dialect: Dialect) -> Any:
        return list(value or ()) if dialect.name == "postgresql" else json.dumps(list(value or ()))


class Among(FunctionElement[bool]):
    """`Among(column, "ids")`: whether the column is one of the numbers bound under that name."""

    inherit_cache = True
    name = "among"
    type = Boolean()

    def __init__(self, column: Any, name: str) -> None:
        super().__init__(column, bindparam(name, type_=Numbers()))

    @override
    def self_group(self, against: Any = None) -> Any:
        """Stay as it is: `... = 1`, which SQLite's booleans are given, would use no index."""
        return self


class Then(FunctionElement[Any]):
    """A column that sifts what was found by number; SQLite must not look in its index instead.

    SQLite guesses that a state is rarer than 64 numbers and reads all who wait. Its remedy is the
    unary plus (sqlite.org/optoverview.html: "disqualify WHERE clause terms for use with indexes").
    """

    inherit_cache = True
    name = "then"

    def __init__(self, column: Any) -> None:
        super().__init__(column)
        self.type = column.type


@compiles(Among, "postgresql")
def _as_array(element: Among, compiler: SQLCompiler, **kw: Any) -> str:
    column, numbers = (compiler.process(part, **kw) for part in element.clauses)
    return f"{column} = ANY ({numbers})"


@compiles(Among, "sqlite")
def _as_json(element: Among, compiler: SQLCompiler, **kw: Any) -> str:
    column, numbers = (compiler.process(part, **kw) for part in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({numbers}))"  # noqa: S608 - compiled parts


@compiles(Then, "postgresql")
def _as_it_is(element: Then, compiler: SQLCompiler, **kw: Any) -> str:
    return str(compiler.process(next(iter(element.clauses)), **kw))


@compiles(Then, "sqlite")
def _without_index(element: Then, compiler: SQLCompiler, **kw: Any) -> str:
    return "+" + str(compiler.process(next(iter(element.clauses)), **kw))
