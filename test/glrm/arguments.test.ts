/** Arguments of the wrong kind: every error names the argument, the rule and the value. */
import { describe, expect, test } from "@jest/globals";
import { Frame } from "#src/frame/frame.js";
import { glrm } from "#src/glrm/glrm.js";
import type { Loss } from "#src/glrm/losses.js";
import type { GlrmOptions } from "#src/glrm/options.js";
import { type Regularizer, REGULARIZERS } from "#src/glrm/regularizers.js";
import { frameOf } from "./frame-of.js";

const frame = frameOf([
  [1, 2, 3],
  [3, 5, 9],
  [4, 4, 1],
]);
const fit = (options: Record<string, unknown>): Promise<unknown> => glrm(frame, { k: 1, ...options });

test("a frame is a frame, options are an object", async () => {
  const call = glrm as unknown as (...given: unknown[]) => Promise<unknown>;
  await expect(call(undefined, { k: 1 })).rejects.toThrow(/frame of glrm to be a Frame .* found undefined/);
  await expect(call([[1, 2]], { k: 1 })).rejects.toThrow(/frame of glrm to be a Frame .* found a list of 1/);
  await expect(call({ a: [1] }, { k: 1 })).rejects.toThrow(/frame of glrm to be a Frame .* found an object with a/);
  await expect(call(frame)).rejects.toThrow(/options of glrm to be an object, e.g. { k: 2 }, but found undefined/);
  await expect(call(frame, 2)).rejects.toThrow(/options of glrm to be an object.* found 2/);
});

