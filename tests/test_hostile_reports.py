"""A report full of attacks, rendered by every reporter there is: nothing runs, parses wrongly or leaks."""

from collections.abc import Mapping

import pytest

from spbe_policy import plugins
from spbe_policy.hookspecs import Reporter
from spbe_policy.report import Report
from spbe_policy.testing import DETAIL, assert_harmless, hostile_report
from spbe_policy.testing.harmless import Format

REPORTERS: Mapping[str, Reporter] = plugins.load().reporters
OPENED_AS: Mapping[str, Format] = {"csv": "csv", "github": "github", "markdown": "markdown"}
"""What cannot be told from the beginning of the output."""


@pytest.mark.parametrize("name", REPORTERS)
def test_no_attack_gets_through(name: str) -> None:
    assert_harmless(REPORTERS[name], OPENED_AS.get(name))


def test_the_report_is_a_report() -> None:
    report = hostile_report()
    assert Report.load(report.json_bytes()) == report
    assert DETAIL not in report.discreet().model_dump_json()
    assert DETAIL in report.rules[0].findings[0].message.id
