// The address bar: it always names the run and the step drawn, without a press of Back for each.
// Changes that are worth one are written by the server.

const OWN = "v data own classes data_seed noise n test features dims act init given seed cost lr opt beta1 beta2 batch l1 l2 freeze edit stop hide only tree speed step fp play lesson at said did hint done present".split(" ");
const LONGEST_HOLD_MS = 5000;
const AT_REST_MS = 200;
const EVERY_MS = 1000; // browsers refuse more than a few changes of address a second

/** The link of a step, as it stands in an address; keys of other programs are kept. */
export function linkQuery(link, { step, fingerprint, isPlaying }) {
  const parts = [link];
  if (step > 0) parts.push(`step=${step}`);
  if (step > 0 && fingerprint) parts.push(`fp=${fingerprint}`);
  if (isPlaying) parts.push("play=1");
  const foreign = new URLSearchParams(window.location.search);
  for (const key of OWN) foreign.delete(key);
  if (foreign.size) parts.push(foreign.toString());
  return parts.join("&");
}

export class Address {
  constructor() {
    this.written = 0;
    this.timer = null;
    this.heldSince = null;
    this.hold = this.hold.bind(this);
    window.addEventListener("popstate", this.hold);
  }

  /** After Back or Forward the address names another run than the stage, until the server follows. */
  hold() {
    clearTimeout(this.timer);
    this.heldSince = performance.now();
  }

  /** The stage shows what the address names, or something newer: write at once. */
  release() {
    this.heldSince = null;
    this.written = 0;
  }

  close() {
    clearTimeout(this.timer);
    window.removeEventListener("popstate", this.hold);
  }

  /** Put a query into the address bar, unless it names something newer than the stage. */
  writeNow(query) {
    if (this.isHeld()) return;
    this.written = performance.now();
    if (`?${query}` === window.location.search) return;
    window.history.replaceState(window.history.state, "", `?${query}${window.location.hash}`);
  }

  isHeld() {
    return this.heldSince !== null && performance.now() - this.heldSince < LONGEST_HOLD_MS;
  }

  /** Put a query into the address bar: soon when at rest, once a second while playing. */
  show(query, isPlaying) {
    clearTimeout(this.timer);
    if (this.isHeld()) return;
    // At rest at once: the next press may add an entry to the history, and this one must be true.
    const wait = this.written + (isPlaying ? EVERY_MS : AT_REST_MS) - performance.now();
    if (wait <= 0) this.writeNow(query);
    else if (!isPlaying) this.timer = setTimeout(() => this.writeNow(query), wait);
  }
}

/** Copy text to the clipboard, also where the page is not served over https. */
export async function copyText(text) {
  if (navigator.clipboard && window.isSecureContext) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Refused (no permission): the old way may still work.
    }
  }
  const field = document.createElement("textarea");
  field.value = text;
  field.style.position = "fixed";
  field.style.opacity = "0";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}
