"""How gunicorn serves the portal, under `make run` as in a container; the address is the caller's."""

worker_class = "gthread"
workers = 2
threads = 8
timeout = 60
graceful_timeout = 5
# The heartbeat file belongs in memory: on a busy disk it would stall the workers.
worker_tmp_dir = "/dev/shm"  # noqa: S108 - a file without a name, in memory
control_socket_disable = True
accesslog = "-"
