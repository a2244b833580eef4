"""`hhrules lsp`: the language server, as editors start it."""

from __future__ import annotations

import click


@click.command("lsp")
@click.option(
    "--stdio", is_flag=True, help="Talk over standard input and output (the default)."
)
@click.option("--ws", is_flag=True, help="Talk over a WebSocket, as editors in a browser do.")
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="With --ws: where to listen."
)
@click.option("--port", default=8767, show_default=True, help="With --ws: on which port.")
@click.pass_context
def lsp(ctx: click.Context, stdio: bool, ws: bool, host: str, port: int) -> None:
    """Serve an editor: diagnostics, completion, hover, names, formatting, examples.

    Editors start this themselves; see docs/how-to/editor.md.
    """
    if stdio and ws:
        raise click.UsageError("choose one of --stdio and --ws")
    try:
        from hhrules.lsp.server import serve_stdio, serve_ws  # noqa: PLC0415 - needs the extra
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in {"pygls", "lsprotocol", "cattrs"}:
            raise
        click.echo(
            'hhrules: error: the editor server needs: pip install "hhrules[lsp]"', err=True
        )
        ctx.exit(2)
    if ws:
        serve_ws(host, port)
    else:
        serve_stdio()
