"""Times installed Jupyter kernels as a client sees them, in turns. Prints one JSON object: name to times.

    python kernel_times.py '{"NAME": ["KERNELSPEC", "LANGUAGE", "FOLDER"], ...}'

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

# A fit of ours that would go on for a long time, on 60,000 x 784 random numbers, a fifth of them missing.
TABLE = """
import { Frame, glrm, insertMissing } from "lowrank";
function random(length: number): Float32Array {
  const numbers = new Float32Array(length);
  let state = 1;
  for (let i = 0; i < length; i++) numbers[i] = (state = (16807 * state) % 2147483647) / 2147483647;
  return numbers;
}
const full = Frame.fromMatrix({ data: random(60_000 * 784), rows: 60_000, columns: 784 });
const holes = insertMissing(full, { fraction: 0.2, seed: 1 });
"""
FIT = """
let told = false;
const onProgress = ({ iteration }: { iteration: number }): void => {
  if (iteration > 0 && !told) console.log("begun");
  told ||= iteration > 0;
};
await glrm(holes, { k: 64, seed: 1, maxIterations: 1e9, tolerance: 0, onProgress });
"""
STOPS = 5
OURS = {"lowrank"}


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
    """Waits for the reply to a request, and returns what it says."""
    while True:
        message = client.get_shell_msg(timeout=patience)
        if message["parent_header"].get("msg_id") == request:
            return message["content"]


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


def flood(client, code):
    """Seconds for the printed lines, None when they never ended, and how many did not come."""
    try:
        seconds, printed = run(client, code, 20)
        return seconds, LINES - printed.count("\n")
    except Silence as silence:
        return None, LINES - str(silence).count("\n")


def stop_fit(manager, client, pause):
    """Seconds from the interrupt of a fit under way, so long after its first iteration, to the reply to its cell."""
    request = client.execute(FIT)
    begun = False
    while not begun:
        message = client.get_iopub_msg(timeout=PATIENCE)
        if message["parent_header"].get("msg_id") != request:
            continue
        if message["msg_type"] == "error":
            raise RuntimeError(message["content"]["evalue"])
        begun = message["msg_type"] == "stream" and "begun" in message["content"]["text"]
    time.sleep(pause)
    started = time.perf_counter()
    manager.interrupt_kernel()
    reply = replied(client, request)
    seconds = time.perf_counter() - started
    if reply.get("ename") != "KeyboardInterrupt":
        raise RuntimeError(f"The fit was not interrupted: {reply.get('evalue', 'it ended by itself')}")
    run(client, 'if (lastError.model === undefined) throw new Error("The interrupted fit kept no model")')
    return seconds


def stop_fits(manager, client):
    """Seconds of several interrupts, each at another moment of an iteration."""
    run(client, TABLE)
    return [stop_fit(manager, client, 0.15 * attempt) for attempt in range(STOPS)]


def measure(kernels):
    """Times of each kernel; they take turns, so that a busy moment of the machine meets all of them.

    One-line cells are timed in two ways: ten in a row before the next kernel's turn, as in a notebook that is run as a
    whole, and one a turn, when the processor has meanwhile forgotten the kernel's code.
    """
    running, firsts = {}, {name: [] for name in kernels}
    for attempt in range(3):
        for name, (kernel, _, folder) in kernels.items():
            manager, client, seconds = start(kernel, folder)
            firsts[name].append(seconds)
            if attempt < 2:
                stop(manager, client)
            else:
                running[name] = manager, client
    clients = {name: client for name, (_, client) in running.items()}
    codes = {name: CODE[language] for name, (_, language, _) in kernels.items()}

    def turns(count, work):
        taken = {name: [] for name in kernels}
        for i in range(count):
            for name, client in clients.items():
                taken[name].append(work(client, codes[name], i))
        return taken

    def line(client, code, i):
        return run(client, code["line"].format(i=i))[0]

    def row(client, code, i):
        return [line(client, code, 10 * i + j) for j in range(10)]

    try:
        turns(10, line)
        rows = {name: sum(each, []) for name, each in turns(5, row).items()}
        lines = turns(50, line)
        completions = turns(22, lambda client, code, i: complete(client, code["complete"], code["matches"]))
        increments = turns(3, lambda client, code, i: run(client, code["increments"])[0])
        block = "\n".join
        turns(10, lambda client, code, i: run(client, block(code["declare"].format(i=50 * i + j) for j in range(50))))
        later = turns(12, line)
        stops = {name: stop_fits(*running[name]) for name in OURS & running.keys()}
        floods = {name: flood(client, codes[name]["lines"]) for name, client in clients.items()}
    finally:
        for manager, client in running.values():
            stop(manager, client)
    return {
        name: {
            "first": min(firsts[name]),
            "row_p50": statistics.median(rows[name]),
            "row_p95": quantile(rows[name], 0.95),
            "line_p50": statistics.median(lines[name]),
            "line_p95": quantile(lines[name], 0.95),
            "completion": statistics.median(completions[name][2:]),
            "increments": min(increments[name]),
            "line_after_500": statistics.median(later[name]),
            "lines": floods[name][0],
            "lines_lost": floods[name][1],
            **({"stop_p50": statistics.median(stops[name]), "stop_max": max(stops[name])} if name in stops else {}),
        }
        for name in kernels
    }


def stop(manager, client):
    client.stop_channels()
    manager.shutdown_kernel(now=True)


if __name__ == "__main__":
    print(json.dumps(measure(json.loads(sys.argv[1]))))
