// Exact states of the run shown, kept here in case the server forgets it: it may be killed, replaced
// by another, or lose patience. The newest is handed back, and nothing is lost.

const MOST = 4; // batches are sent ahead of the picture: one of these is at or before it
const PLACE = "watch-it-learn.keyframe";
const SHOWN = "watch-it-learn.shown";

export class Keyframes {
  constructor() {
    this.kept = []; // { step, values }, oldest first
    this.name = "playground"; // which of the learner's runs they are of
  }

  /** Where in the tab's storage they are left: each of the learner's runs has a place of its own. */
  get place() {
    return this.name === "playground" ? PLACE : `${PLACE}.${this.name}`;
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
  remember(shown) {
    const { run, step } = parts(window.location.search); // may be a second behind the picture
    const keyframe = this.before(step);
    try {
      if (keyframe) sessionStorage.setItem(this.place, JSON.stringify({ run, keyframe }));
      const { query, step: drawn } = shown;
      sessionStorage.setItem(`${SHOWN}.${this.name}`, JSON.stringify({ query, step: drawn }));
    } catch {
      // No storage, or no room in it: the run is trained again from its link.
    }
  }

  /** What was shown before this tab was loaded again on another page, with its keyframe; or null. */
  recallShown() {
    try {
      const shown = JSON.parse(sessionStorage.getItem(`${SHOWN}.${this.name}`));
      const left = JSON.parse(sessionStorage.getItem(this.place));
      if (shown && left?.run === parts(shown.query).run) this.kept = [left.keyframe];
      return shown;
    } catch {
      return null;
    }
  }

  /** What was left for the run of this address, if it is not after the address's step; or null. */
  recall() {
    const { run, step } = parts(window.location.search);
    try {
      const left = JSON.parse(sessionStorage.getItem(this.place));
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
