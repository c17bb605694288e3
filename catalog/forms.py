"""Forms of the catalogue: a rule's value from a day on, and who stands for a strategic system."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectField, ValidationError

from accounts import labels
from accounts import queries as people
from accounts.actor import Role
from accounts.models import AppointmentKind
from catalog import queries
from catalog.rules import RuleFault, RuleSpec, fault
from catalog.services import SAME_DAY
from core import db
from core.forms import AtMost, DayField, Filled, HouseForm, LineField, ProseField, offered
from core.i18n import N_, gettext


class RuleForm(HouseForm):
    """A whole number within the rule's bounds."""

    value = LineField(_l("Giá trị mới"), validators=[Filled()])
    since = DayField(_l("Áp dụng từ ngày"), validators=[Filled()])
    reason = ProseField(
        _l("Lý do, căn cứ"), description=_l("Ví dụ số, ngày của văn bản quy định."), validators=[Filled(), AtMost(2000)]
    )

    def __init__(self, *args: Any, spec: RuleSpec, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.spec = spec

    def validate_value(self, field: Field) -> None:
        """Say at the box what the rule allows."""
        found = fault(self.spec, field.data or "")
        if found is RuleFault.NOT_A_NUMBER:
            raise ValidationError(gettext(N_("Hãy nhập một số nguyên.")))
        if found is RuleFault.OUT_OF_BOUNDS:
            raise ValidationError(
                gettext(N_("Số phải từ %(least)s đến %(most)s."), least=self.spec.low, most=self.spec.high)
            )
        if found is RuleFault.NOT_A_CHOICE:
            raise ValidationError(gettext(N_("Hãy chọn một mục trong danh sách.")))

    def validate_since(self, field: Field) -> None:
        """A rule never reaches back, and one day begins one value."""
        if field.data is None:
            return
        if field.data < db.today():
            raise ValidationError(gettext(N_("Quy định không áp dụng ngược về trước; hãy chọn hôm nay hoặc ngày sau.")))
        if queries.rule_on(self.spec.code, field.data) is not None:
            raise ValidationError(gettext(SAME_DAY))


class RuleChoiceForm(RuleForm):
    """One of the rule's closed list."""

    value = RadioField(  # type: ignore[assignment]
        _l("Giá trị mới"), validators=[Filled(N_("Hãy chọn một mục trong danh sách."))]
    )

    def __init__(self, *args: Any, spec: RuleSpec, **kwargs: Any) -> None:
        super().__init__(*args, spec=spec, **kwargs)
        self.value.choices = offered((code, gettext(label)) for code, label in spec.choices)


class AppointmentForm(HouseForm):
    """Who stands for a strategic system, from which day, by which document."""

    person = SelectField(_l("Người được bổ nhiệm hoặc giao thay"), validators=[Filled(N_("Hãy chọn một người."))])
    system = SelectField(_l("Hệ thống chiến lược"))
    kind = RadioField(_l("Tư cách"))
    since = DayField(_l("Từ ngày"), validators=[Filled()])
    document = LineField(_l("Văn bản"), description=_l("Số, ký hiệu, ngày của quyết định."), validators=[AtMost(300)])

    def __init__(self, *args: Any, systems: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = people.people(Role.CHIEF_ENGINEER, Role.SECRETARIAT)
        named = ((user.id, " – ".join(filter(None, (user.name, user.position)))) for user in found)
        self.person.choices = offered([("", gettext(N_("Chọn một người"))), *named])
        self.system.choices = offered(systems)
        self.kind.choices = offered((kind.value, gettext(labels.APPOINTMENTS[kind])) for kind in AppointmentKind)

    def validate_since(self, field: Field) -> None:
        """An appointment is recorded when it takes effect or afterwards."""
        if field.data is not None and field.data > db.today():
            raise ValidationError(gettext(N_("Ngày bổ nhiệm không được sau hôm nay.")))
