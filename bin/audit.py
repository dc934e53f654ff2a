"""Known faults of the packages the portal runs on, asked of the registries' advisories.

Prints one line for `make check`, and the faults found. Where no registry answers (no internet, a mirror
without advisories) it says so and is content: what cannot be asked is no fault of the change.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--progress-spinner=off"]
SECONDS = 120


def main() -> int:
    faults, unasked = python_faults()
    node_faults, node_unasked = front_end_faults()
    faults, unasked = faults + node_faults, unasked + node_unasked
    if faults:
        print("FAILED  known faults of packages", *faults, sep="\n        ")
        return 1
    print("ok      known faults of packages", f"(could not ask: {', '.join(unasked)})" if unasked else "")
    return 0


def python_faults():
    said = _json([*PYTHON, "--format=json", "-r", "requirements/server.txt"])
    if said is None:
        return [], ["Python (no answer)"]
    faults = [
        f"{package['name']} {package['version']}: {fault['id']}, mended in {', '.join(fault['fix_versions'])}"
        for package in said["dependencies"]
        for fault in package.get("vulns", ())
    ]
    unknown = sum("skip_reason" in package for package in said["dependencies"])
    return faults, [f"{unknown} of {len(said['dependencies'])} Python packages"] if unknown else []


def front_end_faults():
    said = _json(["npm", "audit", "--omit=dev", "--json"])
    if said is None or "vulnerabilities" not in said:
        return [], ["npm"]
    return [f"{name}: {fault['severity']}" for name, fault in said["vulnerabilities"].items()], []


def _json(command):
    """What the program printed; it ends with 1 where it found something, as where it could not ask."""
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False)
        return json.loads(done.stdout)
    except (OSError, subprocess.TimeoutExpired, json.JSONDecodeError):
        return None


if __name__ == "__main__":
    raise SystemExit(main())
