// The stage: takes what the server sends, and draws the step that is due.

import { Address, linkQuery } from "./address.js";
import { Asker } from "./asker.js";
import { Drawing } from "./drawing.js";
import { Film } from "./film.js";
import { listenToHands } from "./hands.js";
import { showHints } from "./hints.js";
import { Keyframes } from "./keyframes.js";
import { isSolved, showGoal, showPace, showSuggestion } from "./notices.js";
import { arePanelsTurned } from "./panels.js";
import { Picture } from "./picture.js";
import { framesOf } from "./payload.js";
import { Playback } from "./playback.js";
import { Presses } from "./presses.js";
import { Readouts } from "./readouts.js";
import { offerPictures } from "./save_picture.js";
import { announce, onStage } from "./shared.js";
import { Speaker } from "./speaker.js";
import { Store } from "./store.js";
import { showTimeline } from "./timeline.js";
import { countText } from "./words.js";

const SEEK_MS = 150;
const HAND_AGAIN_MS = 3000;
const REMEMBER_MS = 5000;

export class Stage {
  /**
   * @param view its elements
   * @param shown session and query of what stood here before, if anything did
   */
  constructor(view, shown) {
    this.view = view;
    this.shown = shown ?? null;
    this.name = null; // which of the learner's runs it shows: the playground's, or a lesson's
    this.handing = null; // a run on its way back to a server that does not know it
    this.handed = 0;
    this.address = new Address();
    this.film = new Film();
    this.filmOf = null; // the run that the film is of
    this.keyframes = new Keyframes();
    this.remembered = 0;
    this.words = null; // what the server says only when it changes
    this.asker = new Asker(() => this.ask());
    this.picture = new Picture(view, {
      requestDraw: () => this.requestDraw(),
      askForLayers: (hidden) => this.send("layers", { hidden }),
      tellChoice: (chosen) => this.send("choose", chosen ?? { kind: "none" }),
    });
    this.readouts = new Readouts(view.readouts);
    this.speaker = new Speaker(view.sentence);
    this.drawing = new Drawing(view.pointsCanvas, {
      plane: this.picture.plane,
      redraw: () => this.picture.drawPoints(),
      send: (value) => this.send("draw", value),
      say: (text) => this.speaker.say(text, this.scene, this.frame),
    });
    this.store = new Store();
    this.playback = new Playback(60);
    this.presses = new Presses((name, value) => this.send(name, value));
    this.scene = null;
    this.frame = null; // the frame drawn, or about to be
    this.header = { playing: false };
    this.isFrozen = false; // paused here, and the server has yet to agree
    this.asked = 0; // so often was the server asked to go somewhere, and
    this.awaited = null; // the step that presses of → and Step lead to, where not yet answered
    this.resting = null; // where the server says to rest once all frames are played
    this.drawn = 0;
    this.isDrawDue = true;
    this.solved = false;
    this.isUnseen = true;
    this.loop = this.loop.bind(this);
    this.stopListening = listenToHands(this);
    offerPictures(view.save, this);
    onStage.stage = this;
    this.request = requestAnimationFrame(this.loop);
  }

  /** Whether it is on the page and has drawn something: before that, presses are the server's. */
  get isThere() {
    return this.frame !== null && this.view.root.isConnected;
  }

  /** Whether the server has yet to get the run that stands here, or the data it learns from. */
  get isWaiting() {
    return this.handing !== null || Boolean(this.header.wanted);
  }

  /** Whether frames are to come, also while nobody looks. */
  get isMeantToPlay() {
    return this.header.playing && !this.isFrozen;
  }

  get isPlaying() {
    return this.isMeantToPlay && !document.hidden;
  }

  /** Whether frames are still being played, perhaps the last of a run that has stopped. */
  get isMoving() {
    if (document.hidden) return false;
    return this.isPlaying || this.resting !== null || this.playback.left >= 1;
  }

