"""Forms of what comes before a meeting: its head, its agenda, who is called, what they answer."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from meetings import naming
from meetings.models import AgendaItem, Attendance, Meeting, MeetingKind, open_matters
from organizations.forms.units import UnitByLineField, UnitsByLineField
from organizations.models import Person, Post, PostHolding, Unit
from organizations.permissions import Permission
from plans.models import Plan
from wardportal.editing import GuardedModelForm, OfficeDateField, OneSpelling, Paragraph

HOUR_FORMATS = ["%H:%M", "%H giờ %M", "%Hh%M", "%Hg%M", "%H giờ", "%Hh"]


class HourField(forms.TimeField):
    def __init__(self, **options):
        super().__init__(
            input_formats=HOUR_FORMATS,
            widget=forms.TimeInput(format="%H:%M", attrs={"class": "is-short", "autocomplete": "off"}),
            error_messages={
                "invalid": "Giờ không đúng. Hãy ghi giờ:phút, ví dụ 7:30.",
                "required": "Chưa ghi giờ.",
            },
            **options,
        )


class HolderField(forms.ModelChoiceField):
    """Somebody who holds a post today; `posts_of` maps the person to the words of their posts."""

    def __init__(self, **options):
        super().__init__(queryset=Person.objects.none(), required=False, **options)
        self.posts_of = {}

    def label_from_instance(self, person):
        return f"{person.full_name} – {self.posts_of.get(person.pk, '')}".rstrip("– ")


def holders(user, *, also=()):
    """(the people who hold a post today and those among `also`, {pk: "chức vụ, đơn vị; …"})."""
    holdings = PostHolding.objects.current().filter(person__locality_id=user.locality_id)
    told = {}
    for holding in holdings.select_related("post__unit").order_by("post__order", "pk"):
        told.setdefault(holding.person_id, []).append(f"{holding.post.name}, {holding.post.unit.short_name}")
    people = Person.objects.filter(pk__in=[*told, *filter(None, also)])
    return people, {pk: "; ".join(dict.fromkeys(posts)) for pk, posts in told.items()}


class MeetingForm(GuardedModelForm):
    host_unit = UnitByLineField(
        label="Đơn vị tổ chức",
        queryset=Unit.objects.none(),
        empty_label="Chọn một đơn vị",
        error_messages={"required": "Chưa chọn đơn vị tổ chức."},
    )
    day = OfficeDateField(label="Ngày", error_messages={"required": "Chưa ghi ngày họp."})
    begins = HourField(label="Bắt đầu")
    ends = HourField(label="Kết thúc", required=False, help_text="Để trống nếu chưa rõ.")
    chair_person = HolderField(label="Người chủ trì", empty_label="Chưa rõ")
    minute_taker_person = HolderField(label="Người ghi biên bản", empty_label="Chưa rõ")
    plans = forms.ModelMultipleChoiceField(
        label="Kế hoạch được sơ kết, bàn tới",
        queryset=Plan.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = Meeting
        fields = ["kind", "title", "purpose", "place"]
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2}),
            "purpose": forms.Textarea(attrs={"rows": 3}),
        }
        labels = {"kind": "Loại", "title": "Tên, nội dung chính"}
        error_messages = {
            "kind": {"required": "Chưa chọn loại."},
            "title": {"required": "Chưa ghi hội nghị về việc gì."},
            "place": {"required": "Chưa ghi địa điểm."},
        }

    field_order = [
        "kind",
        "host_unit",
        "title",
        "day",
        "begins",
        "ends",
        "place",
        "chair_person",
        "minute_taker_person",
        "purpose",
        "plans",
    ]

    def __init__(self, data=None, *, instance, user):
        self.user = user
        super().__init__(data, instance=instance, initial=self._as_stored(instance))
        self.fields["kind"].queryset = MeetingKind.objects.known_to(user.locality).for_list()
        if instance.kind_id:
            self.fields["kind"].queryset |= MeetingKind.objects.filter(pk=instance.kind_id)
        self.fields["kind"].empty_label = "Chọn loại"
        units = Unit.objects.current().exclude(level__in=Unit.OUTSIDE)
        self.fields["host_unit"].queryset = units.reached_by(user, Permission.MEETING_CALL).by_line()
        people, posts_of = holders(user, also=(instance.chair_person_id, instance.minute_taker_person_id))
        for name in ("chair_person", "minute_taker_person"):
            self.fields[name].queryset, self.fields[name].posts_of = people, posts_of
        self.posts_of = posts_of
        self.fields["plans"].queryset = Plan.objects.visible_to(user).open().for_list()
        if instance.pk is None:
            self._suggest()

    def _suggest(self):
        """Who calls the meeting mostly writes it down; who calls for one unit alone, mostly heads it."""
        units = list(self.fields["host_unit"].queryset[:2])
        self.initial["minute_taker_person"] = self.user.person_id
        if len(units) == 1:
            self.initial["host_unit"] = units[0].pk
            self.initial["chair_person"] = self.user.person_id

    @staticmethod
    def _as_stored(meeting):
        stored = {
            "host_unit": meeting.host_unit_id,
            "chair_person": meeting.chair_person_id,
            "minute_taker_person": meeting.minute_taker_person_id,
        }
        if meeting.starts_at:
            stored |= {
                "day": meeting.held_on,
                "begins": timezone.localtime(meeting.starts_at).time() if meeting.is_hour_known else None,
                "ends": timezone.localtime(meeting.ends_at).time() if meeting.ends_at else None,
            }
        if meeting.pk:
            stored["plans"] = list(meeting.plans.values_list("pk", flat=True))
        return stored

    def form_of(self, stored):
        return MeetingForm(instance=stored, user=self.user)

    def clean(self):
        asked = super().clean()
        begins, ends = asked.get("begins"), asked.get("ends")
        if begins and ends and ends <= begins:
            self.add_error("ends", "Giờ kết thúc phải sau giờ bắt đầu.")
        return asked

    def save(self, *, by):
        asked, meeting = self.cleaned_data, self.instance
        meeting.host_unit = asked["host_unit"]
        meeting.starts_at = _moment(asked["day"], asked["begins"])
        meeting.ends_at = _moment(asked["day"], asked["ends"]) if asked["ends"] else None
        meeting.is_hour_known = True
        for name, text in (("chair_person", "chair"), ("minute_taker_person", "minute_taker")):
            if asked[name] != getattr(meeting, name):
                setattr(meeting, name, asked[name])
                setattr(meeting, text, printed_holder(asked[name], self.posts_of))
        is_new = meeting.pk is None
        meeting.call(by=by, plans=asked["plans"])
        if is_new:
            open_matters.gather_if_next(meeting, by=by)
        return meeting


def printed_holder(person, posts_of) -> str:
    """ "Phó Bí thư Thường trực Phạm Thị Mai": the first post with the name."""
    if person is None:
        return ""
    post = posts_of.get(person.pk, "").split(";")[0].split(",")[0]
    return f"{post} {person.full_name}".strip()


def _moment(day, hour):
    return timezone.make_aware(datetime.combine(day, hour))


class CancelForm(OneSpelling, forms.Form):
    reason = forms.CharField(
        label="Vì sao hoãn",
        max_length=300,
        help_text="Người được mời thấy lý do này.",
        error_messages={"required": "Hãy ghi vì sao hoãn, để người được mời biết."},
    )


class AgendaItemForm(OneSpelling, forms.ModelForm):
    class Meta:
        model = AgendaItem
        fields = ["title", "speaker"]
        labels = {"title": "Thêm nội dung", "speaker": "Người trình bày"}
        error_messages = {"title": {"required": "Chưa ghi nội dung."}}


class PostGroup:
    """Posts of one name that are called together: "Trưởng ban, Ban công tác Mặt trận 8 khu phố"."""

    def __init__(self, key, posts):
        self.key, self.posts = key, posts

    @property
    def label(self):
        units = [post.unit for post in self.posts]
        where = naming.place_of(units, units[0].locality.neighbourhood_word)
        return f"{self.posts[0].name}, {where}"


class PlaceGroup:
    """Every post in a neighbourhood, called at one tick."""

    def __init__(self, place, posts):
        self.key, self.posts = f"place:{place.pk}", posts
        self.label = f"Mọi chức vụ ở các chi bộ, ban, chi đoàn, chi hội của {place.name}"


def post_groups(user) -> list[tuple[str, list[PostGroup]]]:
    """[(line, its groups)]: the ward's posts one by one, those of the branches by line and name."""
    posts = (
        Post.objects.filter(unit__locality_id=user.locality_id, unit__in=Unit.objects.current())
        .exclude(unit__level__in=Unit.OUTSIDE)
        .select_related("unit__line", "unit__neighbourhood", "unit__locality")
        .order_by("unit__line__order", "unit__level", "unit__order", "order", "pk")
    )
    groups = {}
    for post in posts:
        unit = post.unit
        is_branch = unit.level == Unit.Level.NEIGHBOURHOOD
        key = f"{unit.line.code}:{post.name}" if is_branch else f"{unit.pk}:{post.name}"
        groups.setdefault(unit.line.name, {}).setdefault(key, []).append(post)
    return [(line, [PostGroup(key, posts) for key, posts in found.items()]) for line, found in groups.items()]


