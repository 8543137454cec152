import { expect, test } from "@jest/globals";
import { fitName, fitText, labelRoom } from "#src/display/fit-text.js";
import { drawLabels } from "#src/display/labels.js";
import { createPage, font, type Pen } from "#src/display/page.js";

/** A pen whose letters are 10 wide, and what it wrote. */
function recordingPen(): { pen: Pen; written: string[] } {
  const { pen } = createPage(1, 1);
  const written: string[] = [];
  pen.measureText = (text: string) => ({ width: 10 * Array.from(text).length });
  pen.fillText = (text: string) => void written.push(text);
  return { pen, written };
}

test("a text that does not fit ends in an ellipsis, whole characters before it", () => {
  const { pen } = recordingPen();
  expect(fitText(pen, "Coat", 40)).toBe("Coat");
  expect(fitText(pen, "T-shirt/top", 40)).toBe("T-s…");
  expect(fitText(pen, "𝒳𝒴𝒵", 20)).toBe("𝒳…");
});

test("a name that does not fit keeps its end as well, where columns of one category differ", () => {
  const { pen } = recordingPen();
  const levels = ["owned", "rented"].map((level) => `household tenure.${level}`);
  expect(levels.map((name) => fitName(pen, name, 130))).toEqual(["househ….owned", "househ…rented"]);
  expect(fitName(pen, "Coat", 40)).toBe("Coat");
  expect(fitName(pen, "𝒳𝒴𝒵𝒳", 30)).toBe("𝒳…𝒳");
  expect(fitName(pen, "two words", 60)).toBe("two…ds");
  expect(fitName(pen, "Coat", 20)).toBe("C…");
  expect(fitName(pen, "Coat", 5)).toBe("…");
});

test("a long label beside a point leaves room for others", () => {
  const { pen, written } = recordingPen();
  const points = { x: Float64Array.of(250, 40), y: Float64Array.of(20, 80), group: Uint8Array.of(0, 0) };
  const layout = { left: 0, right: 300, top: 0, bottom: 100, height: 140, titleLines: [], noteLines: [] };
  drawLabels(pen, points, ["Family plan with unlimited international calls", "Basic"], layout);
  expect(written).toEqual(["Family…calls", "Basic"]);
  expect([labelRoom(300), labelRoom(2000)]).toEqual([120, 220]);
});

test("letters of European languages are drawn as themselves, not as one box for all", () => {
  const letters = ["İ", "ł", "Ж", "Щ", "Σ", "ή", "ế"];
  for (const weight of [400, 600] as const) {
    const drawn = letters.map((letter) => {
      const page = createPage(40, 40, 1);
      page.pen.font = font(20, weight);
      page.pen.fillStyle = "#000000";
      page.pen.fillText(letter, 10, 30);
      return Buffer.from(page.pixels().rgba).toString("base64");
    });
    expect(new Set(drawn).size).toBe(letters.length);
  }
});
