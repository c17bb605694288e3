"""Words for people's roles, kinds of organisation and the deeds of the audit trail (pure)."""

from __future__ import annotations

from accounts.actor import Role


def N_(message: str) -> str:  # noqa: N802 - the name gettext tools extract
    """Mark a Vietnamese sentence for translation at the place where it is shown."""
    return message


ROLES: dict[Role, str] = {
    Role.PROPOSER: N_("Người đề xuất"),
    Role.SECRETARIAT: N_("Cơ quan Thường trực, Tổ Giúp việc"),
    Role.REVIEWER: N_("Người thẩm định"),
    Role.ADVISER: N_("Uỷ viên Hội đồng Tư vấn quốc gia"),
    Role.CHIEF_ENGINEER: N_("Tổng công trình sư"),
    Role.COMMITTEE_MEMBER: N_("Uỷ viên Ban Chỉ đạo"),
    Role.COMMITTEE_CHAIR: N_("Chủ trì phiên họp Ban Chỉ đạo"),
    Role.ADMINISTRATOR: N_("Quản trị hệ thống"),
    Role.AUDITOR: N_("Kiểm tra, giám sát (chỉ đọc)"),
}

ROLE_NOTES: dict[Role, str] = {
    Role.PROPOSER: N_("Soạn và nộp đề xuất của đơn vị mình; phải thuộc một đơn vị."),
    Role.SECRETARIAT: N_("Tiếp nhận, kiểm tra, phân công thẩm định, chuẩn bị phiên họp."),
    Role.REVIEWER: N_("Thẩm định và cho điểm hồ sơ được phân công."),
    Role.ADVISER: N_("Tư vấn, được phân công thẩm định; có nghĩa vụ bảo mật."),
    Role.CHIEF_ENGINEER: N_("Cho ý kiến về hồ sơ của hệ thống chiến lược được giao ở trang Bổ nhiệm."),
    Role.COMMITTEE_MEMBER: N_("Dự họp, cho ý kiến và biểu quyết."),
    Role.COMMITTEE_CHAIR: N_("Chủ trì phiên họp và ký kết luận."),
    Role.ADMINISTRATOR: N_("Quản lý tài khoản, đơn vị, quy định; không xem nội dung đề xuất."),
    Role.AUDITOR: N_("Xem hồ sơ và nhật ký, không thay đổi được gì."),
}

ORGANISATION_TYPES: dict[str, str] = {
    "steering": N_("Cơ quan chỉ đạo"),
    "party_body": N_("Cơ quan đảng"),
    "ministry": N_("Bộ"),
    "ministerial_agency": N_("Cơ quan ngang bộ"),
    "government_agency": N_("Cơ quan thuộc Chính phủ"),
    "state_body": N_("Cơ quan nhà nước khác ở Trung ương"),
    "mass_organisation": N_("Mặt trận, đoàn thể"),
    "province": N_("Tỉnh"),
    "city_under_central": N_("Thành phố trực thuộc Trung ương"),
    "enterprise": N_("Doanh nghiệp"),
    "institute": N_("Viện nghiên cứu"),
    "university": N_("Cơ sở giáo dục đại học"),
    "association": N_("Tổ chức xã hội - nghề nghiệp"),
    "individual": N_("Cá nhân"),
    "other": N_("Loại khác"),
}

APPOINTMENTS: dict[str, str] = {
    "chief_engineer": N_("Tổng công trình sư"),
    "deputy": N_("Người của Cơ quan Thường trực được giao thay"),
}

LANGUAGES: tuple[tuple[str, str], ...] = (("vi", "Tiếng Việt"), ("en", "English"))

DEEDS: dict[str, str] = {
    "person.add": N_("Mở tài khoản"),
    "person.invite": N_("Gửi thư mời"),
    "person.details": N_("Sửa thông tin người dùng"),
    "person.roles": N_("Đổi vai trò"),
    "person.disable": N_("Khóa tài khoản"),
    "person.enable": N_("Mở lại tài khoản"),
    "person.locked": N_("Tạm khóa sau nhiều lần nhập sai mật khẩu"),
    "person.appoint": N_("Ghi nhận bổ nhiệm"),
    "person.appointment_end": N_("Kết thúc bổ nhiệm"),
    "person.sign_in": N_("Đăng nhập"),
    "person.sign_out": N_("Đăng xuất"),
    "person.sessions_end": N_("Kết thúc các phiên đăng nhập khác"),
    "person.password": N_("Đổi mật khẩu"),
    "person.password_reset": N_("Đặt mật khẩu qua thư"),
    "person.reset_asked": N_("Yêu cầu đặt lại mật khẩu"),
    "person.export": N_("Tải dữ liệu cá nhân"),
    "organisation.add": N_("Thêm đơn vị"),
    "organisation.change": N_("Sửa đơn vị"),
    "catalog.load": N_("Nạp danh mục"),
    "catalog.rule": N_("Đặt quy định"),
    "proposal.start": N_("Mở bản thảo đề xuất"),
    "proposal.submit": N_("Nộp đề xuất"),
    "change": N_("Thay đổi khác"),
}
"""Words for the deeds of this floor and the commonest above it; another deed is shown by its code."""