  /** Take one message of the server. `send(name, value)` answers it. */
  receive({ header: news, arrays }, send) {
    this.send = send;
    this.asker.hear();
    if (!this.name) this.takeUp(news.name);
    if (news.words) this.words = { ...news.words, about: news.about };
    if (this.words?.about !== news.about) {
      this.askAgain(news);
      return;
    }
    const header = { ...this.words, ...news };
    if (this.shown?.session !== header.session) this.meet(header);
    if (this.handing && header.resumed !== this.handing.number) {
      if (!this.handing.number) this.handBack();
      return;
    }
    const wasWaiting = this.isWaiting;
    this.handing = null;
    this.store.hear(header, send);
    this.asked = Math.max(this.asked, header.heard); // where another stage has asked before
    if (header.scene) {
      const isAnother = this.setScene(header, arrays);
      if (isAnother && !wasWaiting) this.presses.forget(); // they were meant for the run replaced
    } else if (this.scene?.id !== header.id) {
      this.askAgain(header);
      return;
    }
    const isNew = header.serial !== this.header.serial;
    if (header.scene || header.followed !== this.header.followed) this.address.release();
    this.header = header;
    if (this.isWaiting) this.presses.hold();
    else if (wasWaiting) this.presses.beHeard();
    this.playback.framesPerSecond = header.frames_per_second;
    if (arrays.keyframe) this.keyframes.keep({ step: header.step, values: arrays.keyframe.data });
    if (header.question) this.answer(header);
    else if (isNew) this.takeFrames(header, framesOf(header, arrays, "batch"));
    if (!this.scene) return;
    this.drawing.hear(header.drawing, this.scene);
    if (!header.playing) this.comeToRest(header, arrays);
    this.picture.setFrozen(header.frozen ?? []);
    this.picture.setChosen(header.chosen ?? null);
    this.speaker.say(header.sentence, this.scene, this.frame);
    showPace(this.view, header);
    this.view.keys.hidden = arePanelsTurned(); // then the arrows do
    this.askLater();
    this.requestDraw();
  }

  ask() {
    this.send("more", { left: Math.floor(this.playback.left), step: this.frame?.step ?? 0 });
  }

  askLater() {
    this.asker.later(this.header, { isFrozen: this.isFrozen, isPlaying: this.isPlaying });
  }

  /** Go on from what the last stage of this document left of the same one of the learner's runs. */
  takeUp(name) {
    this.name = name;
    const left = onStage.left[name];
    this.keyframes = left?.keyframes ?? this.keyframes;
    this.keyframes.name = name;
    this.shown ??= left?.shown ?? null;
    // Of a page that was loaded on another one of them, the address said nothing of this one.
    const isElsewhere = Object.keys(onStage.left).length > 0 && !left;
    const isNamed = new URLSearchParams(window.location.search).has("v");
    if (!this.shown && isElsewhere && !isNamed) this.shown = this.keyframes.recallShown();
  }

  /**
   * Meet a server that does not know what stands here: a new page, or a server started again, or
   * another one. Has the run and its newest state handed back, if there is one.
   */
  meet(header) {
    const { query, step } = this.shown ?? {};
    this.asked = 0;
    if (query) {
      this.playback.clear(); // what is left of it comes again, from the step drawn
      this.resting = null;
      this.isFrozen = false;
      this.awaited = null;
      const drawing = this.drawing.isOn;
      this.handing = { query, keyframe: this.keyframes.before(step), drawing };
    } else if (header.goal) {
      const keyframe = this.keyframes.recall();
      this.handing = keyframe && { query: window.location.search.slice(1), keyframe };
    }
    this.shown = { ...this.shown, session: header.session };
  }

  /** Hand the run back until the server says that it has it: a signal can be lost. Until then, nothing
   * else is said of the run: the newest signal would take the place of this one. */
  handBack() {
    this.handing.number ??= ++this.handed;
    this.presses.hold();
    this.send("resume", this.handing);
    clearTimeout(this.handTimer);
    this.handTimer = setTimeout(() => this.handing && this.handBack(), HAND_AGAIN_MS);
  }

