"""For authors of rules and plugins: a check on facts that you write down, a reporter on a report full of attacks.

>>> from spbe_policy.testing import judge
>>> from spbe_policy.builtin.web.checks import hsts
>>> from spbe_policy.builtin.web.facts import Answer, Site
>>> page = Answer(url="https://app.example/", status=200, headers=(("strict-transport-security", "max-age=300"),))
>>> judge(hsts, Site(hops=(page,)))[0].seen
'max-age=300'

>>> from spbe_policy.reporters.publik import PublicReporter
>>> from spbe_policy.testing import assert_harmless
>>> assert_harmless(PublicReporter())
"""

from spbe_policy.testing.harmless import assert_harmless
from spbe_policy.testing.hostile import DETAIL, hostile_report
from spbe_policy.testing.judging import MOMENT, judge

__all__ = ["DETAIL", "MOMENT", "assert_harmless", "hostile_report", "judge"]
