"""Which large tables PostgreSQL would read from end to end to answer what a page asks."""

from django.db import connection

LARGE = 10_000


def scans(statements) -> list[str]:
    """The tables of more than LARGE rows that are read whole; of what is not PostgreSQL nothing is known."""
    if connection.vendor != "postgresql":
        return []
    found = set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > %s", [LARGE])
        large = {name for (name,) in cursor.fetchall()}
        for sql in statements:
            if sql.startswith(("SELECT", "(SELECT")):
                cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
                found |= _read_whole(cursor.fetchone()[0][0]["Plan"]) & large
    return sorted(found)


def _read_whole(plan) -> set[str]:
    own = {plan["Relation Name"]} if plan["Node Type"] == "Seq Scan" else set()
    return own.union(*(_read_whole(part) for part in plan.get("Plans", ())))
