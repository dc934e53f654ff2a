"""Bodies written anew or changed; khu phố that merge, split or end."""

from django import forms
from django.core.exceptions import ValidationError

from organizations.forms.units import UnitByLineField
from organizations.models import Line, Neighbourhood, Unit
from organizations.reorganizing import Place, end_unit, preview, rename, renamed_units, reorganize
from wardportal import dates
from wardportal.editing import OfficeDateField, OneSpelling

MOST_PLACES = 20


class UnitForm(OneSpelling, forms.ModelForm):
    new_line = forms.CharField(
        label="Hệ tổ chức mới",
        max_length=100,
        required=False,
        help_text="Chỉ ghi khi không có hệ nào ở trên hợp, ví dụ: Chữ thập đỏ.",
    )
    renamed_on = OfficeDateField(
        label="Tên mới dùng từ ngày", required=False, help_text="Chỉ ghi khi đổi tên. Giấy tờ cũ giữ tên cũ."
    )

    field_order = ["name", "short_name", "line", "new_line"]

    class Meta:
        model = Unit
        fields = Unit.WRITTEN
        widgets = {
            "paper_superior": forms.Textarea(attrs={"rows": 2}),
            "paper_issuer": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "parent": "Tổ chức nhận báo cáo của đơn vị này.",
            "order": "Số nhỏ đứng trước.",
        }
        error_messages = {
            "name": {"required": "Chưa ghi tên đơn vị."},
            "short_name": {"required": "Chưa ghi tên ngắn."},
        }

    def __init__(self, data=None, *, instance, user):
        super().__init__(data, instance=instance)
        own = Unit.objects.visible_to(user).current().exclude(level=Unit.Level.OTHER).exclude(pk=instance.pk)
        self.fields["parent"].queryset = own.filter(neighbourhood=None).by_line()
        self.fields["line"].queryset = Line.objects.order_by("order", "name")
        self.fields["line"].required = False
        if instance.pk is None:
            del self.fields["renamed_on"]

    def clean(self):
        asked = super().clean()
        if bool(asked.get("line")) == bool(asked.get("new_line")) and "line" not in self.errors:
            self.add_error("line", "Hãy chọn một hệ tổ chức, hoặc ghi tên hệ mới.")
        return asked

    def clean_parent(self):
        parent = self.cleaned_data["parent"]
        if parent and self.instance.pk and (parent == self.instance or parent.is_under(self.instance)):
            raise ValidationError("Đơn vị này không thể trực thuộc đơn vị dưới nó.")
        return parent

    def save(self, *, by):
        if name := self.cleaned_data["new_line"]:
            self.instance.line = Line.named(name)
        self.instance.write(by=by, renamed_on=self.cleaned_data.get("renamed_on"))
        return self.instance


class UnitAddForm(UnitForm):
    """Which level, and in which khu phố."""

    neighbourhood = forms.ModelChoiceField(
        label="Thuộc khu phố",
        queryset=Neighbourhood.objects.none(),
        required=False,
        empty_label="Không: tổ chức của phường",
    )
    valid_from = OfficeDateField(label="Có từ ngày", required=False)
    field_order = ["neighbourhood", *UnitForm.field_order]

    def __init__(self, data=None, *, instance, user):
        super().__init__(data, instance=instance, user=user)
        self.fields["neighbourhood"].label = f"Thuộc {user.locality.neighbourhood_word}"
        self.fields["neighbourhood"].queryset = Neighbourhood.objects.visible_to(user).current()

    def _post_clean(self):
        place = self.cleaned_data.get("neighbourhood")
        self.instance.neighbourhood = place
        self.instance.level = Unit.Level.NEIGHBOURHOOD if place else Unit.Level.WARD
        self.instance.valid_from = self.cleaned_data.get("valid_from")
        super()._post_clean()


class UnitEndForm(forms.Form):
    from_on = OfficeDateField(label="Thôi hoạt động từ ngày", error_messages={"required": "Chưa ghi ngày."})
    successor = UnitByLineField(
        label="Đơn vị tiếp nhận việc", queryset=Unit.objects.none(), required=False, empty_label="Không có"
    )

    def __init__(self, data=None, *, unit, user):
        super().__init__(data, initial={"from_on": dates.today()})
        self.unit = unit
        own = Unit.objects.visible_to(user).current().exclude(level__in=Unit.OUTSIDE).exclude(pk=unit.pk)
        self.fields["successor"].queryset = own.by_line()

    def save(self, *, by):
        end_unit(self.unit, self.cleaned_data["successor"], self.cleaned_data["from_on"], by=by)


