// What makes the pages quicker to use. Everything here is an extra: without it each page still works.
"use strict";

(() => {
  const typing = (node) => node.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");
  const KEYS_OFF = "keys-off";
  const store = {
    get: (name) => { try { return localStorage.getItem(name); } catch { return null; } },
    set: (name, value) => { try { if (value) localStorage.setItem(name, value); else localStorage.removeItem(name); } catch { /* private window */ } },
  };

  // --- when a page or a part of it arrives -----------------------------------------------------------------------
  function settle(root) {
    for (const box of root.querySelectorAll("[data-most]")) count(box);
    for (const card of root.querySelectorAll("[data-running-total]")) total(card);
    for (const grid of root.querySelectorAll("[data-sums]")) if (grid.querySelector("output")) sums(grid);
    for (const form of root.querySelectorAll("form[data-guard]")) form.dataset.before ??= typed(form);
    const summary = root.querySelector("[data-focus]");
    if (summary) summary.focus();
    const opener = root.querySelector("[data-opens=keys]");
    if (opener) opener.hidden = false;
  }

  // --- the task list folds away where it would push the form off the screen -----------------------------------------
  const narrow = matchMedia("(max-width: 800px)");
  const fold = () => { for (const list of document.querySelectorAll("details.tasks-fold")) list.open = !narrow.matches; };
  narrow.addEventListener("change", fold);
  fold();

  // --- characters left -------------------------------------------------------------------------------------------
  function count(box) {
    const note = document.getElementById(box.id + "-most");
    if (!note) return;
    const most = Number(box.dataset.most);
    const left = most - [...box.value.replace(/\r\n/g, "\n")].length;
    note.dataset.plain ??= note.textContent;
    const near = left < Math.max(20, most / 10);
    note.classList.toggle("over", left < 0);
    note.classList.toggle("near", near);
    note.textContent = left < 0 ? note.dataset.over.replace("{n}", -left) : near ? note.dataset.left.replace("{n}", left) : note.dataset.plain;
  }

  // --- sums of the money grid, shown until the server's arrive with the next page ----------------------------------
  const language = document.documentElement.lang === "en" ? "en" : "vi";
  const figures = new Intl.NumberFormat("vi", { maximumFractionDigits: 6 }); // as the boxes above them are typed
  function number(text) {
    const tidy = text.trim().replace(/[\s\u00a0]/g, "");
    if (!tidy) return 0;
    const plain = /^\d{1,3}(\.\d{3})+(,\d+)?$/.test(tidy) ? tidy.replace(/\./g, "").replace(",", ".") : tidy.replace(",", ".");
    return /^\d+(\.\d+)?$/.test(plain) ? Number(plain) : NaN;
  }
  const shown = (value) => (Number.isNaN(value) ? "?" : figures.format(Math.round(value * 1e6) / 1e6));
  function sums(grid) {
    const columns = {};
    let all = 0;
    for (const row of grid.querySelectorAll("tbody tr")) {
      let sum = 0;
      for (const box of row.querySelectorAll("[data-source]")) {
        const value = number(box.value);
        sum += value;
        columns[box.dataset.source] = (columns[box.dataset.source] ?? 0) + value;
      }
      all += sum;
      const out = row.querySelector("[data-row-sum]");
      if (out) out.textContent = shown(sum);
    }
    for (const out of grid.querySelectorAll("[data-column-sum]")) out.textContent = shown(columns[out.dataset.columnSum] ?? 0);
    const out = grid.querySelector("[data-all-sum]");
    if (out) out.textContent = shown(all);
  }

  // --- the running total of a scorecard ----------------------------------------------------------------------------
  function total(card) {
    const scope = card.closest("form") ?? document;
    const given = [...scope.querySelectorAll("[data-criterion] input[type=radio]:checked")].map((radio) => Number(radio.value));
    if (!given.length) return;
    card.querySelector("[data-given]").textContent = given.length;
    card.querySelector("[data-mean]").textContent = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
      .format(given.reduce((sum, score) => sum + score, 0) / given.length);
  }

  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-most]")) count(event.target);
    const grid = event.target.closest("[data-sums]");
    if (grid) sums(grid);
    if (event.target.closest("[data-criterion]")) {
      const card = (event.target.form ?? document).querySelector("[data-running-total]");
      if (card) total(card);
    }
  });

  // --- menus, dialogs, second presses, text left behind ------------------------------------------------------------
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
    const opener = event.target.closest("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens)?.showModal();
    const link = event.target.closest('a[href^="#row-"], .error-summary a[href^="#"]');
    const goal = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (goal) {
      for (let card = goal.closest("details"); card; card = card.parentElement.closest("details")) card.open = true;
      const box = goal.matches("input, textarea, select") ? goal : goal.querySelector("input:not([type=hidden]), textarea, select");
      if (box) { event.preventDefault(); box.focus(); box.scrollIntoView({ block: "center" }); }
    }
  });

  const typed = (form) => JSON.stringify([...new FormData(form)].filter(([name, value]) => typeof value === "string" && !["csrf_token", "once", "row_version"].includes(name)));
  let leaving = false;
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "dialog" || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    leaving = true;
    if (form.method === "post" && ![...form.attributes].some((held) => held.name.startsWith("hx-"))) {
      form.dataset.sent = "yes";
      setTimeout(() => delete form.dataset.sent, 4000); // an answer that is a download brings no new page
    }
  });
  addEventListener("pageshow", () => {
    leaving = false;
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
  addEventListener("beforeunload", (event) => {
    if (leaving) return;
    for (const form of document.querySelectorAll("form[data-guard]:not([data-keeping])")) if (form.dataset.before !== typed(form)) event.preventDefault();
  });

  // Signing out leaves none of this account's typed text in the browser (keeping.js has sent it to the server).
  const emptied = (form) => {
    try { for (const name of Object.keys(localStorage)) if (name.startsWith(`kept ${form.dataset.signsOut} `)) localStorage.removeItem(name); } catch { /* nothing is kept */ }
  };
  document.addEventListener("submit", (event) => { if (event.target.matches("[data-signs-out]")) emptied(event.target); });
  document.addEventListener("signs-out", (event) => emptied(event.detail));

  // What was saved in the background is no longer lost by leaving.
  const guarded = (event) => event.detail.elt.closest("form[data-guard]");
  document.addEventListener("htmx:beforeRequest", (event) => { const form = guarded(event); if (form) form.dataset.sending = typed(form); });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = guarded(event);
    if (form && event.detail.successful && form.dataset.sending) form.dataset.before = form.dataset.sending;
  });

  // --- keys --------------------------------------------------------------------------------------------------------
  let passage = 0;
  function walk(step) {
    const numbers = [...new Set([...document.querySelectorAll("[data-passage]")].map((node) => node.dataset.passage))];
    if (!numbers.length) return false;
    passage = Math.min(numbers.length, Math.max(1, passage + step));
    for (const node of document.querySelectorAll(".passage.here")) node.classList.remove("here");
    const here = document.querySelectorAll(`[data-passage="${CSS.escape(numbers[passage - 1])}"]`);
    for (const node of here) node.classList.add("here");
    here[0].scrollIntoView({ block: "center" });
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") for (const menu of document.querySelectorAll("details.menu[open]")) { menu.open = false; menu.querySelector("summary").focus(); }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const button = (event.target.closest("form") ?? document).querySelector('[data-key="Ctrl+Enter"]') ?? document.querySelector('[data-key="Ctrl+Enter"]');
      if (button) { event.preventDefault(); button.click(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || store.get(KEYS_OFF) || typing(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key === "?") { event.preventDefault(); document.getElementById("keys")?.showModal(); return; }
    const criterion = event.target.closest("[data-criterion]");
    if (criterion && /^[0-9]$/.test(event.key)) {
      const radio = criterion.querySelector(`input[type=radio][value="${event.key}"]`);
      if (radio && !radio.matches(":disabled")) { event.preventDefault(); radio.click(); radio.focus(); }
      return;
    }
    if ((event.key === "j" || event.key === "k") && walk(event.key === "j" ? 1 : -1)) { event.preventDefault(); return; }
    const target = [...document.querySelectorAll("[data-key]")].find((node) => node.dataset.key === event.key && !node.matches(":disabled"));
    if (!target) return;
    event.preventDefault();
    if (target.matches("input:not([type=radio]):not([type=checkbox]), textarea, select")) { target.focus(); target.select?.(); } else { target.focus(); target.click(); }
  });

  const keysOn = document.getElementById("keys-on");
  if (keysOn) {
    keysOn.checked = !store.get(KEYS_OFF);
    keysOn.addEventListener("change", () => store.set(KEYS_OFF, keysOn.checked ? "" : "yes"));
  }

  document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) settle(event.target); });
  settle(document);
  if (location.hash.startsWith("#row-")) {
    const row = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let card = row?.closest("details"); card; card = card.parentElement.closest("details")) card.open = true;
    row?.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  }
})();
