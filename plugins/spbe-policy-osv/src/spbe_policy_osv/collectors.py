"""How the family `osv` looks: at the bills of materials, and at the database that the operator keeps."""

import os

from spbe_policy.builtin.sbom.bills import NO_BILL, Bill, bills, documents
from spbe_policy.collecting import Collected, Scope, collector
from spbe_policy.evidence import Cause, Gap
from spbe_policy.texts import text
from spbe_policy_osv.database import Database, UnusableError, where
from spbe_policy_osv.facts import Matches


@collector(Matches, reach="file")
async def matches(scope: Scope) -> Collected:
    """Hold the components of every valid bill of materials against the database."""
    from spbe_policy_osv.matching import match

    found = bills(scope)
    if isinstance(gap := found.get("app"), Gap):
        return {"app": gap}
    valid = documents(scope)
    if not valid:
        return {"sbom": NO_BILL}
    ours = {id(document) for document in valid}
    read = {bill.path for bill in found.values() if isinstance(bill, Bill) and id(bill.document) in ours}
    unread = [path for path in scope.app.bills if path not in read]
    try:
        with Database.open(where(os.environ)) as database:  # noqa: TID251 (where the operator keeps it)
            return {"sbom": match(valid, database, unread) if database.told.as_of else _EMPTY}
    except UnusableError as error:
        return {"sbom": _no_database(error)}


def _no_database(error: UnusableError) -> Gap:
    how = "spbe-policy-osv import"
    detail = text(f"{error.texts['id']} ({how})", f"{error.texts['en']} ({how})")
    return Gap(cause=Cause.NOT_CONFIGURED, detail=detail, acts_next="operator")


_EMPTY = Gap(
    cause=Cause.NOT_CONFIGURED,
    detail=text("basis data kerentanan kosong", "the vulnerability database is empty"),
    acts_next="operator",
)

ALL = (matches,)
