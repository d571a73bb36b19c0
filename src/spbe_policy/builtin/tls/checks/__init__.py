"""What the family `tls` decides."""

from spbe_policy.builtin.tls.checks.certificate import certificate, key, lifetime, profile
from spbe_policy.builtin.tls.checks.protocol import modern, suites, version

__all__ = ["ALL", "certificate", "key", "lifetime", "modern", "profile", "suites", "version"]

ALL = (version, suites, modern, certificate, lifetime, key, profile)
