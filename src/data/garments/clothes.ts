/** Clothes for the body into outlines: T-shirt, trouser, pullover, dress, coat and shirt. */
import { type Between, type Draw, type Layer, mirrored, rectangle } from "./outline.js";

export const tShirt: Draw = (between) => [
  body(between, { sleeve: between(0.3, 0.5), width: between(0.42, 0.5), hem: between(0.8, 0.95) }),
];

export const trouser: Draw = (between) => {
  const waist = between(0.24, 0.32);
  const leg = between(0.17, 0.24);
  const crotch = between(-0.5, -0.3);
  const ankle = waist + between(0, 0.1);
  const gap = between(0.03, 0.1);
  return [
    mirrored([
      [0, -0.95],
      [waist, -0.95],
      [waist + 0.05, crotch],
      [ankle, 0.95],
      [Math.max(gap, ankle - leg), 0.95],
      [gap * 0.4, crotch + 0.1],
      [0, crotch],
    ]),
    {
      ...mirrored([
        [0, -0.95],
        [waist, -0.95],
        [waist, -0.87],
        [0, -0.87],
      ]),
      ink: 0.75,
    },
  ];
};

export const pullover: Draw = (between) => {
  const width = between(0.4, 0.48);
  const hem = between(0.75, 0.9);
  return [
    body(between, { sleeve: between(1.35, 1.6), width, hem }),
    {
      ...mirrored([
        [0, hem - 0.12],
        [width, hem - 0.12],
        [width, hem],
        [0, hem],
      ]),
      ink: 0.8,
    },
  ];
};

export const dress: Draw = (between) => {
  const shoulder = between(0.16, 0.24);
  const waist = between(0.14, 0.22);
  const flare = between(0.28, 0.5);
  const neck = between(-0.85, -0.7);
  return [
    mirrored([
      [0, neck],
      [shoulder * 0.6, -0.97],
      [shoulder, -0.95],
      [shoulder + 0.04, -0.55],
      [waist, between(-0.3, -0.1)],
      [flare, 0.95],
      [0, 0.97],
    ]),
  ];
};

export const coat: Draw = (between) => {
  const width = between(0.45, 0.52);
  const opening = between(0.02, 0.035);
  const collar = between(0.16, 0.22);
  return [
    body(between, { sleeve: between(1.45, 1.7), width, hem: 0.96 }),
    {
      outline: [
        [-collar, -0.88],
        [collar, -0.88],
        [0, between(-0.3, -0.1)],
      ],
      ink: 0.45,
    },
    { outline: rectangle(-opening, -0.3, opening, 0.96), ink: 0.15 },
    { outline: rectangle(width * 0.35, 0.25, width * 0.8, 0.32), ink: 0.5 },
    { outline: rectangle(-width * 0.8, 0.25, -width * 0.35, 0.32), ink: 0.5 },
  ];
};

export const shirt: Draw = (between) => {
  const width = between(0.4, 0.48);
  const sleeve = between(0, 1) < 0.5 ? between(0.4, 0.6) : between(1.3, 1.55);
  const hem = between(0.85, 0.95);
  return [
    body(between, { sleeve, width, hem }),
    {
      outline: [
        [-0.2, -0.92],
        [0, -0.68],
        [-0.16, -0.56],
        [-0.28, -0.82],
      ],
      ink: 0.6,
    },
    {
      outline: [
        [0.2, -0.92],
        [0, -0.68],
        [0.16, -0.56],
        [0.28, -0.82],
      ],
      ink: 0.6,
    },
    { outline: rectangle(-0.045, -0.62, 0.045, hem), ink: 0.7 },
    ...[-0.4, -0.1, 0.2, 0.5].map((y) => ({ outline: rectangle(-0.03, y, 0.03, y + 0.07), ink: 0.1 })),
  ];
};

/** A top with sleeves; `sleeve` is its length, `width` half the chest's. */
function body(between: Between, { sleeve, width, hem }: { sleeve: number; width: number; hem: number }): Layer {
  const neck = between(0.12, 0.2);
  const shoulder = width + 0.02;
  // Short sleeves stand off, long ones hang down.
  const out = sleeve < 1 ? 0.75 * sleeve : 0.24 * sleeve;
  const down = sleeve < 1 ? 0.8 * sleeve : 0.95 * sleeve;
  const cuff = sleeve < 1 ? 0.2 : 0.15;
  return mirrored([
    [0, between(-0.78, -0.7)],
    [neck, -0.92],
    [shoulder, -0.8],
    [shoulder + out, -0.8 + down],
    [shoulder + out - cuff, -0.8 + down + cuff * 0.6],
    [width, -0.3],
    [width + between(-0.04, 0.04), hem],
    [0, hem],
  ]);
}
