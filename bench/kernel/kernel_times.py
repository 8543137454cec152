"""Times one installed Jupyter kernel as a client sees it: python kernel_times.py KERNEL LANGUAGE FOLDER. Prints one JSON object.

Seconds unless the name says otherwise. Every cell is timed from sending the request to having both its reply and its
idle status. Needs jupyter_client; the kernelspec must be on JUPYTER_PATH.
"""

import json
import queue
import statistics
import sys
import time

from jupyter_client import KernelManager

PATIENCE = 90
LINES = 100_000

CODE = {
    "typescript": {
        "line": "{i} + 1",
        "declare": "const name_{i}: number = {i};",
        "complete": "Math.ma",
        "matches": "max",
        "increments": "let n = 0; for (let i = 0; i < 1_000_000; i++) n++;",
        "lines": "for (let i = 0; i < 100_000; i++) console.log(i);",
    },
    "python": {
        "line": "{i} + 1",
        "declare": "name_{i}: int = {i}",
        "complete": "import math; math.fl",
        "matches": "floor",
        "increments": "n = 0\nfor i in range(1_000_000): n += 1",
        "lines": "for i in range(100_000): print(i)",
    },
}


class Silence(Exception):
    """The kernel did not finish in time."""


def run(client, code, patience=PATIENCE):
    """Runs a cell: seconds until reply and idle, and what it printed."""
    started = time.perf_counter()
    request = client.execute(code)
    printed, problem, idle, replied = [], None, False, False
    while not (idle and replied):
        left = patience - (time.perf_counter() - started)
        if left <= 0:
            raise Silence("".join(printed))
        try:
            if not idle:
                message = client.get_iopub_msg(timeout=min(left, 1))
                if message["parent_header"].get("msg_id") != request:
                    continue
                if message["msg_type"] == "stream":
                    printed.append(message["content"]["text"])
                elif message["msg_type"] == "error":
                    problem = message["content"]["evalue"]
                idle = message["content"].get("execution_state") == "idle"
            else:
                message = client.get_shell_msg(timeout=min(left, 1))
                replied = message["parent_header"].get("msg_id") == request
        except queue.Empty:
            pass
    if problem is not None:
        raise RuntimeError(problem)
    return time.perf_counter() - started, "".join(printed)


def complete(client, code, expected):
    """Seconds until a completion has come; it must hold what is expected."""
    started = time.perf_counter()
    request = client.complete(code, len(code))
    while True:
        message = client.get_shell_msg(timeout=PATIENCE)
        if message["parent_header"].get("msg_id") == request:
            if not any(expected in match for match in message["content"]["matches"]):
                raise RuntimeError(f"{expected} is not among {message['content']['matches'][:5]}")
            return time.perf_counter() - started


def replied(client, request, patience=PATIENCE):
    """Waits for the reply to a request."""
    while client.get_shell_msg(timeout=patience)["parent_header"].get("msg_id") != request:
        pass


def start(kernel, folder):
    """A running kernel and the seconds from its start to the reply to its first cell.

    The reply, not the broadcast result: a client that connects while the kernel starts may miss the first broadcasts.
    """
    manager = KernelManager(kernel_name=kernel)
    started = time.perf_counter()
    manager.start_kernel(cwd=folder)
    client = manager.client()
    client.start_channels()
    replied(client, client.execute("1 + 1"))
    seconds = time.perf_counter() - started
    for _ in range(20):
        try:
            run(client, "1", 1)
            break
        except Silence:
            pass
    return manager, client, seconds


def quantile(values, share):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def measure(kernel, code, folder):
    times = {"firsts": []}
    for attempt in range(3):
        manager, client, seconds = start(kernel, folder)
        times["firsts"].append(seconds)
        if attempt < 2:
            client.stop_channels()
            manager.shutdown_kernel(now=True)
    try:
        times["first"] = min(times["firsts"])
        lines = [run(client, code["line"].format(i=i))[0] for i in range(60)][10:]
        times["line_p50"], times["line_p95"] = statistics.median(lines), quantile(lines, 0.95)
        completions = [complete(client, code["complete"], code["matches"]) for _ in range(22)][2:]
        times["completion"] = statistics.median(completions)
        times["increments"] = min(run(client, code["increments"])[0] for _ in range(3))
        for block in range(10):
            declared = "\n".join(code["declare"].format(i=50 * block + i) for i in range(50))
            run(client, declared)
        times["line_after_500"] = statistics.median(run(client, code["line"].format(i=i))[0] for i in range(100, 112))
        try:
            seconds, printed = run(client, code["lines"], 20)
            times["lines"], times["lines_lost"] = seconds, LINES - printed.count("\n")
        except Silence as silence:
            times["lines"], times["lines_lost"] = None, LINES - str(silence).count("\n")
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    return times


if __name__ == "__main__":
    kernel, language, folder = sys.argv[1:]
    print(json.dumps(measure(kernel, CODE[language], folder)))
