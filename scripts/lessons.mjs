/**
 * Runs every lesson headless and writes it as HTML into lessons-html/. With `--save`, writes the outputs into the
 * notebooks instead, as they are committed.
 */
import { main } from "./lib/failure.mjs";
import { lessons, lessonToHtml, refreshLesson } from "./lib/notebooks.mjs";
import { setup } from "./setup.mjs";

await main(async () => {
  await setup();
  const save = process.argv.includes("--save");
  for (const name of lessons()) {
    const started = performance.now();
    const path = save ? (refreshLesson(name), `notebooks/${name}`) : lessonToHtml(name);
    console.log(`${path}  ${((performance.now() - started) / 1000).toFixed(1)} s`);
  }
});