const cases: [Record<string, unknown>, RegExp][] = [
  [{ loss: null }, /Expected loss to be given or left out but found null/],
  [{ lossByCol: null }, /Expected lossByCol to be given or left out but found null/],
  [{ regularizationX: null }, /Expected regularizationX .* found null/],
  [{ transfrom: "standardize" }, /Expected an option of glrm \(k, .*\) but found "transfrom"; nearest: "transform"/],
  [{ loss: "quadratc" }, /Expected loss to be one of .* but found "quadratc"; nearest: "quadratic"/],
  [{ loss: 5 }, /Expected loss to be one of "quadratic".*, or a loss of your own.* but found 5/],
  [{ loss: {} }, /Expected loss to have a name.* but found undefined/],
  [{ loss: { name: "x" } }, /Expected loss to have a function "value" but found undefined/],
  [{ regularizationX: {} }, /Expected regularizationX to have a name/],
  [{ regularizationY: 3 }, /Expected regularizationY to be one of "none".* but found 3/],
  [{ signal: {} }, /Expected signal to be an AbortSignal but found an object without keys/],
  [{ onProgress: 5 }, /Expected onProgress to be a function but found 5/],
  [{ userX: [[1]] }, /Expected userX to be a Frame .* found a list of 1/],
  [{ userY: [[1]] }, /Expected userY to be a Frame .* found a list of 1/],
  [{ validationFrame: 5 }, /Expected validationFrame to be a Frame .* found 5/],
  [{ lossByCol: "huber" }, /Expected lossByCol to be losses by the names of columns.* but found "huber"/],
  [{ lossByCol: { V9: "huber" } }, /Expected lossByCol to name one of the frame's 3 columns but found "V9"; nearest/],
  [{ lossByCol: { V1: null } }, /loss of column "V1" \(number\) in lossByCol to be one of .* but found null/],
  [{ lossByCol: { V1: { name: "x" } } }, /loss of column "V1".* in lossByCol to have a function "value"/],
  [{ lossByCol: ["huber", "huber"], lossByColIdx: [1, 1] }, /lossByColIdx to hold each column once but found 1 twice/],
  [{ lossByCol: ["huber"], lossByColIdx: 1 }, /lossByColIdx to be a list of columns, from 0, but found 1/],
  [{ period: "1" }, /Expected period to be a finite number above 0 but found "1"/],
  [{ threads: 1000 }, /Expected threads to be a whole number from 1 to \d+ on a machine of \d+ cores but found 1000/],
  [{ threads: 0 }, /Expected threads .* found 0/],
];
test.each(cases)("refused: %p", async (options, message) => {
  await expect(fit(options)).rejects.toThrow(message);
});

describe("a loss of your own keeps its contract", () => {
  const mine: Loss = {
    ...{ name: "mine", curvature: 2, best: (u: number) => u },
    value: (u, a) => (u - a) ** 2,
    slope: (u, a) => 2 * (u - a),
  };

  test("or the error says in which part it does not", async () => {
    await expect(fit({ loss: { ...mine, curvature: Infinity } })).rejects.toThrow(
      /Expected loss to have a function "weight", as its curvature is Infinity, but found undefined/,
    );
    await expect(fit({ loss: { ...mine, curvature: 0 } })).rejects.toThrow(
      /loss to have a curvature above 0.* found 0/,
    );
    await expect(fit({ loss: { ...mine, name: "poisson" } })).rejects.toThrow(
      /Expected loss of your own to have a name other than .* but found "poisson"/,
    );
    const outcome = (part: Partial<Loss>): Promise<unknown> => fit({ lossByCol: { V2: { ...mine, ...part } } });
    await expect(outcome({ value: () => NaN })).rejects.toThrow(
      /value of loss "mine" to be a finite number but found NaN at u = -1, a = 2, the cell in row 0 of "V2"/,
    );
    await expect(outcome({ slope: () => Infinity })).rejects.toThrow(/slope of loss "mine" .* found Infinity/);
    await expect(outcome({ weight: () => -1 })).rejects.toThrow(/weight of loss "mine" .* at least 0 but found -1/);
    await expect(outcome({ best: () => undefined as unknown as number })).rejects.toThrow(/best of loss "mine"/);
  });

  test("one that is a number at the probes alone is not called converged", async () => {
    const loss: Loss = { ...mine, value: (u, a) => (Number.isInteger(u) ? (u - a) ** 2 : NaN) };
    await expect(fit({ loss, solver: "majorize" })).rejects.toThrow(/Expected the start to have a finite objective/);
    const model = await glrm(frame, { k: 1, loss, solver: "h2o" });
    expect(model.converged).toBe(false);
    expect(model.warnings.join()).toMatch(/objective is NaN, so nothing says/);
  });
});

describe("a regulariser of your own", () => {
  const half: Regularizer = {
    ...{ name: "half", convex: true, constraint: false },
    value: (u) => u.reduce((sum, entry) => sum + entry * entry, 0) / 2,
    proximal: (u, weight) => void u.forEach((entry, i) => (u[i] = entry / (1 + weight))),
  };

  test("cannot bear the name of a built-in one, which may be given by its object", async () => {
    await expect(fit({ regularizationX: { ...half, name: "quadratic" } })).rejects.toThrow(
      /Expected regularizationX of your own to have a name other than .* but found "quadratic"/,
    );
    const options = { k: 1, gammaX: 0.1, gammaY: 0.1, maxIterations: 5 };
    const { l1 } = REGULARIZERS;
    const byObject = await glrm(frame, { ...options, regularizationX: l1, regularizationY: l1 });
    const byName = await glrm(frame, { ...options, regularizationX: "l1", regularizationY: "l1" });
    expect(byObject.objective).toBe(byName.objective);
    await expect(glrm(frame, { ...options, regularizationX: half, regularizationY: half })).resolves.toBeDefined();
  });

  test("has all its parts, and steps that end where it allows vectors", async () => {
    const wrong = (part: Record<string, unknown>): Promise<unknown> => fit({ regularizationY: { ...half, ...part } });
    await expect(wrong({ proximal: undefined })).rejects.toThrow(/regularizationY to have a function "proximal"/);
    await expect(wrong({ convex: undefined })).rejects.toThrow(/regularizationY to have "convex", true or false/);
    await expect(wrong({ value: () => NaN })).rejects.toThrow(/step of regularizationY "half" .* a value of NaN/);
    const nowhere = (u: Float64Array): void => void u.fill(NaN);
    await expect(wrong({ proximal: nowhere })).rejects.toThrow(/to end in finite numbers .* found NaN/);
  });
});

describe("starts and cells are numbers that can be squared", () => {
  const start = (cells: unknown[]): Frame =>
    Frame.fromColumns({ V1: [cells[0]], V2: [cells[1]], V3: [cells[2]] } as Record<string, number[]>);

  test("userY and userX hold finite numbers", async () => {
    await expect(fit({ userY: start([1, Infinity, 2]) })).rejects.toThrow(
      /userY to hold finite numbers but found Infinity in row 0 of "V2"/,
    );
    for (const expandUserY of [true, false]) {
      await expect(fit({ userY: start(["high", 1, 2]), expandUserY, solver: "h2o" })).rejects.toThrow(
        /userY to hold finite numbers but found "high" in row 0 of "V1"/,
      );
    }
    await expect(fit({ userX: Frame.fromColumns({ x: ["a", "b", "a"] }) })).rejects.toThrow(
      /userX to hold finite numbers but found column "x" of kind category/,
    );
    await expect(fit({ userX: Frame.fromColumns({ x: [1, NaN, 2] }) })).rejects.toThrow(/userX .* NaN in row 1 of "x"/);
  });

  const huge = frameOf([
    [1, 2],
    [3, 1e200],
    [2, 5],
  ]);
  test.each(["auto", "weighted", "majorize", "h2o"] as const)("cells whose squares overflow, %s", async (solver) => {
    const message = /squares add up to at most 1e\+100 .* found 1e\+200 in row 1 of "V2"/;
    await expect(glrm(huge, { k: 1, solver })).rejects.toThrow(message);
    await expect(glrm(huge, { k: 1, solver, transform: "standardize" })).rejects.toThrow(message);
    const holes = frameOf([...[...Array(3).keys()].map((i) => [i + 1, 2 - i]), [NaN, 1e200]]);
    await expect(glrm(holes, { k: 1, solver })).rejects.toThrow(/found 1e\+200 in row 3 of "V2"/);
    const large = frameOf([...[...Array(3).keys()].map((i) => [i * 1e47, 2e47 - i]), [NaN, 3e47]]);
    expect(Number.isFinite((await glrm(large, { k: 1, solver })).objective)).toBe(true);
    const full = frameOf([...[...Array(3).keys()].map((i) => [i * 1e47, 2e47 - i])]);
    expect(Number.isFinite((await glrm(full, { k: 1, solver })).objective)).toBe(true);
  });
});

test("the unit of the cells changes the objective by its square alone, down to cells whose squares would vanish", async () => {
  const cells = [...Array(12).keys()].map((i) => [Math.sin(i), Math.cos(3 * i), Math.sin(5 * i * i), i / 12 - 0.5]);
  const of = async (unit: number, options: Partial<GlrmOptions>): Promise<number> => {
    const { objective } = await glrm(frameOf(cells.map((row) => row.map((cell) => cell * unit))), { k: 2, ...options });
    return objective / unit ** 2;
  };
  for (const options of [{}, { solver: "majorize" }, { solver: "weighted" }] as const) {
    const wanted = await of(1, options);
    for (const unit of [2 ** -160, 2 ** 160]) expect(await of(unit, options)).toBeCloseTo(wanted, 8);
    for (const unit of [1e-60, 1e-200, 1e-310]) {
      await expect(of(unit, options)).rejects.toThrow(/squares add up to at least 1e-100 .* multiply the columns/);
    }
  }
  await expect(of(1e-200, { transform: "normalize" })).rejects.toThrow(/at least 1e-100 .* multiply the columns/);
  const zeros = frameOf([
    [0, 0],
    [0, 0],
  ]);
  expect((await glrm(zeros, { k: 1, ignoreConstCols: false })).objective).toBe(0);
});

test("canonical is refused where the turn would cost the model its constraint or its objective", async () => {
  const quadratic = { regularizationX: "quadratic", regularizationY: "quadratic" };
  const unlike = { canonical: true, ...quadratic, gammaX: 1, gammaY: 2 };
  await expect(fit({ canonical: true, regularizationX: "simplex" })).rejects.toThrow(
    /canonical only .*"simplex" for X/,
  );
  await expect(fit(unlike)).rejects.toThrow(/canonical only .* equal gamma, but found "quadratic" for X \(gamma 1\)/);
  await expect(fit({ ...unlike, gammaY: 1 })).resolves.toBeDefined();
});

describe("numbers that run away", () => {
  // The further off the better, so that each round goes further.
  const away: Loss = {
    ...{ name: "away", curvature: 2, best: (u) => u },
    value: (u, a) => -((u - a) ** 2),
    slope: (u, a) => -2 * (u - a),
  };

  test.each(["auto", "majorize"])(
    "the rounds of solver %s end, with an error that says which factor",
    async (solver) => {
      const runaway = fit({ loss: away, solver, maxIterations: 1000 });
      await expect(runaway).rejects.toThrow(
        /Expected [XY] to hold numbers of at most 1e\+50 but found \S+ after \d+ iter/,
      );
    },
  );

  test("an objective that is not a number is told", async () => {
    const regularizers = { regularizationX: "quadratic", regularizationY: "quadratic" } as const;
    const { objective, converged, warnings } = await glrm(frame, {
      k: 1,
      ...regularizers,
      gammaX: 1e200,
      gammaY: 1e200,
    });
    expect(objective).toBeNaN();
    expect(converged).toBe(false);
    expect(warnings).toEqual([expect.stringContaining("The objective is NaN")]);
  });
});
