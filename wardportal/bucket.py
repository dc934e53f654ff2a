"""The files in an object store (S3), where several machines share them: settings.FILES_BUCKET.

Nothing in it is open to anybody but the portal: each file goes out through a view that asks who may see it.
Imported only where a bucket is set, since boto3 takes 30 MB.
"""

import errno
from contextlib import contextmanager
from types import SimpleNamespace

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

# What is read waits in memory up to here, beyond in a temporary file.
LARGEST_IN_MEMORY = 4 << 20


class Bucket(S3Storage):
    """Behaves as a folder does: a name is never written over, and what goes wrong is an OSError."""

    def __init__(self, **options):
        super().__init__(**options)
        # One client for all threads, as boto3 allows; django-storages makes one for each, of 13 MB.
        self._connections = SimpleNamespace()

    def get_default_settings(self):
        # "when_required" and paths: what stores other than Amazon's understand, too.
        config = Config(
            connect_timeout=2,
            read_timeout=20,
            retries={"mode": "standard", "total_max_attempts": 2},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            s3={"addressing_style": "path"},
            signature_version="s3v4",
        )
        return super().get_default_settings() | {
            "client_config": config,
            "file_overwrite": False,
            "max_memory_size": LARGEST_IN_MEMORY,
            # A pool of threads for each file would cost more than it brings at 20 MB.
            "transfer_config": TransferConfig(use_threads=False),
        }

    def _open(self, name, mode="rb"):
        with _told_as_a_folder_does(name):
            file = super()._open(name, mode)
            file.open()  # fetched here and not while an answer is half sent
            return file

    def _save(self, name, content):
        with _told_as_a_folder_does(name):
            return super()._save(name, content)

    def delete(self, name):
        with _told_as_a_folder_does(name):
            super().delete(name)

    def exists(self, name):
        with _told_as_a_folder_does(name):
            return super().exists(name)

    def listdir(self, name):
        with _told_as_a_folder_does(name):
            return super().listdir(name)

    def url(self, name, parameters=None, expire=None, http_method=None):
        raise ValueError("This file has no address of its own.")


@contextmanager
def _told_as_a_folder_does(name):
    """What readers and writers know how to take: FileNotFoundError, and OSError for everything else."""
    try:
        yield
    except ClientError as error:
        # A bucket that is not there is none that is empty: a backup of it would be taken for whole.
        if error.response["Error"]["Code"] in {"NoSuchKey", "404"}:
            raise FileNotFoundError(errno.ENOENT, "không có tệp này", name) from error
        raise OSError(errno.EIO, "kho tệp từ chối", name) from error
    except (BotoCoreError, Boto3Error) as error:
        # As of a server that is away for a while (wardportal/errors.py).
        raise OSError(errno.EHOSTDOWN, "kho tệp không trả lời", name) from error
