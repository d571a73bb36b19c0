"""Family `portal`."""
