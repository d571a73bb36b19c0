"""Faults of the data's dates."""

from spbe_policy.demo.fault_model import Fault, fault_of

DATA: tuple[Fault, ...] = (
    fault_of("data-stale", "Data harian berumur 60 hari", "Daily data 60 days old", "data-current"),
    fault_of("data-future", "Tanggal data di masa depan", "Data dated in the future", "data-current"),
    fault_of("data-no-date", "Tanggal data tidak tertulis", "Data without a readable date", "",
             "data-current"),
    fault_of("data-harvest-date-only", "Hanya ada tanggal panen portal", "Only the harvest's date",
             "satu-data/data-own-date", "data-current"),
    fault_of("data-period-missing", "Jadwal pemutakhiran belum dinyatakan", "No update period declared",
             "satu-data/data-declared", "data-current"),
    fault_of("news-stale", "Berita terakhir lebih dari setahun lalu", "Last news over a year old",
             "information-current"),
)  # fmt: skip
