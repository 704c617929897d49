// Plays a recorded run in a page of its own: no server, and nothing drawn that was not computed.

import { Film } from "../../stage/modules/film.js";
import { decode, framesOf } from "../../stage/modules/payload.js";
import { Picture } from "../../stage/modules/picture.js";
import { Readouts } from "../../stage/modules/readouts.js";
import { offerPictures } from "../../stage/modules/save_picture.js";
import { Speaker } from "../../stage/modules/speaker.js";
import { showTimeline } from "../../stage/modules/timeline.js";
import { build } from "../../stage/modules/view.js";

const MOST_FRAMES_PER_SECOND = 30;
const FEWEST_FRAMES_PER_SECOND = 4;
const WANTED_SECONDS = 8; // how long a film takes, if it has frames enough and not too many
const LONGEST_GAP_MS = 250; // a tab just back in sight goes on from where it was

class Replay {
  /**
   * @param view the stage's elements
   * @param button plays and pauses
   * @param message the stage's own: scene, points, recorded frames, and the last step exactly
   */
  constructor(view, button, { header, arrays }) {
    this.view = view;
    this.button = button;
    this.scene = { ...header.scene, train: arrays.train.data, test: arrays.test.data };
    this.film = new Film(framesOf(header, arrays, "film"));
    this.film.add({
      step: header.step,
      measures: arrays.measures.data,
      params: arrays.exact.data,
      fingerprint: header.fingerprint,
    });
    this.last = this.film.last.step;
    const count = this.film.frames.length;
    const seconds = Math.max(count / MOST_FRAMES_PER_SECOND, WANTED_SECONDS);
    this.stepsPerSecond = this.last / Math.min(count / FEWEST_FRAMES_PER_SECOND, seconds);
    this.position = 0; // in steps: frames are due when it comes to theirs
    this.isPlaying = false;
    this.drawn = 0;
    this.readouts = new Readouts(view.readouts);
    this.readouts.setScene(this.scene);
    this.speaker = new Speaker(view.sentence);
    this.leaveOutTheServer();
    this.picture = new Picture(view, {
      requestDraw: () => (this.isDrawDue = true),
      askForLayers: () => {},
      tellChoice: () => {},
    });
    this.picture.setScene(this.scene);
    offerPictures(view.save, this);
    this.listen();
    this.show(this.film.at(0));
    this.loop = this.loop.bind(this);
    requestAnimationFrame(this.loop);
  }

  /** Take away whatever would have to be answered. */
  leaveOutTheServer() {
    const { copy, copied, layers, suggestion, restoring, pace, hints, keys } = this.view;
    for (const element of [copy, copied, layers, suggestion, restoring, pace, ...hints]) {
      element.remove();
    }
    const key = (name) => Object.assign(document.createElement("kbd"), { textContent: name });
    keys.replaceChildren(key("Space"), " play or pause ", key("→"), key("←"), " one snapshot ");
    keys.append(key("Home"), key("End"), " the first, the last");
  }

  loop(now) {
    requestAnimationFrame(this.loop);
    const elapsed = Math.min(LONGEST_GAP_MS, now - (this.time ?? now));
    this.time = now;
    if (!this.picture.fit()) return;
    if (this.isPlaying) this.playOn(elapsed);
    if (!this.isDrawDue) return;
    this.isDrawDue = false;
    this.picture.draw(this.frame, !this.isPlaying);
    this.drawn += 1;
    this.showState();
  }

  playOn(elapsed) {
    this.position = Math.min(this.last, this.position + (elapsed / 1000) * this.stepsPerSecond);
    const due = this.film.at(this.position);
    if (due.step === this.last) this.pause();
    if (due !== this.frame) this.show(due);
  }

  show(frame) {
    this.frame = frame;
    this.isDrawDue = true;
  }

  showState() {
    const { view, frame, button, isPlaying } = this;
    this.readouts.show(frame);
    showTimeline(view, frame, this.last);
    if (!isPlaying) this.speaker.frame = null; // at rest it speaks of the frame alone
    this.speaker.speak(this.scene, frame, !isPlaying);
    const isAtEnd = frame.step === this.last;
    button.textContent = isPlaying ? "Pause" : isAtEnd && this.last ? "Play again" : "Play";
    button.disabled = !this.last;
    const { dataset } = view.root;
    dataset.latest = this.last;
    dataset.playing = isPlaying;
    dataset.frames = this.drawn;
    dataset.run = frame.fingerprint ?? "";
  }

  play() {
    if (!this.last) return;
    if (this.frame.step === this.last) this.seek(this.film.at(0));
    this.isPlaying = this.isDrawDue = true;
  }

  pause() {
    this.isPlaying = false;
    this.isDrawDue = true;
  }

  toggle() {
    if (this.isPlaying) this.pause();
    else this.play();
  }

  /** Stand still at a recorded frame. */
  seek(frame) {
    if (!frame) return;
    this.pause();
    this.position = frame.step;
    this.show(frame);
  }

  listen() {
    const { timeline } = this.view;
    this.button.addEventListener("click", () => this.toggle());
    timeline.addEventListener("input", () => {
      const wanted = Number(timeline.value);
      let frame = this.film.at(wanted);
      // An arrow key asks for the next step; the next one recorded may be further.
      if (frame === this.frame && wanted > frame.step) frame = this.film.after(wanted) ?? frame;
      this.seek(frame);
    });
    timeline.addEventListener("pointerup", () => timeline.blur());
    document.addEventListener("keydown", (event) => this.onKey(event));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.picture.refit());
  }

  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const control = event.composedPath()[0].closest?.("button, summary");
    const act = {
      " ": () => event.repeat || this.toggle(),
      ArrowRight: () => this.seek(this.film.after(this.frame.step)),
      ArrowLeft: () => this.seek(this.film.before(this.frame.step)),
      Home: () => this.seek(this.film.at(0)),
      End: () => this.seek(this.film.last),
    }[event.key];
    if (!act || (control && event.key === " ")) return;
    event.preventDefault();
    act();
  }
}

function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

const message = decode(bytesOf(document.getElementById("run").textContent));
const view = build(document.getElementById("stage").shadowRoot);
new Replay(view, document.getElementById("play"), message);
