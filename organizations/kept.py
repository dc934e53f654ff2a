"""What takes long to work out is kept until anything changes in the locality.

Each change leaves its entry in the log, in its own transaction: the newest entries tell what state the data
are in, to whoever sees those data. What is kept holds for everybody in the locality; who may see it is asked
before.
"""

from contextlib import suppress
from hashlib import sha256

from django.core.cache import cache
from django.utils import timezone
from redis import RedisError

from organizations.audit import AuditEntry
from wardportal import dates

# Two changes may be made at once, and the one whose entry is younger be seen first.
ENTRIES_TOLD = 20
# What a job does of itself (it opens a round, it unrolls a rhythm) leaves no entry: it is seen so much later.
KEPT_SECONDS = 60


def kept(name, locality_id, parts, make):
    """The result of `make()`, which depends on data of the locality and on `parts` alone; pickled.

    `name` says what it is, with a number that changes with the shape of the result.
    """
    newest = AuditEntry.objects.filter(locality_id=locality_id).order_by("-at").values_list("pk", flat=True)
    days = (dates.today(), timezone.localdate())
    told = repr((name, locality_id, days, parts, list(newest[:ENTRIES_TOLD])))
    key = f"kept:{sha256(told.encode()).hexdigest()}"
    try:
        found = cache.get(key)
    except (RedisError, OSError):  # away, or full: as without this
        return make()
    if found is None:
        found = make()
        with suppress(RedisError, OSError):
            cache.set(key, found, KEPT_SECONDS)
    return found
