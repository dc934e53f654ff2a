"""Under which headings a review is written, in the order of its paper (domain/03, the review cycle)."""

from typing import NamedTuple


class Heading(NamedTuple):
    """One heading: the field of Review that holds its words, and how it is called."""

    field: str
    label: str
    # Whether the units are asked for their words under it too: the same field of ReviewContribution.
    is_gathered: bool = True

    @property
    def mark(self):
        """The mark in the paper's text where the words are printed (documents.marks)."""
        return self.label.lower()


HEADINGS = [
    Heading("results", "Đánh giá chung", is_gathered=False),
    Heading("limits", "Tồn tại, hạn chế"),
    Heading("causes_objective", "Nguyên nhân khách quan"),
    Heading("causes_subjective", "Nguyên nhân chủ quan"),
    Heading("lessons", "Bài học kinh nghiệm"),
    Heading("directions", "Phương hướng, nhiệm vụ", is_gathered=False),
    Heading("proposals", "Kiến nghị, đề xuất"),
]
GATHERED = [heading for heading in HEADINGS if heading.is_gathered]
FIELDS = [heading.field for heading in HEADINGS]
GATHERED_FIELDS = [heading.field for heading in GATHERED]
