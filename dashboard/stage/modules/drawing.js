// Drawing on the plane: what a hand does there becomes edits with numbers. Points appear at once; an
// edit is kept, and sent again with each signal, until the server says that it was taken, for of
// several signals the server may see only the newest. dashboard/drawing.py is the other side.

const GRID = 100; // places in one unit of the plane; all places here are counted in them
const SIDE = 6 * GRID;
const REACH = 10; // pixels around a point in which it is meant
const REACH_OF_THUMB = 18;
const STILL = 3; // pixels that a hand may slip without moving a point
const SEND_AGAIN_MS = 3000;
const FIELDS = "input:not([type=range]), textarea, select, [contenteditable=true], [role=textbox]";

/**
 * Do one edit to a list of points { x1, x2, target }, as apply_edits does on the server.
 * @returns the new list, or the same one if the edit is not legal
 */
export function edited(points, edit, { targets, hasClasses, most }) {
  if (edit.kind === "add") {
    const used = hasClasses ? usedClasses(points) : targets.length;
    if (points.length >= most || (hasClasses && edit.target > used)) return points;
    return [...points, { x1: edit.x1, x2: edit.x2, target: edit.target }];
  }
  const point = points[edit.index];
  if (!point || point.x1 !== edit.at[0] || point.x2 !== edit.at[1]) return points;
  if (edit.kind === "move") return points.with(edit.index, { ...point, x1: edit.x1, x2: edit.x2 });
  return points.length > 1 ? points.toSpliced(edit.index, 1) : points;
}

function usedClasses(points) {
  return points.reduce((most, { target }) => Math.max(most, target + 1), 2);
}

/** Edits that the server has not taken yet, and the number of the last one: for every stage in turn. */
const made = { pending: [], number: 0 };

export class Drawing {
  /**
   * @param canvas the points' canvas
   * @param plane toPlane(x, y) and toScreen(x1, x2)
   * @param redraw draws the points again
   * @param send send(value) sends the signal `draw`
   * @param say says a sentence
   */
  constructor(canvas, { plane, redraw, send, say }) {
    Object.assign(this, { canvas, plane, redraw, send, say });
    this.words = null; // what the server says of it; null while nothing is drawn
    this.base = []; // the points as the server has them
    this.next = 0; // which target the next point gets
    this.held = null; // { index, from, target, point, pointerId, x, y, hasMoved }: under the hand
    this.over = null; // the last event of the pointer on the canvas
    this.scene = null; // and the points that the server sent with it:
    this.served = null;
    this.bar = null;
    this.timer = null;
    this.listeners = [];
  }

  /** Take what the server says of drawing, and the scene that has the points drawn. */
  hear(words, scene) {
    if (!words) {
      this.stop();
      return;
    }
    if (!this.words) this.start();
    if (this.words?.next !== words.next) this.next = words.next;
    this.words = { ...words, hasClasses: words.has_classes };
    made.number = Math.max(made.number, words.drawn);
    made.pending = made.pending.filter((edit) => edit.number > words.drawn);
    this.sendAgainLater();
    this.meet(scene);
    this.base = [];
    for (let at = 0; at < words.points.length; at += 3) {
      const [x1, x2, target] = words.points.slice(at, at + 3);
      this.base.push({ x1, x2, target });
    }
    if (this.held?.from) this.findHeldAgain();
    this.show();
  }

  start() {
    this.listen(this.canvas, "pointerdown", (event) => this.press(event));
    this.listen(this.canvas, "pointermove", (event) => this.follow(event));
    this.listen(this.canvas, "pointerup", (event) => this.release(event));
    this.listen(this.canvas, "pointercancel", () => this.letGo());
    this.listen(this.canvas, "pointerleave", () => (this.over = null));
    this.listen(this.canvas, "contextmenu", (event) => this.deleteUnder(event));
    this.listen(document, "keydown", (event) => this.type(event));
    this.canvas.style.touchAction = "none"; // a finger draws and does not scroll
    this.bar = document.createElement("div");
    this.bar.className = "drawing";
    this.bar.setAttribute("role", "group");
    this.bar.setAttribute("aria-label", "What the next point is");
    this.canvas.parentElement.after(this.bar);
  }

