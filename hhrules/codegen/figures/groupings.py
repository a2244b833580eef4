"""The functions that make groups and runs."""

from __future__ import annotations

from hhrules.codegen.emitter import Emitter
from hhrules.codegen.figures.members import members
from hhrules.ir import nodes as ir


def emit_grouping(
    emitter: Emitter, grouping: ir.Grouping | ir.RunGrouping, number: int
) -> None:
    """The function that makes the groups of one grouping."""
    writer = emitter.writer
    kind = "groups" if isinstance(grouping, ir.Grouping) else "runs"
    with writer.block(f"def make_{kind}_{number}(claim, env):", grouping.span):
        writer.line(
            f'"""{grouping.name.split("/")[1]}."""'
            if grouping.name.isascii()
            else '"""Groups."""'
        )
        if not emitter.traced:
            emitter.recall(f"make_{kind}_{number}")
        writer.line("given = env.given")
        if isinstance(grouping, ir.Grouping):
            writer.line("groups = Groups()", grouping.span)
            member = f"{grouping.loop.var}, {grouping.loop.claim_var}"
            with members(emitter, grouping.loop, "return UNKNOWN") as sure:
                keys = "".join(f"{emitter.stored(k)}, " for k in grouping.keys)
                writer.line(
                    f"groups.add(({keys}), {member}, sure={sure})",
                    grouping.span,
                )
            made = "groups.made()"
        else:
            writer.line("dated = []", grouping.span)
            with members(emitter, grouping.loop, "return UNKNOWN") as sure:
                keys = "".join(f"{emitter.stored(k)}, " for k in grouping.same)
                day = emitter.stored(grouping.date)
                writer.line(
                    f"dated.append((({keys}), {day}, {grouping.loop.var}, {sure}))",
                    grouping.span,
                )
            before = (
                f"env.unknown_before({grouping.every_provider})"
                if grouping.across
                else "date.min"
            )
            gap = emitter.stored(grouping.gap)
            made = f"make_runs(dated, {gap}, {before}, claim)"
        if emitter.traced:
            writer.line(f"return {made}", grouping.span)
        else:
            writer.line(f"found = memo[key] = {made}", grouping.span)
            writer.line("return found")
