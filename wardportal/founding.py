"""A ward set up: its lines, bodies, khu phố with their branches, posts with their roles, forms of papers.

Names and symbols as the seed and domain/01–02 have them, with the ward's own name in the place of {ward}; all
of it is data that the ward changes afterwards.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from documents.installing import allow_party_types, install_formats
from meetings.installing import install_kinds
from organizations.models import Line, Locality, Neighbourhood, Person, Post, PostHolding, Unit, User
from organizations.permissions import Role
from plans.installing import install_outlines
from reports.installing import install_outlines as install_report_outlines

Level, Family = Unit.Level, Unit.FormatFamily
MOST_PLACES = 60

LINES = [
    ("dang", "Đảng"),
    ("mat-tran", "Mặt trận"),
    ("thanh-nien", "Đoàn Thanh niên"),
    ("phu-nu", "Phụ nữ"),
    ("nong-dan", "Nông dân"),
    ("cuu-chien-binh", "Cựu chiến binh"),
    ("cong-doan", "Công đoàn"),
]

# key: (line, parent, name, short name, symbol, format family).
# A symbol that neither the seed nor a rule gives stays empty.
WARD_UNITS = {
    "party": ("dang", "superior", "Đảng ủy {ward}", "Đảng ủy", "ĐU", Family.PARTY),
    "standing": ("dang", "party", "Thường trực Đảng ủy {ward}", "Thường trực Đảng ủy", "ĐU", Family.PARTY),
    "bureau": ("dang", "party", "Ban Thường vụ Đảng ủy {ward}", "Ban Thường vụ", "ĐU", Family.PARTY),
    "bloc": ("dang", "party", "Khối vận {ward}", "Khối vận", "", Family.PARTY),
    "office": ("dang", "party", "Văn phòng Đảng ủy {ward}", "Văn phòng Đảng ủy", "", Family.PARTY),
    "editors": ("dang", "party", "Ban biên tập", "Ban biên tập", "", Family.PARTY),
    "front": (
        "mat-tran",
        None,
        "Ủy ban Mặt trận Tổ quốc Việt Nam {ward}",
        "Ủy ban MTTQ phường",
        "MTTQ-BTT",
        Family.FRONT,
    ),
    "youth": ("thanh-nien", None, "Đoàn TNCS Hồ Chí Minh {ward}", "Đoàn phường", "ĐTN", Family.YOUTH),
    "women": ("phu-nu", None, "Hội Liên hiệp Phụ nữ {ward}", "Hội LHPN phường", "", Family.WOMEN),
    "farmers": ("nong-dan", None, "Hội Nông dân {ward}", "Hội Nông dân phường", "", Family.FARMERS),
    "veterans": (
        "cuu-chien-binh",
        None,
        "Hội Cựu chiến binh {ward}",
        "Hội CCB phường",
        "",
        Family.VETERANS,
    ),
    "union": ("cong-doan", None, "Công đoàn {ward}", "Công đoàn phường", "", Family.UNION),
}

# key: (line, parent, name, short name, symbol, format family), for each neighbourhood n.
BRANCH_UNITS = {
    "cell": ("dang", "party", "Chi bộ {place}", "Chi bộ {short}", "CB", Family.PARTY),
    "front": (
        "mat-tran",
        "front",
        "Ban công tác Mặt trận {place}",
        "Ban CTMT {short}",
        "BCTMT",
        Family.FRONT,
    ),
    "youth": ("thanh-nien", "youth", "Chi đoàn {place}", "Chi đoàn {short}", "", Family.YOUTH),
    "women": (
        "phu-nu",
        "women",
        "Chi hội Phụ nữ {place}",
        "Chi hội PN {short}",
        "",
        Family.WOMEN,
    ),
}

# Kinds of branches a ward may have besides: the demo's news item names none of them.
MORE_BRANCH_UNITS = {
    "farmers": ("nong-dan", "farmers", "Chi hội Nông dân {place}", "Chi hội ND {short}", "", Family.FARMERS),
    "veterans": (
        "cuu-chien-binh",
        "veterans",
        "Chi hội Cựu chiến binh {place}",
        "Chi hội CCB {short}",
        "",
        Family.VETERANS,
    ),
}

# The posts of each body, the head first, with the role that the head's post carries.
WARD_POSTS = {
    "party": [("Bí thư", "")],
    "standing": [("Phó Bí thư Thường trực Đảng ủy", Role.STANDING_LEADERSHIP)],
    "bloc": [("Trưởng Khối vận", Role.STANDING_LEADERSHIP)],
    "office": [("Cán bộ Văn phòng", Role.PARTY_OFFICE), ("Quản trị cổng thông tin", Role.WARD_ADMIN)],
    "editors": [("Thành viên Ban biên tập", Role.EDITOR)],
    "front": [("Chủ tịch", Role.FRONT_LEADER), ("Phó Chủ tịch", "")],
    "youth": [("Bí thư", Role.ORGANIZATION_LEADER), ("Phó Bí thư", "")],
    "women": [("Chủ tịch", Role.ORGANIZATION_LEADER), ("Phó Chủ tịch", "")],
    "farmers": [("Chủ tịch", Role.ORGANIZATION_LEADER), ("Phó Chủ tịch", "")],
    "veterans": [("Chủ tịch", Role.ORGANIZATION_LEADER), ("Phó Chủ tịch", "")],
    "union": [("Chủ tịch", Role.ORGANIZATION_LEADER), ("Phó Chủ tịch", "")],
}
BRANCH_POSTS = {
    "cell": [("Bí thư", Role.BRANCH_LEADER), ("Phó Bí thư", "")],
    "front": [("Trưởng ban", Role.BRANCH_LEADER), ("Phó Trưởng ban", "")],
    "youth": [("Bí thư", Role.BRANCH_LEADER), ("Phó Bí thư", "")],
    "women": [("Chi hội trưởng", Role.BRANCH_LEADER), ("Chi hội phó", "")],
    "farmers": [("Chi hội trưởng", Role.BRANCH_LEADER), ("Chi hội phó", "")],
    "veterans": [("Chi hội trưởng", Role.BRANCH_LEADER), ("Chi hội phó", "")],
}

# How the rules name these bodies at the head of their papers (domain/01 §1.2, §1.5, §1.6), and where a copy
# is kept: (lines above, lines of the issuer, archive). Empty: as the unit and the body above it are called.
ON_PAPER = {
    "party": ("", "Đảng ủy {ward}", "Đảng ủy"),
    "standing": ("", "Đảng ủy {ward}", "Đảng ủy"),
    "bureau": ("", "Đảng ủy {ward}", "Đảng ủy"),
    "front": ("Ủy ban MTTQ Việt Nam\n{ward}", "Ban Thường trực", "MTTQ"),
    "youth": ("", "BCH Đoàn {ward}", "VP"),
    "women": ("Hội Liên hiệp Phụ nữ Việt Nam\n{ward}", "Ban Thường vụ", "Hội LHPN"),
    "farmers": ("", "", "Hội Nông dân"),
    "veterans": ("", "", "Hội CCB"),
    "union": ("", "", "Công đoàn"),
}
BRANCHES_ON_PAPER = {
    "cell": ("Đảng bộ {ward}", "Chi bộ {place}", "Chi bộ"),
    "front": ("Ủy ban MTTQ Việt Nam\n{ward}", "Ban công tác Mặt trận\n{place}", "Ban CTMT"),
    "youth": ("Đoàn {ward}", "BCH Chi đoàn {place}", "Chi đoàn"),
    "women": ("Hội Liên hiệp Phụ nữ Việt Nam\n{ward}", "Chi hội Phụ nữ {place}", "Chi hội"),
}
# Who of the Party may issue what: key: list of documents.installing.
PARTY_BODIES = {"party": "committee", "bureau": "standing", "cell": "cell"}


@dataclass
class Founded:
    """A ward as it was set up; units by key ("party", "women-3"), posts by key and name."""

    locality: Locality
    units: dict[str, Unit]
    posts: dict[tuple[str, str], Post]


def setup_key() -> str:
    """What who installed the portal types to set up its ward: known to who can run a command there."""
    digits = int(salted_hmac("wardportal.founding", "setup").hexdigest(), 16) % 10**12
    return "-".join(f"{digits:012}"[at : at + 4] for at in (0, 4, 8))


def is_setup_key(typed) -> bool:
    return constant_time_compare(typed.strip(), setup_key())


def furnish(locality, superior, *, places, kinds) -> Founded:
    """Bodies, branches of those `kinds` in each of `places` [(name, short name)], posts, forms of papers."""
    lines = install_common()
    units = {"superior": _superior(locality, lines, superior)}
    for key, spec in WARD_UNITS.items():
        units[key] = _unit(locality, lines, units, spec, ON_PAPER.get(key))
    for number, (name, short) in enumerate(places, start=1):
        place = Neighbourhood.objects.create(locality=locality, name=name, short_name=short, order=number)
        for kind in kinds:
            spec = (BRANCH_UNITS | MORE_BRANCH_UNITS)[kind]
            units[f"{kind}-{number}"] = _unit(
                locality, lines, units, spec, BRANCHES_ON_PAPER.get(kind), place=place
            )
    posts = _posts(units)
    _formats(units)
    return Founded(locality, units, posts)


def install_common() -> dict[str, Line]:
    """What every ward knows: lines, forms of papers and reports, kinds of meetings; safe to call again."""
    install_formats()
    install_outlines()
    install_kinds()
    install_report_outlines()
    return {
        code: Line.objects.get_or_create(code=code, defaults={"name": name, "order": order})[0]
        for order, (code, name) in enumerate(LINES)
    }


def _superior(locality, lines, spec):
    name, short_name, symbol = spec
    return Unit.objects.create(
        locality=locality,
        line=lines["dang"],
        level=Level.SUPERIOR,
        name=name,
        short_name=short_name,
        symbol=symbol,
        format_family=Family.PARTY,
    )


def _unit(locality, lines, units, spec, on_paper, place=None):
    line, parent, name, short_name, symbol, family = spec
    superior, issuer, archive = on_paper or ("", "", "")
    words = {"ward": locality.name}
    if place:
        words |= {"place": place.name, "short": place.short_name}
    return Unit.objects.create(
        locality=locality,
        line=lines[line],
        level=Level.NEIGHBOURHOOD if place else Level.WARD,
        paper_superior=superior.format(**words),
        paper_issuer=issuer.format(**words),
        paper_archive=archive,
        parent=units.get(parent),
        neighbourhood=place,
        name=name.format(**words),
        short_name=short_name.format(**words),
        symbol=symbol,
        format_family=family,
        order=len(units),
    )


def _posts(units):
    posts = {}
    for key, unit in units.items():
        kind, _, n = key.partition("-")
        for order, (name, role) in enumerate((BRANCH_POSTS if n else WARD_POSTS).get(kind, [])):
            posts[key, name] = Post.objects.create(unit=unit, name=name, role=role, order=order)
    return posts


def _formats(units):
    for key, unit in units.items():
        if body := PARTY_BODIES.get(key.partition("-")[0]):
            allow_party_types(unit, body)


@transaction.atomic
def found(*, kind, name, place_name, word, superior, places, kinds, administrator, username):
    """A ward in an empty portal, with its first account: (Founded, User, its one-time password).

    Raises ValidationError where a ward is there already.
    """
    if Locality.objects.exists():
        raise ValidationError("Cổng này đã có phường.")
    locality = Locality.objects.create(
        kind=kind, name=name, place_name=place_name, neighbourhood_word=word, superior_name=superior[0]
    )
    founded = furnish(locality, superior, places=places, kinds=kinds)
    person = Person.objects.create(locality=locality, full_name=administrator)
    PostHolding.objects.create(post=founded.posts["office", "Quản trị cổng thông tin"], person=person)
    user, password = User.issue(person, username, by=None)
    return founded, user, password
