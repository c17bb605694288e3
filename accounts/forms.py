"""Forms of sign-in, of one's own page, and of the administrator: typed text into values."""

from __future__ import annotations

import uuid
from typing import Any, cast

from email_validator import EmailNotValidError, validate_email
from flask import current_app, g
from flask_security import LoginForm
from flask_security.forms import (
    ChangePasswordForm,
    EmailValidation,
    EqualToLocalize,
    ForgotPasswordForm,
    ResetPasswordForm,
    email_required,
    password_required,
    valid_user_email,
)
from flask_security.utils import hash_password
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TelField,
    ValidationError,
)
from wtforms.widgets import CheckboxInput, ListWidget

from accounts import labels, queries, services
from accounts.actor import Role
from accounts.models import OrganisationType, User
from accounts.queries import TrailFilter
from core import audit, db, words
from core.forms import AtMost, Filled, HouseForm, LineField, clean_text, offered
from core.i18n import N_, _l, gettext
from core.web import safe_next

PASSWORD_HINT = _l("Ít nhất 12 ký tự; được dùng dấu cách và tiếng Việt có dấu.")


def _trimmed(text: str | None) -> str:
    return (text or "").strip()


def _password(label: Any, *validators: Any, new: bool, hint: Any = "") -> PasswordField:
    return PasswordField(
        label,
        description=hint,
        render_kw={"autocomplete": "new-password" if new else "current-password"},
        validators=[password_required, *validators],
    )


class SignInForm(LoginForm):
    """E-mail and password; wrong tries are counted and the account rests after too many of them."""

    Meta = HouseForm.Meta
    email = EmailField(
        _l("Địa chỉ thư điện tử"),
        filters=[_trimmed],
        render_kw={"autocomplete": "username"},
        validators=[email_required, EmailValidation(verify=False)],
    )
    password = _password(_l("Mật khẩu"), new=False)
    remember = None  # type: ignore[assignment]  # nobody is remembered past the session

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.password.description = ""

    def validate_next(self, field: Field) -> None:
        """A page that is none of ours is forgotten; the person still comes in."""
        field.data = safe_next(field.data, fallback="")

    def validate(self, **kwargs: Any) -> bool:
        """One sentence for every kind of failure, so that nobody learns which addresses have accounts."""
        if len(self.password.data or "") > 1000 or len(self.email.data or "") > 254:
            self.password.data = self.email.data = ""
        empty = not self.password.data or not (self.email.data or "").strip()
        right = bool(super().validate(**kwargs))
        db.current_session().rollback()  # ends the reading; counting is a short writing transaction of its own
        g.writes = True
        user = None if empty else queries.person_by_email(self.email.data or "", lock=True)
        if user is not None:
            if services.resting(user):
                right = False
            else:
                services.count_sign_in(
                    user,
                    right=right,
                    most=current_app.config["LOCKOUT_AFTER"],
                    rest_seconds=current_app.config["LOCKOUT_SECONDS"],
                )
        self.user = user if right else None
        if empty:
            self.form_errors.extend([*self.email.errors, *self.password.errors])
        self.email.errors, self.password.errors = [], []
        if not right and not empty:
            self.form_errors.clear()
            self.form_errors.append(
                gettext(
                    N_(
                        "Địa chỉ thư điện tử hoặc mật khẩu không đúng, "
                        "hoặc tài khoản đang tạm khóa sau nhiều lần nhập sai."
                    )
                )
            )
        return right


class ForgotForm(ForgotPasswordForm):
    """Asks for a reset letter; answers alike whether or not the address has an account."""

    Meta = HouseForm.Meta
    email = EmailField(
        _l("Địa chỉ thư điện tử"),
        filters=[_trimmed],
        render_kw={"autocomplete": "username"},
        validators=[email_required, EmailValidation(verify=True), valid_user_email],
    )

    def validate(self, **kwargs: Any) -> bool:
        """Known and unknown addresses cost one hash and one audit line each; only a malformed one is told so."""
        fault = address_fault(self.email.data or "")
        if fault:
            self.form_errors.append(fault)
            return False
        right = bool(super().validate(**kwargs))
        if right:
            hash_password("the same work as for an address that has no account")
        audit.note("person.reset_asked")
        return right


