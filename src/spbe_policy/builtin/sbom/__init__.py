"""Family `sbom`."""
