/**
 * A seed into a drawn stand-in for Fashion-MNIST, for rooms without a network: the same shape (60000 or 10000 pictures of
 * 28 × 28, as many of each class), ten kinds of clothing one can tell apart, and the same bytes for the same seed.
 *
 * A few dozen cuts of each kind are drawn once; each record is one of them, stretched, shifted, sheared, shaded and
 * speckled at random. It is no substitute for the real data: numbers and pictures made from it mean nothing beyond it.
 */
import type { ImageData } from "./fashion-mnist.js";
import { garmentPicture, pictureSize } from "./garments/picture.js";
import { garmentLayers } from "./garments/layers.js";
import { type Random, seededRandom, shuffleInPlace } from "./random.js";

/** What everything made from the stand-in must say. */
export const syntheticNote = "Synthetic stand-in: drawn shapes, NOT the real Fashion-MNIST data";

/** Kept at hand: in a realm of its own, such as a test's, each look-up of a global costs more than the call. */
const { floor } = Math;

const classes = 10;
const side = 28;
const cutsPerClass = 24;

/** Draws `count` records, by default 60000 for training and 10000 for testing. */
export function drawSyntheticFashion(options: { split: "train" | "test"; seed?: number; count?: number }): ImageData {
  const { split, seed = 0, count = split === "train" ? 60000 : 10000 } = options;
  const random = seededRandom(2 * seed + (split === "train" ? 0 : 1));
  const pictures = Array.from({ length: classes * cutsPerClass }, (_, cut) =>
    garmentPicture(garmentLayers(floor(cut / cutsPerClass), random)),
  );
  const speckles = Int8Array.from({ length: 8192 }, () => random.below(17) + random.below(17) - 16);

  const labels = new Uint8Array(new SharedArrayBuffer(count));
  for (let index = 0; index < count; index++) labels[index] = index % classes;
  shuffleInPlace(labels, random);
  const images = new Uint8Array(new SharedArrayBuffer(count * side * side));
  labels.forEach((label, index) => {
    const picture = pictures[label * cutsPerClass + random.below(cutsPerClass)];
    const image = images.subarray(index * side * side, (index + 1) * side * side);
    drawRecordInto(image, picture, label, speckles, random);
  });
  // A speck of dust in every pixel: in the real data, too, no pixel is empty in all records.
  for (let pixel = 0; pixel < side * side; pixel++) {
    const at = random.below(count) * side * side + pixel;
    if (images[at] === 0) images[at] = 1 + random.below(16);
  }
  return { images, labels, count, width: side, height: side };
}

/** One record: the picture seen through a random stretch, shift and shear, in a random shade and pattern, speckled. */
function drawRecordInto(
  image: Uint8Array,
  picture: Float32Array,
  label: number,
  speckles: Int8Array,
  random: Random,
): void {
  const between = (low: number, high: number): number => low + (high - low) * random.uniform();
  const step = pictureSize / side;
  const stepX = step / between(0.86, 1.02);
  const stepY = step / between(0.88, 1.02);
  const shear = between(-0.06, 0.06) * step;
  const centre = (side - 1) / 2;
  const startX = (pictureSize - 1) / 2 - (centre + between(-1, 1)) * stepX - centre * shear;
  const startY = (pictureSize - 1) / 2 - (centre + between(-1, 1)) * stepY;
  const shade = 255 * between(0.45, 1);
  const fade = between(-0.008, 0.008);
  const pattern = random.uniform() < patternShare[label] ? between(0.55, 0.85) : 1;
  const period = 2 + random.below(3);
  const across = random.uniform() < 0.5;
  const speckle = random.below(speckles.length - side * side);

  for (let y = 0; y < side; y++) {
    const v = startY + y * stepY;
    const top = floor(v);
    if (top < 0 || top >= pictureSize - 1) continue;
    const low = v - top;
    const light = shade * (1 + fade * (y - centre));
    for (let x = 0; x < side; x++) {
      const u = startX + x * stepX + y * shear;
      const left = floor(u);
      if (left < 0 || left >= pictureSize - 1) continue;
      const right = u - left;
      const at = top * pictureSize + left;
      const above = picture[at] + right * (picture[at + 1] - picture[at]);
      const below = picture[at + pictureSize] + right * (picture[at + pictureSize + 1] - picture[at + pictureSize]);
      const ink = above + low * (below - above);
      if (ink === 0) continue;
      const striped = floor((across ? y : x) / period) % 2 === 0 ? pattern : 1;
      const value = ink * (light * striped + speckles[speckle + y * side + x]);
      image[y * side + x] = value < 0 ? 0 : value > 255 ? 255 : value;
    }
  }
}

/** How often a garment of each class is striped; shirts mostly, shoes never. */
const patternShare = [0.25, 0.05, 0.35, 0.3, 0.1, 0, 0.6, 0, 0.15, 0];
