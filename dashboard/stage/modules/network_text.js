// What is written on the network: its layers, its features, its classes, and values at the pointer.

import { drawMark, markOf } from "./marks.js";
import { signedText } from "./words.js";

const VALUE_WIDTH = 34;
const LABEL = 17; // height of a feature's label under its unit
export const FEATURE_FONT = 13;

/** Whether units so far apart leave room for a feature's label between them. */
export function fitsBelow(pitch, size) {
  return pitch >= size + LABEL;
}

/** Write all of it; `roomBelow` is the most that there is between units. */
export function drawText(view, palette, { point, names }, roomBelow) {
  drawNames(view, palette, names);
  const places = view.units.map((_, layer) => valuesOf(view, layer, roomBelow));
  if (view.scene.task === "classes" && !(point && places.at(-1) === "beside")) {
    drawClasses(view, palette);
  }
  if (!point || !view.isLabelBelow) drawFeatures(view, palette);
  if (!point) return;
  places.forEach((place, layer) => place && drawValues(view, palette, layer, point[layer], place));
}

/** Where a layer's values go: below its units, or beside them; null where there is no room. */
function valuesOf({ units, size, gap, isLabelBelow }, layer, roomBelow) {
  const column = units[layer];
  const pitch = column.length > 1 ? column[1].y - column[0].y : size + roomBelow;
  if (pitch >= size + 15 && (layer > 0 || isLabelBelow)) return "below";
  return pitch >= 11 && gap >= size + VALUE_WIDTH ? "beside" : null;
}

function centred(context, view, palette) {
  context.font = `${FEATURE_FONT}px ${view.font ?? "sans-serif"}`;
  context.fillStyle = palette.muted;
  context.textAlign = "center";
  context.textBaseline = "middle";
}

function drawNames(view, palette, names) {
  const { context } = view;
  centred(context, view, palette);
  const room = view.gap || view.width;
  view.units.forEach((column, layer) => {
    const [long, short] = names[layer];
    const name = context.measureText(long).width < room - 8 ? long : short;
    const half = context.measureText(name).width / 2;
    const x = Math.min(view.width - half - 1, Math.max(half + 1, column[0].x));
    context.fillText(name, x, 12);
  });
}

/** Write what each feature is, under its unit; before it where units are too close for that. */
function drawFeatures(view, palette) {
  const { context, size, isLabelBelow } = view;
  centred(context, view, palette);
  if (!isLabelBelow) context.textAlign = "right";
  view.scene.features.forEach(([, label], index) => {
    const { x, y } = view.units[0][index];
    if (isLabelBelow) context.fillText(label, x, y + size / 2 + 11);
    else context.fillText(label, x - size / 2 - 5, y);
  });
}

/** Draw the mark of each class after its output unit. */
function drawClasses(view, palette) {
  const { context, scene, size } = view;
  view.units.at(-1).forEach(({ x, y }, unit) => {
    const place = { x: x + size / 2 + 11, y, radius: 4.4, isTest: false };
    drawMark(context, palette, markOf(scene, palette, unit), place);
  });
}

/** Write what each unit of a layer makes of the point under the pointer. */
function drawValues(view, palette, layer, values, place) {
  const { context, size, scene, isLabelBelow } = view;
  const isBelow = place === "below";
  const [pixels, height] = isBelow ? [12, 14] : [10, 11];
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.font = `600 ${pixels}px ${view.font ?? "sans-serif"}`;
  view.units[layer].forEach(({ x, y }, unit) => {
    const name = layer === 0 && isLabelBelow ? `${scene.features[unit][1]} ` : "";
    const value = signedText(values[unit], 2);
    const start = context.measureText(name).width;
    const width = start + context.measureText(value).width;
    const left = isBelow ? Math.max(2, x - width / 2) : x + size / 2 + 4;
    const middle = isBelow ? Math.min(y + size / 2 + 10, view.height - height / 2) : y;
    context.fillStyle = palette.paper;
    context.globalAlpha = 0.86;
    context.fillRect(left - 2, middle - height / 2, width + 4, height);
    context.globalAlpha = 1;
    context.fillStyle = palette.text;
    if (name) context.fillText(name, left, middle + 0.5);
    context.fillText(value, left + start, middle + 0.5);
  });
}
