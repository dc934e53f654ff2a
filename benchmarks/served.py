"""The portal as it is served, but that nobody is slowed down: the count of requests is not heeded."""

from wardportal import limits
from wardportal.wsgi import application

counted = limits._count  # noqa: SLF001 - measured, not used
limits._count = lambda name, request: min(0, counted(name, request))  # noqa: SLF001

__all__ = ["application"]
