"""Faults of an app that was switched off."""

from spbe_policy.demo.fault_model import Fault, fault_of

RETIRED: tuple[Fault, ...] = (
    fault_of("retired-still-up", "Aplikasi yang dihentikan masih berjalan",
             "An app that was switched off still runs", "pensiun/portal-redirect"),
    fault_of("retired-no-reason", "Alasan penghentian belum tercatat", "No reason for switching it off",
             "pensiun/reason-registered"),
    fault_of("retired-taken-over", "Nama lama menunjuk server lain", "The old name points to another server",
             "pensiun/dns-record"),
)  # fmt: skip
"""With these the register calls the app retired."""
