"""Room of one's own on the servers the tests are given: what they hold for others stays as it is."""

import re
import secrets
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import boto3
import psycopg
import redis
from django.conf import settings
from psycopg import sql


@contextmanager
def own_servers():
    """The environment of a portal that shares nothing: an empty database and queue of the tests' kind."""
    name = f"portal_{secrets.token_hex(4)}"
    with _database(name) as database_url, _queue(name) as prefix:
        yield {"DATABASE_URL": database_url, "REDIS_URL": settings.REDIS_URL, "REDIS_PREFIX": prefix}


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


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def is_open(port):
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def wait_until(condition, seconds=120):
    deadline = time.monotonic() + seconds
    while not (answer := condition()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)
    return answer


@contextmanager
def _database(name):
    if not settings.DATABASE_URL:
        yield ""
        return
    with psycopg.connect(settings.DATABASE_URL, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield re.sub(r"/[^/?]*(?=\?|$)", f"/{name}", settings.DATABASE_URL)
    finally:
        with psycopg.connect(settings.DATABASE_URL, autocommit=True) as server:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def _queue(name):
    prefix = f"{name}."
    try:
        yield prefix
    finally:
        forget_messages(prefix)


def forget_messages(prefix):
    """Delete the keys of Redis, if there is one, that begin with `prefix`."""
    if not settings.REDIS_URL:
        return
    with redis.Redis.from_url(settings.REDIS_URL) as server:
        if keys := list(server.scan_iter(match=f"{prefix}*")):
            server.delete(*keys)