class InviteForm(forms.Form):
    """Who is called: whole groups of posts, and the posts of single units."""

    groups = forms.MultipleChoiceField(
        label="Mời theo chức vụ", widget=forms.CheckboxSelectMultiple, required=False
    )
    units = UnitsByLineField(
        label="Mời mọi chức vụ của riêng đơn vị", queryset=Unit.objects.none(), required=False
    )

    def __init__(self, data=None, *, meeting, user):
        super().__init__(data)
        self.groups = post_groups(user)
        if place := meeting.host_unit.neighbourhood:
            # Who meets in a neighbourhood calls its own people first.
            own = [it for _, groups in self.groups for group in groups for it in group.posts]
            own = [post for post in own if post.unit.neighbourhood_id == place.pk]
            self.groups = [(place.name, [PlaceGroup(place, own)]), *self.groups]
        self.fields["groups"].choices = [
            (line, [(group.key, group.label) for group in groups]) for line, groups in self.groups
        ]
        self.fields["units"].queryset = (
            Unit.objects.visible_to(user).current().exclude(level__in=Unit.OUTSIDE).by_line()
        )

    def clean(self):
        asked = super().clean()
        if not asked.get("groups") and not asked.get("units") and not self.errors:
            raise ValidationError("Chưa chọn ai. Hãy đánh dấu chức vụ hoặc đơn vị cần mời.")
        return asked

    def posts(self) -> list[Post]:
        """The posts asked for, each once, in the order of the lines."""
        asked = self.cleaned_data
        chosen, units = set(asked["groups"]), set(asked["units"])
        posts = [
            post
            for _, groups in self.groups
            for group in groups
            for post in group.posts
            if group.key in chosen or post.unit in units
        ]
        return list(dict.fromkeys(posts))

    def save(self, meeting, *, by) -> str:
        """Call them; what was done, in a sentence."""
        count = Attendance.invite(meeting, self.posts(), by=by)
        return (
            f"Đã thêm {count} người vào danh sách mời." if count else "Những người ấy đã có trong danh sách."
        )


