/** Shoes, seen from the side with the toe on the left, and a bag into outlines. */
import { type Draw, type Layer, type Point, rectangle } from "./outline.js";

export const sandal: Draw = (between) => {
  const heel = between(0.3, 0.6);
  const sole = between(0.12, 0.17);
  const arch = between(0.0, 0.1);
  const back = 0.7 - heel;
  return [
    strap([-0.8, 0.6], between(0.12, 0.28), [-0.12, 0.6 - arch]),
    strap([-0.5, 0.6], between(-0.05, 0.08), [0.2, 0.55 - arch]),
    strap([0.35, back + 0.15], between(-0.55, -0.4), [0.9, back + 0.05]),
    // The sole rises from the toe to the heel.
    {
      outline: [
        [-0.95, 0.6],
        [-0.3, 0.6 - arch],
        [0.85, back],
        [0.92, back + sole],
        [-0.25, 0.62 - arch + sole],
        [-0.95, 0.6 + sole],
      ],
      ink: 1,
    },
    {
      outline: [
        [0.66, back + 0.05],
        [0.92, back + 0.05],
        [0.9, 0.75],
        [0.74, 0.75],
      ],
      ink: 0.9,
    },
  ];
};

export const sneaker: Draw = (between) => {
  const top = between(-0.35, -0.2);
  const tongue = between(-0.1, 0.1);
  const toe = between(0.12, 0.22);
  return [
    {
      outline: [
        [-0.93, 0.42],
        [-0.95, toe + 0.05],
        [-0.7, toe - 0.05],
        [tongue - 0.25, top + 0.15],
        [tongue, top - 0.12],
        [tongue + 0.18, top],
        [0.5, top + 0.12],
        [0.82, top - 0.05],
        [0.92, top + 0.05],
        [0.93, 0.42],
      ],
      ink: 0.85,
    },
    {
      outline: [
        [-0.97, 0.36],
        [0.96, 0.36],
        [0.94, 0.52],
        [-0.9, 0.52],
      ],
      ink: 0.45,
    },
    {
      outline: [
        [-0.3, 0.32],
        [0.1, top + 0.25],
        [0.25, top + 0.25],
        [-0.1, 0.32],
      ],
      ink: 0.35,
    },
    {
      outline: [
        [0.05, 0.32],
        [0.4, top + 0.3],
        [0.52, top + 0.3],
        [0.22, 0.32],
      ],
      ink: 0.35,
    },
  ];
};

export const bag: Draw = (between) => {
  const width = between(0.65, 0.9);
  const top = between(-0.25, 0);
  const bottom = between(0.65, 0.85);
  const slant = between(0, 0.15);
  const handle = between(0.35, 0.6);
  const rise = between(-0.95, -0.6);
  return [
    {
      outline: [
        [-handle, top + 0.1],
        [-handle * 0.9, rise],
        [handle * 0.9, rise],
        [handle, top + 0.1],
      ],
      ink: 0.8,
    },
    {
      outline: [
        [-handle + 0.12, top + 0.1],
        [-handle * 0.9 + 0.12, rise + 0.14],
        [handle * 0.9 - 0.12, rise + 0.14],
        [handle - 0.12, top + 0.1],
      ],
      ink: 0,
    },
    {
      outline: [
        [-width + slant, top],
        [width - slant, top],
        [width, bottom],
        [-width, bottom],
      ],
      ink: 0.95,
    },
    { outline: rectangle(-width + slant, top + 0.22, width - slant, top + 0.28), ink: 0.55 },
    { outline: rectangle(-0.1, top + 0.18, 0.1, top + 0.36), ink: 0.3 },
  ];
};

export const ankleBoot: Draw = (between) => {
  const shaft = between(-0.95, -0.7);
  const front = between(-0.15, 0.05);
  const heel = between(0.08, 0.3);
  const ground = 0.85;
  return [
    {
      outline: [
        [-0.93, ground - heel * 0.3],
        [-0.9, ground - 0.35],
        [-0.5, ground - 0.55],
        [front - 0.05, 0.05],
        [front, shaft],
        [0.68, shaft],
        [0.72, 0.05],
        [0.85, ground - heel],
        [0.8, ground - heel * 0.6],
        [0.3, ground - heel * 0.6],
      ],
      ink: 0.9,
    },
    {
      outline: [
        [-0.95, ground - heel * 0.6 - 0.05],
        [0.86, ground - heel - 0.05],
        [0.86, ground - heel + 0.03],
        [-0.93, ground],
      ],
      ink: 0.6,
    },
    { outline: rectangle(0.5, ground - heel - 0.02, 0.86, ground), ink: 0.6 },
    { outline: rectangle(front, shaft, 0.68, shaft + 0.1), ink: 0.65 },
  ];
};

/** A band from one point up to a height, along, and down to another point. */
function strap(from: Point, top: number, to: Point): Layer {
  const width = 0.13;
  const lean = 0.3 * (to[0] - from[0]);
  return {
    outline: [
      from,
      [from[0] + lean, top],
      [to[0] - lean, top],
      to,
      [to[0] - 1.6 * width, to[1]],
      [to[0] - lean - 0.6 * width, top + width],
      [from[0] + lean + 0.6 * width, top + width],
      [from[0] + 1.6 * width, from[1]],
    ],
    ink: 0.85,
  };
}
