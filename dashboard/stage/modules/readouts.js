// What is written beside the picture of a frame: its step, costs and accuracies, and the timeline.

import { costText, countText, percentText } from "./words.js";

/**
 * @param view the stage's elements
 * @param frame the frame drawn
 * @param last the last step that the timeline leads to
 */
export function showReadouts(view, frame, last) {
  const { readouts, timeline, timelineOutput, root } = view;
  const [trainCost, testCost, trainAccuracy, testAccuracy] = frame.measures;
  readouts.step.textContent = countText(frame.step);
  readouts["train-cost"].textContent = costText(trainCost);
  readouts["test-cost"].textContent = costText(testCost);
  readouts["train-accuracy"].textContent = percentText(trainAccuracy);
  readouts["test-accuracy"].textContent = percentText(testAccuracy);
  timeline.max = last;
  timeline.value = frame.step;
  timelineOutput.textContent = `${countText(frame.step)} of ${countText(last)}`;
  root.dataset.step = frame.step;
}
