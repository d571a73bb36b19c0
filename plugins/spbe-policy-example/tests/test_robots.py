from spbe_policy_example.checks import no_secret_paths
from spbe_policy_example.collectors import disallowed
from spbe_policy_example.facts import Robots

from spbe_policy.testing import judge


def test_reads_the_file_as_rfc_9309_writes_it() -> None:
    assert disallowed("User-agent: *\nDISALLOW: /b # why\nDisallow:\nDisallow: /a\n") == ("/a", "/b")


def test_names_what_was_given_away() -> None:
    (outcome,) = judge(no_secret_paths, Robots(status=200, disallowed=("/panel-admin",)))
    assert outcome.seen == "/panel-admin"


def test_words_are_a_parameter() -> None:
    (outcome,) = judge(no_secret_paths, Robots(status=200, disallowed=("/kelola",)), words=("kelola",))
    assert outcome.seen == "/kelola"
