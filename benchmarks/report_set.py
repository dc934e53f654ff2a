"""A ward's whole quarter set against plain WeasyPrint on the same HTML; its longest report, naively.

Run by `make bench`; prints ratios and the machine's load, asserts nothing. The demo ward, on SQLite.
"""

import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# (a) the set in parallel processes, then the same pages one after another in this one, with a warm renderer.
WHOLE_SET = """
import os, resource, time
from django.db import connection
from django.test.utils import CaptureQueriesContext
from documents.pdf import _house_style, PaperFetcher, warm_up
from documents.printing import paper_html
from organizations.models import Locality
from reports.rendering import render_all
from reports.sets import require_known, whole_set
from weasyprint import HTML

def main():
    ward = Locality.objects.get()
    period = require_known(ward, "2017-Q3")
    with CaptureQueriesContext(connection) as queries:
        began = time.perf_counter()
        leaves = list(whole_set(ward, period))
        read = time.perf_counter() - began
    began, own = time.perf_counter(), time.process_time()
    done = list(render_all(leaves, processes=os.cpu_count()))
    wall = time.perf_counter() - began
    cpu = sum(it.cpu_seconds for it in done) + time.process_time() - own
    pages = sum(it.pages for it in done)
    memory = {it.process: it.memory_mb for it in done}
    warm_up()
    fonts, sheet = _house_style()
    htmls = [paper_html(it.paper, it.drawings) for it in leaves]
    began, own = time.perf_counter(), time.process_time()
    for html in htmls:
        page = HTML(string=html, base_url="paper:", url_fetcher=PaperFetcher({}))
        page.write_pdf(stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/a-3a")
    plain, plain_cpu = time.perf_counter() - began, time.process_time() - own
    print(f"  the set               {len(done):6} reports, {pages} pages")
    print(f"  reading the data      {read:6.2f} s, {len(queries)} queries")
    print(f"  rendered, {len(memory)} processes {wall:6.2f} s, {pages / wall:.1f} pages/s, CPU {cpu:.2f} s")
    print(f"  plain, one process    {plain:6.2f} s, CPU {plain_cpu:.2f} s")
    print(f"  wall / plain          {wall / plain:6.2f}")
    print(f"  CPU / plain CPU       {cpu / plain_cpu:6.2f}")
    print(f"  most memory           {max(memory.values()):6} MB a process")
    print(f"  load of the machine   {os.getloadavg()[0]:6.2f} on {os.cpu_count()} processors")

main()
"""
# (b) the committee's report warm, and as a page with its style inline in a process that begins with it.
CONSOLIDATED = """
import time
from documents.pdf import render_pdf, warm_up
from documents.printing import paper_html
from organizations.models import Locality
from reports.sets import require_known, whole_set
ward = Locality.objects.get()
leaf = next(whole_set(ward, require_known(ward, "2017-Q3")))
html = paper_html(leaf.paper, leaf.drawings)
open({page!r}, "w").write(html)
warm_up()
times = []
for _ in range(5):
    began = time.perf_counter()
    render_pdf(html)
    times.append(time.perf_counter() - began)
print(sorted(times)[2])
"""
NAIVE = """
import time
began = time.perf_counter()
from weasyprint import HTML
html = open({page!r}).read().replace("</head>", "<style>" + open({style!r}).read() + "</style></head>")
HTML(string=html, base_url={root!r}).write_pdf({out!r})
print(f"{{time.perf_counter() - began:.3f}}")
"""


def _said(arguments, environment) -> str:
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout


def main():
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "DATA_DIR": folder,
            "DEMO_PASSWORD": secrets.token_hex(8),
            "BUSINESS_DATE": "2017-09-18",
        }

        def manage(*arguments):
            return _said([ROOT / "manage.py", *arguments], environment)

        manage("migrate", "--verbosity=0")
        manage("seed_demo")
        print("The whole set of quarter III/2017")
        script = Path(folder) / "whole_set.py"
        # A file: the processes of the pool have to find the beginning of what started them.
        head = "import django\ndjango.setup()\n"
        body = WHOLE_SET.replace("\nmain()\n", '\nif __name__ == "__main__":\n    main()\n')
        script.write_text(head + body)
        environment |= {"DJANGO_SETTINGS_MODULE": "wardportal.settings", "PYTHONPATH": str(ROOT)}
        run = subprocess.run(
            [sys.executable, script], env=environment, check=True, capture_output=True, text=True
        )
        print(run.stdout, end="")
        page, out = f"{folder}/page.html", f"{folder}/out.pdf"
        warm = float(manage("shell", "-v0", "-c", CONSOLIDATED.format(page=page)).strip().splitlines()[-1])
        naive = NAIVE.format(page=page, style=str(ROOT / "static/print.css"), root=str(ROOT), out=out)
        cold = float(_said(["-c", naive], environment))
        print("The committee's report")
        print(f"  warm worker           {warm:6.2f} s")
        print(f"  naive, fresh process  {cold:6.2f} s ({cold / warm:.1f} times)")


if __name__ == "__main__":
    main()
