"""JUnit XML, judged by the schema of the Jenkins xUnit plugin (tests/schemas, MIT licence inside)."""

from pathlib import Path

import pytest
from lxml import etree
from test_reporters import compliant, eventful, policy, selection

from spbe_policy import render
from spbe_policy.policy import Policy
from spbe_policy.report import Report
from spbe_policy.testing import hostile_report
from spbe_policy.texts import Lang

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent / "schemas" / "junit-10.xsd"))

__all__ = ["policy"]


def parsed(report: Report, lang: Lang = "id") -> etree._Element:
    return etree.fromstring(render(report, "junit", lang), etree.XMLParser(huge_tree=True))


@pytest.mark.parametrize("lang", ["id", "en"])
def test_jenkins_reads_it(policy: Policy, lang: Lang) -> None:
    for report in (eventful(policy), compliant(policy), selection(policy), hostile_report()):
        root = parsed(report, lang)
        assert SCHEMA.validate(root), SCHEMA.error_log
        assert len(root.findall(".//testcase")) == 1 + sum(len(rule.findings) for rule in report.rules)
        for outcome in ("failure", "error"):
            assert int(root.get(f"{outcome}s", "")) == len(root.findall(f".//testcase/{outcome}"))
        (suite,) = root
        assert int(suite.get("skipped", "")) == len(root.findall(".//testcase/skipped"))


def outcomes(root: etree._Element) -> dict[str, tuple[str, str]]:
    return {
        f"{case.get('classname')} {case.get('name')}": (case[0].tag, case[0].get("message", ""))
        if len(case)
        else ("", "")
        for case in root.iter("testcase")
    }


def test_each_state_has_its_outcome_and_its_reason(policy: Policy) -> None:
    found = outcomes(parsed(eventful(policy)))
    told = {
        "antrean.kota-contoh header: Header terpasang": ("failure", "ketidaksesuaian: terlihat X-Contoh: 0"),
        "antrean.kota-contoh header: Header terpasang (endpoint:api)": ("error", "tidak dapat diperiksa (tidak"),
        "antrean.kota-contoh header: Header terpasang (endpoint:rusak)": ("error", "kesalahan alat"),
        "antrean.kota-contoh fresh: Data mutakhir (dataset:penduduk)": ("skipped", "diberi dispensasi"),
        "antrean.kota-contoh portal: Contoh ketentuan": ("skipped", "tidak berlaku: kota belum menyediakan"),
        "antrean.kota-contoh papers: Contoh ketentuan": ("skipped", "perlu penilaian petugas"),
    }
    for name, (outcome, reason) in told.items():
        assert found[name][0] == outcome, name
        assert found[name][1].startswith(reason), found[name]


def test_no_run_is_green_whose_verdict_is_not(policy: Policy) -> None:
    assert outcomes(parsed(compliant(policy)))["antrean Putusan"] == ("", "")
    assert outcomes(parsed(eventful(policy)))["antrean Putusan"][0] == "failure"
    assert outcomes(parsed(selection(policy)))["antrean Putusan"][0] == "skipped"


def test_a_failure_says_all_that_the_text_report_says(policy: Policy) -> None:
    failure = parsed(eventful(policy)).find(".//testcase/failure[@type='must']")
    assert failure is not None
    text = failure.text or ""
    for said in ("Dinilai", "Mengapa", "Perbaiki", "Letak", "spbe.yaml:"):
        assert said in text
