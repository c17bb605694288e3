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
    "criteria.load": N_("Nạp bộ tiêu chí"),
    "criteria.add": N_("Lập bộ tiêu chí mới"),
    "proposal.start": N_("Mở bản thảo đề xuất"),
    "proposal.import": N_("Nhập đề xuất từ tệp"),
    "proposal.copy": N_("Sao chép thành bản thảo mới"),
    "proposal.owner": N_("Chuyển người phụ trách đề xuất"),
    "proposal.save": N_("Lưu bản thảo đề xuất"),
    "proposal.discard": N_("Bỏ bản nháp đề xuất"),
    "proposal.submit": N_("Nộp đề xuất"),
    "proposal.resubmit": N_("Nộp bổ sung đề xuất"),
    "proposal.accept": N_("Tiếp nhận đề xuất, chuyển thẩm định"),
    "proposal.return": N_("Trả lại đề xuất để hoàn thiện"),
    "proposal.refuse": N_("Không tiếp nhận đề xuất"),
    "proposal.close_assessment": N_("Kết thúc bước thẩm định"),
    "proposal.recommend": N_("Cho ý kiến của Tổng công trình sư, trình Ban Chỉ đạo"),
    "proposal.decide": N_("Ban Chỉ đạo quyết định về đề xuất"),
    "proposal.send_back": N_("Ban Chỉ đạo yêu cầu hoàn thiện lại đề xuất"),
    "proposal.defer": N_("Ban Chỉ đạo để đề xuất lại phiên họp sau"),
    "proposal.withdraw": N_("Rút đề xuất"),
    "proposal.merge": N_("Nhập đề xuất vào đề xuất khác"),
    "proposal.move_to_secret": N_("Chuyển đề xuất sang kênh mật"),
    "proposal.emptied": N_("Xóa nội dung đề xuất chuyển kênh mật"),
    "intake.secret": N_("Chuyển đề xuất đang tiếp nhận sang kênh mật"),
    "attachment.add": N_("Đính kèm tệp"),
    "attachment.describe": N_("Sửa mô tả tệp đính kèm"),
    "attachment.replace": N_("Thay tệp đính kèm"),
    "attachment.remove": N_("Gỡ tệp đính kèm"),
    "attachment.infected": N_("Chặn tệp đính kèm có mã độc"),
    "attachment.forget": N_("Xóa tệp đính kèm của đề xuất chuyển kênh mật"),
    "manuscript.read": N_("Đọc bản thảo từ tệp văn bản"),
    "manuscript.take_over": N_("Đưa nội dung từ tệp văn bản vào đề xuất"),
    "duplicates.compare": N_("Yêu cầu đối chiếu trùng lặp lại"),
    "duplicates.rule": N_("Kết luận về một cặp giống nhau"),
    "reviewer.assign": N_("Phân công một người thẩm định"),
    "reviewer.extend": N_("Gia hạn thẩm định"),
    "reviewer.remind": N_("Nhắc người thẩm định"),
    "reviewer.release": N_("Thôi phân công một người thẩm định"),
    "reviewer.declare_none": N_("Khai không có xung đột lợi ích"),
    "reviewer.recuse": N_("Từ chối thẩm định vì xung đột lợi ích"),
    "reviewer.seal": N_("Người thẩm định khóa phiếu đánh giá"),
    "scorecard.open": N_("Mở phiếu đánh giá"),
    "scorecard.seal": N_("Khóa phiếu đánh giá"),
    "engineer.recuse": N_("Từ chối cho ý kiến vì xung đột lợi ích"),
    "opinion.ask": N_("Xin ý kiến hệ thống liên quan"),
    "opinion.give": N_("Cho ý kiến của hệ thống liên quan"),
    "sitting.call": N_("Lập phiên họp"),
    "sitting.change": N_("Sửa thông tin phiên họp"),
    "sitting.open": N_("Khai mạc phiên họp"),
    "sitting.presence": N_("Ghi người có mặt tại phiên họp"),
    "sitting.close": N_("Kết thúc phiên họp"),
    "sitting.minutes": N_("Ghi biên bản phiên họp"),
    "sitting.publish": N_("Công bố kết quả phiên họp"),
    "agenda.add": N_("Đưa đề xuất vào chương trình phiên họp"),
    "agenda.remove": N_("Đưa đề xuất ra khỏi chương trình phiên họp"),
    "agenda.order": N_("Xếp lại chương trình phiên họp"),
    "agenda.withdraw": N_("Thành viên không tham gia một mục vì xung đột lợi ích"),
    "agenda.vote": N_("Biểu quyết"),
    "decision.make": N_("Ghi kết luận về một mục"),
    "packet.order": N_("Yêu cầu lập hồ sơ trình"),
    "packet.retry": N_("Lập lại hồ sơ trình"),
    "packet.made": N_("Lập xong hồ sơ trình"),
    "packet.confirm": N_("Xác nhận hồ sơ trình"),
    "packet.erased": N_("Xóa hồ sơ trình có đề xuất chuyển kênh mật"),
    "change": N_("Thay đổi khác"),
}
"""Words for every deed that is written to the audit trail; tests/house/test_deeds.py finds one that is missing."""
