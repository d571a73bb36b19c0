"""Chaos between the tool and the app: no traceback, no hang, and never a verdict that the app did not earn.

The oracle, rule by rule, is the same app undisturbed. Disturbed, a rule either is in the same state or is *unknown*:
what fails may not pass (nor be left to a person), what passes may not fail, what does not apply may not begin to.
CI runs some seeds; `nox -s chaos`, or CHAOS=500 in the environment, runs as many as it is told.
"""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import anyio
import pytest
from chaos import PATIENCE, SPOILS, WIRES, Chaos, chaos

from spbe_policy import Report, State, Verdict
from spbe_policy.audit import Audit, check_many, prepare
from spbe_policy.demo import Sandbox
from spbe_policy.evidence import Cause, Evidence
from spbe_policy.session import Door
from spbe_policy.target import Reach, Target

SEEDS = int(os.environ.get("CHAOS", "3"))
RUN_SECONDS = 6

FAULTY = (
    "no-link-back", "descriptor-wrong-version", "applinks-wrong-app", "sso-no-pkce", "sso-no-state", "sso-prompt-login",
    "sso-redirect-http", "data-stale", "http-no-redirect", "hsts-short", "cookie-insecure", "csp-unsafe-inline",
    "server-banner", "git-exposed", "directory-listing", "trace-allowed", "sri-missing",
    "login-form-http", "debug-page", "html-lang-missing", "viewport-missing", "tls10-enabled", "cert-almost-over",
    "super-app-not-listed",
)  # fmt: skip
"""Faults that live in answers and handshakes, and that do not hide each other."""


class Impatient(Audit):
    """An audit that waits for no one."""

    def door(self, targets: Any) -> Door:
        return replace(
            super().door(targets), request_seconds=PATIENCE, connect_seconds=PATIENCE, run_seconds=RUN_SECONDS
        )


@dataclass(frozen=True)
class World:
    """One sandbox behind its proxies, and what is true of it."""

    chaos: Chaos
    audit: Audit
    target: Target
    truth: Report

    def look(self, seed: int, only: str | None = None) -> tuple[Report, Evidence, float]:
        self.chaos.begin(seed, only)
        begun = time.monotonic()
        [(report, evidence)] = anyio.run(check_many, self.audit, [self.target])
        return report, evidence, time.monotonic() - begun


def judged(box: Sandbox, resolve: tuple[str, ...]) -> tuple[Audit, Report]:
    """Judge the app of a sandbox with all the patience in the world."""
    audit = prepare(
        authority=box.files.authority,
        decisions=box.files.decisions,
        stage="acceptance",
        reach=Reach(resolve=resolve),
    )
    [(report, _)] = anyio.run(check_many, audit, [audit.target(box.files.manifest)])
    return audit, report


def world(box: Sandbox, behind: Chaos) -> World:
    calm, truth = judged(box, behind.resolve)
    audit = Impatient(**{name: getattr(calm, name) for name in calm.__dataclass_fields__})
    return World(behind, audit, audit.target(box.files.manifest), truth)


@pytest.fixture(scope="module", params=["compliant", "faulty"])
def app(request: pytest.FixtureRequest) -> Iterator[World]:
    with Sandbox(faults=FAULTY if request.param == "faulty" else ()) as box, chaos(box) as behind:
        yield world(box, behind)


def wrong(truth: Report, disturbed: Report) -> list[str]:
    """Return the rules whose state the disturbance has turned into one that the app did not earn."""
    clean = {rule.id: rule.state for rule in truth.rules}
    return [
        f"{rule.id}: {clean[rule.id]} -> {rule.state}"
        for rule in disturbed.rules
        if rule.state not in (clean[rule.id], State.UNKNOWN)
    ]


def broken(evidence: Evidence) -> list[str]:
    """Return the collectors that stopped with an exception."""
    gaps = [sample.gap for entry in evidence.dossier.entries for sample in entry.samples if sample.gap]
    return [gap.detail.en for gap in gaps if gap.cause is Cause.INTERNAL]


def test_undisturbed_the_proxies_change_nothing(app: World) -> None:
    box = app.chaos.box
    _, direct = judged(box, box.resolve)
    assert [(rule.id, rule.state) for rule in app.truth.rules] == [(rule.id, rule.state) for rule in direct.rules]
    assert app.truth.verdict is (Verdict.NOT_COMPLIANT if box.faults else Verdict.COMPLIANT)
    failing = [rule for rule in app.truth.rules if rule.state is State.FAIL]
    assert len(failing) >= (20 if box.faults else 0)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_chaos_leaves_a_rule_as_it_is_or_unknown(app: World, seed: int) -> None:
    report, evidence, seconds = app.look(seed)
    assert (wrong(app.truth, report), broken(evidence)) == ([], []), app.chaos.happened
    assert seconds < 2 * RUN_SECONDS + 2


@pytest.mark.skipif(SEEDS < 100, reason="CHAOS=100: each disturbance alone")
@pytest.mark.parametrize("only", [*WIRES, *SPOILS])
def test_one_kind_of_disturbance_alone(app: World, only: str) -> None:
    report, evidence, _ = app.look(1, only)
    assert (wrong(app.truth, report), broken(evidence)) == ([], [])
    assert set(app.chaos.happened) <= {only}
