"""Who did it: the account that a record names beside the moment (`submitted_at`, `submitted_by`)."""

from django.conf import settings
from django.db import models


def doer(verbose_name, related_name, *, on_delete=models.PROTECT, **options):
    """The field for such an account; it stays as long as the record unless `on_delete` says otherwise."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=on_delete,
        related_name=related_name,
        verbose_name=verbose_name,
        **options,
    )
