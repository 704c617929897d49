// Presses that lead somewhere, one after the other: until the server has heard one of them, a press of
// Play would be overtaken by it, and waits.

const LOST_MS = 2000; // a signal that is not answered by then was lost

export class Presses {
  /** @param send sends a signal: a name and a value */
  constructor(send) {
    this.send = send;
    this.isUnheard = false; // sent somewhere, and the server has yet to go there
    this.postponed = null; // a press that waits for that
  }

  /** Say where to go. */
  tell(name, value) {
    this.isUnheard = true;
    this.send(name, value);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.beHeard(), LOST_MS);
  }

  beHeard() {
    clearTimeout(this.timer);
    this.isUnheard = false;
    const press = this.postponed;
    this.postponed = null;
    if (press) setTimeout(press, 0);
  }

  /** Keep a press for when the server has heard all that was said before it; false if it has. */
  postpones(press) {
    if (!this.isUnheard) return false;
    this.postponed = press;
    return true;
  }

  close() {
    clearTimeout(this.timer);
  }
}
