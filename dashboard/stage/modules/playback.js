// Which frame is due now? Plays batches at an even rate, and slows down rather than stopping
// when the next one is late.

const SPARE = 10; // frames that should be left when a batch arrives
const NEARLY_ONE = 0.15; // a share of a frame
const TOO_MANY = 180; // a screen this far behind (a slow one, or one just back in sight) skips

export class Playback {
  constructor(framesPerSecond) {
    this.framesPerSecond = framesPerSecond;
    this.clear();
  }

  clear() {
    this.queue = [];
    this.position = 0; // frames of the queue already due
    this.rate = 1;
    this.time = null;
  }

  get left() {
    return this.queue.length - this.position;
  }

  isTooMany(more) {
    return this.left + more > TOO_MANY;
  }

  push(frames) {
    // Too few left means that batches come late: play slower until some are spare again.
    if (this.queue.length) {
      const wanted = 1 + (this.left - SPARE) / 60;
      this.rate += 0.3 * (Math.min(1.15, Math.max(0.6, wanted)) - this.rate);
    }
    this.queue = this.queue.slice(Math.floor(this.position)).concat(frames);
    this.position -= Math.floor(this.position);
    if (this.isTooMany(0)) this.position = this.queue.length - TOO_MANY / 2;
  }

  /** The frame due at a time in milliseconds, or null when none is new. */
  due(now) {
    const elapsed = this.time === null ? 0 : Math.min(250, now - this.time);
    this.time = now;
    if (!this.queue.length) return null;
    const before = Math.floor(this.position);
    const ending = Math.max(0.35, Math.min(1, this.left / 8));
    const first = this.position === 0 && elapsed === 0 ? 1 : 0;
    const passed = (elapsed / 1000) * this.framesPerSecond * this.rate * ending;
    // At the screen's own rate every refresh shows the next frame: with its clock's jitter, or a
    // rate a little too high, one would be skipped now and then, and with one too low shown twice.
    const due = Math.abs(passed - 1) < NEARLY_ONE ? 1 : passed;
    this.position = Math.min(this.queue.length, this.position + first + due);
    const index = Math.floor(this.position);
    return index > before ? this.queue[index - 1] : null;
  }
}
