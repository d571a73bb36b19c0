"""What the family `sbom` decides."""

from spbe_policy.builtin.sbom.checks.content import connected, identified, minimum, traceable
from spbe_policy.builtin.sbom.checks.delivery import dated, delivered, version
from spbe_policy.builtin.sbom.checks.hardening import binds_queries, hashes_passwords, keeps_sessions
from spbe_policy.builtin.sbom.checks.licences import licence_admitted, licence_stated
from spbe_policy.builtin.sbom.checks.live import deployed, on_show
from spbe_policy.builtin.sbom.checks.support import supported, supported_on_show

ALL = (
    delivered,
    version,
    dated,
    minimum,
    traceable,
    identified,
    connected,
    licence_stated,
    licence_admitted,
    deployed,
    on_show,
    supported,
    supported_on_show,
    hashes_passwords,
    keeps_sessions,
    binds_queries,
)
