"""The same ward many times over, by the database itself: a city for measuring (PostgreSQL).

Every row that came with the ward is inserted again for each copy, its number and the numbers it refers to
moved by the same step; names of accounts and random keys, which stand once, are made others.
"""

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction

APPS = ("organizations", "documents", "indicators", "plans", "activities", "meetings", "reports")


def tables() -> list[type[models.Model]]:
    return [
        model
        for app in APPS
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model is not ContentType
    ]


def last_numbers() -> dict[type[models.Model], int]:
    """{model: the highest number there is}; what comes later is the ward's own."""
    return {model: model._base_manager.aggregate(last=models.Max("pk"))["last"] or 0 for model in tables()}


def copy(before, times) -> int:
    """Insert all rows that are younger than `before` so many more times; how many rows that were."""
    after = last_numbers()
    step = {model: after[model] - before[model] for model in after}
    count = 0
    with transaction.atomic(), connection.cursor() as cursor:
        # The rows are right by their making: asking for each reference again would take hours.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for model in tables():
            if step[model]:
                cursor.execute(_insert(model, before, step), [times])
                count += cursor.rowcount
                _advance(cursor, model)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return count


def _insert(model, before, step):
    fields = model._meta.local_concrete_fields
    columns = ", ".join(_quoted(it.column) for it in fields)
    values = ", ".join(_moved(it, model, before, step) for it in fields)
    table, pk = _quoted(model._meta.db_table), _quoted(model._meta.pk.column)
    return (
        f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} AS it "  # noqa: S608 - names of models
        f"CROSS JOIN generate_series(1, %s) AS n WHERE it.{pk} > {before[model]}"
    )


def _moved(field, model, before, step):
    column = f"it.{_quoted(field.column)}"
    if field.primary_key and not field.related_model:
        return f"{column} + n * {step[model]}"
    if field.related_model in step:
        target = field.related_model
        return f"CASE WHEN {column} > {before[target]} THEN {column} + n * {step[target]} ELSE {column} END"
    if column.endswith('"target_id"'):
        # Of the log: traces of copies point at copies of the tasks.
        tasks = apps.get_model("plans.Task")
        return f"{column} + n * {step[tasks]}"
    if isinstance(field, models.UUIDField):
        return f"CAST(md5({column}::text || n) AS uuid)"
    if field.name == "username":
        return f"{column} || '-p' || (n + 1)"
    if field.unique:
        return f"md5({column}::text || n)"
    if field.name == "name" and model._meta.label == "organizations.Locality":
        return "'Phường ' || (n + 6) || ' (dữ liệu mẫu)'"
    return column


def _advance(cursor, model):
    table = model._meta.db_table
    pk = model._meta.pk.column
    cursor.execute(
        f"SELECT setval(pg_get_serial_sequence(%s, %s), (SELECT max({_quoted(pk)}) FROM {_quoted(table)}))",  # noqa: S608
        [table, pk],
    )


def _quoted(name):
    return connection.ops.quote_name(name)
