// Exact states of the run shown, kept here in case the server forgets it: it may be killed, replaced
// by another, or lose patience. The newest is handed back, and nothing is lost.

const MOST = 4; // batches are sent ahead of the picture: one of these is at or before it
const PLACE = "watch-it-learn.keyframe";

export class Keyframes {
  constructor() {
    this.kept = []; // { step, values }, oldest first
  }

  keep(keyframe) {
    this.kept = this.kept.filter(({ step }) => step < keyframe.step);
    this.kept.push(keyframe);
    if (this.kept.length > MOST) this.kept.shift();
  }

  forget() {
    this.kept = [];
  }

  /** The newest that is not after a step, as it travels; null when there is none. */
  before(step) {
    const found = this.kept.findLast((keyframe) => keyframe.step <= step && keyframe.step > 0);
    return found ? { step: found.step, values: Array.from(found.values) } : null;
  }

  /** Leave one for whoever loads this address in this tab, or in one that is opened from it. */
  remember() {
    const { run, step } = parts(window.location.search); // may be a second behind the picture
    const keyframe = this.before(step);
    try {
      if (keyframe) sessionStorage.setItem(PLACE, JSON.stringify({ run, keyframe }));
    } catch {
      // No storage, or no room in it: the run is trained again from its link.
    }
  }

  /** What was left for the run of this address, if it is not after the address's step; or null. */
  recall() {
    const { run, step } = parts(window.location.search);
    try {
      const left = JSON.parse(sessionStorage.getItem(PLACE));
      return left?.run === run && left.keyframe?.step <= step ? left.keyframe : null;
    } catch {
      return null;
    }
  }
}

/** Tell which run an address names, and at which step. */
function parts(search) {
  const query = new URLSearchParams(search);
  const step = Number(query.get("step") ?? 0);
  for (const moving of ["step", "fp", "play"]) query.delete(moving);
  return { run: query.toString(), step };
}
