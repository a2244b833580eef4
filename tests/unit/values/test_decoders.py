"""Types that several threads read at once, from the very first value on."""

from __future__ import annotations

import subprocess
import sys

READ_AT_ONCE = """
import threading, time
from msgspec import Struct, msgpack
from hhrules.values.decoders import prepared

class Inner(Struct):
    number: int

class Slow(Struct):
    first: Inner
    second: "(time.sleep(0.2), Inner)[1]"  # the other thread comes while this is found out

start, read = threading.Barrier(2), []
data = msgpack.encode({"first": {"number": 1}, "second": {"number": 2}})

def once(pause):
    start.wait()
    time.sleep(pause)
    read.append(msgpack.decode(data, type=prepared(Slow)).second.number)

threads = [threading.Thread(target=once, args=(pause,)) for pause in (0, 0.1)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(read)
"""


def test_a_type_is_prepared_for_one_thread_before_the_next_reads_it() -> None:
    done = subprocess.run(
        [sys.executable, "-c", READ_AT_ONCE], capture_output=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, b"[2, 2]\n"), done.stderr.decode()
