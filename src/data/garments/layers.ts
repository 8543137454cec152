/** A class of Fashion-MNIST, 0 to 9, into the layers of a garment of that kind, no two of them cut alike. */
import type { Random } from "../random.js";
import { coat, dress, pullover, shirt, trouser, tShirt } from "./clothes.js";
import type { Draw, Layer } from "./outline.js";
import { ankleBoot, bag, sandal, sneaker } from "./shoes-and-bag.js";

/** In the order of the labels. */
const kinds: readonly Draw[] = [tShirt, trouser, pullover, dress, coat, sandal, shirt, sneaker, bag, ankleBoot];

/** The layers of one garment, first to last. */
export function garmentLayers(label: number, random: Random): Layer[] {
  return kinds[label]((low, high) => low + (high - low) * random.uniform());
}
