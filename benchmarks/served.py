"""The portal as it is served, but that nobody is slowed down: the count of requests is taken and not heeded."""

from wardportal import limits
from wardportal.wsgi import application

counted = limits._count
limits._count = lambda name, request: min(0, counted(name, request))

__all__ = ["application"]
