// What the stage has to tell besides the frame: how fast it goes, how far it is, and what may come next.

import { measureOf } from "./measures.js";
import { countText } from "./words.js";

/** Say so when training cannot keep the speed asked for, or many learners share the server. */
export function showPace({ pace, paceText }, header) {
  const { made, asked, frames_per_second: rate, playing } = header;
  const isShared = playing && rate < 60;
  pace.hidden = made >= asked && !isShared;
  const steps = made < asked ? `${countText(made)} of ${countText(asked)}` : countText(asked);
  const shared = isShared ? `, ${Math.round(rate)} frames a second` : "";
  paceText.textContent = `${steps} steps a frame${shared}`;
}

/** Show how far a link's run has been trained again. */
export function showGoal({ restoring }, goal, step) {
  restoring.hidden = !goal;
  if (!goal) return;
  const [text, progress] = restoring.children;
  text.textContent = `Training this run again: step ${countText(step)} of ${countText(goal)}`;
  progress.value = step / goal;
}

/** Whether a frame does as well as is asked, on the training and the test points. */
export function isSolved(scene, frame, { accuracy }) {
  const [train, test] = ["train_score", "test_score"].map((name) => measureOf(scene, frame, name));
  // Without test points their score is NaN, and asks for nothing.
  return train >= accuracy && !(test < accuracy);
}

export function showSuggestion({ suggestion }, { sentence }) {
  suggestion.textContent = sentence;
  suggestion.hidden = false;
}
