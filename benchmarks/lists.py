"""Every page that can be reached, with every choice of its filters: which large tables are read whole.

    python benchmarks/lists.py          # a city of 168 wards
    python benchmarks/lists.py ward     # one ward with ten years of data
    python benchmarks/lists.py ward --sqlite

Prints each question that the database would answer by reading a table of more than 10,000 rows from end to
end, and asserts nothing; the walk itself is benchmarks/walk.py.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from pages import SEEDS, environment_of, manage

ROOT = Path(__file__).resolve().parent.parent
START = "import django; django.setup(); from benchmarks.walk import walk; walk()"


def main():
    if "--here" not in sys.argv:
        size = next((it for it in sys.argv[1:] if it in SEEDS), "city")
        services = [] if "--sqlite" in sys.argv else [str(ROOT / "bin/with-services")]
        command = [*services, sys.executable, __file__, "--here", size]
        given = {name: it for name, it in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        raise SystemExit(subprocess.run(command, env=given, check=False).returncode)
    with tempfile.TemporaryDirectory() as folder:
        environment = environment_of(folder)
        for command in ["migrate"], ["install_formats"], ["collectstatic", "--no-input"], SEEDS[sys.argv[-1]]:
            manage(environment, *command)
        subprocess.run([sys.executable, "-c", START], cwd=ROOT, env=environment, check=True)


if __name__ == "__main__":
    main()
