"""A file has its name once it is whole; half a file has none, and stays nowhere."""

import errno

import pytest
from django.core.files.base import ContentFile

from wardportal.disk import WholeFiles


class Cut(ContentFile):
    """Room for its beginning alone."""

    def chunks(self, chunk_size=None):
        yield self.read(3)
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def files(tmp_path):
    return WholeFiles(location=tmp_path)


def stored(folder):
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_a_file_that_finds_no_room_leaves_nothing(files, tmp_path):
    with pytest.raises(OSError, match="No space"):
        files.save("jobs/1/so.pdf", Cut(b"noi dung"))

    assert stored(tmp_path) == {}


def test_a_file_is_stored_whole_under_its_name(files, tmp_path):
    name = files.save("jobs/1/so.pdf", ContentFile(b"noi dung"))

    assert (name, stored(tmp_path)) == ("jobs/1/so.pdf", {"jobs/1/so.pdf": "noi dung"})


def test_two_that_write_the_same_name_at_once_keep_both(files, tmp_path):
    class Slow(ContentFile):
        def chunks(self, chunk_size=None):
            files.save("so.pdf", ContentFile(b"nhanh"))
            yield from super().chunks(chunk_size)

    name = files.save("so.pdf", Slow(b"cham"))

    assert stored(tmp_path) == {"so.pdf": "nhanh", name: "cham"}