  stop() {
    if (!this.words) return;
    this.held = null;
    made.pending = [];
    this.show();
    this.close();
    this.words = null;
  }

  close() {
    this.stopSending();
    for (const [target, name, act] of this.listeners) target.removeEventListener(name, act);
    this.listeners = [];
    this.canvas.style.touchAction = "";
    this.bar?.remove();
  }

  listen(target, name, act) {
    target.addEventListener(name, act);
    this.listeners.push([target, name, act]);
  }

  get isOn() {
    return this.words !== null;
  }

  // What there is.

  /** The points with all that was done to them, whether the server knows of it or not. */
  get points() {
    return made.pending.reduce((points, edit) => edited(points, edit, this.words), this.base);
  }

  /** The same, with the point under the hand where the hand is. */
  get shownPoints() {
    const { held, points } = this;
    if (!held) return points;
    const others = held.from ? points.toSpliced(held.index, 1) : points;
    return held.point ? [...others, held.point] : others;
  }

  get used() {
    return this.words.hasClasses ? usedClasses(this.points) : this.words.targets.length;
  }

  /** A scene brings points of its own, some of which are tested with. */
  meet(scene) {
    if (scene === this.scene) return;
    this.scene = scene;
    this.served = { train: scene.train, test: scene.test };
    this.tested = new Set();
    for (let at = 0; at < scene.test.length; at += 3) {
      this.tested.add(keyOf(scene.test.subarray(at, at + 3)));
    }
  }

  /** Have the scene show them; as the server sent them when nothing is on its way to it. */
  show() {
    Object.assign(this.scene, made.pending.length || this.held ? this.parted() : this.served);
    this.redraw();
    this.showBar();
  }

  /** The points as a scene has them: those that are tested with stay so until the server parts anew. */
  parted() {
    const parts = { train: [], test: [] };
    for (const { x1, x2, target } of this.shownPoints) {
      const point = [x1 / GRID, x2 / GRID, target];
      parts[this.tested.has(keyOf(point)) ? "test" : "train"].push(...point);
    }
    return { train: Float32Array.from(parts.train), test: Float32Array.from(parts.test) };
  }

  // What a hand does.

  /** The place on the plane under the pointer, on the grid; null off the plane. */
  placeOf(event) {
    const box = this.canvas.getBoundingClientRect();
    const place = this.plane.toPlane(event.clientX - box.left, event.clientY - box.top);
    if (!place) return null;
    const [x1, x2] = place.map((x) => Math.max(-SIDE, Math.min(SIDE, Math.round(x * GRID))) + 0);
    return { x1, x2 };
  }

  /** The index of the point nearest to the pointer, on top of others; -1 if none is near. */
  indexAt({ clientX, clientY, pointerType }) {
    const box = this.canvas.getBoundingClientRect();
    let nearest = pointerType === "touch" ? REACH_OF_THUMB : REACH;
    let found = -1;
    this.points.forEach(({ x1, x2 }, index) => {
      const [x, y] = this.plane.toScreen(x1 / GRID, x2 / GRID);
      const distance = Math.hypot(x - (clientX - box.left), y - (clientY - box.top));
      if (distance > nearest) return;
      nearest = distance;
      found = index;
    });
    return found;
  }

  press(event) {
    // Ctrl+click is a right click on a Mac.
    if (event.button !== 0 || event.ctrlKey || this.held) return;
    const place = this.placeOf(event);
    if (!place) return;
    const index = this.indexAt(event);
    const from = this.points[index] ?? null;
    if (!from && this.points.length >= this.words.most) {
      this.say(this.words.too_many);
      return;
    }
    const target = from ? from.target : this.words.targets[this.choice(event.shiftKey)];
    const { clientX: x, clientY: y, pointerId } = event;
    const point = from ?? { ...place, target };
    this.held = { index, from, target, point, pointerId, x, y, hasMoved: !from };
    try {
      this.canvas.setPointerCapture(pointerId);
    } catch {
      // The pointer is gone already.
    }
    this.show();
  }

