/**
 * The gate: sets up what is missing, runs every check, and closes with the line "N passed, N failed".
 *
 * A check that fails does not stop the others. What is skipped is said aloud, with the reason.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Failure, main } from "./lib/failure.mjs";
import { lessons, lessonToHtml } from "./lib/notebooks.mjs";
import { environmentProgram } from "./lib/python.mjs";
import { node, npm, root } from "./lib/run.mjs";
import { setup } from "./setup.mjs";

const totals = { passed: 0, failed: 0, skipped: [] };

await main(async () => {
  await setup();
  mkdirSync(new URL("test-results/", root), { recursive: true });
  check("formatting", () => node(["node_modules/prettier/bin/prettier.cjs", "--check", "."], "check the formatting"));
  check("lint", () => node(["node_modules/eslint/bin/eslint.js", "."], "lint"));
  check("types of tests and benchmarks", () => tsc("typescript", "test"));
  check("types of the browser tests", () => tsc("typescript", "test/e2e"));
  check("types of the extension", () =>
    npm(["run", "--silent", "check"], "check types", { cwd: new URL("extension/", root) }),
  );
  check("our declarations under TypeScript 5.0.4, as cells see them", () => tsc("typescript-5.0", "test/types"));
  jest("jest.config.mjs", "unit tests");
  pythonTests("test/e2e/kernel_protocol.py", "jupyter_kernel_test on our kernel");
  for (const name of lessons()) check(`lesson ${name} runs from a clean start`, () => lessonToHtml(name));
  if (process.env.LOWRANK_DATA === undefined) skip("tests on the real Fashion-MNIST", "LOWRANK_DATA is not set");
  browserTests();
  for (const reason of totals.skipped) console.log(`SKIPPED ${reason}`);
  console.log(`\n${totals.passed} passed, ${totals.failed} failed`);
  if (totals.failed > 0) process.exitCode = 1;
});

function check(name, work) {
  const started = performance.now();
  try {
    work();
    totals.passed++;
    console.log(`ok      ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  } catch (error) {
    totals.failed++;
    console.log(`FAILED  ${name}: ${error instanceof Failure ? error.message : error.stack}`);
  }
}

function skip(name, reason) {
  totals.skipped.push(`${name}: ${reason}`);
}

function tsc(compiler, project) {
  node([`node_modules/${compiler}/bin/tsc`, "-p", project], `check types with ${compiler}`);
}

/** Runs Jest and adds its counts; its report goes to the console as it comes. */
function jest(config, name) {
  const report = new URL(`test-results/${name.replaceAll(" ", "-")}.json`, root);
  rmSync(report, { force: true });
  const args = ["--experimental-vm-modules", "--no-warnings", "node_modules/jest/bin/jest.js", "-c", config];
  spawnSync(process.execPath, [...args, "--json", `--outputFile=${fileURLToPath(report)}`], {
    cwd: fileURLToPath(root),
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (!existsSync(report)) {
    totals.failed++;
    console.log(`FAILED  ${name}: Jest ended without a report`);
    return;
  }
  const result = JSON.parse(readFileSync(report, "utf8"));
  // A suite that does not even load counts as one failure.
  const broken = result.numRuntimeErrorTestSuites;
  totals.passed += result.numPassedTests;
  totals.failed += result.numFailedTests + broken;
  console.log(
    `${result.success ? "ok     " : "FAILED "} ${name}: ${result.numPassedTests} passed, ${result.numFailedTests + broken} failed`,
  );
  for (const suite of result.testResults) {
    for (const test of suite.assertionResults) if (test.status === "pending") skip(name, test.fullName);
  }
}

/** A file of Python's unittest, run in the virtual environment; each of its tests counts. */
function pythonTests(file, name) {
  const result = spawnSync(environmentProgram("python"), [file, "-v"], {
    cwd: fileURLToPath(root),
    encoding: "utf8",
    env: { ...process.env, PATH: `${fileURLToPath(new URL(".venv/bin", root))}:${process.env.PATH}` },
  });
  const output = `${result.stdout}${result.stderr}`;
  const count = (pattern) => output.match(pattern)?.length ?? 0;
  const passed = count(/ \.\.\. ok$/gm);
  const failed = count(/ \.\.\. (?:FAIL|ERROR)$/gm) || (result.status === 0 ? 0 : 1);
  totals.passed += passed;
  totals.failed += failed;
  for (const [, test, reason] of output.matchAll(/^(\S+) .*\.\.\. skipped (.*)$/gm)) skip(name, `${test} ${reason}`);
  console.log(`${failed === 0 ? "ok     " : "FAILED "} ${name}: ${passed} passed, ${failed} failed`);
  if (failed > 0) console.log(output);
}

function browserTests() {
  const browser = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
  if (browser !== undefined) {
    process.env.LOWRANK_BROWSER = browser;
    jest("jest.browser.config.mjs", "browser tests");
  } else if (process.env.CI) {
    check("browser tests", () => {
      throw new Failure("found no Chromium; on Debian: apt install chromium.");
    });
  } else {
    skip("browser tests", "found no Chromium; on Debian: apt install chromium");
  }
}
