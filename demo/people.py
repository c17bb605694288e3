"""The people of the example world: at least one for each role, of the catalogue's bodies; names are invented (pure)."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.actor import Role

PASSWORD = "dot-pha-thu-2026"
"""Of every demo account; the example world is refused in production."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """One demo account. `organisation` is a name of the catalogue; `chief_of` and `deputy_of` are strategic systems."""

    username: str
    name: str
    position: str
    organisation: str
    roles: tuple[Role, ...]
    language: str = "vi"
    chief_of: tuple[int, ...] = ()
    deputy_of: tuple[int, ...] = ()


SECRETARIAT = "Cơ quan Thường trực Ban Chỉ đạo"
COMMITTEE = "Thường trực Ban Chỉ đạo Trung ương"
COUNCIL = "Hội đồng Tư vấn quốc gia"


def _person(
    username: str, name: str, position: str, organisation: str, *roles: Role, **more: tuple[int, ...]
) -> Person:
    return Person(
        username=f"{username}@dotpha.example",
        name=name,
        position=position,
        organisation=organisation,
        roles=roles,
        chief_of=more.get("chief_of", ()),
        deputy_of=more.get("deputy_of", ()),
    )


R = Role

PEOPLE: tuple[Person, ...] = (
    _person("khanhhoa", "Phan Thị Thu Hà", "Phó Giám đốc Sở Y tế", "Tỉnh Khánh Hòa", R.PROPOSER),
    _person("khanhhoa2", "Đỗ Minh Khôi", "Chuyên viên Sở Khoa học và Công nghệ", "Tỉnh Khánh Hòa", R.PROPOSER),
    _person("sonla", "Lò Văn Hặc", "Phó Giám đốc Sở Y tế", "Tỉnh Sơn La", R.PROPOSER),
    _person("taichinh", "Nguyễn Trọng Khiêm", "Phó Cục trưởng Cục Quản lý đấu thầu", "Bộ Tài chính", R.PROPOSER),
    _person(
        "vantai",
        "Trịnh Quốc Bảo",
        "Tổng Thư ký",
        "Hiệp hội Vận tải và Công nghệ (đơn vị mẫu)",
        R.PROPOSER,
    ),
    _person("bachkhoa", "Vũ Thị Ánh Nguyệt", "Trưởng phòng Khoa học", "Đại học Bách khoa Hà Nội", R.PROPOSER),
    _person("cantho", "Huỳnh Tấn Phát", "Phó Giám đốc Sở Công Thương", "Thành phố Cần Thơ", R.PROPOSER),
    _person(
        "dhqghcm",
        "Lâm Ngọc Yến",
        "Trưởng ban Khoa học và Công nghệ",
        "Đại học Quốc gia Thành phố Hồ Chí Minh",
        R.PROPOSER,
    ),
    _person(
        "caodang",
        "Tạ Văn Đoàn",
        "Phó Hiệu trưởng",
        "Trường Cao đẳng Kỹ thuật Công nghệ (đơn vị mẫu)",
        R.PROPOSER,
    ),
    _person("gialai", "Rơ Châm H'Yéo", "Phó Giám đốc Sở Khoa học và Công nghệ", "Tỉnh Gia Lai", R.PROPOSER),
    _person("coyeu", "Đặng Hải Thạch", "Trưởng phòng Kế hoạch", "Ban Cơ yếu Chính phủ", R.PROPOSER),
    _person("nongnghiep", "Hoàng Thị Bích Liên", "Phó Vụ trưởng", "Bộ Nông nghiệp và Môi trường", R.PROPOSER),
    _person("haiphong", "Bùi Đức Toàn", "Phó Giám đốc Sở Xây dựng", "Thành phố Hải Phòng", R.PROPOSER),
    _person("thuky", "Nguyễn Thị Phương Lan", "Thành viên Tổ Giúp việc", SECRETARIAT, R.SECRETARIAT),
    _person(
        "thuky2",
        "Lê Quang Vũ",
        "Phó Tổ trưởng Tổ Giúp việc",
        SECRETARIAT,
        R.SECRETARIAT,
        deputy_of=(1, 2, 3, 4, 5, 6),
    ),
    _person("thamdinh1", "Trần Đức Hữu", "Vụ trưởng", "Bộ Khoa học và Công nghệ", R.REVIEWER),
    _person("thamdinh2", "Đoàn Thị Kim Oanh", "Phó Vụ trưởng", "Bộ Y tế", R.REVIEWER),
    _person("thamdinh3", "Phạm Ngọc Ẩn", "Phó Cục trưởng", "Văn phòng Chính phủ", R.REVIEWER),
    _person("covan", "GS. Trương Quang Đạo", "Ủy viên Hội đồng", COUNCIL, R.ADVISER),
    _person(
        "congtrinhsu1",
        "TS. Ngô Khắc Lương",
        "Tổng công trình sư Hệ thống 1",
        "Văn phòng Chính phủ",
        R.CHIEF_ENGINEER,
        chief_of=(1,),
    ),
    _person(
        "congtrinhsu2",
        "GS. Hồ Sĩ Nguyên",
        "Tổng công trình sư Hệ thống 2",
        "Viện Hàn lâm Khoa học và Công nghệ Việt Nam",
        R.CHIEF_ENGINEER,
        chief_of=(2,),
    ),
    _person(
        "congtrinhsu3",
        "TS. Mai Thanh Tùng",
        "Tổng công trình sư Hệ thống 3",
        "Bộ Y tế",
        R.CHIEF_ENGINEER,
        chief_of=(3,),
    ),
    _person(
        "congtrinhsu4",
        "TS. Cao Việt Thắng",
        "Tổng công trình sư Hệ thống 4",
        "Viettel",
        R.CHIEF_ENGINEER,
        chief_of=(4,),
    ),
    _person("chutri", "Nguyễn Thành Trung", "Phó Trưởng ban Thường trực", COMMITTEE, R.COMMITTEE_CHAIR),
    _person("uyvien1", "Trần Thị Minh Châu", "Ủy viên", COMMITTEE, R.COMMITTEE_MEMBER),
    _person("uyvien2", "Lê Hoàng Nam", "Ủy viên", COMMITTEE, R.COMMITTEE_MEMBER),
    _person("uyvien3", "Phùng Thế Anh", "Ủy viên", COMMITTEE, R.COMMITTEE_MEMBER),
    _person("quantri", "Võ Đình Ân", "Quản trị hệ thống", "Cục Chuyển đổi số - Cơ yếu", R.ADMINISTRATOR),
    _person("kiemtra", "Dương Thị Tố Uyên", "Kiểm tra viên", "Ủy ban Kiểm tra Trung ương", R.AUDITOR),
    Person(
        username="english@dotpha.example",
        name="Michael Trần",
        position="International Cooperation Officer",
        organisation="Đại học Đà Nẵng",
        roles=(R.PROPOSER,),
        language="en",
    ),
)

SHOWN: dict[Role, str] = {
    Role.PROPOSER: "khanhhoa@dotpha.example",
    Role.SECRETARIAT: "thuky@dotpha.example",
    Role.REVIEWER: "thamdinh1@dotpha.example",
    Role.ADVISER: "covan@dotpha.example",
    Role.CHIEF_ENGINEER: "congtrinhsu3@dotpha.example",
    Role.COMMITTEE_MEMBER: "uyvien1@dotpha.example",
    Role.COMMITTEE_CHAIR: "chutri@dotpha.example",
    Role.ADMINISTRATOR: "quantri@dotpha.example",
    Role.AUDITOR: "kiemtra@dotpha.example",
}
"""The one account per role that `./dev run` prints."""
