"""Which policy an app is judged by: the current one, or the one that its contract pins.

Until the app is in operation it is judged by the pack of its contract, found by the digest of what that pack says;
rules that came later are shown as *akan berlaku*. In operation everybody is judged by the current one, from the day on
which each rule is effective.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from spbe_policy.errors import UsageError
from spbe_policy.manifest import Manifest
from spbe_policy.policy import Policy, Rule
from spbe_policy.register import Row
from spbe_policy.vocabulary import Stage


@dataclass(frozen=True, slots=True)
class Footing:
    """A policy; where a contract pins it, the contract's number and the rules that are not in it yet."""

    policy: Policy
    contract: str | None = None
    upcoming: tuple[Rule, ...] = ()


def footing(current: Policy, earlier: Mapping[str, Policy], app: Manifest, row: Row | None, stage: Stage) -> Footing:
    """Return what an app stands on. `earlier` holds the packs of contracts by digest; one that is missing is an error.

    The register's contract counts; the manifest's own only at delivery, when nothing is decided yet.
    """
    number, digest = _pinned(app, row, stage)
    if digest is None or digest == current.digest or stage is Stage.OPERATION:
        return Footing(current)
    if digest not in earlier:
        given = ", ".join(f"{each[:19]}…" for each in earlier)
        raise UsageError(
            f"kontrak {number} menyebut paket {digest[:19]}…; berikan foldernya dengan --contract-pack"
            + (f" (yang diberikan: {given})" if given else ""),
            f"contract {number} names the pack {digest[:19]}…; give its folder with --contract-pack"
            + (f" (given: {given})" if given else ""),
        )
    pinned = earlier[digest]
    there = {rule.id for rule in pinned.rules}
    return Footing(pinned, number, tuple(rule for rule in current.rules if rule.id not in there))


def _pinned(app: Manifest, row: Row | None, stage: Stage) -> tuple[str, str | None]:
    if row and row.contract:
        return row.contract, row.contract_digest
    if app.contract and stage is Stage.DELIVERY:
        return app.contract.number, app.contract.digest
    return "", None
