// A learner's own data, kept in this browser under their digest: a link only names them. Where there
// is no storage (a private window, a browser that forbids it) nothing is kept, and nothing breaks.

const DATABASE = "watch-it-learn";
const TABLE = "own";
const MOST = 20;
const MOST_CHARACTERS = 10_000_000;
const ASK_AGAIN_MS = 3000;

export class Store {
  constructor() {
    this.kept = null; // the digest kept last
    this.answered = null; // the digest that was asked for, and when it was answered
  }

  /**
   * Do what a message of the server asks for.
   * @param header own: { digest, json } to be kept; wanted: the digest of what it wants
   * @param send sends the answer: { digest, json }, with null for what this browser does not have
   */
  async hear({ own, wanted }, send) {
    if (own && own.digest !== this.kept) {
      this.kept = own.digest;
      await this.keep(own.digest, own.json);
    }
    if (!wanted) this.answered = null;
    if (!wanted || !this.isDue(wanted)) return;
    this.answered = { wanted, time: performance.now() };
    send("own", { digest: wanted, json: await this.recall(wanted) });
  }

  /** An answer can be lost, so it is given again when the server still asks after a while. */
  isDue(wanted) {
    const { answered } = this;
    return answered?.wanted !== wanted || performance.now() - answered.time > ASK_AGAIN_MS;
  }

  /** Keep data; the oldest make room for them. */
  async keep(digest, json) {
    if (json.length > MOST_CHARACTERS) return;
    await this.use("readwrite", async (table) => {
      const used = Date.now();
      const others = (await done(table.getAll())).filter((entry) => entry.digest !== digest);
      // Newest first; of two of one millisecond, any.
      others.sort((a, b) => b.used - a.used);
      let room = MOST_CHARACTERS - json.length;
      others.forEach((entry, index) => {
        room -= entry.json.length;
        if (room < 0 || index >= MOST - 1) table.delete(entry.digest);
      });
      table.put({ digest, json, used: Math.max(used, (others[0]?.used ?? 0) + 1) });
    });
  }

  /** The data of a digest, or null; they are as good as new again. */
  async recall(digest) {
    return this.use("readwrite", async (table) => {
      const entry = await done(table.get(digest));
      if (!entry) return null;
      table.put({ ...entry, used: Date.now() });
      return entry.json;
    });
  }

  /** Do something with the table; null if that is not possible here. */
  async use(mode, act) {
    let database = null;
    try {
      database = await open();
      const transaction = database.transaction(TABLE, mode);
      const finished = new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onabort = transaction.onerror = () => reject(transaction.error);
      });
      finished.catch(() => {}); // heard below, unless `act` fails first
      const result = await act(transaction.objectStore(TABLE));
      await finished;
      return result;
    } catch {
      return null;
    } finally {
      database?.close();
    }
  }
}

function open() {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(TABLE, { keyPath: "digest" });
  return done(request);
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });
}
