"""Which large tables the database would read from end to end to answer what a page asks."""

import re
from functools import cache

from django.apps import apps
from django.db import connection

LARGE = 10_000


def scans(statements) -> list[str]:
    """The tables of more than LARGE rows that are read whole."""
    read_whole = {"postgresql": _on_postgresql, "sqlite": _on_sqlite}[connection.vendor]
    asked = [sql for sql in statements if sql.startswith(("SELECT", "(SELECT"))]
    return sorted({name for sql in asked for name in read_whole(sql)} & _large()) if asked else []


@cache
def _large() -> set[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > %s", [LARGE])
            return {name for (name,) in cursor.fetchall()}
    models = apps.get_models(include_auto_created=True)
    return {model._meta.db_table for model in models if model._base_manager.count() > LARGE}


def _on_postgresql(sql) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
        return _read_whole(cursor.fetchone()[0][0]["Plan"])


def _read_whole(plan) -> set[str]:
    own = {plan["Relation Name"]} if plan["Node Type"] == "Seq Scan" else set()
    return own.union(*(_read_whole(part) for part in plan.get("Plans", ())))


def _on_sqlite(sql) -> set[str]:
    """A table that is walked along an index in the order that is asked for is not read whole."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        steps = [step for *_, step in cursor.fetchall()]
    names = {alias: table for table, alias in re.findall(r'"(\w+)" (\w+)', sql)}
    walked = [re.fullmatch(r"SCAN (\w+)", step) for step in steps]
    return {names.get(found[1], found[1]) for found in walked if found}
