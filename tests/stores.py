"""An object store of one's own: moto's server, which speaks S3."""

import secrets
import subprocess
import sys
from contextlib import contextmanager

import boto3

from tests.servers import free_port, is_open, wait_until


@contextmanager
def object_store():
    """The environment of a portal whose files are in an object store, empty and its own."""
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: is_open(port) or server.poll() is not None)
        told = {
            "FILES_BUCKET": f"portal-{secrets.token_hex(4)}",
            "FILES_ENDPOINT": f"http://127.0.0.1:{port}",
            "FILES_REGION": "us-east-1",
            "FILES_KEY": "portal",
            "FILES_SECRET": secrets.token_urlsafe(12),
        }
        store_client(told).create_bucket(Bucket=told["FILES_BUCKET"])
        yield told
    finally:
        server.kill()
        server.wait()


def store_client(told):
    """The object store by another hand than the portal's."""
    return boto3.client(
        "s3",
        endpoint_url=told["FILES_ENDPOINT"],
        region_name=told["FILES_REGION"],
        aws_access_key_id=told["FILES_KEY"],
        aws_secret_access_key=told["FILES_SECRET"],
    )
