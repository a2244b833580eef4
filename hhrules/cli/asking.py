"""Answers for a command that asks: from its options, else from the person at the terminal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click
from attrs import define

from hhrules.source.diagnostic import nearest

Decorated = TypeVar("Decorated", bound=Callable[..., Any])
Check = Callable[[str], str]
"""Says what is wrong with an answer; an empty text where nothing is."""


def no_input_option(command: Decorated) -> Decorated:
    """Give a command the `--no-input` option."""
    text = "Ask nothing: what no option says is left at its default, or refused."
    return click.option("--no-input", is_flag=True, help=text)(command)


@define
class Asker:
    """Takes what options say, and asks for the rest.

    An option that is wrong is bad usage; a wrong answer is told and asked for again.
    """

    asks: bool

    def text(
        self,
        option: str,
        said: str | None,
        question: str,
        *,
        default: str | None = None,
        check: Check = lambda _: "",
    ) -> str:
        """One line of text; with an empty default it may stay empty."""
        if said is not None:
            return self._option(option, said.strip(), check)
        if not self.asks:
            if default is None:
                raise click.UsageError(f"say {option}: {question[0].lower()}{question[1:]}?")
            return self._option(option, default, check)
        while True:
            answer = self._asked(question, default)
            wrong = check(answer)
            if not wrong:
                return answer
            click.echo(f"  {wrong}", err=True)

    def choice(
        self, option: str, said: str | None, question: str, choices: list[str], default: str
    ) -> str:
        """One of some words."""

        def check(answer: str) -> str:
            if answer in choices:
                return ""
            near = nearest(answer.lower(), choices)
            meant = f"; did you mean {near}?" if near else ""
            return f"{answer} is none of: {', '.join(choices)}{meant}"

        listed = f"{question} ({', '.join(choices)})"
        return self.text(option, said, listed, default=default, check=check)

    def _option(self, option: str, value: str, check: Check) -> str:
        wrong = check(value)
        if wrong:
            raise click.BadParameter(wrong, param_hint=option)
        return value

    def _asked(self, question: str, default: str | None) -> str:
        if default == "":
            question = f"{question} (Enter for none)"
        answer: str = click.prompt(
            question, default=default, show_default=bool(default), err=True
        )
        return answer.strip()
