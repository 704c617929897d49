// What was played so far: frames in the order of their steps, thinned when they grow too many.

const MOST_BYTES = 12_000_000;

export class Film {
  constructor(frames = []) {
    this.frames = frames;
  }

  get last() {
    return this.frames.at(-1) ?? null;
  }

  /** Keep a frame; one at the same step is replaced. */
  add(frame) {
    const index = this.indexAt(frame.step);
    if (index >= 0 && this.frames[index].step === frame.step) this.frames[index] = frame;
    else this.frames.splice(index + 1, 0, frame);
    const most = Math.max(400, Math.min(6000, MOST_BYTES / (4 * frame.params.length + 64)));
    if (this.frames.length > most) this.thin();
  }

  /** Drop every second frame, but never the first or the newest. */
  thin() {
    const newest = this.frames.length - 1;
    this.frames = this.frames.filter((_, index) => index % 2 === 0 || index === newest);
  }

  /** Index of the newest frame at or before a step; -1 when there is none. */
  indexAt(step) {
    let low = 0;
    let high = this.frames.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.frames[middle].step <= step) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** The newest frame at or before a step, or the first. */
  at(step) {
    return this.frames[Math.max(0, this.indexAt(step))] ?? null;
  }

  /** The first frame after a step, or null. */
  after(step) {
    return this.frames[this.indexAt(step) + 1] ?? null;
  }

  /** The newest frame before a step, or null. */
  before(step) {
    return this.frames[this.indexAt(step - 1)] ?? null;
  }
}
