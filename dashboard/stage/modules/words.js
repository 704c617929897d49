// How numbers and moments are written on the stage.

/** A cost in nats: four digits that matter. */
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

export function countText(count) {
  return Math.round(count).toLocaleString("en-US");
}

export function signedText(value, digits) {
  return withMinus(value.toFixed(digits));
}

/** The minus of mathematics, which is as wide as a plus; not the hyphen that JavaScript writes. */
export function withMinus(text) {
  return text.replace("-", "−");
}

/** One sentence on what changed between two frames. */
export function changeSentence(before, now) {
  const cost = now.measures[0];
  const right = percentText(now.measures[2]);
  const start = `Step ${countText(now.step)}: training cost ${costText(cost)}`;
  const end = `${right} of the training points on the right side of the boundary.`;
  if (!before || before.step === now.step) return `${start}, ${end}`;
  const change = cost - before.measures[0];
  const steps = Math.abs(now.step - before.step);
  const direction =
    Math.abs(change) < 5e-5
      ? "hardly changed"
      : `${change < 0 ? "down" : "up"} ${costText(Math.abs(change))}`;
  return `${start}, ${direction} in ${countText(steps)} step${steps === 1 ? "" : "s"}; ${end}`;
}
