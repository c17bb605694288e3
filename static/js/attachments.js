// Files dropped or chosen are sent at once, one after the other, each with its progress; checksums can be copied.
// Without this script the form sends all chosen files together.
"use strict";

(() => {
  // --- copying a checksum --------------------------------------------------------------------------------------
  const settle = (root) => {
    if (navigator.clipboard) for (const button of root.querySelectorAll("[data-copy]")) button.hidden = false;
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    try { await navigator.clipboard.writeText(button.dataset.copy); } catch { return; }
    button.firstChild.textContent = button.dataset.copied;
  });
  settle(document);

  const form = document.querySelector("form[data-upload]");
  if (!form) return;
  const zone = form.querySelector("[data-drop]");
  const input = form.querySelector("input[type=file]");
  const list = document.getElementById("arrivals");
  const said = document.getElementById("arrivals-said");
  const words = form.dataset;
  const waiting = [];
  let sending = null;

  form.querySelector("button[type=submit]").hidden = true;
  zone.classList.add("live");
  for (const node of form.querySelectorAll(".drop-words")) node.hidden = false;

  // The key with which the server takes this file once, also when it is sent again after a lost answer.
  function key() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }

  function line(file) {
    const item = document.createElement("li");
    const name = document.createElement("b");
    name.textContent = file.name;
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    const state = document.createElement("span");
    state.textContent = words.waiting;
    item.append(name, " ", bar, " ", state);
    list.append(item);
    list.hidden = false;
    return { file, item, bar, state, key: key(), part: form.elements.part.value };
  }

  function take(files) {
    for (const file of files) {
      const one = line(file);
      if (file.size > Number(words.most)) end(one, false, words.tooLarge);
      else waiting.push(one);
    }
    next();
  }

  function end(one, kept, text, again = false) {
    one.item.className = kept ? "kept" : "refused";
    one.bar.remove();
    one.state.textContent = text;
    said.textContent = `${one.file.name}: ${text}`;
    if (!again) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button small";
    button.textContent = words.again;
    button.addEventListener("click", () => {
      button.remove();
      one.item.className = "";
      one.bar.value = 0;
      one.state.before(one.bar, " ");
      one.state.textContent = words.waiting;
      waiting.push(one);
      next();
    });
    one.item.append(" ", button);
  }

  function next() {
    if (sending || !waiting.length) return;
    sending = waiting.shift();
    const one = sending;
    const body = new FormData(form);
    body.delete("files");
    body.set("files", one.file);
    body.set("once", one.key);
    body.set("part", one.part);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    one.state.textContent = words.sending;
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) one.bar.value = (100 * event.loaded) / event.total;
    });
    request.upload.addEventListener("load", () => {
      one.bar.removeAttribute("value"); // the server reads it through: how long is not known
      one.state.textContent = words.checking;
    });
    request.addEventListener("load", () => answered(one, request));
    request.addEventListener("error", () => end(one, false, words.failed, true));
    request.addEventListener("abort", () => end(one, false, words.failed, true));
    request.addEventListener("loadend", () => {
      sending = null;
      if (waiting.length) next();
      else refresh();
    });
    request.send(body);
  }

  function answered(one, request) {
    let told = null;
    try { told = JSON.parse(request.responseText).lines[0]; } catch { /* a page: its status says enough */ }
    if (told) end(one, told.kept, told.text);
    else if (request.status === 401 || new URL(request.responseURL).pathname.startsWith("/sign-in")) end(one, false, words.lapsed);
    else if (request.status === 413) end(one, false, words.tooLarge);
    else if (request.status < 500) end(one, false, words.moved);
    else end(one, false, words.failed, true);
  }

  // The table as the server has it now; what was said of each file stays above it.
  async function refresh() {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const id of ["attached", "attached-room"]) {
        const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
        if (old && fresh) old.replaceWith(document.adoptNode(fresh));
      }
      settle(document);
    } catch { /* the next visit shows it */ }
  }

  input.addEventListener("change", () => {
    take([...input.files]);
    input.value = "";
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    take([...input.files]);
    input.value = "";
  });

  // --- dragging: a file that misses the frame must not replace the page ----------------------------------------
  const carries = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  let depth = 0;
  const mark = (step) => { depth = Math.max(0, depth + step); zone.classList.toggle("over", depth > 0); };
  document.addEventListener("dragenter", (event) => { if (carries(event)) mark(1); });
  document.addEventListener("dragleave", (event) => { if (carries(event)) mark(-1); });
  document.addEventListener("dragover", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = zone.contains(event.target) ? "copy" : "none";
  });
  document.addEventListener("drop", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    mark(-depth);
    if (zone.contains(event.target)) take([...event.dataTransfer.files]);
  });
  addEventListener("beforeunload", (event) => { if (sending || waiting.length) event.preventDefault(); });
})();
