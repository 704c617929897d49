// How values over the plane become colours: the map of a unit, and what is shown on the plane.

import { mostOf } from "./forward.js";
import { LEVELS } from "./palette.js";

const ONES = [0.5, 0.5]; // the scale from 0 to 1, as all are written: [middle, half the range]

/** The scale of a run's values, such as a regression's. */
export function rangeScale([low, high]) {
  return [(low + high) / 2, (high - low) / 2 || 1];
}

/** How the values of a unit become places on a scale of colours: { table, scale }. */
export function inkOf(scene, palette, layer, unit, values) {
  const { table } = palette;
  if (layer === 0) return { table, scale: [0, mostOf(scene.features[unit], scene.extent)] };
  if (layer === scene.dims.length - 1) {
    if (scene.task === "classes") return { table: palette.classTables[unit], scale: ONES };
    if (scene.task === "value") return { table, scale: rangeScale(scene.range) };
  }
  return { table, scale: scaleOf(scene.activations[layer - 1], values) };
}

function scaleOf(activation, values) {
  if (activation === "sigmoid") return ONES;
  if (activation === "tanh") return [0, 1];
  let most = 0;
  for (const value of values) {
    const size = Math.abs(value);
    if (size > most && Number.isFinite(size)) most = size;
  }
  return [0, most || 1];
}

/**
 * What is on the plane: what the network says, or the map of the unit under the pointer.
 * @returns { values, table, scale, level }, with the value to draw a line at, or null; or, where
 *   classes share the plane, { maps, tables } of all of them
 */
export function surfaceOf(scene, palette, hover, inputs, values) {
  const last = scene.dims.length - 1;
  if (hover?.kind === "unit") {
    const { layer, unit } = hover;
    const map = layer === 0 ? inputs[unit] : values[layer - 1][unit];
    const ink = inkOf(scene, palette, layer, unit, map);
    const hasLine =
      layer === last ? scene.task === "binary" : scene.activations[layer - 1] !== "relu";
    return { values: map, ...ink, level: hasLine ? ink.scale[0] : null };
  }
  const outputs = values.at(-1);
  if (scene.task === "classes") return { maps: outputs, tables: palette.classTables };
  const ink = inkOf(scene, palette, last, 0, outputs[0]);
  return { values: outputs[0], ...ink, level: scene.task === "binary" ? ink.scale[0] : null };
}

/** Colour every `stride`-th value of a square map into an image's pixels, from pixel `start`. */
export function paint(pixels, start, values, resolution, stride, { table, scale: [middle, half] }) {
  const gain = (LEVELS - 1) / (2 * half);
  const shift = (half - middle) * gain + 0.5;
  let pixel = start;
  const first = stride >> 1;
  for (let row = first; row < resolution; row += stride) {
    const line = row * resolution;
    for (let column = first; column < resolution; column += stride) {
      const level = values[line + column] * gain + shift;
      pixels[pixel++] = table[level < 0 ? 0 : level > 255 ? 255 : level | 0];
    }
  }
}

/**
 * Colour each place by its most probable class, the paler the less sure that is; as sure as a guess
 * is the ground's colour.
 * @param winners where to note which class that is
 */
export function paintWinners(pixels, { maps, tables }, winners) {
  const best = maps[0].slice();
  winners.fill(0);
  for (let unit = 1; unit < maps.length; unit++) {
    const map = maps[unit];
    for (let p = 0; p < map.length; p++) {
      if (map[p] > best[p]) {
        best[p] = map[p];
        winners[p] = unit;
      }
    }
  }
  const guess = 1 / maps.length;
  const gain = (LEVELS - 1) / (1 - guess);
  for (let p = 0; p < best.length; p++) {
    const level = (best[p] - guess) * gain + 0.5;
    pixels[p] = tables[winners[p]][level < 0 ? 0 : level | 0];
  }
}
