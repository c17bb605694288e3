// Text is never lost: what is typed into a form marked by templates/keeping/keep.html is copied into this browser at each
// change, sealed with a key that only its account's pages hold, and to the server when the person rests. It is no save:
// the form's own button saves and checks. How it works and why: docs/decisions/kept-text.md.

const places = [...document.querySelectorAll("[data-keep]")];
const { read, pairs, same, steady, differences, fill, merged, panel } = await import(places[0].dataset.offering);

const REST = 1200, AT_LEAST = 5000, PAUSES = [2000, 4000, 8000, 16_000, 32_000, 60_000], PATIENCE = 15_000; // milliseconds
const DAYS = 7 * 24 * 3600 * 1000, SMALL = 60_000;
const PREFIX = "kept ";
const clock = (moment) => new Intl.DateTimeFormat("vi", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Ho_Chi_Minh" }).format(moment);
const day = (moment) => new Intl.DateTimeFormat("en-GB", { day: "2-digit", month: "2-digit", year: "numeric", timeZone: "Asia/Ho_Chi_Minh" }).format(moment);
const told = (moment) => (day(moment) === day(Date.now()) ? clock(moment) : `${clock(moment)} ${day(moment)}`);

// --- the browser's own copy --------------------------------------------------------------------------------------------
const bytes = (text, base) => Uint8Array.from(base === 16 ? text.match(/../g).map((two) => parseInt(two, 16)) : [...atob(text)].map((letter) => letter.charCodeAt(0)));
const letters = (held) => { let text = ""; for (let at = 0; at < held.length; at += 8192) text += String.fromCharCode(...held.subarray(at, at + 8192)); return btoa(text); };

/** Copies of one account and form in localStorage; without a secure context there is no sealing and so no copy. */
class Drawer {
  constructor(account, form, seal) {
    this.prefix = `${PREFIX}${account} ${form} `;
    this.key = globalThis.crypto?.subtle?.importKey("raw", bytes(seal, 16), "AES-GCM", false, ["encrypt", "decrypt"]);
  }

  async put(record) {
    if (!this.key) return false;
    try {
      const nonce = crypto.getRandomValues(new Uint8Array(12));
      const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, await this.key, new TextEncoder().encode(JSON.stringify(record)));
      localStorage.setItem(this.prefix + record.page, `${record.turn} ${letters(nonce)} ${letters(new Uint8Array(sealed))}`);
      return true;
    } catch { return false; } // no room left, or a browser that keeps nothing
  }

  drop(page) { try { localStorage.removeItem(this.prefix + page); } catch { /* keeps nothing anyway */ } }

  async all() {
    const found = [];
    if (!this.key) return found;
    let names = [];
    try { names = Object.keys(localStorage).filter((name) => name.startsWith(PREFIX)); } catch { return found; }
    for (const name of names) {
      const [turn, nonce, sealed] = (localStorage.getItem(name) ?? "").split(" ");
      if (!(Number(turn) > Date.now() - DAYS)) { localStorage.removeItem(name); continue; }
      if (!name.startsWith(this.prefix)) continue;
      try {
        const open = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes(nonce, 64) }, await this.key, bytes(sealed, 64));
        found.push({ ...JSON.parse(new TextDecoder().decode(open)), where: "where_here" });
      } catch { localStorage.removeItem(name); } // sealed with a key that is no longer in use
    }
    return found;
  }
}

// --- one form ------------------------------------------------------------------------------------------------------------
class Keeper {
  constructor(place) {
    this.place = place;
    this.form = place.closest("form");
    this.words = JSON.parse(place.dataset.words);
    this.address = place.dataset.keep;
    this.background = this.form.querySelector("[data-background]"); // a form that its own view saves while it is typed
    this.page = this.form.elements.namedItem("once")?.value || crypto.randomUUID();
    this.origin = steady(read(this.form, { now: false }));
    this.unknown = place.hasAttribute("data-typed"); // the page answers a sending: its boxes show what was typed
    this.was = null;
    this.drawer = new Drawer(place.dataset.account, this.address, place.dataset.seal);
    this.turn = this.here = this.there = 0;
    this.failed = 0;
    this.letGo = [];
    this.form.dataset.keeping = "";
    this.line = this.form.querySelector("#saved") ?? this.newLine();
  }

