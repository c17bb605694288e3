"""Drafting by hand, with JavaScript and without."""

import pytest

from tests.browser.contents import sample
from tests.browser.steps import proposals

pytestmark = pytest.mark.browser


def test_a_whole_proposal_is_written_and_submitted_without_javascript(visitor):
    proposer = visitor("gialai", javascript=False)
    proposals.start(proposer)
    proposals.write(proposer, sample("P09"))
    proposer.sees("Đã đủ nội dung bắt buộc, có thể gửi.")
    code = proposals.submit(proposer)
    assert code.startswith("SK-"), code
