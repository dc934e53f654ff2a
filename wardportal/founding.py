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


@dataclass(frozen=True)
class Body:
    """A body as it is set up. A symbol that neither the seed nor a rule gives stays empty."""

    line: str
    # Key of the body above it.
    parent: str | None
    name: str
    short_name: str
    family: Family
    symbol: str = ""
    # The head first: its post carries the role.
    posts: tuple[tuple[str, str], ...] = ()
    # How the rules name it at the head of its papers, and where a copy is kept (domain/01 §1.2, §1.5, §1.6):
    # lines above, its own lines, archive. Empty: as it and the body above it are called.
    on_paper: tuple[str, str, str] = ("", "", "")
    # Who of the Party may issue what: a list of documents.installing.
    party_list: str = ""


LEADERS = (("Chủ tịch", Role.ORGANIZATION_LEADER), ("Phó Chủ tịch", ""))
SECRETARIES = (("Bí thư", Role.BRANCH_LEADER), ("Phó Bí thư", ""))
HEADS = (("Chi hội trưởng", Role.BRANCH_LEADER), ("Chi hội phó", ""))

WARD_BODIES = {
    "party": Body(
        "dang",
        "superior",
        "Đảng ủy {ward}",
        "Đảng ủy",
        Family.PARTY,
        symbol="ĐU",
        posts=(("Bí thư", ""),),
        on_paper=("", "Đảng ủy {ward}", "Đảng ủy"),
        party_list="committee",
    ),
    "standing": Body(
        "dang",
        "party",
        "Thường trực Đảng ủy {ward}",
        "Thường trực Đảng ủy",
        Family.PARTY,
        symbol="ĐU",
        posts=(("Phó Bí thư Thường trực Đảng ủy", Role.STANDING_LEADERSHIP),),
        on_paper=("", "Đảng ủy {ward}", "Đảng ủy"),
    ),
    "bureau": Body(
        "dang",
        "party",
        "Ban Thường vụ Đảng ủy {ward}",
        "Ban Thường vụ",
        Family.PARTY,
        symbol="ĐU",
        on_paper=("", "Đảng ủy {ward}", "Đảng ủy"),
        party_list="standing",
    ),
    "bloc": Body(
        "dang",
        "party",
        "Khối vận {ward}",
        "Khối vận",
        Family.PARTY,
        posts=(("Trưởng Khối vận", Role.STANDING_LEADERSHIP),),
    ),
    "office": Body(
        "dang",
        "party",
        "Văn phòng Đảng ủy {ward}",
        "Văn phòng Đảng ủy",
        Family.PARTY,
        posts=(("Cán bộ Văn phòng", Role.PARTY_OFFICE), ("Quản trị cổng thông tin", Role.WARD_ADMIN)),
    ),
    "editors": Body(
        "dang",
        "party",
        "Ban biên tập",
        "Ban biên tập",
        Family.PARTY,
        posts=(("Thành viên Ban biên tập", Role.EDITOR),),
    ),
    "front": Body(
        "mat-tran",
        None,
        "Ủy ban Mặt trận Tổ quốc Việt Nam {ward}",
        "Ủy ban MTTQ phường",
        Family.FRONT,
        symbol="MTTQ-BTT",
        posts=(("Chủ tịch", Role.FRONT_LEADER), ("Phó Chủ tịch", "")),
        on_paper=("Ủy ban MTTQ Việt Nam\n{ward}", "Ban Thường trực", "MTTQ"),
    ),
    "youth": Body(
        "thanh-nien",
        None,
        "Đoàn TNCS Hồ Chí Minh {ward}",
        "Đoàn phường",
        Family.YOUTH,
        symbol="ĐTN",
        posts=(("Bí thư", Role.ORGANIZATION_LEADER), ("Phó Bí thư", "")),
        on_paper=("", "BCH Đoàn {ward}", "VP"),
    ),
    "women": Body(
        "phu-nu",
        None,
        "Hội Liên hiệp Phụ nữ {ward}",
        "Hội LHPN phường",
        Family.WOMEN,
        posts=LEADERS,
        on_paper=("Hội Liên hiệp Phụ nữ Việt Nam\n{ward}", "Ban Thường vụ", "Hội LHPN"),
    ),
    "farmers": Body(
        "nong-dan",
        None,
        "Hội Nông dân {ward}",
        "Hội Nông dân phường",
        Family.FARMERS,
        posts=LEADERS,
        on_paper=("", "", "Hội Nông dân"),
    ),
    "veterans": Body(
        "cuu-chien-binh",
        None,
        "Hội Cựu chiến binh {ward}",
        "Hội CCB phường",
        Family.VETERANS,
        posts=LEADERS,
        on_paper=("", "", "Hội CCB"),
    ),
    "union": Body(
        "cong-doan",
        None,
        "Công đoàn {ward}",
        "Công đoàn phường",
        Family.UNION,
        posts=LEADERS,
        on_paper=("", "", "Công đoàn"),
    ),
}

