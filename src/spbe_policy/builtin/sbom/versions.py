"""Versions as people and tools write them. Pure."""


def same(observed: str, declared: str) -> bool:
    """Whether a declared version is the one observed; what is shown may be shorter: `3` of `3.7.1`, and of `1:3-deb1`.

    >>> same("1.24", "1.24.0-1+deb12u1"), same("1.2", "1.20")
    (True, False)
    """
    full = declared.removeprefix("v").rpartition(":")[2]
    return full == observed or full.startswith(tuple(f"{observed}{mark}" for mark in ".-+~"))
