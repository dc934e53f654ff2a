"""What happens to a paper between its writer and its number: submitted, given back, issued."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from documents.models import missing as lacks
from documents.models.books import NumberBook
from documents.models.formats import DocumentType
from organizations.audit import record, snapshot
from wardportal import dates


class Issuing:
    """The part of a Document that its submitter and its issuer ask for."""

    @property
    def why_not_issued_now(self) -> str:
        """Why a paper that is not submitted (any more) cannot be issued; who was faster, if somebody was."""
        if self.issued_at is None:
            return "Chỉ văn bản đã trình mới ban hành được. Hãy tải lại trang để xem."
        moment = date_format(timezone.localtime(self.issued_at), "DATETIME_FORMAT")
        return f"{self.issued_by} đã ban hành văn bản này lúc {moment}, số {self.code}."

    def _moved(self, expected, **changes):
        """Change the state where it is still one of `expected`: two clicks at once are one."""
        if not type(self).objects.filter(pk=self.pk, state__in=expected).update(**changes):
            raise ValidationError(
                "Trạng thái văn bản vừa được người khác thay đổi. Hãy tải lại trang để xem."
            )
        for name, value in changes.items():
            setattr(self, name, value)

    @transaction.atomic
    def submit(self, *, by, is_free_of_secrets):
        """Hand the draft to who issues it; raises ValidationError with what is missing."""
        _require_no_secrets(is_free_of_secrets)
        if missing := self.missing_for(by):
            raise ValidationError(missing)
        self._moved(
            self.OPEN_STATES,
            state=self.State.SUBMITTED,
            submitted_at=timezone.now(),
            submitted_by=by,
            is_free_of_secrets=is_free_of_secrets,
        )
        record(by=by, action="trình văn bản", target=self, after=snapshot(self, ["is_free_of_secrets"]))

    @transaction.atomic
    def send_back(self, *, by, reason):
        """Give a submitted draft back to its writer, with the reason."""
        if not reason.strip():
            raise ValidationError("Hãy ghi lý do trả lại để người soạn biết cần sửa gì.")
        self._moved(
            [self.State.SUBMITTED],
            state=self.State.RETURNED,
            returned_at=timezone.now(),
            returned_by=by,
            return_reason=reason.strip(),
        )
        record(by=by, action="trả lại văn bản", target=self, after={"lý do trả lại": reason.strip()})

    @transaction.atomic
    def issue(
        self, *, by, issued_on, is_free_of_secrets, number=None, suffix="", gap_reason="", odd_reason=""
    ):
        """Give the number and fix number, date, signer and content for ever.

        Without `number` it is the book's next; `odd_reason` says why number or day are unusual. Raises
        ValidationError where something is missing, the date is impossible or the number taken: then nothing
        has happened.
        """
        # The row first: two clicks at once wait for each other, and the second finds it issued.
        stored = type(self).objects.select_for_update().get(pk=self.pk)
        if stored.state != self.State.SUBMITTED:
            raise ValidationError(stored.why_not_issued_now)
        if stored.version != self.version:
            raise ValidationError("Văn bản vừa được người khác sửa. Hãy tải lại trang để xem bản mới.")
        self._take_inserts(stored)
        _require_no_secrets(is_free_of_secrets)
        if missing := self.missing_for(by):
            raise ValidationError(missing)
        if issued_on > dates.today():
            raise ValidationError("Ngày ban hành không thể sau hôm nay.")
        if not DocumentType.objects.allowed_to(self.issuer).filter(pk=self.doc_type_id).exists():
            raise ValidationError(
                f"{self.issuer} không ban hành thể loại {self.doc_type}. Hãy chọn thể loại khác."
            )
        self.book = self.book_on(issued_on, by)
        self.number = self.book.take(by=by, number=number, suffix=suffix, reason=gap_reason)
        self.suffix, self.issued_on, self.state = suffix, issued_on, self.State.ISSUED
        self.issued_at, self.issued_by = timezone.now(), by
        self.is_free_of_secrets = is_free_of_secrets
        self.fix_paper()
        self.save()
        confirmed = snapshot(self, ["is_free_of_secrets"])
        told = {"số, ký hiệu": self.code, **confirmed, **told_odd(odd_reason)}
        record(by=by, action="ban hành văn bản", target=self, after=told)

    def book_on(self, day, by) -> NumberBook:
        """The book of its number if it is of that day; raises ValidationError with advice for `by`."""
        try:
            return NumberBook.for_paper(self.issuer, self.doc_type, day)
        except ValidationError as error:
            raise lacks.said_to(by, error) from error


def told_odd(reason) -> dict:
    """For the log: why number or day are not as one expects."""
    return {"lý do số, ngày khác thường": reason} if reason else {}


def _require_no_secrets(is_confirmed):
    if not is_confirmed:
        raise ValidationError("Hãy xác nhận văn bản không chứa bí mật nhà nước.")
