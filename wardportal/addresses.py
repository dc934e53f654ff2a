"""Where a page is: what Django's `reverse` says, worked out once in a process.

A board links to a thousand pages; working out the address of each took a tenth of its time.
"""

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=16_384)
def address(name: str, *args) -> str:
    """The path of the page that `name` ("plans:task_detail") and `args` name; NoReverseMatch for none."""
    return reverse(name, args=args)
