"""Faults of the API for other apps."""

from spbe_policy.demo.fault_model import Fault, fault_of

API: tuple[Fault, ...] = (
    fault_of("api-document-missing", "Dokumen OpenAPI tidak ada", "No OpenAPI document",
             "praktik/api-openapi"),
    fault_of("api-document-invalid", "Dokumen OpenAPI tidak sah", "Invalid OpenAPI document",
             "praktik/api-openapi"),
    fault_of("api-http-server", "Server API tanpa https di dokumen", "The document names a server without https",
             "praktik/api-security"),
    fault_of("api-security-undeclared", "Operasi API tanpa syarat di dokumen",
             "The document says nothing of security", "praktik/api-security"),
    fault_of("api-nik-in-query", "NIK di alamat API", "Identity number in the API's address", "27-12-b"),
    fault_of("api-unprotected", "API menjawab tanpa token", "The API answers without a token", "27-12-c"),
    fault_of("api-html-errors", "Galat API berupa halaman HTML", "The API's errors are HTML pages",
             "praktik/api-errors"),
    fault_of("api-stack-trace", "Jejak program di galat API", "Stack trace in the API's errors", "27-6-a"),
    fault_of("api-no-rate-limit", "Batas permintaan API tidak disebut", "The API names no rate limit",
             "praktik/api-rate-limits"),
    fault_of("api-health-missing", "Titik pantau API tidak ada", "The API's health endpoint is not there",
             "praktik/api-health"),
    fault_of("api-no-version", "Versi API tidak jelas", "The API's version is not clear",
             "praktik/api-versioning"),
)  # fmt: skip
