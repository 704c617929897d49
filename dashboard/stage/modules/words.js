// How numbers and moments are written on the stage.

import { measureOf } from "./measures.js";

/** A cost, in its unit: four digits that matter. */
export function costText(value) {
  if (Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return "over 10³⁸"; // what a frame's float32 cannot hold
  if (value >= 1e6) return value.toExponential(2);
  if (value >= 0.001 || value === 0) return value.toFixed(value < 10 ? 4 : 1);
  return withMinus(value.toExponential(2));
}

export function percentText(share) {
  return Number.isNaN(share) ? "–" : `${(100 * share).toFixed(share > 0.995 && share < 1 ? 1 : 0)} %`;
}

/** How well a run does, as it is measured: an accuracy, or an R². */
export function scoreText({ score }, value) {
  if (score !== "R²") return percentText(value);
  if (Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return "under −10³⁸";
  return withMinus(value > -1000 ? value.toFixed(3) : value.toExponential(2));
}

export function countText(count) {
  return Math.round(count).toLocaleString("en-US");
}

/** The epochs that are behind; a whole number of them may be a little less in a frame's float32. */
export function epochText(epoch) {
  return Number.isNaN(epoch) ? "–" : countText(Math.floor(epoch * (1 + 1e-6)));
}

export function signedText(value, digits) {
  return withMinus(value.toFixed(digits));
}

/** A large number, as short as it can be: 1.2M. */
export function compactText(value) {
  return withMinus(value.toLocaleString("en", { notation: "compact", maximumSignificantDigits: 3 }));
}

/** A number in an own unit, with so many digits after the first that its spread makes matter. */
export function unitText(value, spread, digits) {
  const places = digits - Math.floor(Math.log10(spread));
  return places > 12 ? withMinus(value.toExponential(digits)) : signedText(value, Math.max(0, places));
}

/** The minus of mathematics, which is as wide as a plus; not the hyphen that JavaScript writes. */
export function withMinus(text) {
  return text.replaceAll("-", "−");
}

const ENDS = {
  binary: (score) => `${score} of the training points on the right side of the boundary.`,
  classes: (score) => `${score} of the training points in the right class.`,
  value: (score) => `R² ${score} on the training points.`,
};

/** One sentence on what changed between two frames of a scene. */
export function changeSentence(scene, before, now) {
  const cost = measureOf(scene, now, "train_cost");
  const end = ENDS[scene.task](scoreText(scene, measureOf(scene, now, "train_score")));
  const epoch = measureOf(scene, now, "epoch");
  const when = `Step ${countText(now.step)}${Number.isNaN(epoch) ? "" : `, epoch ${epochText(epoch)}`}`;
  const start = `${when}: training cost ${costText(cost)}`;
  if (!before || before.step === now.step) return `${start}, ${end}`;
  const change = cost - measureOf(scene, before, "train_cost");
  const steps = Math.abs(now.step - before.step);
  const direction =
    Math.abs(change) < 5e-5
      ? "hardly changed"
      : `${change < 0 ? "down" : "up"} ${costText(Math.abs(change))}`;
  return `${start}, ${direction} in ${countText(steps)} step${steps === 1 ? "" : "s"}; ${end}`;
}