class RenameForm(OneSpelling, forms.Form):
    """The same khu phố under another name."""

    name = forms.CharField(label="Tên mới", max_length=100, error_messages={"required": "Chưa ghi tên mới."})
    short_name = forms.CharField(
        label="Tên ngắn mới", max_length=20, error_messages={"required": "Chưa ghi tên ngắn mới."}
    )
    from_on = OfficeDateField(
        label="Tên mới dùng từ ngày", error_messages={"required": "Chưa ghi từ ngày nào."}
    )

    def __init__(self, data=None, *, place):
        names = {"name": place.name, "short_name": place.short_name}
        super().__init__(data, initial={**names, "from_on": dates.today()})
        self.place = place

    def clean_from_on(self):
        if self.cleaned_data["from_on"] > dates.today():
            raise ValidationError("Hãy ghi khi quyết định đã có hiệu lực: ngày này chưa đến.")
        return self.cleaned_data["from_on"]

    def preview(self):
        return renamed_units(self.place, self.cleaned_data["name"], self.cleaned_data["short_name"])

    def save(self, *, by):
        asked = self.cleaned_data
        rename(self.place, asked["name"], asked["short_name"], asked["from_on"], by=by)


class ReorganizeForm(OneSpelling, forms.Form):
    """Which khu phố end, and which take over: new ones, or some that stay."""

    olds = forms.ModelMultipleChoiceField(
        label="Thôi hoạt động",
        queryset=Neighbourhood.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chưa chọn nơi nào thôi hoạt động."},
    )
    new = forms.CharField(
        label="Lập mới",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Mỗi dòng một nơi: tên | tên ngắn, ví dụ Khu phố 9 | KP 9. Việc đang làm về dòng đầu.",
    )
    takers = forms.ModelMultipleChoiceField(
        label="Nơi đang có tiếp nhận",
        queryset=Neighbourhood.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    heads_from = forms.ModelChoiceField(
        label="Người đứng đầu giữ tiếp từ",
        queryset=Neighbourhood.objects.none(),
        required=False,
        empty_label="Chưa ai; ghi sau",
        help_text="Người giữ chức vụ ở nơi này giữ luôn chức vụ ấy ở nơi tiếp nhận thứ nhất.",
    )
    from_on = OfficeDateField(
        label="Quyết định có hiệu lực từ ngày", error_messages={"required": "Chưa ghi từ ngày nào."}
    )

    def __init__(self, data=None, *, user):
        super().__init__(data, initial={"from_on": dates.today()})
        places = Neighbourhood.objects.visible_to(user).current()
        for name in ("olds", "takers", "heads_from"):
            self.fields[name].queryset = places

    def clean_new(self):
        places = []
        for number, line in enumerate(filter(str.strip, self.cleaned_data["new"].splitlines()), start=1):
            name, mark, short = (part.strip() for part in line.partition("|"))
            if not (name and mark and short) or len(name) > 100 or len(short) > 20:
                raise ValidationError(
                    f"Dòng {number} phải có dạng “Khu phố 9 | KP 9”; tên ngắn tới 20 ký tự."
                )
            places.append(Place(name, short))
        if len(places) > MOST_PLACES:
            raise ValidationError(f"Mỗi lần lập mới nhiều nhất {MOST_PLACES} nơi.")
        return places

    def clean(self):
        asked = super().clean()
        olds, takers = asked.get("olds") or (), asked.get("takers") or ()
        if both := [it.name for it in takers if it in olds]:
            self.add_error("takers", f"{', '.join(both)} vừa thôi hoạt động vừa tiếp nhận; hãy chọn một.")
        if not takers and not asked.get("new") and "new" not in self.errors:
            self.add_error("new", "Chưa ghi nơi tiếp nhận: lập mới hoặc chọn nơi đang có.")
        if asked.get("heads_from") and asked["heads_from"] not in olds:
            self.add_error("heads_from", "Hãy chọn một trong các nơi thôi hoạt động.")
        if asked.get("from_on") and asked["from_on"] > dates.today():
            self.add_error("from_on", "Hãy ghi khi quyết định đã có hiệu lực: ngày này chưa đến.")
        return asked

    @property
    def places(self):
        """Those that take over, the new ones first."""
        taking = [Place(it.name, it.short_name, it) for it in self.cleaned_data["takers"]]
        return [*self.cleaned_data["new"], *taking]

    def preview(self):
        asked = self.cleaned_data
        return preview(asked["olds"], self.places, asked["from_on"], heads_from=asked["heads_from"])

    def save(self, *, by):
        asked = self.cleaned_data
        return reorganize(
            list(asked["olds"]), self.places, asked["from_on"], by=by, heads_from=asked["heads_from"]
        )