  newLine() {
    const line = Object.assign(document.createElement("p"), { className: "saved-line quiet small" });
    line.setAttribute("role", "status");
    const acts = [...this.form.querySelectorAll(".acts")].at(-1);
    if (acts) acts.before(line); else this.form.append(line);
    return line;
  }

  say(code, values = {}) { return this.words[code].replace(/\{(\w+)\}/g, (_whole, name) => values[name] ?? ""); }

  tell(text, { bad = false, link = "" } = {}) {
    if (this.line.dataset.said === text + link) return; // said already: a screen reader is not told again each time
    this.line.dataset.said = text + link;
    this.line.classList.toggle("wants", bad);
    this.line.replaceChildren(text);
    if (link) this.line.append(" ", Object.assign(document.createElement("a"), { href: this.place.dataset.signIn, target: "_blank", rel: "noopener", textContent: link }));
  }

  base() { return ["row_version", "seen", "seen_version", "after_version"].map((name) => this.form.elements.namedItem(name)?.value).find((value) => value !== undefined) ?? ""; }

  record() {
    const state = read(this.form), was = {};
    for (const [said, { texts }] of steady(state)) {
      if (this.was && said in this.was) was[said] = this.was[said];
      else if (this.unknown && !this.was) was[said] = null;
      else if (!same(texts, this.origin.get(said)?.texts)) was[said] = this.origin.get(said)?.texts ?? null;
    }
    return { form: this.address, page: this.page, seen: this.base(), turn: this.turn, fields: pairs(state), was };
  }

  async begin() {
    const { settled } = this.place.dataset;
    for (const page of settled.split(" ").filter(Boolean)) this.drawer.drop(page);
    const gone = sessionStorage.getItem(`${PREFIX}taken ${this.address}`);
    sessionStorage.removeItem(`${PREFIX}taken ${this.address}`);
    if (gone && this.unknown) this.letGo.push(gone);
    this.form.addEventListener("input", () => this.typed());
    this.form.addEventListener("change", () => this.typed());
    this.form.addEventListener("submit", () => this.leaves());
    this.last = JSON.stringify(pairs(read(this.form)));
    const records = await this.waiting();
    const own = records.find((record) => record.page === this.page);
    if (own) this.was = own.was;
    if (this.unknown) { this.changed(); return; }
    if (own || JSON.stringify(pairs(read(this.form, { now: false }))) !== this.last) this.changed(); // a browser that filled the boxes again
    this.offered = records.filter((record) => record.page !== this.page && record.page !== gone);
    this.offer();
  }

  async waiting() {
    const found = new Map();
    for (const record of await this.drawer.all()) found.set(record.page, record);
    if ("waits" in this.place.dataset) {
      const answer = await this.ask();
      for (const record of answer?.texts ?? []) {
        const copy = found.get(record.page);
        if (!copy || copy.turn <= record.turn) found.set(record.page, { ...record, where: "where_server" });
      }
    }
    return [...found.values()].sort((one, other) => other.turn - one.turn);
  }

  async ask() {
    try {
      const answer = await fetch(`${this.place.dataset.to}?form=${encodeURIComponent(this.address)}`, { headers: { "Content-Type": "application/json" } });
      return answer.ok ? await answer.json() : null;
    } catch { return null; }
  }

  // --- offering it back ---------------------------------------------------------------------------------------------
  offer() {
    this.panel?.remove();
    this.panel = null;
    while (this.offered.length) {
      const [record] = this.offered;
      const found = differences(record, this.form, this.base());
      if (!found.length) { this.forget(record.page); this.offered.shift(); continue; } // all of it stands there
      record.time = told(record.turn);
      this.panel = panel(this.form, record, found, {
        words: this.words,
        more: this.offered.length - 1,
        current: record.seen === this.base(),
        on: { take: (chosen) => this.take(record, found, chosen), drop: () => { this.forget(record.page); this.next(); } },
      });
      (this.form.closest(".scoring") ?? this.form.closest(".workbench") ?? this.form).before(this.panel);
      return;
    }
  }

  next() {
    this.offered.shift();
    this.offer();
    (this.panel ?? this.form.querySelector("input:not([type=hidden]), textarea, select"))?.focus();
  }

