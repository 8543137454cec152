/**
 * The product that every step of a fit with holes takes: panels of X (rows × k) times Y (k × columns), float32, in the
 * threads' own memories, where the panels stay.
 */
const PANEL = 64;
/** Columns of a group of the packed Y, and bytes of a number. */
const [GROUP, SIZE] = [8, 4];

export async function multiplyPanels(rows, k, columns, threads) {
  const { run } = await import("#src/workers/pool.js");
  const task = { module: import.meta.url, name: "panelsTask" };
  await run({ threads, task, input: { k, columns }, chunks: Math.ceil(rows / PANEL) });
}

export function panelsTask({ routines, arena, next }, { k, columns }) {
  const groups = Math.ceil(columns / GROUP);
  const line = GROUP * groups;
  const [x, y, out] = [PANEL * k, k * line, PANEL * line].map((count) => arena.allocate(SIZE * count));
  arena.floats(x, PANEL * k).fill(0.5);
  arena.floats(y, k * line).fill(0.25);
  while (next() >= 0) {
    const [rowStep, groupStep] = [SIZE * k, SIZE * GROUP * k];
    routines.productF32(x, rowStep, SIZE, y, groupStep, SIZE * GROUP, out, SIZE * line, PANEL, k, groups, false);
  }
}
