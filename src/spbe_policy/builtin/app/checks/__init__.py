"""What the family `app` decides."""

from spbe_policy.builtin.app.checks.declared import architecture_codes, domain, hosting, recommendation
from spbe_policy.builtin.app.checks.papers import evaluation, source_handover, tests
from spbe_policy.builtin.app.checks.retired import retired_reason
from spbe_policy.builtin.app.checks.services import steps_online

ALL = (
    architecture_codes,
    domain,
    evaluation,
    hosting,
    recommendation,
    retired_reason,
    source_handover,
    steps_online,
    tests,
)
