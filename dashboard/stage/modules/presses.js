// Presses that lead somewhere, one after the other: until the server has heard one of them, a press of
// Play, Reset or the like would be overtaken by it, and waits.

const LOST_MS = 2000; // a signal that is not answered by then was lost, or the server is slow
const MOST_TRIES = 3;

export class Presses {
  /** @param send sends a signal: a name and a value */
  constructor(send) {
    this.send = send;
    this.isUnheard = false; // sent somewhere, and the server has yet to go there
    this.postponed = null; // a press that waits for that
  }

  /** Say where to go, again if it was lost: being told twice leads to the same step. */
  tell(name, value, tries = 1) {
    this.isUnheard = true;
    this.send(name, value);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (tries < MOST_TRIES) this.tell(name, value, tries + 1);
      else this.beHeard();
    }, LOST_MS);
  }

  /** Something is on its way that is told again by itself. */
  hold() {
    this.isUnheard = true;
    clearTimeout(this.timer);
  }

  beHeard() {
    this.isUnheard = false;
    clearTimeout(this.timer);
    const press = this.postponed;
    this.postponed = null;
    if (press) setTimeout(press, 0);
  }

  /** The run has been replaced: where it was to go does not count any more. */
  forget() {
    this.postponed = null;
    this.beHeard();
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
