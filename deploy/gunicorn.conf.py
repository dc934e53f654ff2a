"""How gunicorn serves the portal, under `make run` as in a container; the address is the caller's."""

import gc

worker_class = "gthread"
workers = 2
threads = 8
timeout = 60
graceful_timeout = 5
# The heartbeat file belongs in memory: on a busy disk it would stall the workers.
worker_tmp_dir = "/dev/shm"  # noqa: S108 - a file without a name, in memory
control_socket_disable = True
accesslog = "-"
# Loaded once, and shared by all processes as long as they only read it.
preload_app = True


def when_ready(server):
    """What is loaded stays: the collector need not walk through it, nor copy its pages by that."""
    gc.collect()
    gc.freeze()


def post_fork(server, worker):
    # A page makes some ten thousand objects and drops nearly all at its end, without the collector's help:
    # looking for cycles after every 700 took a sixth of the time (benchmarks/pages.py).
    gc.set_threshold(50_000, 20, 50)
