"""A disk that is full: told from other faults, and never left with half a file under a file's name."""

import errno
import os
import secrets
from pathlib import PurePosixPath

from django.core.files.storage import FileSystemStorage
from psycopg.errors import DiskFull

# No room on the disk, none left for this account, and a file larger than this process may write.
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def is_full(error) -> bool:
    """Whether `error` says that there was no room to write: a file's, SQLite's or PostgreSQL's."""
    if isinstance(error, OSError):
        return error.errno in NO_ROOM
    return isinstance(error.__cause__, DiskFull) or "database or disk is full" in str(error)


class WholeFiles(FileSystemStorage):
    """Files get their name once they are written to the end, whatever happens to the process or the disk."""

    def _save(self, name, content):
        unfinished = str(PurePosixPath(name).with_name(f"{secrets.token_hex(16)}.part"))
        try:
            super()._save(unfinished, content)
            return self._named(unfinished, name)
        finally:
            self.delete(unfinished)

    def _named(self, unfinished, name):
        while True:
            try:
                os.link(self.path(unfinished), self.path(name))
            except FileExistsError:  # somebody was faster
                name = self.get_available_name(name)
            else:
                return name
