"""Parts worked out when first asked for: once, for many threads, and in processes split off."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Barrier, Event, Thread

from msgspec import Struct

from hhrules.values.decoders import prepared
from hhrules.values.lazy import lazy_property

PATIENCE = 20


class Whole:
    """Something with a part; `busy` is called whenever that is worked out."""

    def __init__(self, busy: Callable[[], object] = bool) -> None:
        self._busy = busy

    @lazy_property
    def part(self) -> list[int]:
        """The part."""
        self._busy()
        return [1]


def test_a_part_is_worked_out_once() -> None:
    asked: list[int] = []
    whole = Whole(lambda: asked.append(1))
    assert whole.part is whole.part
    assert asked == [1]
    assert Whole.part.__doc__ == "The part."


def test_threads_that_ask_at_once_are_given_the_same() -> None:
    start = Barrier(2)
    whole = Whole(start.wait)  # both have begun before either has ended
    found: list[list[int]] = []
    threads = [Thread(target=lambda: found.append(whole.part)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found[0] is found[1] is whole.part


def split_off(ask: Callable[[], object]) -> int:
    """The exit code of a process that asks this and ends with 0."""
    child = os.fork()
    if child == 0:
        signal.alarm(PATIENCE)
        ask()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_a_process_split_off_while_a_part_is_worked_out_asks_for_it_too() -> None:
    begun, done = Event(), Event()

    def wait() -> None:
        begun.set()
        done.wait()

    thread = Thread(target=lambda: Whole(wait).part)
    thread.start()
    begun.wait()
    try:
        assert split_off(lambda: Whole().part) == 0
    finally:
        done.set()
        thread.join()


def test_a_process_split_off_while_a_type_is_prepared_prepares_others() -> None:
    class First(Struct):
        number: int

    class Second(Struct):
        number: int

    begun = Event()

    @contextmanager
    def slowly() -> Iterator[None]:
        begun.set()
        time.sleep(0.2)
        yield

    thread = Thread(target=lambda: prepared(First, slowly))
    thread.start()
    begun.wait()
    assert split_off(lambda: prepared(Second)) == 0
    thread.join()
