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
    fault_of("data-csv-old-rows", "Berkas CSV baru diekspor, barisnya lama", "A CSV exported today, its rows old",
             "data-current"),
    fault_of("data-xlsx-old", "Baris XLSX berumur tiga tahun", "Rows of an XLSX three years old", "data-current"),
    fault_of("data-feed-stale", "Umpan dibangun tiap malam, entrinya lama", "A feed built every night, its entries old",
             "data-current"),
    fault_of("data-sitemap-future", "lastmod di masa depan", "lastmod in the future", "data-current"),
    fault_of("data-dcat-stale", "Katalog DCAT dipanen semalam, datanya lama",
             "A DCAT catalogue harvested last night, its data old", "data-current"),
    fault_of("data-period-laxer", "Jadwal di manifes lebih longgar daripada di katalog",
             "A laxer period in the manifest than in the catalogue", "satu-data/data-period-agrees"),
    fault_of("data-csv-is-a-page", "Halaman masuk sebagai ganti CSV", "A login page in place of the CSV",
             "data-current", "satu-data/data-own-date"),
    fault_of("data-source-gone", "Berkas data sudah tidak ada", "The file of the data is gone", "data-current",
             "satu-data/data-own-date"),
    fault_of("data-column-renamed", "Kolom tanggal berganti nama", "The date column has another name", "",
             "data-current information-current satu-data/data-own-date satu-data/data-period-agrees "
             "satu-data/data-not-restamped"),
    fault_of("data-validator-only", "Hanya tanggal berkas (Last-Modified) yang dinyatakan",
             "Only the file's date (Last-Modified) is declared", "", "", "satu-data/data-own-date"),
    fault_of("data-restamped", "Tanggal baru pada isi yang lama", "A new date on old content",
             "satu-data/data-not-restamped"),
    fault_of("data-changed-without-date", "Isi baru, tanggal lama", "New content under the old date", "", "",
             "satu-data/data-not-restamped"),
    fault_of("news-stale", "Berita terakhir lebih dari setahun lalu", "Last news over a year old",
             "information-current"),
)  # fmt: skip