  take(record, found, chosen) {
    if (fill(this.form, chosen)) {
      this.letGo.push(record.page);
      this.offered.shift();
      const said = Object.assign(document.createElement("p"), { className: "notice done kept-taken", textContent: this.say("taken", { time: record.time }) });
      said.setAttribute("role", "status");
      this.panel.replaceWith(said);
      this.panel = said;
      this.changed({ again: true });
      return;
    }
    // Rows come or go: the form's own view lays the text out as typed and saves nothing.
    sessionStorage.setItem(`${PREFIX}taken ${this.address}`, record.page);
    const sheet = Object.assign(document.createElement("form"), { method: "post", action: this.form.action, hidden: true });
    const held = ["csrf_token", "once", "row_version", "seen", "seen_version", "after_version"].flatMap((name) => {
      const box = this.form.elements.namedItem(name);
      return box ? [[name, box.value]] : [];
    });
    for (const [name, value] of [...merged(record, this.form, found, chosen, this.base()), ...held, ["_act", "restore"]]) {
      const box = document.createElement("textarea"); // a hidden input would lose line ends
      Object.assign(box, { name, value });
      sheet.append(box);
    }
    document.body.append(sheet);
    this.left = true;
    sheet.submit();
  }

  // --- keeping it ---------------------------------------------------------------------------------------------------
  typed() {
    const now = JSON.stringify(pairs(read(this.form)));
    if (now === this.last) return;
    this.last = now;
    this.changed();
  }

