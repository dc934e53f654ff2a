"""How the posts that are called to a meeting are named: those alike in all branches of a line together."""

from organizations.models import Unit
from plans.naming import kind_of
from wardportal.text import fold


def place_of(units, word, *, name="name") -> str:
    """ "Hội LHPN phường" of one unit, "Ban công tác Mặt trận 8 khu phố" of the branches of a line.

    `word` is the ward's own for a neighbourhood; `name` the attribute by which a single unit is called.
    """
    if len(units) == 1:
        return getattr(units[0], name)
    return f"{kind_of(units[0]) or units[0].line.name} {len(units)} {word}"


def called(attendances, word, *, name="name") -> list[str]:
    """Each post once: "Chi hội trưởng Chi hội phụ nữ 8 khu phố", "Chủ tịch Hội LHPN phường"; guests by name.

    `attendances` come with unit, its line and neighbourhood; `word` and `name` as in `place_of`.
    """
    groups = {}
    for one in attendances:
        groups.setdefault(_group(one), {})[one.unit_id] = one
    return [_words(list(those.values()), word, name) for those in groups.values()]


def _group(one):
    unit = one.unit
    if unit is None:
        return (one.post_name, one.person_name)
    is_branch = unit.level == Unit.Level.NEIGHBOURHOOD
    return (one.post_name, "line" if is_branch else "unit", unit.line_id if is_branch else unit.pk)


def _words(those, word, name):
    post = those[0].post_name
    if those[0].unit is None:
        return f"{those[0].person_name}, {post}" if those[0].person_name else post
    units = [one.unit for one in those]
    if len(units) == 1 and fold(units[0].short_name) in fold(post):
        return post
    return f"{post} {place_of(units, word, name=name)}"
