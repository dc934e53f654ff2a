"""Starts the portal and keeps it running: web server, worker and beat under one supervisor (`make run`).

Standard library only: what is wrong with the machine gets a readable answer even where Django cannot start.
"""

import ctypes
import fcntl
import hashlib
import http.client
import os
import secrets
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MINIMUM_FREE = 50 * 2**20
LOG_SIZE = 10 * 2**20
# The web server needs at most 5 s to end (deploy/gunicorn.conf.py); a report being rendered is begun anew
# by the next worker once its lease has run out.
SECONDS_TO_STOP = 10
SECONDS_TO_ANSWER = 60
SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
PR_SET_PDEATHSIG = 1
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike

libc = ctypes.CDLL(None)
stop = threading.Event()


class StartError(Exception):
    """Why the portal does not start, as one line for the person who started it."""


# --- What must be so before anything starts ---------------------------------------------------------


def usable_data_dir():
    data_dir = (ROOT / (os.environ.get("DATA_DIR") or "var")).resolve()
    try:
        (data_dir / "logs").mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=data_dir) as probe:
            probe.write(b"x" * 4096)
    except OSError as error:
        raise StartError(f"DATA_DIR {data_dir} cannot be used: {error.strerror}.") from None
    free = shutil.disk_usage(data_dir).free
    if free < MINIMUM_FREE:
        raise StartError(
            f"DATA_DIR {data_dir} is full: {free >> 20} MB free, {MINIMUM_FREE >> 20} MB needed."
        )
    return data_dir


def lock(data_dir):
    """Returns the open lock file; the lock ends with this process, however it ends."""
    file = (data_dir / "run.lock").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.seek(0)
        raise StartError(f"DATA_DIR {data_dir} is already in use (process {file.read().strip()}).") from None
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file


def listen():
    """Opens the address here, once: it stays ours while the web server is started, or started again."""
    host, port = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000"
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, int(port)), family=family, backlog=128)
    except (ValueError, OverflowError):
        raise StartError(f"PORT {port} is not a port number.") from None
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno > 0 else error.strerror
        raise StartError(
            f"Port {port} on {host} cannot be opened: {reason} (make run PORT=… HOST=…)."
        ) from None


def demo_password(data_dir):
    """The given one, else the one made at the first start."""
    if given := os.environ.get("DEMO_PASSWORD"):
        return given
    path = data_dir / "demo-password"
    if not path.exists():
        unfinished = data_dir / "demo-password.new"
        unfinished.write_text("-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3)))
        unfinished.replace(path)
    return path.read_text().strip()


def is_over_tls():
    return os.environ.get("TLS", "") not in {"", "0"}


def make_certificate(data_dir, names):
    """One of our own for phones in the room; what is there and names them all is kept."""
    command = [sys.executable, "bin/certificate.py", str(data_dir / "tls"), *names]
    done = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=False)
    if done.returncode:
        raise StartError(f"No certificate could be made: {last_line(done.stderr)}")


def reachable_names(listener):
    """What may be typed to reach the portal; the first is the one that is told."""
    if given := os.environ.get("ALLOWED_HOSTS"):
        return [name.strip() for name in given.split(",")]
    host = listener.getsockname()[0]
    here = ["127.0.0.1", "localhost", "[::1]"]
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - asks whether the caller wants it
        return [*outward_addresses(listener.family), socket.gethostname().lower(), *here]
    own = f"[{host}]" if ":" in host else host
    return [own, *(name for name in here if name != own)]


def outward_addresses(family):
    """The machine's own address in its network, if it has one."""
    # Connecting a datagram socket sends nothing: it only asks which way one would go.
    far = "192.0.2.1" if family == socket.AF_INET else "2001:db8::1"
    with socket.socket(family, socket.SOCK_DGRAM) as probe, suppress(OSError):
        probe.connect((far, 9))
        own = probe.getsockname()[0]
        return [f"[{own}]" if ":" in own else own]
    return []


# --- What is done once before each start ------------------------------------------------------------


