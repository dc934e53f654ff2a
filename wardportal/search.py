"""Tìm kiếm: one question asked of everything a user may see, without marks, answered group by group."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import F, Func, IntegerField, Prefetch, QuerySet, Subquery

from activities.models import Difficulty, Guidance
from documents.models import Document
from meetings.models import Conclusion, Meeting
from organizations.models import Locality, Person, PostHolding, Unit
from plans.models import Plan, Target, Task
from wardportal import dates
from wardportal.editing import SearchField
from wardportal.text import search_words

SHOWN_OF_EACH = 5
PAGE_SIZE = 30


@dataclass(frozen=True)
class Found:
    """One line of the results."""

    title: str
    url: str
    context: str


@dataclass(frozen=True)
class Kind:
    """One group of results: where its rows come from and how one of them is shown."""

    slug: str
    label: str
    rows: Callable[..., QuerySet]
    shown: Callable[..., Found]

    def search(self, user, words):
        """The rows that hold every one of `words` and that `user` may see."""
        return self.rows(user).search(words)


def _plan(plan):
    return Found(str(plan.document), plan.get_absolute_url(), _about(plan.document))


def _document(document):
    return Found(str(document), document.get_absolute_url(), _about(document))


def _about(document):
    """What a number stands for; of a draft, which is named by what it is about, whose it is."""
    return document.abstract if document.is_numbered else document.issuer.name


def _task(task):
    where = f"{task.plan} · " if task.plan else ""
    return Found(task.title, task.get_absolute_url(), f"{where}{task.lead_unit.short_name} · {task.timing}")


def _target(target):
    return Found(target.title, target.get_absolute_url(), f"{target.plan} · {target.aim}")


def _meeting(meeting):
    context = f"{meeting.kind_name} {dates.short_date(meeting.held_on)} · {meeting.place}"
    return Found(meeting.title, meeting.get_absolute_url(), context)


def _conclusion(conclusion):
    meeting = conclusion.meeting
    context = f"Giải pháp {conclusion.order} · {meeting.kind_name} {dates.short_date(meeting.held_on)}"
    return Found(conclusion.text, conclusion.get_absolute_url(), context)


def _difficulty(difficulty):
    context = f"{difficulty.unit.name} · {difficulty.get_state_display()}"
    return Found(difficulty.text, difficulty.get_absolute_url(), context)


def _guidance(guidance):
    return Found(
        guidance.title, guidance.get_absolute_url(), f"{guidance.issuer.short_name} · {guidance.period}"
    )


def _unit(unit):
    return Found(unit.name, unit.get_absolute_url(), f"Hệ {unit.line.name}")


def _person(person):
    posts = [holding.post for holding in person.current_holdings]
    context = "; ".join(f"{post.name} · {post.unit.name}" for post in posts)
    return Found(person.addressed, posts[0].unit.get_absolute_url(), context)


def _people(user):
    """Whoever holds a post today, each once with all of the posts."""
    current = PostHolding.objects.current()
    posts = Prefetch("holdings", current.for_list(), to_attr="current_holdings")
    people = Person.objects.visible_to(user).filter(pk__in=current.values("person"))
    return people.order_by("sort_key", "pk").prefetch_related(posts)


KINDS = [
    Kind("ke-hoach", "Kế hoạch", lambda user: Plan.objects.visible_to(user).for_list(), _plan),
    # A plan's own page holds its paper and all that came of it.
    Kind(
        "van-ban",
        "Văn bản",
        lambda user: Document.objects.visible_to(user).filter(plan=None).for_list(),
        _document,
    ),
    Kind(
        "nhiem-vu",
        "Nhiệm vụ",
        lambda user: (
            Task.objects.visible_to(user)
            .select_related("lead_unit")
            .with_plan()
            .order_by(F("plan").desc(nulls_last=True), "order", "pk")
        ),
        _task,
    ),
    Kind(
        "chi-tieu",
        "Chỉ tiêu",
        lambda user: Target.objects.visible_to(user).for_list().order_by("-plan", "order", "pk"),
        _target,
    ),
    Kind(
        "hoi-nghi",
        "Hội nghị",
        lambda user: Meeting.objects.visible_to(user).order_by("-starts_at", "-pk"),
        _meeting,
    ),
    Kind(
        "giai-phap",
        "Giải pháp đã thống nhất",
        lambda user: (
            Conclusion.objects.visible_to(user)
            .select_related("meeting")
            .order_by("-meeting__starts_at", "order", "pk")
        ),
        _conclusion,
    ),
    Kind(
        "kho-khan",
        "Khó khăn, vướng mắc",
        lambda user: Difficulty.objects.visible_to(user).for_list(),
        _difficulty,
    ),
    Kind(
        "dinh-huong",
        "Định hướng nội dung",
        lambda user: Guidance.objects.visible_to(user).for_list(),
        _guidance,
    ),
    Kind("don-vi", "Đơn vị", lambda user: Unit.objects.visible_to(user).current().for_list(), _unit),
    Kind("nguoi", "Người và chức vụ", _people, _person),
]


@dataclass(frozen=True)
class Group:
    """What was found of one kind: a page of the rows, and how they are shown."""

    kind: Kind
    page: Page

    @property
    def count(self):
        return self.page.paginator.count

    @property
    def items(self):
        return [self.kind.shown(row) for row in self.page]


class SearchForm(forms.Form):
    q = SearchField(label="Từ cần tìm, không cần gõ dấu")
    nhom = forms.ChoiceField(
        label="Nhóm",
        choices=[("", "Tất cả các nhóm"), *((kind.slug, kind.label) for kind in KINDS)],
        required=False,
    )

    @property
    def words(self):
        return search_words(self.cleaned_data.get("q", ""))

    def groups(self, user, page_number) -> list[Group]:
        """The groups in which something was found: the first rows of each, or a page of the one asked for."""
        if not self.words:
            return []
        asked = self.cleaned_data.get("nhom")
        number, size = (page_number, PAGE_SIZE) if asked else (1, SHOWN_OF_EACH)
        rows = {kind: kind.search(user, self.words) for kind in KINDS if asked in {kind.slug, "", None}}
        counts = _counts(user, rows.values())
        groups = []
        for (kind, found), count in zip(rows.items(), counts, strict=True):
            paginator = Paginator(found, size)
            paginator.count = count
            if count:
                groups.append(Group(kind, paginator.get_page(number)))
        return groups


def _counts(user, querysets) -> tuple[int, ...]:
    """How many rows each of `querysets` has: one query for all of them."""
    counted = (
        rows.order_by().values(count=Func(F("pk"), function="COUNT", output_field=IntegerField()))
        for rows in querysets
    )
    return Locality.objects.values_list(*map(Subquery, counted)).get(pk=user.locality_id)
