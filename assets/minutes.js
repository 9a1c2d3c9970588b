// The page on which a meeting is minuted, while it is typed: texts are sent at every pause, read at once, and kept on
// this device until Remit has them, so that a lost connection loses no words. Without this script the same form works.
const form = document.querySelector("[data-notes]");
const EVERY = 10_000;
const csrf = form?.querySelector("input[name=csrf]")?.value;
const line = document.querySelector("[data-connection]");
const now = () => new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
let connected = true;

const drafts = {
  key: (id) => `remit.note.${id}`,
  get(id) {
    try { return JSON.parse(localStorage.getItem(this.key(id))); } catch { return null; }
  },
  set(id, draft) {
    try { localStorage.setItem(this.key(id), JSON.stringify(draft)); } catch { /* a full or closed store loses only this copy */ }
  },
  drop(id) {
    try { localStorage.removeItem(this.key(id)); } catch { /* nothing was kept */ }
  },
};

/// Sends fields to a door of the script; gives the status with what it said, or null when there is no way.
const send = async (to, fields) => {
  try {
    const answer = await fetch(to, { method: "POST", body: new URLSearchParams({ csrf, ...fields }), redirect: "manual" });
    const said = (answer.headers.get("content-type") ?? "").startsWith("application/json") ? await answer.json() : null;
    return { status: answer.status, said };
  } catch {
    return null;
  }
};

/// Told once when the way is lost, and once when it is there again.
const connection = (isThere) => {
  if (isThere === connected) return;
  connected = isThere;
  line.hidden = isThere;
  line.textContent = isThere ? "" : `No connection since ${now()}. What you type is kept on this device and sent when Remit can be reached.`;
  document.dispatchEvent(new CustomEvent("remit:connection", { detail: isThere }));
};

class Note {
  constructor(section) {
    this.section = section;
    this.id = section.dataset.note;
    this.area = section.querySelector("textarea");
    this.held = section.querySelector(`input[name=version-${this.id}]`);
    this.sent = this.text();
    this.isStale = !this.part("conflict").hidden;
    this.busy = false;
    this.said = "";
    this.part("chips").hidden = this.area.readOnly;
    section.querySelector("[data-only-without-script]")?.setAttribute("hidden", "");
    this.area.addEventListener("input", () => this.typed());
    this.area.addEventListener("blur", () => this.save(false));
    for (const chip of section.querySelectorAll("[data-chip]")) chip.addEventListener("click", () => this.insert(chip.dataset.chip));
    section.querySelector("[data-save]")?.addEventListener("click", (event) => { event.preventDefault(); this.save(true); });
    section.querySelector("[data-next]")?.addEventListener("click", async (event) => { event.preventDefault(); await this.save(true); next(this); });
    this.part("put-back").addEventListener("click", () => this.putBack());
    this.part("discard").addEventListener("click", () => this.discard());
    this.grow();
    this.offer();
  }

  part(name) { return this.section.querySelector(`[data-${name}]`); }
  text() { return this.area.value.trimEnd(); }
  version() { return this.held.value; }

  grow() {
    this.area.style.height = "auto";
    this.area.style.height = `${this.area.scrollHeight + 6}px`;
  }

  /// `aloud` is for what a person waits for; the rest is only shown.
  tell(words, aloud) {
    this.part("state").textContent = words;
    if (aloud && words !== this.said) this.part("said").textContent = words;
    this.said = aloud ? words : this.said;
  }

  typed() {
    this.grow();
    if (this.text() === this.sent && !this.isStale) {
      drafts.drop(this.id);
      return;
    }
    drafts.set(this.id, { text: this.area.value, version: this.version(), at: now() });
    this.tell(connected ? "Not saved yet" : `Not yet sent to Remit: kept on this device, ${now()}`, false);
    clearTimeout(this.reading);
    this.reading = setTimeout(() => this.read(), 700);
  }

  async read() {
    if (!connected) return;
    const text = this.text();
    const answer = await send(`/items/${this.id}/note/preview`, { text });
    if (answer?.said?.preview !== undefined && text === this.text()) this.part("preview").innerHTML = answer.said.preview;
  }

