"""The command rollback: every document as it was at a revision."""

from __future__ import annotations

from typing import Annotated

import typer

from trunkline.cli.change import Why, draw_applied, draw_plan
from trunkline.cli.session import Session


def rollback(
    session: Session,
    revision: Annotated[int, typer.Argument(min=0, help="As `trunkline history` tells it.", show_default=False)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")] = False,
    expect: Annotated[
        int | None, typer.Option("--expect", min=0, help="Only if the store is at this revision.")
    ] = None,
    why: Why = "",
) -> None:
    """Put every document back as it was at a revision, all of them or none; overrides and tokens stay.

    For example: trunkline rollback 41 --dry-run
    """
    if dry_run:
        session.tell(session.client.plan_rollback(revision), draw_plan)
    else:
        session.tell(session.client.rollback(revision, why=why, expected=expect), draw_applied)
