"""Forms of the ruling: sitting, agenda, presence, withdrawal, vote, decision, minutes."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import FieldList, Form, FormField, HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import ValidationError

from accounts.models import User
from committee.models import Outcome, Session, VoteChoice
from committee.ruling import OUTCOME_LABELS, VOTE_LABELS, Fault
from committee.services.rulings import DecisionDraft
from committee.services.sittings import SittingDraft
from core.forms import AtMost, DayField, Filled, HouseForm, LineField, ProseField
from core.i18n import N_, _l, gettext
from proposals.template import PARTS

LONGEST = 20_000
MOST_ROWS = 30


class ManyField(SelectMultipleField):
    """Several of a list; anything not in it is refused in our own words."""

    def pre_validate(self, form: object) -> None:
        """Refuse what is not among the choices."""
        offered: Any = self.choices or []
        if not set(self.data or []) <= {choice.value for choice in offered}:
            raise ValidationError(gettext(N_("Danh sách đã thay đổi. Hãy tải lại trang rồi chọn lại.")))


def listed(pairs: Iterable[tuple[object, str]]) -> list[SelectChoice]:
    """Values with their words as the form library wants them."""
    return [SelectChoice(value=str(value), label=label) for value, label in pairs]


def people(members: Iterable[User]) -> list[SelectChoice]:
    """Members to choose from."""
    return listed((member.id, member.name) for member in members)


class SittingForm(HouseForm):
    """The facts of a sitting."""

    seen_version = HiddenField(default="0")
    title = LineField(_l("Tên phiên họp"), [Filled(), AtMost(300)])
    held_on = DayField(_l("Ngày họp"), [Filled()])
    held_at = LineField(_l("Giờ họp"), [Filled(), AtMost(5)], default="08:30", description=_l("Ví dụ 08:30"))
    place = LineField(_l("Địa điểm"), [AtMost(300)])

    def validate_held_at(self, field: LineField) -> None:
        """Hours and minutes of one day."""
        if not re.fullmatch(r"([01]?[0-9]|2[0-3]):[0-5][0-9]", field.data or ""):
            raise ValidationError(gettext(N_("Hãy nhập giờ theo dạng giờ:phút, ví dụ 08:30.")))

    def draft(self) -> SittingDraft:
        """What was typed, as values."""
        return SittingDraft(
            title=self.title.data or "",
            held_on=self.held_on.data,
            held_at=(self.held_at.data or "").zfill(5),
            place=self.place.data or "",
        )

    def seen(self) -> int:
        """The row version that the page showed."""
        return whole(self.seen_version.data)


def whole(typed: str | None) -> int:
    """A hidden number; 0 when it is none, which no row has."""
    return int(typed) if typed and re.fullmatch(r"[0-9]{1,9}", typed) else 0


class AgendaForm(HouseForm):
    """Which waiting proposals go onto the agenda."""

    proposals = ManyField(
        _l("Đề xuất chờ đưa vào phiên họp"), [Filled(N_("Hãy chọn ít nhất một đề xuất."))], choices=[]
    )


class PresenceForm(HouseForm):
    """Who is there."""

    present = ManyField(_l("Thành viên có mặt"), choices=[])


class WithdrawForm(HouseForm):
    """Who leaves for an item, and why."""

    leaver = SelectField(_l("Thành viên rút khỏi mục"), choices=[])
    ground = ProseField(_l("Lý do rút khỏi mục"), [Filled(), AtMost(2000)])

    def offer(self, members: Sequence[User]) -> None:
        """Whom one may choose."""
        self.leaver.choices = people(members)


class VoteForm(HouseForm):
    """One member's vote."""

    member = SelectField(_l("Thành viên"), choices=[])
    choice = RadioField(
        _l("Biểu quyết"),
        [Filled(N_("Hãy chọn một trong ba ý kiến."))],
        choices=listed((choice.value, label) for choice, label in VOTE_LABELS.items()),
    )
    opinion = ProseField(_l("Nội dung ý kiến"), [AtMost(4000)], description=_l("Bắt buộc khi chọn “Ý kiến khác”."))

    def offer(self, members: Sequence[User]) -> None:
        """For whom one may vote, and the three answers in the reader's language."""
        self.member.choices = people(members)
        self.choice.choices = listed((choice.value, gettext(label)) for choice, label in VOTE_LABELS.items())

    def validate_opinion(self, field: ProseField) -> None:
        """Another opinion says which."""
        if self.choice.data == VoteChoice.OTHER.value and not field.data:
            raise ValidationError(gettext(N_("Ý kiến khác thì phải ghi nội dung.")))


