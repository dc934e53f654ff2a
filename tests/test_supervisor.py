"""`make run` on a laptop: what keeps it running, what ends it, and what it says when it cannot start."""

import os
import re
import runpy
import shlex
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.skipif(
    bool(settings.DATABASE_URL),
    reason="make run's own size is SQLite; its parts on servers: test_processes.py",
)

RUN = [sys.executable, str(settings.BASE_DIR / "bin/run.py")]


def environment(data_dir, **extra):
    ours = {"DATA_DIR": str(data_dir), "PORT": "0", "DEMO_PASSWORD": ""}
    return {**os.environ, **ours, **extra}


def wait_until(condition, seconds=180):
    deadline = time.monotonic() + seconds
    while not (result := condition()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)
    return result


def children(pid):
    """The processes below it: pid → command line."""
    found = {}
    # One may end while we look.
    with suppress(FileNotFoundError, ProcessLookupError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            found[int(child)] = Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode()
            found |= children(child)
    return found


def is_running(pid):
    """A process that has ended but was not yet waited for by its parent does not count."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


class Portal:
    """A portal started as `make run` starts it, in a process group of its own as in a terminal."""

    def __init__(self, data_dir, **extra):
        self.data_dir = data_dir
        self.said = data_dir.parent / "said"
        with self.said.open("w") as said:
            self.process = subprocess.Popen(
                RUN, env=environment(data_dir, **extra), stdout=said, stderr=said, start_new_session=True
            )
        self.address = wait_until(self.announced)

    def announced(self):
        assert self.process.poll() is None, self.said.read_text()
        match = re.search(r"open at (https?://\S+/)", self.said.read_text())
        return match and match.group(1)

    def part(self, name):
        return next(
            (pid for pid, command in children(self.process.pid).items() if f" {name} " in command), None
        )

    def health(self):
        with urllib.request.urlopen(f"{self.address}healthz", timeout=20) as answer:
            return answer.status

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.wait(30)


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory):
    """Holds an empty ward: the demo's rows have their own tests."""
    data_dir = tmp_path_factory.mktemp("portal") / "data"
    data_dir.mkdir()
    (data_dir / "demo-loaded").write_text("yes")
    return data_dir


@pytest.fixture(scope="module")
def portal(data_dir):
    portal = Portal(data_dir)
    yield portal
    portal.stop()


@pytest.fixture
def own_portal(portal, data_dir, tmp_path):
    """One that a test may end; what the shared one has made once and no longer writes, it takes over."""
    own_data_dir = tmp_path / "data"
    shutil.copytree(data_dir / "static", own_data_dir / "static")
    for name in ("static-made-from", "demo-loaded", "demo-password"):
        shutil.copy2(data_dir / name, own_data_dir)
    own = Portal(own_data_dir)
    yield own
    own.stop()


def refusal(data_dir, command=RUN, **extra):
    """What `make run` says instead of starting; it must fail with exactly one line."""
    done = subprocess.run(
        command, env=environment(data_dir, **extra), capture_output=True, text=True, timeout=180, check=False
    )

    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    return done.stderr.strip()


def test_phones_in_the_room_reach_it_over_tls(portal, data_dir, tmp_path):
    own_data_dir = tmp_path / "data"
    shutil.copytree(data_dir / "static", own_data_dir / "static")
    for name in ("static-made-from", "demo-loaded", "demo-password"):
        shutil.copy2(data_dir / name, own_data_dir)
    own = Portal(own_data_dir, TLS="1")
    try:
        trusted = ssl.create_default_context(cafile=str(own_data_dir / "tls/portal.crt"))
        assert own.address.startswith("https://127.0.0.1:")
        with urllib.request.urlopen(f"{own.address}healthz", timeout=20, context=trusted) as answer:
            assert answer.status == 200
        assert (own_data_dir / "tls/portal.key").stat().st_mode & 0o077 == 0
    finally:
        own.stop()


def test_part_that_was_killed_starts_again(portal):
    for name in ("gunicorn", "worker", "beat"):
        killed = portal.part(name)
        below = children(killed)

        os.kill(killed, signal.SIGKILL)

        new = wait_until(lambda name=name, killed=killed: portal.part(name) not in (None, killed))
        assert new
        wait_until(lambda below=below: not any(is_running(pid) for pid in below))
        assert f"was ended by signal {signal.SIGKILL:d}; it starts again" in portal.said.read_text()
    assert portal.health() == 200


def test_second_start_in_the_same_data_dir_is_refused(portal, data_dir):
    assert refusal(data_dir) == f"DATA_DIR {data_dir} is already in use (process {portal.process.pid})."


def test_sigterm_ends_everything(own_portal):
    wait_until(lambda: len(children(own_portal.process.pid)) == 5)  # gunicorn and its two, worker, beat
    below = children(own_portal.process.pid)

    assert own_portal.stop() == 0

    assert not any(is_running(pid) for pid in below)
    assert own_portal.said.read_text().endswith("The portal has stopped.\n")


def test_ctrl_c_in_a_terminal_reaches_the_whole_group_and_ends_everything(own_portal):
    below = children(own_portal.process.pid)

    os.killpg(own_portal.process.pid, signal.SIGINT)

    assert own_portal.process.wait(30) == 0
    assert not any(is_running(pid) for pid in below)
    assert own_portal.said.read_text().endswith("The portal has stopped.\n")


def test_supervisor_that_was_killed_leaves_nothing_behind(own_portal):
    below = children(own_portal.process.pid)

    own_portal.process.kill()

    wait_until(lambda: not any(is_running(pid) for pid in below))


def test_demo_password_is_made_once_and_kept_for_its_owner_alone(data_dir, own_portal):
    made = data_dir / "demo-password"  # by the first start, of which own_portal is the second

    assert re.fullmatch(r"\w{4}-\w{4}-\w{4}", made.read_text())
    assert made.stat().st_mode & 0o777 == 0o600
    assert (own_portal.data_dir / "demo-password").read_text() == made.read_text()


def test_what_the_portal_writes_is_for_its_owner_alone(portal, data_dir):
    made = [path for path in data_dir.iterdir() if path.name != "demo-loaded"]

    assert {"portal.sqlite3", "logs", "queue", "static", "secret-key"} <= {path.name for path in made}
    assert [path.name for path in made if path.stat().st_mode & 0o077] == []


def test_portal_for_the_whole_office_answers_under_the_address_it_tells(portal, data_dir, tmp_path):
    shutil.copytree(data_dir / "static", tmp_path / "data/static")
    for name in ("static-made-from", "demo-loaded"):
        shutil.copy2(data_dir / name, tmp_path / "data")
    office = Portal(tmp_path / "data", HOST="0.0.0.0")
    host, port = re.fullmatch(r"http://(.+):(\d+)/", office.address).groups()

    try:
        # The name may not lead here from within a container; the portal must know it all the same.
        asked = urllib.request.Request(f"http://127.0.0.1:{port}/healthz", headers={"Host": host})
        with urllib.request.urlopen(asked, timeout=20) as answer:
            assert answer.status == 200
    finally:
        office.stop()

    assert host not in {"0.0.0.0", "127.0.0.1"}


@pytest.mark.parametrize(
    ("allowed", "told"),
    [
        ("cong.phuong6.invalid, 10.0.0.7", "cong.phuong6.invalid"),
        (".phuong6.invalid", "phuong6.invalid"),
        ("*", "localhost"),
    ],
)
def test_address_told_is_the_first_allowed(monkeypatch, allowed, told):
    run = runpy.run_path(RUN[1])
    monkeypatch.setenv("ALLOWED_HOSTS", allowed)
    with socket.create_server(("0.0.0.0", 0)) as listener:
        names = ",".join(run["reachable_names"](listener))

        assert run["address"]({"ALLOWED_HOSTS": names}, listener) == (
            f"http://{told}:{listener.getsockname()[1]}/"
        )


def test_start_that_was_killed_while_it_made_the_password_leaves_none(tmp_path, monkeypatch):
    demo_password = runpy.run_path(RUN[1])["demo_password"]
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    with monkeypatch.context() as killed:
        killed.setattr(Path, "write_text", lambda self, text: self.touch() or sys.exit())
        with pytest.raises(SystemExit):
            demo_password(tmp_path)

    assert re.fullmatch(r"\w{4}-\w{4}-\w{4}", demo_password(tmp_path))


def test_port_in_use_is_refused(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        assert refusal(tmp_path, PORT=str(port)) == (
            f"Port {port} on 127.0.0.1 cannot be opened: Address already in use (make run PORT=… HOST=…)."
        )


@pytest.mark.parametrize("port", ["acht", "70000"])
def test_port_that_is_none_is_refused(tmp_path, port):
    assert refusal(tmp_path, PORT=port) == f"PORT {port} is not a port number."


def test_data_dir_that_is_a_file_is_refused(tmp_path):
    file = tmp_path / "file"
    file.touch()

    assert refusal(file) == f"DATA_DIR {file} cannot be used: Not a directory."


@pytest.mark.skipif(
    subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode != 0,
    reason="only root may mount a file system, and not in every container",
)
@pytest.mark.parametrize(
    ("options", "reason"),
    [("ro", "cannot be used: Read-only file system."), ("size=64k", "is full: 0 MB free, 50 MB needed.")],
)
def test_data_dir_on_a_read_only_or_full_file_system_is_refused(tmp_path, options, reason):
    mount = f"mount -t tmpfs -o {options} none {tmp_path}"

    said = refusal(tmp_path, command=["unshare", "--mount", "sh", "-c", f"{mount} && {shlex.join(RUN)}"])

    assert said == f"DATA_DIR {tmp_path} {reason}"


# --- bin/setup on a machine that lacks something ----------------------------------------------------


@pytest.fixture
def bare_machine(tmp_path):
    """A clone beside a PATH with nothing on it but the basic tools."""
    (tmp_path / "clone/bin").mkdir(parents=True)
    shutil.copy(settings.BASE_DIR / "bin/setup", tmp_path / "clone/bin/setup")
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("bash", "dirname", "df", "awk", "grep", "tr", "rm", "cat", "sha256sum"):
        (tools / name).symlink_to(shutil.which(name))
    return tmp_path


def install(machine, name, script):
    tool = machine / "tools" / name
    tool.write_text(f"#!{shutil.which('bash')}\n{script}\n")
    tool.chmod(0o755)


def setup_refusal(machine):
    done = subprocess.run(
        [machine / "clone/bin/setup"],
        env={"PATH": str(machine / "tools")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    return done.stderr


def test_setup_without_python_says_so_in_one_line(bare_machine):
    install(bare_machine, "python3", "exit 1")  # as an older Python answers

    assert setup_refusal(bare_machine) == (
        "Python 3.11 or newer was not found; install it"
        " (Debian 12: sudo apt-get install -y python3 python3-venv).\n"
    )


def test_setup_without_root_prints_the_command_that_installs_what_is_missing(bare_machine):
    install(bare_machine, "python3", f'exec {sys.executable} "$@"')
    install(bare_machine, "id", "echo 1000")
    install(bare_machine, "dpkg-query", '[ "${@: -1}" = libpango-1.0-0 ] && echo "ii "')

    assert setup_refusal(bare_machine) == (
        "Debian packages are missing. Run this, then start again: sudo apt-get update &&"
        " sudo apt-get install -y --no-install-recommends libpangoft2-1.0-0 libharfbuzz-subset0\n"
    )


@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"])
def test_any_browser_of_the_family_will_do(bare_machine, name):
    install(bare_machine, name, "exit 1")

    found = subprocess.run(
        [settings.BASE_DIR / "bin/chromium"],
        env={"PATH": str(bare_machine / "tools")},
        capture_output=True,
        text=True,
        check=True,
    )

    assert found.stdout == f"{bare_machine / 'tools' / name}\n"