  changed({ again = false } = {}) {
    if (again) this.last = JSON.stringify(pairs(read(this.form)));
    this.turn = Math.max(Date.now(), this.turn + 1);
    this.first ||= Date.now();
    this.copy();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), Math.max(0, Math.min(REST, this.first + AT_LEAST - Date.now())));
  }

  async copy() {
    this.again = true;
    if (this.copying) return;
    this.copying = true;
    while (this.again && !this.closed) {
      this.again = false;
      const record = this.record();
      if (await this.drawer.put(record)) this.here = record.turn;
    }
    this.copying = false;
  }

  safe() { return this.left || Math.max(this.here, this.there) >= this.turn; }

  async send({ last = false } = {}) {
    clearTimeout(this.timer);
    if (this.left || this.there >= this.turn) return;
    if (this.sending && !last) { this.waits = true; return; }
    const record = this.record();
    this.first = 0;
    if (!this.unknown && !Object.keys(record.was).length && !last) { this.asBefore(record); return; }
    const body = JSON.stringify({ ...record, account: this.place.dataset.account });
    this.sending = new AbortController();
    const patience = setTimeout(() => this.sending?.abort(), PATIENCE);
    let status = this.background && !last ? await this.saveBehind() : 0;
    const saved = status >= 200 && status < 300;
    const problem = [409, 422].includes(status) ? this.line.textContent.trim() : "";
    if (!this.background || last || problem) status = await this.post(body, last);
    clearTimeout(patience);
    this.sending = null;
    if (this.left) return;
    if (status === 400 && !this.renewed && await this.renew()) { this.send(); return; }
    if (status >= 200 && status < 300) this.arrived(record, { saved, problem });
    else this.refused(status);
    if (this.waits) { this.waits = false; if (this.there < this.turn && !this.failed) this.timer = setTimeout(() => this.send(), REST); }
  }

  /** Everything typed was taken back by hand: the boxes are as the page came, so nothing is kept. */
  asBefore(record) {
    if (this.there) this.forget(this.page);
    this.drawer.drop(this.page);
    this.there = this.here = record.turn;
    this.tell("");
  }

  async post(body, last) {
    try {
      const answer = await fetch(this.place.dataset.to, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": this.form.elements.namedItem("csrf_token")?.value ?? "" },
        body,
        keepalive: last && body.length < SMALL,
        signal: this.sending.signal,
      });
      if (answer.ok && !(await answer.json()).kept) { // this page was saved and stays open: what follows is another text
        this.drawer.drop(this.page);
        this.page = crypto.randomUUID();
        this.turn += 1;
      }
      return answer.status;
    } catch { return 0; }
  }

  saveBehind() {
    return new Promise((done) => {
      if (!globalThis.htmx) { done(422); return; }
      this.background.addEventListener("htmx:afterRequest", (event) => done(event.detail.xhr.status), { once: true });
      globalThis.htmx.trigger(this.background, "keep");
    });
  }

  arrived(record, { saved, problem }) {
    this.there = record.turn;
    this.failed = 0;
    this.renewed = false;
    if (saved) {
      this.was = null;
      this.unknown = false;
      this.origin = steady(read(this.form));
      this.drawer.drop(this.page);
      this.line.dataset.said = "";
      this.tell(this.say("saved", { time: clock(Date.now()) }));
    } else {
      const kept = this.say("kept", { time: clock(Date.now()) });
      this.tell(problem ? `${problem} ${kept}` : kept, { bad: Boolean(problem) });
    }
    for (const page of this.letGo.splice(0)) this.forget(page);
    if (this.there < this.turn) this.timer = setTimeout(() => this.send(), REST);
  }

  refused(status) {
    const where = this.say(this.here >= this.turn ? "here" : "nowhere");
    const said = { 401: "lapsed", 404: "closed", 403: "closed", 409: "other", 413: "large" }[status] ?? "lost";
    this.tell(`${this.say(said)} ${said === "other" ? "" : where}`.trim(), { bad: true, link: said === "lapsed" ? this.words.sign_in : "" });
    this.failed += 1;
    if (!["lost", "lapsed"].includes(said)) return; // asking again would not help until something is typed
    this.timer = setTimeout(() => this.send(), PAUSES[Math.min(this.failed, PAUSES.length) - 1]);
  }

  /** Everything typed is with the server, or cannot get there now; no more copies are made here. */
  async flush() {
    this.closed = true;
    while (this.copying || (this.there < this.turn && !this.failed)) {
      if (this.copying || this.sending) await new Promise((done) => setTimeout(done, 50));
      else await this.send();
    }
  }

  async renew() {
    this.renewed = true;
    const answer = await this.ask();
    if (!answer || answer.account !== this.place.dataset.account) return false;
    for (const box of document.querySelectorAll("input[name=csrf_token]")) box.value = answer.csrf_token;
    return true;
  }

  atOnce() { if (this.failed) this.send(); }

  async forget(page) {
    this.drawer.drop(page);
    const body = JSON.stringify({ form: this.address, page, account: this.place.dataset.account });
    try {
      await fetch(this.place.dataset.letGo, { method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": this.form.elements.namedItem("csrf_token")?.value ?? "" }, body, keepalive: true });
    } catch { /* it is offered once more the next time */ }
  }

  /** The form is being sent: what was kept is forgotten by the server with the save, and stays here until it says so. */
  leaves() {
    if (!this.turn) return;
    clearTimeout(this.timer);
    this.left = true;
    this.sending?.abort();
    let mark = this.form.elements.namedItem("_kept");
    if (!mark) { mark = Object.assign(document.createElement("input"), { type: "hidden", name: "_kept" }); this.form.append(mark); }
    mark.value = this.page;
    setTimeout(() => { this.left = false; }, PATIENCE); // an answer that is no page leaves this one open
  }
}

const keepers = places.map((place) => new Keeper(place));
for (const keeper of keepers) keeper.begin();

for (const moment of ["online", "focus"]) addEventListener(moment, () => { for (const keeper of keepers) keeper.atOnce(); });
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") for (const keeper of keepers) keeper.send({ last: true }); });
addEventListener("beforeunload", (event) => { if (keepers.some((keeper) => !keeper.safe())) event.preventDefault(); });

// Signing out: what has not reached the server yet goes there first; app.js then empties this browser's copies.
document.addEventListener("submit", async (event) => {
  const sheet = event.target;
  if (!sheet.matches("[data-signs-out]") || keepers.every((keeper) => keeper.there >= keeper.turn)) return;
  event.preventDefault();
  event.stopPropagation();
  await Promise.race([Promise.all(keepers.map((keeper) => keeper.flush())), new Promise((done) => setTimeout(done, 3000))]);
  if (keepers.every((keeper) => keeper.there >= keeper.turn)) document.dispatchEvent(new CustomEvent("signs-out", { detail: sheet }));
  for (const keeper of keepers) keeper.left = true;
  sheet.submit();
}, true);
