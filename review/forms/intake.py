"""Typed text of the intake desk into values: the check item by item, and the forms of its acts."""

from __future__ import annotations

from typing import Any, cast

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from core.forms import AtMost, DayField, Filled, HouseForm, LineField, ProseField, offered
from core.i18n import N_, choose, gettext
from proposals.template import PARTS
from review.checklist import GROUNDS, ITEMS, LABELS
from review.services.intake import CheckDraft, Judged

COMPLETE, INCOMPLETE = "yes", "no"


class _CheckBase(HouseForm):
    """The check as a whole; the two boxes of each item are added below. `seen` is the version the page showed."""

    seen = HiddenField()
    main_system = SelectField(_l("Hệ thống chiến lược chính"), validate_choice=True)
    related_systems = SelectMultipleField(
        _l("Hệ thống liên quan, được hỏi ý kiến"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    uncompared = BooleanField(_l("Tiếp nhận khi máy chưa đối chiếu trùng lặp xong"))

    def __init__(self, *args: Any, systems: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [
            (str(row.number), f"{row.number}. {row.name_vi if choose() == 'vi' else row.name_en}") for row in systems
        ]
        self.main_system.choices = offered([("", gettext(N_("Chưa xác định"))), *names])
        self.related_systems.choices = offered(names)
        judgements = ((COMPLETE, gettext(N_("Đủ"))), (INCOMPLETE, gettext(N_("Chưa đủ"))))
        for item in ITEMS:
            self[f"{item}_complete"].choices = offered(judgements)
            self[f"{item}_complete"].label.text = gettext(LABELS[item])
            self[f"{item}_note"].label.text = gettext(N_("Ghi chú cho “%(item)s”"), item=gettext(LABELS[item]))

    def show(self, draft: CheckDraft) -> None:
        """Fill the boxes from a check."""
        for item in ITEMS:
            judged = draft.items.get(item, Judged())
            self[f"{item}_complete"].data = {True: COMPLETE, False: INCOMPLETE, None: None}[judged.complete]
            self[f"{item}_note"].data = judged.note
        self.main_system.data = str(draft.main_system or "")
        self.related_systems.data = [str(number) for number in draft.related_systems]

    def draft(self) -> CheckDraft:
        """What was typed."""
        answers = {COMPLETE: True, INCOMPLETE: False}
        return CheckDraft(
            items={
                item: Judged(
                    complete=answers.get(self[f"{item}_complete"].data or ""), note=self[f"{item}_note"].data or ""
                )
                for item in ITEMS
            },
            main_system=int(self.main_system.data) if self.main_system.data else None,
            related_systems=tuple(int(number) for number in self.related_systems.data or []),
        )

    def seen_version(self) -> int | None:
        """The sheet's version that the page showed, None for none; anything unreadable is no version at all."""
        text = self.seen.data or ""
        if not text:
            return None
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


CheckForm = cast(
    "type[_CheckBase]",
    type(
        "CheckForm",
        (_CheckBase,),
        {f"{item}_complete": RadioField(LABELS[item], validators=[Optional()]) for item in ITEMS}
        | {f"{item}_note": ProseField(LABELS[item], validators=[AtMost(2000)]) for item in ITEMS},
    ),
)


class _ReturnBase(HouseForm):
    """What is to be completed; three boxes for each part are added below."""

    reason = ProseField(_l("Ý kiến chung gửi đơn vị đề xuất"), validators=[Filled(), AtMost(4000)])
    due = DayField(_l("Hạn bổ sung"), validators=[Filled()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in PARTS:
            self[f"{part.code}_asked"].label.text = gettext(part.label)
            self[f"{part.code}_reason"].label.text = gettext(
                N_("Cần bổ sung gì ở “%(part)s”"), part=gettext(part.label)
            )
            self[f"{part.code}_basis"].label.text = gettext(N_("Căn cứ của “%(part)s”"), part=gettext(part.label))

    def validate(self, extra_validators: Any = None) -> bool:
        """Every part asked for needs a reason, and at least one part must be asked for."""
        sound = bool(super().validate(extra_validators))
        asked = [part.code for part in PARTS if self[f"{part.code}_asked"].data]
        for code in asked:
            box = self[f"{code}_reason"]
            if not box.data and not box.errors:
                box.errors = [gettext(N_("Hãy nêu cần bổ sung gì."))]
                sound = False
        if not asked:
            self.form_errors.append(gettext(N_("Hãy chọn ít nhất một phần cần bổ sung.")))
        return sound and bool(asked)

    def lines(self) -> dict[str, tuple[str, str]]:
        """Part code → (reason, legal basis) of the parts asked for."""
        return {
            part.code: (self[f"{part.code}_reason"].data, self[f"{part.code}_basis"].data or "")
            for part in PARTS
            if self[f"{part.code}_asked"].data
        }


ReturnForm = cast(
    "type[_ReturnBase]",
    type(
        "ReturnForm",
        (_ReturnBase,),
        {f"{part.code}_asked": BooleanField(part.label) for part in PARTS}
        | {f"{part.code}_reason": ProseField(part.label, validators=[AtMost(2000)]) for part in PARTS}
        | {f"{part.code}_basis": LineField(part.label, validators=[AtMost(300)]) for part in PARTS},
    ),
)


class RefuseForm(HouseForm):
    """The ground of a refusal and its reason."""

    ground = RadioField(_l("Căn cứ"), validators=[Filled()])
    reason = ProseField(_l("Lý do gửi đơn vị đề xuất"), validators=[Filled(), AtMost(4000)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ground.choices = offered((code, gettext(label)) for code, label in GROUNDS.items())


class MergeForm(HouseForm):
    """Into which proposal, and why."""

    code = LineField(_l("Mã của đề xuất tiếp tục"), validators=[Filled(), AtMost(20)])
    reason = ProseField(_l("Lý do gửi đơn vị đề xuất"), validators=[Filled(), AtMost(4000)])


class SecretForm(HouseForm):
    """The confirmation that the content is to be emptied."""

    sure = BooleanField(_l("Tôi hiểu nội dung sẽ bị xóa khỏi hệ thống và không khôi phục được"), validators=[Filled()])

    def validate(self, extra_validators: Any = None) -> bool:
        """The box must be ticked."""
        sound = bool(super().validate(extra_validators))
        if sound and not self.sure.data:
            self.sure.errors = [gettext(N_("Hãy đánh dấu để xác nhận."))]
            return False
        return sound
