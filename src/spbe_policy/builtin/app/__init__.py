"""Family `app`."""
