"""What a vendor's own tests can say in three lines (run with: pytest examples/test_app_tests.py)."""

import spbe_policy


def test_the_manifest_fails_no_rule_that_files_can_show() -> None:
    report = spbe_policy.lint("examples/antrean/spbe.yaml", authority="examples/kota-contoh/authority.yaml")
    assert [rule.id for rule in report.rules if rule.state == "fail"] == []
