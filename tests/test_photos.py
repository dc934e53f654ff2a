"""Photos from a phone: small, upright, without what the camera wrote beside the picture."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, ImageFile

from documents.photos import shrink


def photo(width=4000, height=3000, kind="JPEG", mode="RGB", exif=None):
    picture = Image.new(mode, (width, height), "red")
    # Blue along the upper edge, to see where it ends up.
    picture.paste(Image.new(mode, (width, height // 4), "blue"), (0, 0))
    out = BytesIO()
    picture.save(out, kind, **({"exif": exif} if exif else {}))
    out.seek(0)
    return out


def exif_of_a_phone():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "Hãng điện thoại"
    exif.get_ifd(0x8825).update({1: "N", 2: (10.0, 20.0, 30.0)})
    return exif


def test_photo_is_made_small_and_keeps_no_place():
    kept = shrink(photo(exif=exif_of_a_phone()))

    made = Image.open(BytesIO(kept.content))
    assert (made.format, made.size) == ("JPEG", (1200, 1600))
    assert (kept.width, kept.height) == (1200, 1600)
    assert dict(made.getexif()) == {}
    assert not {"exif", "gps", "icc_profile"} & set(made.info)
    # Upright: the upper edge is now at the right.
    red, _, blue = made.getpixel((1190, 800))
    assert blue > 200 > red
    thumbnail = Image.open(BytesIO(kept.thumbnail))
    assert max(thumbnail.size) == 240
    assert len(kept.thumbnail) < 10_000


def test_small_photo_is_not_blown_up_and_a_transparent_one_becomes_white():
    kept = shrink(photo(40, 30, "PNG", "RGBA"))
    clear = BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(clear, "PNG")

    assert (kept.width, kept.height) == (40, 30)
    assert Image.open(BytesIO(shrink(clear).content)).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("content", [b"", b"khong phai hinh", photo().getvalue()[:3000]])
def test_what_cannot_be_drawn_is_refused_in_a_sentence(content, monkeypatch):
    # As WeasyPrint leaves it in a process that has rendered.
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)

    with pytest.raises(ValidationError, match="Không mở được ảnh này"):
        shrink(BytesIO(content))
