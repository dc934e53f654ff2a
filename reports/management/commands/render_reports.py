import os
import time
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from organizations.models import Locality
from reports.sets import require_known, whole_set


class Command(BaseCommand):
    help = "In cả bộ báo cáo của một kỳ ra thư mục, nhiều tiến trình cùng lúc; cho biết thời gian, bộ nhớ."

    def add_arguments(self, parser):
        parser.add_argument("--locality", required=True, help="tên hoặc số của phường, xã")
        parser.add_argument("--period", required=True, help="kỳ: 2017-Q3, 2017-09, 2017-6t, 2017-9t, 2017")
        parser.add_argument("--out", required=True, help="thư mục nhận các tệp PDF")
        parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="số tiến trình")

    def handle(self, *, locality, period, out, processes, **options):
        # Loads WeasyPrint, which no other command needs.
        from reports.rendering import render_all  # noqa: PLC0415

        ward = _locality(locality)
        if processes < 1:
            raise CommandError("Số tiến trình phải từ 1 trở lên.")
        try:
            leaves = list(whole_set(ward, require_known(ward, period)))
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        folder, began, done = Path(out), time.perf_counter(), []
        try:
            for order, it in enumerate(render_all(leaves, processes=processes), start=1):
                _write(folder / it.folder / f"{order:02} {it.filename}.pdf", it.content)
                done.append(it)
        except OSError as error:
            raise CommandError(
                f"Không ghi được vào {out}: {error.strerror}. Hãy chọn thư mục khác."
            ) from error
        self._tell(done, time.perf_counter() - began)

    def _tell(self, done, seconds):
        pages = sum(it.pages for it in done)
        memory = {it.process: it.memory_mb for it in done}
        self.stdout.write(
            f"{len(done)} báo cáo, {pages} trang, {seconds:.1f} giây, {pages / seconds:.1f} trang/giây, "
            f"{sum(it.cpu_seconds for it in done):.1f} giây CPU; {len(memory)} tiến trình, nhiều nhất "
            f"{max(memory.values(), default=0)} MB một tiến trình."
        )


def _locality(said) -> Locality:
    wards = Locality.objects.filter(pk=said) if said.isdecimal() else Locality.objects.filter(name=said)
    ward = wards.first()
    if ward is None:
        known = ", ".join(Locality.objects.values_list("name", flat=True)[:10])
        raise CommandError(f"Không có địa phương “{said}”. Đang có: {known}.")
    return ward


def _write(path, content):
    """Whole or not at all: a file that is there is complete."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".part")
    half.write_bytes(content)
    half.replace(path)
