"""What is set up once in each process, before the first page."""

from django.apps import AppConfig
from django.db.models.expressions import Col
from django.utils.functional import cached_property


class PortalConfig(AppConfig):
    name = "wardportal"

    def ready(self):
        _tell_columns_apart_cheaply()


def _tell_columns_apart_cheaply():
    """Half the time that Django 5.2 takes to write a SELECT … ORDER BY goes into comparing its columns.

    It asks by reflection (`inspect.Signature.bind_partial`) how each column was constructed. A column is what
    its table's alias, its field and the field of its value are: the same answer (Django's ticket 34631),
    tests/test_columns.py.
    """
    Col.identity = cached_property(_identity)
    Col.identity.__set_name__(Col, "identity")


def _identity(column):
    # A field that no model has is told by its kind, as Django does.
    target, value = ((field if field.name else type(field)) for field in (column.target, column.output_field))
    return Col, column.alias, target, value
