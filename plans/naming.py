"""How papers name many branches at once: "8 chi hội phụ nữ khu phố" instead of eight names."""

from organizations.models import Unit

# So many branches of one line stand by name; more are told together.
MOST_NAMES = 3


def together(units, places, *, name="name", word="khu phố") -> list[str]:
    """The names of `units` in their order, the branches of one line together where there are many.

    `places` is how many neighbourhoods the ward has: a branch in each of them is "8 chi hội phụ nữ khu phố"
    (`word` is the ward's own), in some of them "Chi hội phụ nữ Khu phố 1, Khu phố 2, …". `name` is the
    attribute by which units and neighbourhoods are called: "name" or "short_name". Units come with
    neighbourhood.
    """
    groups = {}
    for unit in units:
        groups.setdefault(kind_of(unit) or unit.pk, []).append(unit)
    return [line for kind, them in groups.items() for line in _lines(kind, them, places, name, word)]


def _lines(kind, units, places, name, word):
    if len(units) <= MOST_NAMES:
        return [getattr(unit, name) for unit in units]
    if len(units) == places:
        return [f"{places} {kind[:1].lower()}{kind[1:]} {word}"]
    ordered = sorted((unit.neighbourhood for unit in units), key=lambda place: place.order)
    return [f"{kind} {', '.join(getattr(place, name) for place in ordered)}"]


def kind_of(unit) -> str:
    """ "Chi hội phụ nữ" of "Chi hội phụ nữ Khu phố 3"; empty of a unit that is called otherwise."""
    if unit.level != Unit.Level.NEIGHBOURHOOD or unit.neighbourhood is None:
        return ""
    kind = unit.name.removesuffix(unit.neighbourhood.name)
    return kind.strip() if kind != unit.name else ""
