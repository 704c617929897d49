// What the tip says of what is under the pointer.

import { signedText, unitText } from "./words.js";

export const LABELS = {
  sigmoid: "sigmoid",
  tanh: "tanh",
  relu: "ReLU",
  linear: "linear",
  softmax: "softmax",
};

const CLICK = "Click to change or freeze it.";

/**
 * Write the tip, line by line.
 * @param hover what the pointer is over
 * @param layers where each layer's parameters lie
 * @param point every activation at the point under the pointer, if it is over the plane
 */
export function tipLines(scene, frame, { hover, layers, point }) {
  const digits = frame.fingerprint ? 6 : 4;
  if (hover.kind === "edge") return [edgeLine(scene, frame, hover, digits), CLICK];
  if (hover.kind === "point") {
    return [placeLine(scene, hover), ...predictionLines(scene, point.at(-1), digits)];
  }
  if (hover.layer === 0) return [featureLine(scene, hover.unit)];
  const bias = frame.params[layers[hover.layer - 1].biases + hover.unit];
  return [
    `${unitName(scene, hover)} (${LABELS[scene.activations[hover.layer - 1]]}), on the plane now`,
    `bias b${hover.layer}[${hover.unit + 1}]: ${signedText(bias, digits)}`,
    CLICK,
  ];
}

/** Show it beside the pointer. */
export function showTip({ root, tip }, lines, { pageX, pageY }) {
  tip.replaceChildren(
    ...lines.map((line) => Object.assign(document.createElement("div"), { textContent: line })),
  );
  tip.hidden = false;
  const box = root.getBoundingClientRect();
  const left = Math.min(pageX - box.left + 14, box.width - tip.offsetWidth - 4);
  tip.style.left = `${Math.max(4, left)}px`;
  tip.style.top = `${pageY - box.top + 16}px`;
}

function edgeLine(scene, frame, { layer, unit, input, at }, digits) {
  const from = layer === 1 ? scene.features[input][1] : `unit ${input + 1}`;
  const weight = signedText(frame.params[at], digits);
  return `weight W${layer}[${unit + 1}, ${input + 1}] from ${from}: ${weight}`;
}

/** What a feature is: its axis, if it is one; what others are computed from stands in their name. */
function featureLine({ features, axes }, unit) {
  const [key, label] = features[unit];
  const axis = ["x1", "x2"].indexOf(key);
  return axis < 0 ? `${label}, on the plane now` : `${label}: ${axes[axis]}`;
}

function unitName(scene, { layer, unit }) {
  if (layer < scene.dims.length - 1) return `layer ${layer}, unit ${unit + 1}`;
  return scene.task === "classes" ? `output for ${scene.classes[unit]}` : "output";
}

/** Where a point lies, in the units of its axes. */
function placeLine({ axes, centre, spread }, { x1, x2 }) {
  const place = [x1, x2].map(
    (x, axis) => `${axes[axis]} ${unitText(centre[axis] + spread[axis] * x, spread[axis], 2)}`,
  );
  return place.join(", ");
}

function predictionLines({ task, classes, value, target }, output, digits) {
  if (task === "value") {
    const [centre, spread] = value;
    return [`prediction ${unitText(centre + spread * output[0], spread, digits)}: ${target}`];
  }
  if (task === "binary") {
    const [chance] = output;
    return [`prediction ${chance.toFixed(digits)}: ${classes[chance >= 0.5 ? 1 : 0]}`];
  }
  const chances = classes.map((name, label) => ({ name, chance: output[label] }));
  const [best, ...others] = chances.toSorted((one, other) => other.chance - one.chance);
  return [
    `prediction ${best.chance.toFixed(digits)}: ${best.name}`,
    ...others.map(({ name, chance }) => `${chance.toFixed(digits)}: ${name}`),
  ];
}
