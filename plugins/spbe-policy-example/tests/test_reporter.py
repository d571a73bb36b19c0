from spbe_policy_example.reporter import OneLine

from spbe_policy.testing import assert_harmless


def test_no_attack_gets_through() -> None:
    assert_harmless(OneLine())
