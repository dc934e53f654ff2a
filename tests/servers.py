"""Room of one's own on the servers the tests are given: what they hold for others stays as it is."""

import re
import secrets
import socket
import time
from contextlib import contextmanager

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
