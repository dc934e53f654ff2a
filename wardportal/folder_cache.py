"""The cache of one machine: a folder that its processes share, where of several one is the first."""

from contextlib import contextmanager
from pathlib import Path

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache
from django.core.files import locks


class FolderCache(FileBasedCache):
    """Django's own looks and then writes; between the two another process may have looked as well."""

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        with self._alone():
            return super().add(key, value, timeout, version)

    def incr(self, key, delta=1, version=None):
        with self._alone():
            return super().incr(key, delta, version)

    @contextmanager
    def _alone(self):
        self._createdir()
        with (Path(self._dir) / "lock").open("wb") as lock:  # closing it gives it back
            locks.lock(lock, locks.LOCK_EX)
            yield
