// When is the server asked for more? While playing, when few frames are left; otherwise after as many
// seconds as it said. A question can be lost on the way, so it is asked again after a while.

const SHORTEST_PATIENCE_MS = 3000;

export class Asker {
  /** @param ask sends the question */
  constructor(ask) {
    this.ask = ask;
    this.isAsking = false;
    this.timer = null;
  }

  /** The server has said something: whatever it was, it is not waiting for a question. */
  hear() {
    this.isAsking = false;
  }

  /** See to it that a question comes, if the server wants one. */
  later(header, { isFrozen, isPlaying }) {
    this.stop();
    const { ask_after } = header;
    if (ask_after === null || ask_after === undefined || isFrozen) return;
    const isByStock = isPlaying && asksByStock(header);
    this.wait(isByStock ? patience(header) : 1000 * ask_after, header);
  }

  /** While playing: ask when so few frames are left that the next batch comes just in time. */
  whenShort(header, left) {
    if (asksByStock(header) && !this.isAsking && left <= header.reserve) this.now(header);
  }

  now(header) {
    if (document.hidden) return; // nobody looks; asked again when somebody does
    this.isAsking = true;
    this.ask();
    this.wait(patience(header), header);
  }

  wait(milliseconds, header) {
    this.stop();
    this.timer = setTimeout(() => this.now(header), milliseconds);
  }

  stop() {
    clearTimeout(this.timer);
  }
}

function asksByStock({ goal, ask_after }) {
  return !goal && ask_after === 0;
}

/** Milliseconds after which a question must have been lost: two batches, and some more. */
function patience({ batch, frames_per_second }) {
  return SHORTEST_PATIENCE_MS + (2000 * batch) / frames_per_second;
}
