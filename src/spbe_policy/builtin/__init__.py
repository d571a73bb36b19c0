"""The built-in families; each has the files that a third-party plugin has."""