# What stands in each khu phố; its `parent` is a key of WARD_BODIES.
BRANCH_BODIES = {
    "cell": Body(
        "dang",
        "party",
        "Chi bộ {place}",
        "Chi bộ {short}",
        Family.PARTY,
        symbol="CB",
        posts=SECRETARIES,
        on_paper=("Đảng bộ {ward}", "Chi bộ {place}", "Chi bộ"),
        party_list="cell",
    ),
    "front": Body(
        "mat-tran",
        "front",
        "Ban công tác Mặt trận {place}",
        "Ban CTMT {short}",
        Family.FRONT,
        symbol="BCTMT",
        posts=(("Trưởng ban", Role.BRANCH_LEADER), ("Phó Trưởng ban", "")),
        on_paper=("Ủy ban MTTQ Việt Nam\n{ward}", "Ban công tác Mặt trận\n{place}", "Ban CTMT"),
    ),
    "youth": Body(
        "thanh-nien",
        "youth",
        "Chi đoàn {place}",
        "Chi đoàn {short}",
        Family.YOUTH,
        posts=SECRETARIES,
        on_paper=("Đoàn {ward}", "BCH Chi đoàn {place}", "Chi đoàn"),
    ),
    "women": Body(
        "phu-nu",
        "women",
        "Chi hội Phụ nữ {place}",
        "Chi hội PN {short}",
        Family.WOMEN,
        posts=HEADS,
        on_paper=("Hội Liên hiệp Phụ nữ Việt Nam\n{ward}", "Chi hội Phụ nữ {place}", "Chi hội"),
    ),
    "farmers": Body(
        "nong-dan", "farmers", "Chi hội Nông dân {place}", "Chi hội ND {short}", Family.FARMERS, posts=HEADS
    ),
    "veterans": Body(
        "cuu-chien-binh",
        "veterans",
        "Chi hội Cựu chiến binh {place}",
        "Chi hội CCB {short}",
        Family.VETERANS,
        posts=HEADS,
    ),
}
# The branches every ward has; of the others the seed names none.
USUAL_BRANCHES = ("cell", "front", "youth", "women")


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
    founded = Founded(locality, {"superior": _superior(locality, lines, superior)}, {})
    for key, body in WARD_BODIES.items():
        _set_up(founded, key, body, lines)
    for number, (name, short) in enumerate(places, start=1):
        place = Neighbourhood.objects.create(locality=locality, name=name, short_name=short, order=number)
        for kind in kinds:
            _set_up(founded, f"{kind}-{number}", BRANCH_BODIES[kind], lines, place)
    return founded


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


def _set_up(founded, key, body, lines, place=None):
    superior, issuer, archive = body.on_paper
    words = {"ward": founded.locality.name}
    if place:
        words |= {"place": place.name, "short": place.short_name}
    unit = founded.units[key] = Unit.objects.create(
        locality=founded.locality,
        line=lines[body.line],
        level=Level.NEIGHBOURHOOD if place else Level.WARD,
        paper_superior=superior.format(**words),
        paper_issuer=issuer.format(**words),
        paper_archive=archive,
        parent=founded.units.get(body.parent),
        neighbourhood=place,
        name=body.name.format(**words),
        short_name=body.short_name.format(**words),
        symbol=body.symbol,
        format_family=body.family,
        order=len(founded.units),
    )
    for order, (name, role) in enumerate(body.posts):
        founded.posts[key, name] = Post.objects.create(unit=unit, name=name, role=role, order=order)
    if body.party_list:
        allow_party_types(unit, body.party_list)


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