  /** Have the scene sent again, and played from where it was last seen; nothing counts till then. */
  askAgain({ id }) {
    this.playback.clear();
    this.scene = null;
    this.send("missing", { id, unseen: onStage.drawn !== id, step: this.shown?.step });
  }

  /** Take what stays the same while a run plays; whether it is of another run than before. */
  setScene(header, arrays) {
    const isAnother = this.scene?.id !== header.id;
    if (isAnother && this.scene && this.isMoving) this.send("left", { id: this.scene.id, step: this.frame.step });
    this.scene = { ...header.scene, id: header.id };
    this.scene.train = arrays.train.data;
    this.scene.test = arrays.test.data;
    const recorded = framesOf(header, arrays, "film");
    // What was played here is finer than what the server has kept, as long as it is of this run.
    const name = `${header.id} ${header.film}`;
    if (this.filmOf === name) for (const frame of recorded) this.film.add(frame);
    else {
      this.film = new Film(recorded);
      this.keyframes.forget();
    }
    this.filmOf = name;
    this.picture.setScene(this.scene);
    this.readouts.setScene(this.scene);
    showHints(this.view.hints, this.scene.task);
    if (!isAnother) return false;
    this.speaker.frame = null;
    this.playback.clear();
    this.resting = null;
    this.isFrozen = false;
    this.awaited = null;
    this.solved = false;
    this.isUnseen = true;
    this.view.suggestion.hidden = true;
    this.frame = this.film.at(header.step ?? 0);
    return true;
  }

  /** A change waits to be made at the step drawn: stand still, and say which that is. */
  answer({ question }) {
    this.playback.clear();
    this.send("answer", { question, step: this.frame?.step ?? 0 });
  }

  takeFrames(header, frames) {
    if (this.isFrozen || !frames.length) return;
    const isLate = this.isUnseen && this.playback.isTooMany(frames.length) && !document.hidden;
    if (isLate) this.askAgain(header);
    else this.playback.push(frames);
    this.resting = null;
  }

  /** The server has stopped: rest at its exact step, after the frames still to be played. */
  comeToRest(header, arrays) {
    const frame = {
      step: header.step,
      measures: arrays.measures.data,
      params: arrays.exact.data,
      fingerprint: header.fingerprint,
    };
    // What an optimizer remembers is more than the parameters: it then comes as a keyframe.
    const values = (arrays.keyframe ?? arrays.exact).data;
    this.keyframes.keep({ step: header.step, values });
    if (header.heard < this.asked) return; // a newer press is on its way
    if (!this.isWaiting) this.presses.beHeard();
    this.awaited = null;
    this.isFrozen = false;
    const isPlayingOut = header.play_out || header.step === this.resting?.step;
    if (isPlayingOut && this.playback.left >= 1) {
      this.resting = frame;
      return;
    }
    this.rest(frame);
  }

  rest(frame) {
    this.playback.clear();
    this.resting = null;
    this.film.add(frame);
    this.show(frame);
    this.speaker.speak(this.scene, frame, true);
    this.tellRest();
  }

  /** Say that the end of a run which stopped by itself is on the page; a signal can be lost. */
  tellRest() {
    clearTimeout(this.restTimer);
    if (!this.header.playing_out || this.resting) return;
    this.send("rested", { step: this.frame.step });
    this.restTimer = setTimeout(() => this.tellRest(), HAND_AGAIN_MS);
  }

  show(frame) {
    this.frame = frame;
    this.requestDraw();
  }

  requestDraw() {
    this.isDrawDue = true;
  }

  loop(now) {
    if (!this.view.root.isConnected) {
      this.close();
      return;
    }
    this.request = requestAnimationFrame(this.loop);
    if (!this.scene || !this.picture.fit()) return;
    // A new scene is seen as it stands before it moves.
    const due = this.isUnseen || document.hidden ? null : this.playback.due(now);
    if (!this.isUnseen && this.isPlaying) this.asker.whenShort(this.header, this.playback.left);
    if (due) {
      this.film.add(due);
      this.frame = due;
      this.isDrawDue = true;
      this.speaker.speak(this.scene, due, false);
    }
    if (this.resting && this.playback.left < 1) this.rest(this.resting);
    if (!this.isDrawDue || !this.frame) return;
    this.isDrawDue = this.isUnseen = false;
    onStage.drawn = this.scene.id;
    this.picture.draw(this.frame, !this.isMoving);
    this.drawn += 1;
    this.showState();
    announce();
  }