class Row(Form):
    """Base of the forms inside repeatable rows."""

    class Meta(HouseForm.Meta):
        """Our sentences; the whole form carries the token."""

        csrf = False


class ConditionRow(Row):
    """A condition that can be checked: measure, value, day, who."""

    measure = LineField(_l("Chỉ số đo"), [Filled(), AtMost(300)])
    value = LineField(_l("Giá trị phải đạt"), [Filled(), AtMost(200)])
    due = DayField(_l("Hạn"), [Filled()])
    who = LineField(_l("Đơn vị chịu trách nhiệm"), [Filled(), AtMost(300)])


class PartRow(Row):
    """A part of the template to be completed: why, on which basis."""

    part = SelectField(_l("Phần cần bổ sung"), choices=listed((part.code, part.label) for part in PARTS))
    reason = ProseField(_l("Lý do"), [Filled(), AtMost(2000)])
    basis = LineField(_l("Căn cứ"), [AtMost(300)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.part.choices = listed((part.code, gettext(part.label)) for part in PARTS)


class RowsWhen(FieldList):  # type: ignore[type-arg]  # the base is generic for the checker alone
    """Rows that count only for one outcome; for others they are kept as typed and not judged."""

    counts = True

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """Judge the rows only when they count."""
        return bool(super().validate(form, extra_validators)) if self.counts else True


class DecisionForm(HouseForm):
    """What the committee decides on one item."""

    outcome = RadioField(
        _l("Kết luận"),
        [Filled(N_("Hãy chọn một kết luận."))],
        choices=listed((o.value, OUTCOME_LABELS[o]) for o in Outcome),
    )
    text = ProseField(_l("Nội dung kết luận"), [Filled(), AtMost(LONGEST)])
    supervisor = SelectField(_l("Thành viên chỉ đạo, giám sát"), choices=[])
    lead_unit = LineField(_l("Đơn vị chủ trì thực hiện"), [AtMost(300)])
    due = DayField(_l("Hạn thực hiện"))
    conditions = RowsWhen(FormField(ConditionRow), _l("Điều kiện"), max_entries=MOST_ROWS)
    parts = RowsWhen(FormField(PartRow), _l("Phần cần bổ sung"), max_entries=len(PARTS))
    return_due = DayField(_l("Hạn bổ sung"))
    forwarded_to = LineField(_l("Cấp có thẩm quyền được trình"), [AtMost(300)])
    against_reason = ProseField(_l("Lý do khác ý kiến của Tổng công trình sư"), [AtMost(8000)])

    def offer(self, members: Sequence[User]) -> None:
        """The members who may be assigned, and the outcomes in the reader's language."""
        self.supervisor.choices = [*listed([("", gettext(N_("– chọn thành viên –")))]), *people(members)]
        self.outcome.choices = listed((outcome.value, gettext(label)) for outcome, label in OUTCOME_LABELS.items())

    def validate(self, extra_validators: Any = None) -> bool:
        """Rows are judged only where the outcome uses them; nothing typed is thrown away."""
        self.conditions.counts = self.outcome.data == Outcome.APPROVE_WITH_CONDITIONS.value
        self.parts.counts = self.outcome.data == Outcome.RETURN.value
        right = bool(super().validate(extra_validators))
        codes = [row.form.part.data for row in self.parts.entries]
        if self.parts.counts and len(set(codes)) < len(codes):
            self.parts.errors = [*self.parts.errors, gettext(N_("Mỗi phần chỉ chọn một lần."))]
            right = False
        return right

    def show(self, faults: Sequence[Fault]) -> None:
        """Put what keeps the decision from being taken beside the boxes it belongs to."""
        for fault in faults:
            sentence = gettext(fault.sentence, **fault.values)
            if fault.box:
                field = getattr(self, fault.box)
                field.errors = [*field.errors, sentence]
            else:
                self.form_errors.append(sentence)

    def draft(self) -> DecisionDraft:
        """What was typed, as values; boxes that the outcome does not use are left out."""
        outcome = Outcome(self.outcome.data)
        approved = outcome in (Outcome.APPROVE, Outcome.APPROVE_WITH_CONDITIONS)
        returned = outcome is Outcome.RETURN
        conditions = self.conditions.entries if outcome is Outcome.APPROVE_WITH_CONDITIONS else []
        return DecisionDraft(
            outcome=outcome,
            text=self.text.data or "",
            conditions=tuple(_condition(row.form) for row in conditions),
            supervisor_id=uuid.UUID(self.supervisor.data) if approved and self.supervisor.data else None,
            lead_unit=(self.lead_unit.data or "") if approved else "",
            due=self.due.data if approved else None,
            forwarded_to=(self.forwarded_to.data or "") if outcome is Outcome.FORWARD else "",
            against_reason=self.against_reason.data or "",
            parts={row.form.part.data: (row.form.reason.data, row.form.basis.data or "") for row in self.parts.entries}
            if returned
            else {},
            return_due=self.return_due.data if returned else None,
        )


def _condition(row: Any) -> dict[str, str]:
    return {
        "measure": row.measure.data,
        "value": row.value.data,
        "due": row.due.data.isoformat(),
        "who": row.who.data,
    }


FIRST_BOX = {"conditions": "measure", "parts": "reason"}


def rearranged(typed: MultiDict[str, str]) -> tuple[MultiDict[str, str], str] | None:
    """What was typed with a row added, removed or moved as the pressed button says; None when no such was pressed.

    Also answers the id of the box to stand in afterwards ("" for none).
    """
    verb, _, path = typed.get("_act", "").partition(":")
    if verb == "restore":  # kept text, to be looked at and not yet entered
        return MultiDict((key, value) for key, value in typed.items(multi=True) if key != "_act"), ""
    name, _, place = path.partition(".")
    if name not in FIRST_BOX or verb not in ("add", "remove", "up", "down"):
        return None
    mine = re.compile(rf"{name}-([0-9]{{1,4}})-(\w+)")
    rows: dict[int, list[tuple[str, str]]] = {}
    rest: list[tuple[str, str]] = []
    for key, value in typed.items(multi=True):
        found = mine.fullmatch(key)
        if found:
            rows.setdefault(int(found[1]), []).append((found[2], value))
        elif key != "_act":
            rest.append((key, value))
    order = [rows[index] for index in sorted(rows)]
    at = sorted(rows).index(int(place)) if place.isdigit() and int(place) in rows else -1
    if verb == "add" and len(order) < MOST_ROWS:
        order.append([(FIRST_BOX[name], "")])
    elif verb == "remove" and at >= 0:
        order.pop(at)
    elif verb in ("up", "down") and at >= 0 and 0 <= (to := at + (1 if verb == "down" else -1)) < len(order):
        order[at], order[to] = order[to], order[at]
    for index, boxes in enumerate(order):
        rest += [(f"{name}-{index}-{box}", value) for box, value in boxes]
    focus = f"{name}-{len(order) - 1}-{FIRST_BOX[name]}" if verb == "add" and order else ""
    return MultiDict(rest), focus


class MinutesForm(HouseForm):
    """The text of the minutes."""

    seen_version = HiddenField(default="0")
    text = ProseField(_l("Nội dung biên bản"), [Filled(), AtMost(200_000)])

    def seen(self) -> int:
        """The row version that the page showed."""
        return whole(self.seen_version.data)


class ActForm(HouseForm):
    """A press of one button that may act only once."""


def fill(sitting: Session) -> dict[str, Any]:
    """A sitting's facts for its form."""
    return {
        "title": sitting.title,
        "held_on": sitting.held_on,
        "held_at": sitting.held_at,
        "place": sitting.place,
        "seen_version": str(sitting.row_version),
    }
