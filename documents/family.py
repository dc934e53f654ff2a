"""The papers around one: up to what it makes concrete, down to what was made of it."""

from dataclasses import dataclass

from documents.models import Document, DocumentLink


@dataclass(frozen=True)
class Node:
    """A paper on its place in the tree; `kind` says how the lower of the two stands to the upper.

    A paper reached a second time is told again, without what hangs on it.
    """

    document: Document
    kind: DocumentLink.Kind
    is_replaced: bool
    is_repeated: bool
    nodes: tuple["Node", ...]

    @property
    def as_upper(self) -> str:
        return "làm căn cứ" if self.kind == DocumentLink.Kind.BASIS else f"được {self.kind.label}"

    @property
    def as_lower(self) -> str:
        return f"{self.kind.label} văn bản trên"


@dataclass(frozen=True)
class Family:
    up: tuple[Node, ...]
    down: tuple[Node, ...]


def family_of(document, user) -> Family:
    """All papers above and below `document` that `user` may see: two queries, however many there are."""
    edges = DocumentLink.objects.edges(document.locality_id)
    above, below = {}, {}
    for source, target, kind in edges:
        above.setdefault(source, []).append((target, kind))
        below.setdefault(target, []).append((source, kind))
    reached = _reached(document.pk, above) | _reached(document.pk, below)
    seen = Document.objects.visible_to(user).filter(pk__in=reached).select_related("doc_type", "issuer")
    papers = {document.pk: document, **{paper.pk: paper for paper in seen}}
    replaced = {
        target
        for source, target, kind in edges
        if kind == DocumentLink.Kind.REPLACES
        and source in papers
        and papers[source].state == Document.State.ISSUED
    }
    told = _Teller(papers, replaced)
    return Family(up=told.nodes(document.pk, above), down=told.nodes(document.pk, below))


def _reached(start, ways) -> set[int]:
    found, waiting = set(), [start]
    while waiting:
        for pk, _ in ways.get(waiting.pop(), ()):
            if pk not in found:
                found.add(pk)
                waiting.append(pk)
    return found


class _Teller:
    """Writes the tree of the papers that may be seen; what hangs on an unseen one is not told."""

    def __init__(self, papers, replaced):
        self._papers, self._replaced = papers, replaced

    def nodes(self, pk, ways, told=None) -> tuple[Node, ...]:
        told = set() if told is None else told
        return tuple(
            self._node(other, kind, ways, told) for other, kind in ways.get(pk, ()) if other in self._papers
        )

    def _node(self, pk, kind, ways, told):
        is_repeated = pk in told
        told.add(pk)
        below = () if is_repeated else self.nodes(pk, ways, told)
        return Node(
            document=self._papers[pk],
            kind=DocumentLink.Kind(kind),
            is_replaced=pk in self._replaced,
            is_repeated=is_repeated,
            nodes=below,
        )


def linkable(document, user, words):
    """The papers that `document` may be linked up to: those of the search, the newest first."""
    papers = Document.objects.visible_to(user).exclude(pk=document.pk)
    if not words:
        papers = papers.filter(state=Document.State.ISSUED)
    return papers.for_list().search(words)