def manage(environment, *arguments):
    """Runs one command of manage.py and returns what it printed."""
    command = [sys.executable, "manage.py", *arguments]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    while True:
        with suppress(subprocess.TimeoutExpired):
            printed, _ = process.communicate(timeout=0.2)
            break
        if stop.is_set():
            process.terminate()
    if process.returncode and not stop.is_set():
        log = Path(environment["DATA_DIR"]) / "logs" / f"{arguments[0]}.log"
        log.write_text(printed)
        raise StartError(f"manage.py {arguments[0]} failed: {last_line(printed)} (all of it in {log})")
    return printed


def last_line(text):
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"


def prepare(environment, data_dir):
    manage(environment, "migrate", "--no-input", "--verbosity=0")
    manage(environment, "install_formats")
    manage(environment, "install_outlines")
    manage(environment, "install_kinds")
    manage(environment, "install_report_outlines")
    once_for(data_dir / "static-made-from", static_sum(), collect_static, environment)
    demo_stamp = data_dir / "demo-loaded"
    if os.environ.get("DEMO") == "0":
        demo_stamp.write_text("yes")  # a ward of one's own: no later start loads the demo either
    once_for(demo_stamp, "yes", load_demo, environment)


def once_for(stamp, value, do, environment):
    """Does it unless it was done for the same value."""
    if stop.is_set() or (stamp.exists() and stamp.read_text() == value):
        return
    do(environment)
    if not stop.is_set():
        stamp.write_text(value)


def static_sum():
    """Changes with every file under static/ and every version of a package that brings its own."""
    known = hashlib.sha256((ROOT / "requirements/base.txt").read_bytes())
    for path in sorted([*(ROOT / "static").rglob("*"), *(ROOT / "docs/huong-dan/anh").iterdir()]):
        facts = path.stat()
        known.update(f"{path.relative_to(ROOT)} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return known.hexdigest()


def collect_static(environment):
    print("Preparing static files")
    manage(environment, "collectstatic", "--no-input", "--clear", "--verbosity=0")


def load_demo(environment):
    print("Loading the demo ward")
    manage(environment, "seed_demo", "--if-empty")


def greet(environment):
    """Who may sign in, as it is printed; a portal without the demo ward is put on the real day."""
    if accounts := manage(environment, "demo_accounts"):
        return accounts
    environment["BUSINESS_DATE"] = os.environ.get("BUSINESS_DATE", "")
    return manage(environment, "setup_key", "--if-empty")


# --- The parts --------------------------------------------------------------------------------------


@dataclass
class Part:
    """One process that is kept running."""

    name: str
    command: list
    environment: dict
    log: Path
    pass_fds: tuple = ()
    process: subprocess.Popen | None = None
    started_at: float = 0
    next_start_at: float = 0
    pause: float = SHORTEST_PAUSE

    def start(self):
        if self.log.exists() and self.log.stat().st_size > LOG_SIZE:
            self.log.replace(f"{self.log}.1")
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *self.command],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=self.pass_fds,
                preexec_fn=end_with_supervisor,  # noqa: PLW1509 - this process has no threads
            )
        self.started_at = time.monotonic()

    def keep_running(self):
        if self.process is None:
            if time.monotonic() >= self.next_start_at:
                self.start()
        elif self.process.poll() is not None:
            self.bury()

    def bury(self):
        lived = time.monotonic() - self.started_at
        self.pause = SHORTEST_PAUSE if lived > LONGEST_PAUSE else min(self.pause * 2, LONGEST_PAUSE)
        self.next_start_at = time.monotonic() + self.pause
        print(f"{self.name} {ending(self.process)}; it starts again in {self.pause:g} s (see {self.log})")
        self.process = None


def end_with_supervisor():
    """A part gets SIGTERM when the supervisor is killed, so none is ever left behind."""
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def ending(process):
    code = process.returncode
    return f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"


