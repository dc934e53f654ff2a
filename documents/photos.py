"""Photos from a phone: made small, and freed of what the camera wrote beside the picture.

`documents.uploads.inspect` has judged them before. What is kept is drawn anew, so neither the place and the
time that a phone writes into its pictures (EXIF) nor anything hidden in the file stays.
"""

import hashlib
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from django.core.exceptions import ValidationError
from PIL import Image, ImageFile, ImageOps

LARGEST_SIDE = 1600
THUMBNAIL_SIDE = 240
QUALITY = 82
THUMBNAIL_QUALITY = 70
BROKEN = "Không mở được ảnh này: tệp hỏng hoặc chưa tải xong. Hãy chụp lại hoặc chọn ảnh khác."


@dataclass(frozen=True)
class Photo:
    """A photo as it is kept: JPEG bytes, at most LARGEST_SIDE points a side; sizes in points."""

    CONTENT_TYPE = "image/jpeg"

    content: bytes
    thumbnail: bytes
    width: int
    height: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def shrink(file: BinaryIO) -> Photo:
    """The photo upright, small, without its EXIF; `file` is a PNG or JPEG that `inspect` let pass.

    Raises ValidationError with a Vietnamese sentence where it cannot be drawn.
    """
    file.seek(0)
    # WeasyPrint, where a process has imported it, makes Pillow draw half a file with a grey rest.
    tolerant, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        with Image.open(file, formats=["JPEG", "PNG"]) as opened:
            # A JPEG is decoded at a fraction of its size at once: 12 million points take a second otherwise.
            opened.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))
            picture = _on_white(ImageOps.exif_transpose(opened))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise ValidationError(BROKEN) from error
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = tolerant
        file.seek(0)
    picture.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    small = picture.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    return Photo(
        content=_jpeg(picture, QUALITY),
        thumbnail=_jpeg(small, THUMBNAIL_QUALITY),
        width=picture.width,
        height=picture.height,
    )


def _on_white(picture) -> Image.Image:
    """As RGB; what is transparent becomes white."""
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("RGB")
    layered = picture.convert("RGBA")
    white = Image.new("RGBA", layered.size, "white")
    white.alpha_composite(layered)
    return white.convert("RGB")


def _jpeg(picture, quality) -> bytes:
    out = BytesIO()
    # A picture made anew has no EXIF to hand on; its info is not written.
    picture.save(out, "JPEG", quality=quality, optimize=True, exif=b"", icc_profile=None)
    return out.getvalue()
