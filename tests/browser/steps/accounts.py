"""What the administrator and new people do."""

from __future__ import annotations

from tests.browser.visiting import Visitor

NEW_PASSWORD = "đường dài mới biết ngựa hay 9"


def add_organisation(administrator: Visitor, name: str, *, type: str = "province") -> None:
    """Enter an organisation that the catalogue does not know."""
    administrator.open("/organisations")
    administrator.follow("Thêm đơn vị")
    administrator.type("name_vi", name)
    administrator.choose("type", type)
    administrator.press("Lưu", exact=True)
    administrator.sees("Đã thêm đơn vị", name)


def invite(
    administrator: Visitor,
    address: str,
    name: str,
    *,
    organisation: str,
    position: str = "",
    role: str = "Người đề xuất",
) -> None:
    """Open an account and have its letter sent."""
    administrator.room("Quản trị")
    administrator.follow("Mời người dùng")
    administrator.type("name", name)
    administrator.type("email", address)
    administrator.type("position", position)
    administrator.choose_words("organisation", organisation)
    administrator.tick(role)
    administrator.press("Mở tài khoản và gửi thư mời")
    administrator.sees("Đã mở tài khoản và gửi thư mời", address)


def answer_invitation(newcomer: Visitor, *, password: str = NEW_PASSWORD) -> None:
    """Open the link of the letter, set a password, sign in with it."""
    letter = newcomer.site.letter(newcomer.name, "Lời mời")
    newcomer.open(newcomer.site.link_in(letter))
    newcomer.type("password", password)
    newcomer.type("password_confirm", password)
    newcomer.press("Đặt mật khẩu")
    newcomer.sign_in(password)
