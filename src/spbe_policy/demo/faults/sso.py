"""Faults of the login."""

from spbe_policy.demo.fault_model import Fault, fault_of

SSO: tuple[Fault, ...] = (
    fault_of("sso-own-password", "Formulir kata sandi milik aplikasi", "A password form of its own",
             "sso-no-own-password"),
    fault_of("sso-other-issuer", "Masuk lewat penyedia identitas lain", "Login at another provider",
             "sso-login"),
    fault_of("sso-implicit", "Alur implisit, bukan alur kode", "Implicit flow instead of code flow",
             "sso-code-flow"),
    fault_of("sso-token-in-fragment", "Token di alamat peramban", "Token in the browser's address",
             "sso-code-flow"),
    fault_of("sso-no-pkce", "Tanpa PKCE", "No PKCE", "sso-pkce"),
    fault_of("sso-pkce-plain", "PKCE tanpa S256", "PKCE without S256", "sso-pkce"),
    fault_of("sso-no-state", "Tanpa state", "No state", "sso-state"),
    fault_of("sso-no-nonce", "Tanpa nonce", "No nonce", "sso-state"),
    fault_of("sso-redirect-http", "Alamat balik tanpa https", "Redirect URI without https",
             "sso-redirect-uri"),
    fault_of("sso-redirect-other-host", "Alamat balik di host lain", "Redirect URI on another host",
             "sso-redirect-uri"),
    fault_of("sso-discovery-issuer-mismatch", "Issuer di dokumen penemuan berbeda",
             "Another issuer in the discovery document", "sso-provider-metadata"),
    fault_of("sso-keys-empty", "Penyedia tidak memuat kunci", "The provider publishes no keys",
             "sso-provider-metadata"),
)  # fmt: skip