class ResetForm(ResetPasswordForm):
    """Sets a new password from a letter."""

    Meta = HouseForm.Meta
    password = _password(_l("Mật khẩu mới"), new=True, hint=PASSWORD_HINT)
    password_confirm = _password(
        _l("Nhập lại mật khẩu mới"), EqualToLocalize("password", message="RETYPE_PASSWORD_MISMATCH"), new=True
    )

    def validate(self, **kwargs: Any) -> bool:
        """A link to a disabled account opens nothing."""
        right = bool(super().validate(**kwargs))
        user = cast("User | None", self.user)
        if right and user is not None and not user.active:
            self.form_errors.append(gettext(N_("Tài khoản này đã bị khóa. Hãy liên hệ người quản trị.")))
            return False
        g.reset_user = user if right else None
        return right


class ChangeForm(ChangePasswordForm):
    """Changes one's own password."""

    Meta = HouseForm.Meta
    password = _password(_l("Mật khẩu hiện tại"), new=False)
    new_password = _password(_l("Mật khẩu mới"), new=True, hint=PASSWORD_HINT)
    new_password_confirm = _password(
        _l("Nhập lại mật khẩu mới"), EqualToLocalize("new_password", message="RETYPE_PASSWORD_MISMATCH"), new=True
    )


def address_fault(text: str) -> str:
    """What is wrong with a typed address, in words; "" when it is well-formed."""
    if not text.strip():
        return gettext(N_("Hãy nhập địa chỉ thư điện tử."))
    try:
        validate_email(text.strip(), **(current_app.config["SECURITY_EMAIL_VALIDATOR_ARGS"] or {}))
    except EmailNotValidError:
        return gettext(N_("Địa chỉ thư điện tử không đúng, ví dụ đúng: ten@donvi.gov.vn."))
    return ""


class AddressField(EmailField):
    """An e-mail address, cleaned and in lower case."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep what was typed, cleaned."""
        if valuelist:
            self.data = valuelist[0]
            self.data = clean_text(valuelist[0]).strip().lower()

    def pre_validate(self, form: object) -> None:
        """Refuse what is not an address."""
        fault = address_fault(self.data or "")
        if fault:
            raise ValidationError(fault)


class PhoneField(TelField):
    """A telephone number as people write it: digits, spaces and the usual marks."""

    data: Any

    def process_data(self, value: str | None) -> None:
        """A box that was not sent holds no number, as an empty one does."""
        self.data = value or ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep what was typed, cleaned."""
        if valuelist:
            self.data = valuelist[0]
            self.data = " ".join(clean_text(valuelist[0]).split())

    def pre_validate(self, form: object) -> None:
        """Refuse letters and anything too short or long to be a number."""
        text = self.data or ""
        digits = sum(character in "0123456789" for character in text)
        if text and (not set(text) <= set("0123456789+-.() ") or not 6 <= digits <= 15 or len(text) > 30):
            raise ValidationError(gettext(N_("Hãy nhập số điện thoại bằng chữ số, ví dụ 024 3825 1234.")))


class ChecksField(SelectMultipleField):
    """Several of a closed list, as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: object) -> None:
        """Refuse a value outside the list with our sentence."""
        known = {value for value, *_ in self.iter_choices()}
        if self.data and not set(self.data) <= known:
            raise ValidationError(gettext(N_("Hãy chọn các mục trong danh sách.")))


def role_choices() -> list[tuple[str, str]]:
    """Every role with its words."""
    return [(role.value, gettext(label)) for role, label in labels.ROLES.items()]


