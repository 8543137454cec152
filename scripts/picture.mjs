/** Draws the README's picture, docs/picture.png: rows of the frame, an arrow, and their map by a GLRM with k = 2. */
import { mkdirSync, writeFileSync } from "node:fs";
import { createCanvas, loadImage } from "@napi-rs/canvas";
import { archetypePlot, classNames, fashionMnist, glrm, grid } from "lowrank";
import { root } from "./lib/run.mjs";

const fashion = await fashionMnist();
const model = await glrm(fashion.drop("label"), { k: 2, seed: 123 });
const records = await loadImage(Buffer.from(grid(fashion, { rows: 25, columns: 5 }).toPng()));
const map = await loadImage(
  Buffer.from(archetypePlot(model, { label: fashion.column("label"), names: classNames }).toPng()),
);

const height = 520;
const gap = 110;
const widthAt = (image) => (image.width * height) / image.height;
const canvas = createCanvas(Math.ceil(widthAt(records) + gap + widthAt(map)), height);
const pen = canvas.getContext("2d");
pen.fillStyle = "#ffffff";
pen.fillRect(0, 0, canvas.width, canvas.height);
pen.drawImage(records, 0, 0, widthAt(records), height);
pen.drawImage(map, widthAt(records) + gap, 0, widthAt(map), height);
drawArrow(widthAt(records) + 25, widthAt(records) + gap - 25, height / 2);
mkdirSync(new URL("docs/", root), { recursive: true });
writeFileSync(new URL("docs/picture.png", root), canvas.toBuffer("image/png"));

function drawArrow(from, to, y) {
  pen.strokeStyle = pen.fillStyle = "#5b6270";
  pen.lineWidth = 4;
  pen.beginPath();
  pen.moveTo(from, y);
  pen.lineTo(to - 12, y);
  pen.stroke();
  pen.beginPath();
  pen.moveTo(to, y);
  pen.lineTo(to - 18, y - 10);
  pen.lineTo(to - 18, y + 10);
  pen.fill();
}
