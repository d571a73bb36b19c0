"""`evaluate`: judge stored evidence; no network, no clock. The same evidence gives the same bytes as `check`."""

from datetime import datetime
from functools import partial
from pathlib import Path

from spbe_policy import plugins
from spbe_policy.audit import Audit, load_earlier
from spbe_policy.cli import exits, group, options
from spbe_policy.cli.language import say
from spbe_policy.cli.results import Results
from spbe_policy.decisions import NONE, load_decisions
from spbe_policy.earlier import read_evidence
from spbe_policy.lock import read_lock
from spbe_policy.reading import read_text
from spbe_policy.target import city_in
from spbe_policy.vocabulary import Stage


@group.command(
    """Nilai bukti dukung yang disimpan oleh collect atau check --evidence.

    Tanpa jaringan; profil pemda adalah yang tersimpan di dalam bukti dukung.""",
    """Judge evidence saved by collect or check --evidence.

    No network; the authority is the one inside the evidence.""",
    say(
        "evaluate bukti.json --stage acceptance --decisions decisions.yaml",
        "evaluate evidence.json --stage acceptance --decisions decisions.yaml",
    ),
    say("evaluate bukti.json --as-of 2026-12-31 -o json=-", "evaluate evidence.json --as-of 2026-12-31 -o json=-"),
)
@group.argument("files", metavar="EVIDENCE...", nargs=-1, required=True)
@options.having(
    (
        options.policy,
        options.decisions,
        options.stage,
        options.as_of,
        options.rules,
        options.contract_packs,
        options.expect,
        *options.REPORTING,
    )
)
def command(
    files: tuple[Path, ...],
    policy: str,
    decisions: Path | None,
    stage: str,
    as_of: datetime | None,
    rules: tuple[str, ...],
    contract_packs: tuple[Path, ...],
    expect: Path | None,
    outputs: tuple[str, ...],
    full: bool,
    since: str | None,
) -> int:
    """Evaluate each file of evidence; the lock, too, is held against the authority inside it."""
    registry = plugins.load()
    results = Results(registry.reporters, outputs, len(files), full=full, since=since)
    whole = registry.policy(policy)
    audit = partial(
        Audit,
        registry,
        policy=whole.select(rules) if rules else whole,
        decisions=load_decisions(read_text(decisions), str(decisions))[0] if decisions else NONE,
        stage=Stage(stage),
        as_of=as_of,
        selection=bool(rules),
        earlier=load_earlier(registry, contract_packs, rules),
        expected=read_lock(expect) if expect else None,
    )
    reports = []
    for file in files:
        evidence = read_evidence(file)
        results.compare([evidence.app.app.id])
        reports.append(audit(city=city_in(evidence)).judge(evidence))
    results.write(reports)
    return exits.worst(map(exits.of_report, reports))
