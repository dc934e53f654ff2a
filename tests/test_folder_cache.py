"""Of several that come at once one is the first, and each is counted."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from wardportal.folder_cache import FolderCache

AT_ONCE = 8


@pytest.fixture
def at_once(tmp_path):
    """Does it in several threads, each with the folder opened anew as another process would."""
    ready = Barrier(AT_ONCE)

    def one(do):
        cache = FolderCache(str(tmp_path), {})
        ready.wait()
        return do(cache)

    def all_of_them(do):
        with ThreadPoolExecutor(AT_ONCE) as threads:
            return list(threads.map(one, [do] * AT_ONCE))

    return all_of_them


@pytest.mark.parametrize("turn", range(20))
def test_one_is_the_first(at_once, turn):
    assert at_once(lambda cache: cache.add(f"sent:{turn}", "…")).count(True) == 1


def test_each_is_counted(at_once, tmp_path):
    FolderCache(str(tmp_path), {}).set("limit", 0)

    assert sorted(at_once(lambda cache: cache.incr("limit"))) == list(range(1, AT_ONCE + 1))
