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

  /** Leave one for whoever loads this page next in this tab, under the address as it stands now. */
  remember(query, step) {
    const keyframe = this.before(step);
    const { search } = window.location; // may be a second older than the query
    try {
      if (keyframe) sessionStorage.setItem(PLACE, JSON.stringify({ search, query, keyframe }));
      else sessionStorage.removeItem(PLACE);
    } catch {
      // No storage, or no room in it: the run is trained again from its link.
    }
  }

  /** What was left for this very address, or null. */
  recall(search) {
    try {
      const left = JSON.parse(sessionStorage.getItem(PLACE));
      return left && [left.search, `?${left.query}`].includes(search) ? left : null;
    } catch {
      return null;
    }
  }
}
