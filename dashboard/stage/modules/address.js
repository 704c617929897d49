// The address bar: it always names the run and the step drawn, without a press of Back for each.
// Changes that are worth one are written by the server.

const OWN = "v data data_seed noise n test dims act init given seed lr speed step fp play".split(" ");
const EVERY_MS = 1000; // browsers refuse more than a few changes of address a second

export class Address {
  constructor() {
    this.written = 0;
    this.timer = null;
  }

  /** The link of what is shown, as it stands in an address. */
  query(link, { step, fingerprint, isPlaying }) {
    const parts = [link];
    if (step > 0) parts.push(`step=${step}`);
    if (step > 0 && fingerprint) parts.push(`fp=${fingerprint}`);
    if (isPlaying) parts.push("play=1");
    const foreign = new URLSearchParams(window.location.search);
    for (const key of OWN) foreign.delete(key);
    if (foreign.size) parts.push(foreign.toString());
    return parts.join("&");
  }

  /** Put what is shown into the address bar: now when at rest, once a second while playing. */
  show(link, state) {
    clearTimeout(this.timer);
    const write = () => {
      this.written = performance.now();
      const query = `?${this.query(link, state)}`;
      if (query !== window.location.search) {
        window.history.replaceState(window.history.state, "", query + window.location.hash);
      }
    };
    const wait = this.written + EVERY_MS - performance.now();
    if (wait <= 0) write();
    else if (!state.isPlaying) this.timer = setTimeout(write, Math.min(wait, 200));
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
