// What the colours and marks of a scene mean, in one line under the picture.

import { drawMark, markOf } from "./marks.js";
import { compactText, withMinus } from "./words.js";

const SHARES = [0, 0.25, 0.5, 0.75, 1];

/** Fill the legend's element for a scene. */
export function showLegend(element, scene, palette, ratio) {
  const items = { binary, classes, value }[scene.task](scene, palette, ratio);
  element.replaceChildren(...items);
}

function binary(scene, palette, ratio) {
  const mark = (label, isTest) => markImage(scene, palette, label, isTest, ratio);
  return [
    mark(0, false),
    text(scene.classes[0]),
    ramp(palette),
    mark(1, false),
    text(scene.classes[1]),
    ...(scene.test.length ? [mark(1, true), text("hollow: test")] : []),
    text(`${axesText(scene)}; lines: weights, − to +`),
  ];
}

function classes(scene, palette, ratio) {
  const mark = (label, isTest) => markImage(scene, palette, label, isTest, ratio);
  return [
    ...scene.classes.map((name, label) => group(mark(label, false), text(name))),
    ...(scene.test.length ? [group(mark(0, true), text("hollow: test"))] : []),
    text(`paler: less sure; ${axesText(scene)};`),
    group(text("lines: weights, −"), ramp(palette), text("+")),
  ];
}

function value(scene, palette, ratio) {
  const [middle, spread] = scene.value;
  const [low, high] = scene.range.map((number) => middle + spread * number); // in their own unit
  const scale = group(
    ramp(palette),
    ...[low, (low + high) / 2, high].map((number) => text(scaleText(number, high - low))),
  );
  scale.className = "scale";
  const mark = (isTest) => markImage(scene, palette, scene.range[1], isTest, ratio);
  return [
    group(text(scene.target), scale),
    ...(scene.test.length ? [group(mark(true), text("hollow: test"))] : []),
    text(`${axesText(scene)}; lines: weights, − to +`),
  ];
}

/** A number of a scale, as exact as the scale's width asks for. */
function scaleText(number, width) {
  if (Math.max(Math.abs(number), width) >= 1e4) return compactText(number);
  const digits = Math.min(20, Math.max(0, 2 - Math.floor(Math.log10(width || 1))));
  return withMinus(String(Number(number.toFixed(digits))));
}

function axesText({ axes }) {
  return `across ${axes[0]}, up ${axes[1]}`;
}

function text(words) {
  return Object.assign(document.createElement("span"), { textContent: words });
}

/** What must not be torn apart where the line breaks. */
function group(...parts) {
  const element = document.createElement("span");
  element.className = "group";
  element.append(...parts);
  return element;
}

function ramp(palette) {
  const element = document.createElement("i");
  element.style.background = `linear-gradient(90deg, ${SHARES.map((at) => palette.css(at)).join(",")})`;
  return element;
}

function markImage(scene, palette, label, isTest, ratio) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 14 * ratio;
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  const place = { x: 7, y: 7, radius: 4.2, isTest };
  drawMark(context, palette, markOf(scene, palette, label), place);
  return canvas;
}
