"""The register as offices keep it."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from spbe_policy.authority import load_authority
from spbe_policy.errors import InputError
from spbe_policy.manifest import load_manifest
from spbe_policy.register import find, read_register

HEAD = "Kode;Nama Aplikasi;OPD;Pengguna;Kategori;Data Pribadi;Mulai Digunakan;Status;Host;Kontrak\n"
ROW = "antrean;Antrean;DINKES;masyarakat, ASN;tinggi;ya;17/08/2025;aktif;https://antrean.contoh.example/x;027/1\n"


def _read(tmp_path: Path, text: str) -> tuple[object, ...]:
    path = tmp_path / "daftar.csv"
    path.write_bytes(text.encode())
    return read_register(path)


@pytest.mark.parametrize(
    "text", [HEAD + ROW, (HEAD + ROW).replace(";", "\t"), "\ufeff" + (HEAD + ROW).replace("\n", "\r\n")]
)
def test_reads_what_excel_saves(tmp_path: Path, text: str) -> None:
    (row,) = read_register(_write(tmp_path, text))
    assert row.audience == ("public", "government")
    assert (row.personal_data, row.launch_date, row.hosts) == (True, date(2025, 8, 17), ("antrean.contoh.example",))


def test_a_row_alone_makes_a_manifest(tmp_path: Path) -> None:
    row = find(read_register(_write(tmp_path, HEAD + ROW)), "antrean")
    assert row is not None
    assert row.manifest()["environments"]["production"]["url"] == "https://antrean.contoh.example"


def test_reads_xlsx(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["KODE", "Nama aplikasi", "Mulai digunakan"])
    book.active.append(["antrean", "Antrean", date(2025, 8, 17)])
    book.save(tmp_path / "daftar.xlsx")
    (row,) = read_register(tmp_path / "daftar.xlsx")
    assert row.launch_date == date(2025, 8, 17)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            ROW.replace("aktif", "entah"),
            "daftar.csv: baris 2, kolom 'Status': nilai 'entah' tidak dikenal (aktif; pembangunan; nonaktif)",
        ),
        (ROW.replace("17/08/2025", "32/08/2025"), "baris 2, kolom 'Mulai Digunakan'"),
        (ROW.replace("antrean;", "Kode Aneh!;", 1), "baris 2, kolom 'Kode'"),
        (ROW.replace("tinggi", "gawat"), "baris 2, kolom 'Kategori'"),
        (ROW + "\n" + ROW, "daftar.csv: baris 4: kode 'antrean' sudah ada di baris 2"),
    ],
)
def test_errors_name_the_row_that_a_person_counts(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        _read(tmp_path, HEAD + line)
    assert said in str(caught.value)


CONTRACT = "Kode;Kontrak;Tanggal Kontrak;Paket Kontrak;Sidik Digital Paket;Kontrol Bersama;Alasan Penghentian\n"
PINNED = f"antrean;027/1;01/03/2026;kota-jambi;sha256:{'0a' * 32};hosting:dc-kota, framework:laravel;Beban Anggaran\n"


def test_contract_shared_controls_and_the_reason_to_retire(tmp_path: Path) -> None:
    (row,) = read_register(_write(tmp_path, CONTRACT + PINNED))
    known = row.known()
    assert known["contract"] == {
        "number": "027/1",
        "date": "2026-03-01",
        "pack": "kota-jambi",
        "digest": f"sha256:{'0a' * 32}",
    }
    assert known["shared_controls"] == ["hosting:dc-kota", "framework:laravel"]
    assert row.retired_reason == "beban-anggaran"


def test_the_vendor_cannot_complete_the_contract_of_the_register(tmp_path: Path) -> None:
    (row,) = read_register(_write(tmp_path, HEAD + ROW))
    said = "schema: spbe-app/1\napp: {id: antrean}\ncontract: {number: x, pack: lunak}\n"
    app, _ = load_manifest(said, "spbe.yaml", row.known())
    assert app.contract is not None
    assert (app.contract.number, app.contract.pack) == ("027/1", None)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (PINNED.replace("Beban Anggaran", "bosan"), "kolom 'Alasan Penghentian': nilai 'bosan' tidak dikenal (usang; "),
        (PINNED.replace("hosting:", "dapur:"), "kolom 'Kontrol Bersama'"),
        (PINNED.replace("sha256:0a", "sha256:zz"), "kolom 'Sidik Digital Paket'"),
        (PINNED.replace("01/03/2026", "kemarin"), "kolom 'Tanggal Kontrak'"),
        (PINNED.replace("027/1", ""), "baris 2, kolom 'Tanggal Kontrak': nomor kontrak belum ada di baris ini"),
    ],
)
def test_errors_about_the_contract_name_the_column(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        _read(tmp_path, CONTRACT + line)
    assert said in str(caught.value)


@pytest.mark.parametrize("text", ["Nama;OPD\nx;y\n"])
def test_a_register_without_ids_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match="kolom kode aplikasi"):
        _read(tmp_path, text)


def test_an_empty_register_has_no_apps(tmp_path: Path) -> None:
    assert _read(tmp_path, "") == ()


def test_offices_are_found_by_code_name_or_alias_while_they_existed() -> None:
    city, _ = load_authority(
        "schema: spbe-authority/1\nname: Kota Contoh\noffices:\n"
        "  - {code: DISKES, name: Dinas Kesehatan, valid_to: 2024-12-31}\n"
        "  - {code: DINKES, name: Dinas Kesehatan dan Gizi, aliases: [Dinas Kesehatan], valid_from: 2025-01-01}\n",
        "authority.yaml",
    )
    old, new = city.office("dinas  kesehatan", date(2024, 5, 1)), city.office("Dinas Kesehatan", date(2026, 5, 1))
    assert (old and old.code, new and new.code) == ("DISKES", "DINKES")
    assert city.office("diskes", date(2026, 5, 1)) is None


def _write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "daftar.csv"
    path.write_bytes(text.encode())
    return path
