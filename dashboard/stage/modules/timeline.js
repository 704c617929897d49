// Where a frame lies on the timeline, and which step the stage says it draws.

import { countText } from "./words.js";

/**
 * @param view the stage's elements
 * @param frame the frame drawn
 * @param last the last step that the timeline leads to
 */
export function showTimeline({ timeline, timelineOutput, root }, frame, last) {
  timeline.max = last;
  timeline.value = frame.step;
  timelineOutput.textContent = `${countText(frame.step)} of ${countText(last)}`;
  root.dataset.step = frame.step;
}
