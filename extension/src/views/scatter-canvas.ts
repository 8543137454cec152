/**
 * Points to a canvas: one small picture per group, drawn once and stamped at each point, so that 60,000 points take tens
 * of milliseconds and no WebGL context; labels, where there are few points, as text with a halo.
 */
import { fitName, labelRoom } from "../../../src/display/fit-text.js";
import type { ScatterPayload } from "../../../src/display/payload.js";
import { drawLeaders, placeLabels } from "../../../src/display/place-labels.js";
import { groupColor } from "./colors.js";
import {
  countShown,
  pointLook,
  toPixels,
  valueToPixels,
  type PointLook,
  type Points,
  type Span,
} from "./scatter-points.js";
import type { Theme } from "./view.js";

export interface Scene {
  payload: ScatterPayload;
  points: Points;
  spans: { x: Span; y: Span };
  isHidden(group: number): boolean;
  theme: Theme;
}

/** Draws the scene over the whole canvas, which covers the plot's area: from span start to span end. */
export function drawPoints(canvas: HTMLCanvasElement, width: number, height: number, scene: Scene): void {
  const density = Math.max(1, window.devicePixelRatio);
  canvas.width = Math.round(width * density);
  canvas.height = Math.round(height * density);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext("2d");
  if (context === null) return;
  stampPoints(context, density, scene);
  const texts = textsOf(scene);
  if (texts.length > 0) {
    context.setTransform(density, 0, 0, density, 0, 0);
    writeTexts(context, width, height, scene, texts);
  }
}

function stampPoints(context: CanvasRenderingContext2D, density: number, scene: Scene): void {
  const { points, spans } = scene;
  const look = pointLook(countShown(points, spans, (group) => !scene.isHidden(group)));
  const stamps = new Array<HTMLCanvasElement | undefined>(256);
  for (const group of new Set(points.group)) {
    if (!scene.isHidden(group)) stamps[group] = stampOf(group, look, density, scene);
  }
  const x = toPixels(points.xRange, spans.x);
  const y = toPixels(points.yRange, spans.y);
  const { width, height } = context.canvas;
  for (let index = 0; index < points.count; index++) {
    const stamp = stamps[points.group[index]];
    if (stamp === undefined) continue;
    const half = stamp.width / 2;
    // On whole device pixels: sharper, and faster than between them.
    const left = Math.round((x.offset + x.factor * points.positions[2 * index]) * density - half);
    const top = Math.round((y.offset + y.factor * points.positions[2 * index + 1]) * density - half);
    if (left > -stamp.width && top > -stamp.height && left < width && top < height) context.drawImage(stamp, left, top);
  }
}

/** A group's dot or mark in its colour, in device pixels. */
function stampOf(group: number, look: PointLook, density: number, { payload, theme }: Scene): HTMLCanvasElement {
  const mark = payload.mark === "groupMark" ? (payload.groupMarks?.[group] ?? "") : "";
  const size = 2 * Math.ceil((mark === "" ? look.radius + 1 : look.markSize) * density);
  const stamp = document.createElement("canvas");
  stamp.width = stamp.height = size;
  const context = stamp.getContext("2d")!;
  context.globalAlpha = payload.mark === "label" ? 1 : look.opacity;
  context.fillStyle = groupColor(group, theme.paper, mark === "" ? "point" : "text", payload.missingGroup);
  if (mark === "") {
    context.beginPath();
    context.arc(size / 2, size / 2, look.radius * density, 0, 2 * Math.PI);
    context.fill();
  } else {
    context.font = `600 ${look.markSize * density}px ${theme.fontFamily}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(mark, size / 2, size / 2, size);
  }
  return stamp;
}

/** What is written beside a place, in CSS pixels of the area. */
interface PlacedText {
  label: string;
  group: number;
  x: number;
  y: number;
}

/** The points' own labels, or the groups' names at their centroids; of shown groups. */
function textsOf(scene: Scene): PlacedText[] {
  const { payload, points, spans } = scene;
  const x = toPixels(points.xRange, spans.x);
  const y = toPixels(points.yRange, spans.y);
  const texts =
    payload.mark === "label"
      ? Array.from({ length: points.count }, (_, index) => ({
          label: payload.labels?.[index] ?? "",
          group: points.group[index],
          x: x.offset + x.factor * points.positions[2 * index],
          y: y.offset + y.factor * points.positions[2 * index + 1],
        }))
      : (payload.centroids ?? []).map((centroid) => ({
          label: payload.groupNames?.[centroid.group] ?? "",
          group: centroid.group,
          x: valueToPixels(centroid.x, spans.x),
          y: valueToPixels(centroid.y, spans.y),
        }));
  return texts.filter(({ group }) => !scene.isHidden(group));
}

function writeTexts(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  { payload, theme }: Scene,
  texts: PlacedText[],
): void {
  const fontSize = theme.fontSize;
  context.font = `600 ${fontSize}px ${theme.fontFamily}`;
  context.textBaseline = "middle";
  context.lineJoin = "round";
  const shown = texts
    .filter(({ x, y }) => x >= 0 && x <= width && y >= 0 && y <= height)
    .map((text) => ({ ...text, label: fitName(context, text.label, labelRoom(width)) }))
    .map((text) => ({ ...text, width: context.measureText(text.label).width, height: fontSize + 2 }));
  const boxes = placeLabels(shown, { left: 0, top: 0, width, height });
  context.lineWidth = 1;
  context.strokeStyle = theme.axis;
  drawLeaders(context, shown, boxes);
  context.lineWidth = 4;
  context.strokeStyle = theme.paper;
  for (const [index, { label, group }] of shown.entries()) {
    if (boxes[index] === undefined) continue;
    const { left, top, height: line } = boxes[index];
    context.strokeText(label, left, top + line / 2);
    // Over points of the same colour a name is read only in ink.
    const inked = payload.group === undefined || payload.mark !== "label";
    context.fillStyle = inked ? theme.ink : groupColor(group, theme.paper, "text", payload.missingGroup);
    context.fillText(label, left, top + line / 2);
  }
}