class GuestForm(OneSpelling, forms.Form):
    """People who hold no post in the ward, one a line, as a list is written or pasted."""

    MOST, NAME, POST = 200, 100, 200

    guests = forms.CharField(
        label="Khách mời, mỗi dòng một người",
        max_length=MOST * (NAME + POST),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Họ và tên, dấu phẩy, rồi chức vụ hoặc đơn vị. Ví dụ: Nguyễn Văn Bình, Tổ trưởng tổ 41.",
        error_messages={"required": "Chưa ghi khách mời nào."},
    )

    def clean_guests(self):
        """[(name, post)]; raises ValidationError that names the lines to look at."""
        lines = [line.strip() for line in self.cleaned_data["guests"].splitlines() if line.strip()]
        guests = [tuple(part.strip() for part in line.partition(",")[::2]) for line in lines]
        problems = [problem for guest in guests if (problem := self._problem(*guest))]
        if len(guests) > self.MOST:
            problems.append(f"Mỗi lần ghi nhiều nhất {self.MOST} người.")
        if problems:
            raise ValidationError(problems)
        return guests

    def save(self, meeting, *, by) -> str:
        """Call them; what was done, in a sentence."""
        guests = self.cleaned_data["guests"]
        Attendance.invite_guests(meeting, guests, by=by)
        return f"Đã thêm {len(guests)} khách mời."

    def _problem(self, name, post):
        if not name or not post:
            return f"“{name or post}”: hãy ghi họ tên, dấu phẩy, rồi chức vụ hoặc đơn vị."
        if len(name) > self.NAME or len(post) > self.POST:
            return f"“{name[:40]}”: họ tên nhiều nhất {self.NAME} chữ, chức vụ nhiều nhất {self.POST} chữ."
        return ""


class ReplyForm(OneSpelling, forms.Form):
    reply = forms.ChoiceField(
        label="Trả lời giấy mời",
        choices=[choice for choice in Attendance.Reply.choices if choice[0]],
        widget=forms.RadioSelect,
        error_messages={"required": "Chưa chọn dự được hay không."},
    )
    reason = Paragraph(label="Lý do không dự được", widget=forms.Textarea(attrs={"rows": 2}), required=False)
    substitute_name = forms.CharField(
        label="Người dự thay",
        max_length=200,
        help_text="Họ tên, chức vụ.",
        required=False,
    )
