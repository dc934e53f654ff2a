"""People, posts, who holds which, who acts for whom."""

from django import forms
from django.db.models import Exists, OuterRef, Q

from organizations.forms.units import UnitByLineField
from organizations.models import Absence, Line, Neighbourhood, Person, Post, PostHolding, Unit
from organizations.permissions import Permission, Role, can
from wardportal import dates
from wardportal.editing import OfficeDateField, OneSpelling, SearchField
from wardportal.text import search_words

SELECT = {"class": "form-select"}


class DirectoryForm(forms.Form):
    """Whom one looks for: words of the name, a line, a khu phố, a day."""

    q = SearchField(label="Họ tên")
    he = forms.ModelChoiceField(
        label="Hệ", queryset=Line.objects.order_by("order", "name"), required=False, empty_label="Mọi hệ"
    )
    kp = forms.ModelChoiceField(
        label="Khu phố", queryset=Neighbourhood.objects.none(), required=False, empty_label="Cả phường"
    )
    ngay = OfficeDateField(label="Ai giữ chức vụ vào ngày", required=False)

    def __init__(self, data, *, user):
        super().__init__(data)
        self.user = user
        self.fields["kp"].label = user.locality.neighbourhood_word.capitalize()
        self.fields["kp"].queryset = Neighbourhood.objects.visible_to(user).order_by("order")
        self.is_valid()

    @property
    def day(self):
        return self.cleaned_data.get("ngay") or dates.today()

    def holdings(self):
        """The posts held on the day asked for, by given name."""
        asked = self.cleaned_data
        held = PostHolding.objects.visible_to(self.user).current(self.day)
        if asked.get("q"):
            held = held.search(search_words(asked["q"]))
        if asked.get("he"):
            held = held.filter(post__unit__line=asked["he"])
        if asked.get("kp"):
            held = held.filter(post__unit__neighbourhood=asked["kp"])
        return held.for_list().select_related("person", "post__unit__neighbourhood")


class PersonForm(OneSpelling, forms.ModelForm):
    class Meta:
        model = Person
        fields = Person.WRITTEN
        help_texts = {
            "phone": "Chỉ người có quyền mới thấy. Có thể để trống.",
            "birth_year": "Không bắt buộc. Không ghi số căn cước, dân tộc, tôn giáo, ngày vào Đảng.",
        }
        error_messages = {
            "full_name": {"required": "Chưa ghi họ và tên."},
            "birth_year": {"invalid": "Ghi năm sinh bằng bốn chữ số, ví dụ 1958."},
        }

    def save(self, *, by):
        self.instance.write(by=by)
        return self.instance


class PostForm(OneSpelling, forms.ModelForm):
    """A post of a unit; its role, which gives powers, only for who manages accounts."""

    class Meta:
        model = Post
        fields = Post.WRITTEN
        help_texts = {
            "role": "Người giữ chức vụ này làm được gì trên cổng: xem trang “Ai được làm gì”.",
            "order": "Số nhỏ đứng trước; người đứng đầu đơn vị là 0.",
        }
        error_messages = {"name": {"required": "Chưa ghi tên chức vụ."}}

    def __init__(self, data=None, *, instance, user):
        super().__init__(data, instance=instance)
        self.fields["role"].choices = [("", "Chỉ xem"), *Role.choices]
        if not can(user, Permission.ACCOUNT_MANAGE, instance.unit):
            del self.fields["role"]

    def save(self, *, by):
        self.instance.write(by=by)
        return self.instance


class HoldingForm(forms.Form):
    """Which post a person takes."""

    unit = UnitByLineField(
        label="Đơn vị",
        queryset=Unit.objects.none(),
        empty_label="Chọn một đơn vị",
        error_messages={"required": "Chưa chọn đơn vị."},
    )
    post_name = forms.CharField(
        label="Chức vụ",
        max_length=120,
        help_text="Chọn chức vụ đã có của đơn vị, hoặc ghi chức vụ mới.",
        widget=forms.TextInput(attrs={"list": "chuc-vu", "autocomplete": "off"}),
        error_messages={"required": "Chưa ghi chức vụ."},
    )
    from_on = OfficeDateField(label="Từ ngày", error_messages={"required": "Chưa ghi từ ngày nào."})
    is_acting = forms.BooleanField(label="Phụ trách, lâm thời", required=False)

    def __init__(self, data=None, *, person, user):
        super().__init__(data, initial={"from_on": dates.today()})
        self.person = person
        own = Unit.objects.visible_to(user).current().exclude(level__in=Unit.OUTSIDE)
        self.fields["unit"].queryset = own.by_line()
        self.known_posts = (
            Post.objects.visible_to(user).order_by("name").values_list("name", flat=True).distinct()
        )

    def save(self, *, by):
        asked = self.cleaned_data
        post = Post.of_unit(asked["unit"], asked["post_name"].strip(), by=by)
        return PostHolding.begin(
            post, self.person, by=by, from_on=asked["from_on"], is_acting=asked["is_acting"]
        )


class HoldingEndForm(forms.Form):
    on = OfficeDateField(
        label="Ngày cuối cùng giữ chức vụ",
        help_text="Quyền trên cổng hết từ ngày hôm sau.",
        error_messages={"required": "Chưa ghi ngày."},
    )
    successor = forms.ModelChoiceField(
        label="Người nhận việc",
        queryset=Person.objects.none(),
        required=False,
        empty_label="Chưa có; việc giữ nguyên tên",
    )

    def __init__(self, data=None, *, holding):
        super().__init__(data, initial={"on": dates.today()})
        self.holding = holding
        held = PostHolding.objects.current().filter(person=OuterRef("pk"))
        others = Person.objects.filter(locality_id=holding.locality_id).exclude(pk=holding.person_id)
        self.fields["successor"].queryset = others.filter(Exists(held))

    def clean_on(self):
        on = self.cleaned_data["on"]
        if self.holding.from_on and on < self.holding.from_on:
            raise forms.ValidationError(
                f"Phải từ ngày nhận ({dates.short_date(self.holding.from_on)}) trở đi."
            )
        return on


class AbsenceForm(OneSpelling, forms.ModelForm):
    class Meta:
        model = Absence
        fields = ["deputy", "from_on", "to_on", "reason"]
        field_classes = {"from_on": OfficeDateField, "to_on": OfficeDateField}
        labels = {"deputy": "Người làm thay"}
        help_texts = {
            "deputy": "Trong những ngày ấy có thêm mọi quyền của người vắng; nhật ký ghi rõ làm thay ai."
        }
        error_messages = {
            "deputy": {"required": "Chưa chọn người làm thay."},
            "from_on": {"required": "Chưa ghi từ ngày nào."},
            "to_on": {"required": "Chưa ghi đến ngày nào."},
        }

    def __init__(self, data=None, *, instance):
        super().__init__(data, instance=instance)
        has_account = Q(user__is_active=True)
        people = Person.objects.filter(has_account, locality_id=instance.person.locality_id)
        self.fields["deputy"].queryset = people.exclude(pk=instance.person_id)
        self.fields["deputy"].empty_label = "Chọn một người có tài khoản"

    def clean(self):
        asked = super().clean()
        if asked.get("to_on") and asked["to_on"] < dates.today():
            self.add_error("to_on", "Ngày này đã qua.")
        return asked

    def save(self, *, by):
        self.instance.begin(by=by)
        return self.instance