  showState() {
    const { frame, view } = this;
    this.readouts.show(frame);
    const last = Math.max(frame.step, this.film.last?.step ?? 0);
    showTimeline(view, frame, last);
    const { dataset } = view.root;
    dataset.latest = Math.max(last, this.playback.queue.at(-1)?.step ?? 0);
    dataset.playing = this.isMoving && !this.header.goal;
    dataset.frames = this.drawn;
    dataset.opening = Boolean(this.header.opening); // the rest of the page is on its way
    dataset.run = frame.fingerprint ?? "";
    this.shown.query = this.query(this.isMeantToPlay);
    this.shown.step = frame.step;
    dataset.session = this.shown.session;
    dataset.link = this.shown.query;
    this.address.show(this.shown.query, this.isPlaying);
    this.remember();
    this.suggest();
    showGoal(view, this.header.goal, frame.step);
  }

  /** See to it that a tab opened from this one finds a state that is not old. */
  remember() {
    const now = performance.now();
    if (this.isPlaying && now - this.remembered < REMEMBER_MS) return;
    this.remembered = now;
    this.keyframes.remember(this.shown);
  }

  /** The link of what is drawn. */
  query(isPlaying) {
    const { goal, expected, playing_after } = this.header;
    if (goal) {
      // On the way to the step that a link asked for, the link is still what names the run.
      const promise = { step: goal, fingerprint: expected, isPlaying: playing_after };
      return linkQuery(this.header.link, promise);
    }
    const { step, fingerprint } = this.frame;
    return linkQuery(this.header.link, { step, fingerprint, isPlaying });
  }

  /** Say what could come next, once what is drawn has been learned. */
  suggest() {
    const { suggestion, goal } = this.header;
    if (this.solved || goal || !suggestion) return;
    if (!isSolved(this.scene, this.frame, suggestion)) return;
    this.solved = true;
    showSuggestion(this.view, suggestion);
  }

  /** Stop at the frame drawn, before the server knows of it. */
  pause() {
    this.freeze();
    this.send("pause", { step: this.frame?.step ?? 0 });
  }

  freeze() {
    this.isFrozen = true;
    this.playback.clear();
    this.resting = null;
    this.speaker.forget();
    this.asker.stop();
    this.requestDraw();
  }

  stepForward(steps) {
    if (this.isPlaying) this.freeze();
    this.awaited = (this.awaited ?? this.frame.step) + steps;
    this.speaker.forget();
    this.presses.tell("go", { step: this.awaited, asked: ++this.asked });
  }

  stepBack() {
    if (this.isWaiting) return;
    const before = this.film.before(this.frame?.step ?? 0);
    if (before) this.seek(before, true);
  }

  /** Look at a recorded frame; the server follows when the hand rests. */
  seek(frame, isFinal) {
    if (this.isPlaying || this.isFrozen) this.freeze();
    this.awaited = null;
    this.speaker.forget();
    this.show(frame);
    clearTimeout(this.seekTimer);
    const asked = ++this.asked;
    const follow = () => this.presses.tell("seek", { step: frame.step, asked });
    if (isFinal) follow();
    else this.seekTimer = setTimeout(follow, SEEK_MS);
  }

  close() {
    cancelAnimationFrame(this.request);
    clearTimeout(this.seekTimer);
    this.asker.stop();
    clearTimeout(this.handTimer);
    clearTimeout(this.restTimer);
    this.presses.close();
    if (this.name) onStage.left[this.name] = { shown: this.shown, keyframes: this.keyframes };
    this.stopListening();
    this.address.close();
    this.picture.close();
    this.drawing.close();
    if (onStage.stage === this) onStage.stage = null;
  }
}