  follow(event) {
    this.over = event;
    const { held } = this;
    if (!held || event.pointerId !== held.pointerId) return;
    held.hasMoved ||= Math.hypot(event.clientX - held.x, event.clientY - held.y) > STILL;
    if (!held.hasMoved) return;
    const place = this.placeOf(event);
    held.point = place && { ...place, target: held.target };
    this.show();
  }

  release(event) {
    const { held } = this;
    if (!held || event.pointerId !== held.pointerId) return;
    this.follow(event);
    this.held = null;
    const { point, from, index } = held;
    if (!from && point) this.do({ kind: "add", ...point });
    else if (!from || !held.hasMoved) this.show();
    else if (point) this.do({ kind: "move", index, at: [from.x1, from.x2], x1: point.x1, x2: point.x2 });
    else this.delete(index);
  }

  /** Forget what the hand holds: it stays where it was. */
  letGo() {
    if (!this.held) return;
    this.held = null;
    this.show();
  }

  /** After the server has spoken: the point under the hand may have another index, or be gone. */
  findHeldAgain() {
    const { from } = this.held;
    const index = this.points.findLastIndex(
      ({ x1, x2, target }) => x1 === from.x1 && x2 === from.x2 && target === from.target,
    );
    if (index < 0) this.held = null;
    else this.held.index = index;
  }

  deleteUnder(event) {
    event.preventDefault();
    // A finger that rests long on an empty place means a point all the same.
    if (this.held && !this.held.from) return;
    const index = this.held?.index ?? this.indexAt(event);
    this.held = null;
    if (index >= 0) this.delete(index);
  }

  delete(index) {
    const { points } = this;
    const { x1, x2 } = points[index];
    if (points.length > 1) this.do({ kind: "delete", index, at: [x1, x2] });
    else {
      this.say(this.words.last_point);
      this.show();
    }
  }

  type(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if ((event.composedPath()[0] ?? event.target).closest?.(FIELDS)) return;
    if (event.key === "Delete" || event.key === "Backspace") {
      const index = this.over && !this.held ? this.indexAt(this.over) : -1;
      if (index < 0) return;
      event.preventDefault();
      this.delete(index);
    } else if (/^[1-6]$/.test(event.key)) {
      this.choose(Number(event.key) - 1);
    }
  }

  // What the next point is.

  /** How many targets can be chosen: the classes there are and the next one, or all values. */
  get offered() {
    const { targets, hasClasses } = this.words;
    return hasClasses ? Math.min(this.used + 1, targets.length) : targets.length;
  }

  choice(isOther) {
    const choice = Math.min(this.next, this.offered - 1);
    return isOther ? (choice + 1) % this.used : choice;
  }

  choose(index) {
    if (index >= this.offered) return;
    this.next = index;
    this.showBar();
    this.report();
  }

  showBar() {
    const { names } = this.words;
    const chosen = this.choice(false);
    while (this.bar.children.length > this.offered) this.bar.lastChild.remove();
    while (this.bar.children.length < this.offered) {
      const index = this.bar.children.length;
      const button = document.createElement("button");
      button.type = "button";
      button.addEventListener("click", () => this.choose(index));
      this.bar.append(button);
    }
    [...this.bar.children].forEach((button, index) => {
      button.textContent = names[index];
      button.title = `Key ${index + 1}`;
      button.setAttribute("aria-pressed", String(index === chosen));
    });
    this.bar.dataset.points = this.shownPoints.length;
    this.bar.dataset.pending = made.pending.length;
  }

  // What the server hears.

  do(edit) {
    made.number += 1;
    made.pending.push({ number: made.number, ...edit });
    this.show();
    this.report();
  }

  /** Send all that was not taken yet, and send it again as long as it is not. */
  report() {
    this.stopSending();
    this.send({ edits: [...made.pending], next: this.next });
    this.sendAgainLater();
  }

  sendAgainLater() {
    if (!made.pending.length) this.stopSending();
    else this.timer ??= setTimeout(() => this.report(), SEND_AGAIN_MS);
  }

  stopSending() {
    clearTimeout(this.timer);
    this.timer = null;
  }
}

function keyOf([x1, x2, target]) {
  return `${Math.round(x1 * GRID)} ${Math.round(x2 * GRID)} ${Math.round(target * GRID)}`;
}
