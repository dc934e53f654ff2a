"""Every page anybody can reach by links is accessible, and fits its window and its sheet of paper."""

import pytest

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.walking import ADMIN, BRANCH, OFFICE, faults, too_wide, unfold, untidy

pytestmark = pytest.mark.once
HEIGHT = 800


def faulty(page, addresses):
    """{address: faults} of the pages that have any, at the one width or the other."""
    found = {}
    for address in addresses:
        page.goto(address)
        if wrong := untidy(page):
            found[address] = wrong
        for width in (PHONE, DESKTOP):
            page.set_viewport_size({"width": width, "height": HEIGHT})
            if wrong := faults(page):
                found[f"{address} at {width} px"] = wrong
    return found


@pytest.mark.parametrize("username", [OFFICE, BRANCH])
def test_pages_are_accessible_and_fit_the_window(pages, open_page, username):
    assert faulty(open_page(username), pages(username).values()) == {}


def test_the_administrators_own_pages_are_accessible_and_fit_the_window(pages, open_page):
    looked_at = pages(OFFICE)
    own = {name: address for name, address in pages(ADMIN).items() if name not in looked_at}
    assert {"organizations:account_list", "organizations:reorganize", "organizations:unit_edit"} <= own.keys()
    assert faulty(open_page(ADMIN), own.values()) == {}


def test_pages_fit_the_window_with_letters_twice_as_large(pages, open_page):
    """As their owner set the browser: 200 %."""
    branch, office = pages(BRANCH), pages(OFFICE)
    addresses = {BRANCH: branch, OFFICE: {name: office[name] for name in office.keys() - branch.keys()}}

    found = {}
    for username, named in addresses.items():
        page = open_page(username, width=PHONE, letters=2)
        for address in named.values():
            page.goto(address)
            unfold(page)
            for width in (PHONE, DESKTOP):
                page.set_viewport_size({"width": width, "height": HEIGHT})
                if wrong := too_wide(page):
                    found[f"{address} at {width} px"] = wrong

    assert found == {}


def test_pages_of_refusal_are_accessible_and_fit_the_window(open_page):
    assert faulty(open_page(BRANCH), ["/khong-co-trang-nay/", "/nhat-ky/"]) == {}
    assert faulty(open_page(), ["/dang-nhap/", "/dang-nhap/?next=/ke-hoach/"]) == {}
