"""Sample data of the work itself: more time asked for, photos beside what was said."""

from io import BytesIO

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from documents.photos import shrink
from plans.models import Assignment, Evidence, Extension
from wardportal.demo.sample_data import EXTENSIONS, PHOTOS

SAMPLE_COLOURS = ["#e8d9b5", "#cfdde8"]
SAMPLE_FONT = settings.BASE_DIR / "static/vendor/tinos/Tinos-Bold.ttf"


def create(ward, accounts) -> None:
    """What the units asked and showed since they spoke; `accounts` by the key of the unit they head."""
    _extensions(ward, accounts)
    _evidence(ward, accounts)


def _extensions(ward, accounts):
    for key, title, asked_on, until, reason in EXTENSIONS:
        Extension.ask(
            _given(ward, key, title),
            by=accounts[key],
            new_due_on=until,
            reason=reason,
            on=asked_on,
            is_sample=True,
        )


def _evidence(ward, accounts):
    for number, (key, title, name) in enumerate(PHOTOS):
        entry = _given(ward, key, title).entries.first()
        Evidence.of_photo(sample_photo(number), name=f"{name}.jpg").attach(entry, by=accounts[key])


def _given(ward, key, title):
    return Assignment.objects.select_related("task__plan", "unit").get(
        unit=ward.units[key], task__title=title, task__locality=ward.locality
    )


def sample_photo(number):
    """A picture that nobody takes for a real one: bars of colour that say what they are."""
    picture = Image.new("RGB", (1200, 900), SAMPLE_COLOURS[number % len(SAMPLE_COLOURS)])
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 600, 1200, 900), fill="#5b6b54")
    for x in range(150, 1150, 200):
        draw.ellipse((x, 420, x + 90, 510), fill="#6f5844")
        draw.rectangle((x - 25, 510, x + 115, 720), fill="#31506b")
    font = ImageFont.truetype(SAMPLE_FONT, 84)
    draw.text((600, 150), "DỮ LIỆU MẪU", font=font, fill="#7a1f1f", anchor="mm")
    draw.text((600, 260), "không phải ảnh thật", font=font, fill="#7a1f1f", anchor="mm")
    out = BytesIO()
    picture.save(out, "JPEG")
    return shrink(out)
