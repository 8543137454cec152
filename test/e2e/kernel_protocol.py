"""The kernel before an outside judge: jupyter_kernel_test, with every attribute set that a kernel without a pager can.

Needs an environment with jupyter_kernel_test in which `lowrank kernel install` has put the kernelspec.
"""

import unittest

import jupyter_kernel_test as jkt


class KernelTests(jkt.KernelTests):
    kernel_name = "lowrank"
    language_name = "typescript"
    file_extension = ".ts"

    code_hello_world = 'console.log("hello, world")'
    code_stderr = 'console.error("oops")'

    completion_samples = [
        {"text": "Number.isSaf", "matches": {"isSafeInteger"}},
        {"text": "Array.from", "matches": {"from"}},
        {"text": "process.stdo", "matches": {"stdout"}},
    ]

    complete_code_samples = ["1", "const x = 1;", "function f(x: number) {\n  return 2 * x;\n}", "await 3", "`a\nb`"]
    incomplete_code_samples = ["const x = {", "function f(x: number) {", "for (const i of [1, 2])", "`a\nb", "/* more", "f("]
    invalid_code_samples = ["const = 3", "}", "1 +* 2", "'open\n"]

    code_generate_error = 'throw new RangeError("too big")'
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": '"a" + "b"', "result": "'ab'"},
        {"code": "[1, 2].map((x) => 2 * x)", "result": "[ 2, 4 ]"},
        {"code": "await Promise.resolve(5)", "result": "5"},
        {"code": "const kept: number = 8;\nkept + 1", "result": "9"},
        {"code": "new Map([[1, 2]])", "result": "Map(1) { 1 => 2 }"},
        {"code": "new Date(0)", "result": "1970-01-01T00:00:00.000Z"},
        {"code": 'html("<b>6</b>")', "mime": "text/html", "result": "<b>6</b>"},
    ]
    code_display_data = [
        {"code": 'display(html("<b>bold</b>"))', "mime": "text/html"},
        {"code": 'display(svg("<svg/>"))', "mime": "image/svg+xml"},
        {"code": "display({ a: 1 })", "mime": "text/plain"},
        {"code": 'display(md("*a*"))', "mime": "text/markdown"},
        {"code": "display(png(new Uint8Array([1, 2, 3])))", "mime": "image/png"},
        {"code": "display(Promise.resolve(html`<i>late</i>`))", "mime": "text/html"},
        {"code": "display({ data: [{ x: [1], y: [2] }], layout: {} })", "mime": "application/vnd.plotly.v1+json"},
    ]
    code_clear_output = "clearOutput()"
    code_inspect_sample = "Math.max"

    supported_history_operations = ("tail", "range", "search")
    code_history_pattern = "6 ?*"


class WelcomeTests(jkt.IopubWelcomeTests):
    kernel_name = "lowrank"
    support_iopub_welcome = True


if __name__ == "__main__":
    unittest.main()