  /// Sends the text. `aloud` when somebody pressed a button; then a text that somebody else changed is put in its place.
  async save(aloud) {
    if (this.busy || this.area.readOnly) return;
    if (this.isStale && !aloud) return;
    const text = this.text();
    if (text === this.sent && !this.isStale) {
      if (aloud) this.tell(`Saved ${now()}`, true);
      return;
    }
    this.busy = true;
    const answer = await send(`/items/${this.id}/note`, { text, version: this.version() });
    this.busy = false;
    connection(answer !== null);
    if (answer === null) {
      this.tell(`Not yet sent to Remit: kept on this device, ${now()}`, aloud);
    } else if (answer.status === 200 && answer.said) {
      this.sent = text;
      this.held.value = answer.said.version;
      this.isStale = false;
      this.part("conflict").hidden = true;
      this.part("preview").innerHTML = answer.said.preview;
      this.tell(`Saved ${answer.said.at}`, aloud);
      if (this.text() === text) drafts.drop(this.id);
    } else if (answer.status === 409 && answer.said) {
      this.conflict(answer.said);
    } else if (answer.said?.refused) {
      this.tell(`Not saved: ${answer.said.refused}`, true);
    } else {
      this.tell("Not saved: sign in again in another tab, then save. Your text is kept on this device.", true);
    }
  }

  conflict({ version, text, by, at }) {
    this.isStale = true;
    this.held.value = version;
    this.part("their-name").textContent = `${by}, ${at}`;
    this.part("their-text").textContent = text;
    this.part("conflict").hidden = false;
    this.tell("Not saved: somebody else wrote here meanwhile. Both texts are shown.", true);
  }

  /// A text of this device that Remit never had.
  offer() {
    const draft = drafts.get(this.id);
    if (!draft || draft.text.trimEnd() === this.sent) {
      drafts.drop(this.id);
      return;
    }
    this.part("draft-at").textContent = draft.at;
    this.part("draft-text").textContent = draft.text;
    this.part("draft").hidden = false;
  }

  putBack() {
    const draft = drafts.get(this.id);
    this.part("draft").hidden = true;
    if (!draft) return;
    this.area.value = draft.text;
    // From the text that it was typed upon: what somebody else wrote since is shown, not lost.
    this.held.value = draft.version;
    this.grow();
    this.area.focus();
    this.save(true);
  }

  discard() {
    drafts.drop(this.id);
    this.part("draft").hidden = true;
    this.tell("Discarded", true);
    this.area.focus();
  }

  insert(start) {
    const { value, selectionStart: at } = this.area;
    const begins = at === 0 || value[at - 1] === "\n";
    const inline = start.startsWith(" ");
    this.area.setRangeText(begins || inline ? start : `\n${start}`, at, this.area.selectionEnd, "end");
    const bracket = start.indexOf("[]");
    if (bracket >= 0) {
      const inside = this.area.selectionEnd - start.length + bracket + 1;
      this.area.setSelectionRange(inside, inside);
    }
    this.area.focus();
    this.typed();
  }
}

const notes = [...document.querySelectorAll("[data-note]")].map((section) => new Note(section));
const of = (element) => notes.find((note) => note.section.contains(element));

const next = (note) => {
  const to = notes[notes.indexOf(note) + 1] ?? note;
  to.area.focus();
  to.section.scrollIntoView({ block: "start" });
};

form?.addEventListener("keydown", (event) => {
  const note = of(event.target);
  if (!note) return;
  if (event.key === "Enter" && event.ctrlKey) {
    event.preventDefault();
    note.save(true);
  } else if (event.key === "PageDown" && event.altKey) {
    event.preventDefault();
    note.save(false);
    next(note);
  }
});

const saveAll = () => notes.forEach((note) => note.save(false));
if (form) {
  document.querySelector("[data-keys]")?.removeAttribute("hidden");
  setInterval(saveAll, EVERY);
  window.addEventListener("online", saveAll);
  window.addEventListener("offline", () => connection(false));
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") saveAll(); });
  document.addEventListener("remit:connection", ({ detail }) => {
    const words = detail ? "Connected again." : "No connection. Your text is kept on this device.";
    const here = of(document.activeElement) ?? notes[0];
    if (here) here.part("said").textContent = words;
  });
  const target = document.querySelector(location.hash || "nothing");
  if (target?.tagName === "TEXTAREA") target.focus();
  else if (!document.querySelector(".govuk-error-summary")) notes.find((note) => note.text() === "")?.area.focus({ preventScroll: true });
}
