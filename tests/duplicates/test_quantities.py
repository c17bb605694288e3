"""A quantity is one and the same however it is written; years, dates and numbers of documents are none."""

import pytest

from duplicates.quantities import quantities


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2.870 học sinh", {"2870"}),
        ("25 nghìn thiết bị", {"25000"}),
        ("Hai mươi bảy cụ, phần đông", {"27"}),
        ("bốn trăm hai mươi khúc", {"420"}),
        ("bảy nghìn rưỡi nhóm", {"7500"}),
        ("ba vạn tám nghìn.", {"38000"}),
        ("một trăm linh năm", {"105"}),
        ("sai số 12,50 m", {"12,5"}),
        ("1,2 triệu tấn", {"1,2 triệu"}),
        ("Nghị quyết số 57-NQ/TW ngày 22/12/2024, đến năm 2030, 5 năm, ba trạm", set()),
        ("", set()),
    ],
)
def test_quantities(written, meant):
    assert quantities(written) == meant
