// What was measured of a frame, by name. Which measures there are, and where they lie, is the scene's
// to say: other runs measure other things.

/** One measure of a frame, such as "train_cost"; NaN where the run has none of that name. */
export function measureOf({ columns }, frame, name) {
  const at = columns.indexOf(name);
  return at < 0 ? NaN : frame.measures[at];
}

/** Whether a run measures something of that name. */
export function isMeasured({ columns }, name) {
  return columns.includes(name);
}