def organisation_choices(*, none: str) -> list[tuple[str, str]]:
    """Every organisation by name, led by "none"."""
    return [("", none), *((str(row.id), row.name_vi) for row in queries.organisations())]


class OwnForm(HouseForm):
    """What people change about themselves."""

    name = LineField(_l("Họ và tên"), validators=[Filled(), AtMost(120)])
    position = LineField(_l("Chức vụ"), validators=[AtMost(200)])
    phone = PhoneField(_l("Điện thoại công vụ"))
    language = RadioField(_l("Ngôn ngữ của trang và thư"), choices=offered(labels.LANGUAGES))
    edition = HiddenField()


class PersonForm(OwnForm):
    """The administrator's form of a person's details."""

    email = AddressField(_l("Địa chỉ thư điện tử"), validators=[Filled(), AtMost(254)])
    organisation = SelectField(_l("Đơn vị"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation.choices = offered(organisation_choices(none=gettext(N_("Không thuộc đơn vị nào"))))


class RolesForm(HouseForm):
    """Which roles a person holds."""

    roles = ChecksField(_l("Vai trò"), validators=[Filled(N_("Hãy chọn ít nhất một vai trò."))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roles.choices = offered(role_choices())

    def chosen(self) -> list[Role]:
        """The roles that were ticked."""
        return [Role(value) for value in self.roles.data or []]


class InviteForm(PersonForm, RolesForm):
    """Opens an account and sends the letter with its link."""

    def validate_organisation(self, field: Field) -> None:
        """Proposers act for an organisation."""
        if not field.data and Role.PROPOSER.value in (self.roles.data or []):
            raise ValidationError(gettext(N_("Người đề xuất phải thuộc một đơn vị.")))

    def validate_email(self, field: Field) -> None:
        """One account for one address."""
        if not field.errors and queries.person_by_email(field.data or "") is not None:
            raise ValidationError(gettext(N_("Địa chỉ thư điện tử này đã có tài khoản.")))


class OrganisationForm(HouseForm):
    """An organisation's names and kind, and whether it may assess."""

    name_vi = LineField(_l("Tên đơn vị"), validators=[Filled(), AtMost(300)])
    name_en = LineField(_l("Tên tiếng Anh"), validators=[AtMost(300)])
    abbreviation = LineField(_l("Tên viết tắt"), validators=[AtMost(60)])
    other_names = LineField(
        _l("Tên khác, tên cũ"), description=_l("Giúp tìm thấy đơn vị, ví dụ các tỉnh trước khi hợp nhất."),
        validators=[AtMost(500)],
    )  # fmt: skip
    type = SelectField(_l("Loại đơn vị"))
    functional = BooleanField(
        _l("Cơ quan chức năng thẩm định"),
        description=_l("Người của đơn vị được phân công thẩm định (Kế hoạch 01-KH/BCĐTW, Mục V.1.c)."),
    )
    row_version = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.type.choices = offered((kind.value, gettext(labels.ORGANISATION_TYPES[kind])) for kind in OrganisationType)


def trail_filter(asked: dict[str, str], before: int | None) -> tuple[TrailFilter, str]:
    """What the audit list is narrowed to, and the sentence of what could not be read ("" when all could)."""
    try:
        return (
            TrailFilter(
                first=words.parse_date(asked["first"]) if asked["first"] else None,
                last=words.parse_date(asked["last"]) if asked["last"] else None,
                actor_id=uuid.UUID(asked["person"]) if asked["person"] else None,
                deed=asked["deed"],
                subject=uuid.UUID(asked["subject"]) if asked["subject"] else None,
                before=before if before is not None and 0 < before < 2**62 else None,
            ),
            "",
        )
    except ValueError:
        return TrailFilter(), gettext(N_("Ngày hoặc mã lọc không đúng; hãy nhập ngày theo dạng ngày/tháng/năm."))