def all_parts(environment, data_dir, listener):
    # On a full disk Python would keep half a compiled file, and no part start again; what ran before this
    # has kept nearly all of them.
    environment = environment | {"PYTHONDONTWRITEBYTECODE": "1"}

    def part(name, *command, pass_fds=()):
        return Part(name, command, environment, data_dir / "logs" / f"{name}.log", pass_fds)

    web = ["gunicorn", "-c", "deploy/gunicorn.conf.py", "-b", f"fd://{listener.fileno()}", "wardportal.wsgi"]
    if is_over_tls():
        web += ["--certfile", str(data_dir / "tls/portal.crt"), "--keyfile", str(data_dir / "tls/portal.key")]
    celery = ["celery", "-A", "wardportal.celery"]
    ringing = ["celery", "-A", "wardportal.celery:beat"]
    return [
        part("web", *web, pass_fds=(listener.fileno(),)),
        part("worker", *celery, "worker", "-P", "solo", "-l", "INFO", "--without-gossip", "--without-mingle"),
        part("beat", *ringing, "beat", "-l", "WARNING", "--pidfile=", "-s", str(data_dir / "beat-schedule")),
    ]


# --- The supervisor ---------------------------------------------------------------------------------


def supervise(parts, environment, listener, greeting):
    try:
        for part in parts:
            part.start()
        wait_for_answer(parts[0], listener)
        if not stop.is_set():
            print(f"{greeting}\nThe portal is open at {address(environment, listener)} (Ctrl-C ends it).")
        while not stop.is_set():
            for part in parts:
                part.keep_running()
            time.sleep(0.2)
    finally:
        end(parts)


def wait_for_answer(web, listener):
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while not stop.is_set() and not answers(listener):
        if web.process.poll() is not None:
            raise StartError(
                f"The web server does not start: {last_line(web.log.read_text())} (see {web.log})"
            )
        if time.monotonic() > deadline:
            raise StartError(f"The web server does not answer (see {web.log}).")
        time.sleep(0.1)


def answers(listener):
    host, port = listener.getsockname()[:2]
    if is_over_tls():
        # Our own certificate, asked of ourselves: whether it answers is all we want to know.
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        connection = http.client.HTTPSConnection(host, port, timeout=1, context=trusting)
    else:
        connection = http.client.HTTPConnection(host, port, timeout=1)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        connection.getresponse()
        return True
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def address(environment, listener):
    name = environment["ALLOWED_HOSTS"].partition(",")[0].lstrip(".")
    scheme = "https" if is_over_tls() else "http"
    return f"{scheme}://{'localhost' if name == '*' else name}:{listener.getsockname()[1]}/"


def end(parts):
    """Asks every part to end, and ends by force what has not done so in time."""
    print("Stopping")
    alive = [part.process for part in parts if part.process and part.process.poll() is None]
    for process in alive:
        process.terminate()
    deadline = time.monotonic() + SECONDS_TO_STOP
    for process in alive:
        try:
            process.wait(max(0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def main():
    # What the portal writes holds passwords' hashes and people's names: for its owner alone.
    os.umask(0o077)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:  # as under nohup
            signal.signal(number, lambda *_: stop.set())
    sys.stdout.reconfigure(line_buffering=True)
    try:
        data_dir = usable_data_dir()
        with lock(data_dir), listen() as listener:
            environment = {
                **os.environ,
                "DATA_DIR": str(data_dir),
                # The demo ward's year is over: its own day keeps "overdue" meaningful. Empty: the real day.
                "BUSINESS_DATE": os.environ.get("BUSINESS_DATE", "2017-09-18"),
                "DEMO_PASSWORD": demo_password(data_dir),
                "ALLOWED_HOSTS": ",".join(reachable_names(listener)),
                "PYTHONUNBUFFERED": "1",
            }
            if is_over_tls():
                make_certificate(data_dir, environment["ALLOWED_HOSTS"].split(","))
            prepare(environment, data_dir)
            greeting = greet(environment)
            if not stop.is_set():
                supervise(all_parts(environment, data_dir, listener), environment, listener, greeting)
    except StartError as error:
        sys.exit(str(error))
    print("The portal has stopped.")


if __name__ == "__main__":
    main()
