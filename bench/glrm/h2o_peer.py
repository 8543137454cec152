"""Times H2O's GLRM on Fashion-MNIST: h2o_peer.py FOLDER CASES   (CASES: JSON list; Java 8 to 17)

A case is {"name", "rows", "values": "bytes" | "bits" | "unit", "missing": {fraction, seed} or null, "options"}; options are
h2o's own. "bits" are the pixels over 127, "unit" the pixels over 255; "userX" and "userY", where given, are CSV files of a
start. One JSON line per case: seconds of training, and of its processor time where the system tells it, the objective by
iteration, and the version.
"""
import gzip
import json
import os
import socket
import sys
import tempfile
import time
from pathlib import Path

import h2o
from h2o.estimators import H2OGeneralizedLowRankEstimator

folder, cases = Path(sys.argv[1]), json.loads(sys.argv[2])
raw = gzip.open(folder / "train-images-idx3-ubyte.gz").read()[16:]
TEXT = {
    "bytes": [str(value) for value in range(256)],
    "bits": [str(int(value > 127)) for value in range(256)],
    "unit": [repr(value / 255) for value in range(256)],
}

STARTS = {"user_x": "userX", "user_y": "userY"}


def load(rows, values):
    text = TEXT[values]
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
        file.write(",".join(f"pixel{j + 1}" for j in range(784)) + "\n")
        for i in range(rows):
            file.write(",".join([text[byte] for byte in raw[784 * i : 784 * (i + 1)]]) + "\n")
        file.flush()
        return h2o.import_file(file.name, header=1, col_types=["numeric"] * 784)


def load_start(path):
    columns = Path(path).open().readline().count(",") + 1
    return h2o.import_file(path, header=1, col_types=["numeric"] * columns)


def processor_seconds():
    """Of the server's process so far; None where there is no /proc."""
    try:
        fields = Path(f"/proc/{h2o.cluster().nodes[0]['pid']}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
sys.stdout, out = sys.stderr, sys.stdout
h2o.init(ip="127.0.0.1", port=port, nthreads=2, max_mem_size="8G", bind_to_localhost=True)
h2o.no_progress()
try:
    for case in cases:
        frame = load(case["rows"], case["values"])
        if case.get("missing"):
            frame.insert_missing_values(**case["missing"])
        start = {option: load_start(case[key]) for option, key in STARTS.items() if key in case}
        model = H2OGeneralizedLowRankEstimator(**case["options"], **start)
        started, before = time.perf_counter(), processor_seconds()
        model.train(training_frame=frame)
        seconds, after = time.perf_counter() - started, processor_seconds()
        output = model._model_json["output"]
        names = output["scoring_history"].col_header
        history = [row[names.index("objective")] for row in output["scoring_history"].cell_values]
        answer = {
            "name": case["name"],
            "seconds": seconds,
            "processorSeconds": None if before is None else after - before,
            "objective": output["objective"],
            "iterations": output["iterations"],
            "step": output["step_size"],
            "history": history,
            "tool": f"H2O {h2o.cluster().version}",
        }
        print(json.dumps(answer), file=out, flush=True)
        h2o.remove_all()
finally:
    h2o.cluster().shutdown()
