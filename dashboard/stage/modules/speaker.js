// The sentence under the picture: the server's where it has one, else what the frames changed.

import { changeSentence } from "./words.js";

const SENTENCE_MS = 1500; // slow enough to be read, and to be read aloud

export class Speaker {
  constructor(element) {
    this.element = element;
    this.time = 0;
    this.frame = null; // the one last spoken of
    this.text = null; // what the server said, until something else happens
  }

  /** Something else happens. */
  forget() {
    this.text = null;
  }

  /** Show a sentence of the server's; without one, speak of the frame drawn. */
  say(text, scene, frame) {
    if (text === this.text) return;
    this.text = text;
    this.time = performance.now() + (text ? 2 * SENTENCE_MS : 0);
    if (text) this.element.textContent = text;
    else if (frame) this.element.textContent = changeSentence(scene, null, frame);
  }

  /** Say what the frames themselves changed, now and then. */
  speak(scene, frame, isAtRest) {
    const now = performance.now();
    if (this.text && (isAtRest || now < this.time)) return;
    if (!isAtRest && now < this.time + SENTENCE_MS) return;
    this.element.textContent = changeSentence(scene, this.frame, frame);
    this.time = now;
    this.frame = frame;
  }
}
