// Kept text on a page again: what differs from what stands there, box by box, and putting it back. keeping.js calls it.

// --- a form as names and texts ---------------------------------------------------------------------------------------
const HELD_BACK = new Set(["csrf_token", "once", "_act", "_kept", "row_version", "seen", "seen_version", "after_version"]);
const controlsOf = (form) => [...form.elements].filter((box) =>
  box.name && !HELD_BACK.has(box.name) && !["submit", "button", "reset", "file", "password", "fieldset", "output"].includes(box.type));

const stands = (box, now) => {
  if (box.type === "checkbox" || box.type === "radio") return (now ? box.checked : box.defaultChecked) ? [box.value] : [];
  if (box.tagName !== "SELECT") return [now ? box.value : box.defaultValue];
  const options = [...box.options];
  const chosen = options.filter((option) => (now ? option.selected : option.defaultSelected));
  if (!chosen.length && !box.multiple && options.length) chosen.push(options[0]);
  return chosen.map((option) => option.value);
};

/** Every box by name with its texts: as they are now, or as the page came. */
export function read(form, { now = true } = {}) {
  const found = new Map();
  for (const box of controlsOf(form)) found.set(box.name, [...(found.get(box.name) ?? []), ...stands(box, now)]);
  return found;
}

export const pairs = (state) => [...state].flatMap(([name, texts]) => texts.map((text) => [name, text]));
const tidy = (text) => text.replace(/\r\n?/g, "\n");
export const same = (one, other) => Boolean(one && other) && one.length === other.length && one.every((text, n) => tidy(text) === tidy(other[n]));

/** A row's boxes named by the row's own id instead of its place, so that rows that moved are still found. */
export function steady(state) {
  const renamed = new Map();
  for (const [name, texts] of state) {
    let walked = "", said = "";
    for (const word of name.split("-")) {
      walked += walked ? `-${word}` : word;
      const id = /^\d+$/.test(word) ? state.get(`${walked}-id`)?.[0] : undefined;
      said += (said ? "-" : "") + (id ? `#${id}` : word);
    }
    renamed.set(said, { name, texts });
  }
  return renamed;
}

const rowOf = (said) => said.split("-").flatMap((word, n, all) => (/^(#.+|\d+)$/.test(word) ? [all.slice(0, n + 1).join("-")] : []));

// --- what differs ------------------------------------------------------------------------------------------------------
/** What was typed and does not stand on the page: boxes, rows only in the text, rows only on the page, another order. */
export function differences(record, form, base) {
  const typed = new Map();
  for (const [name, text] of record.fields) typed.set(name, [...(typed.get(name) ?? []), text]);
  const mine = steady(typed), here = steady(read(form));
  for (const said of here.keys()) if (!mine.has(said) && !rowOf(said).length) mine.set(said, { name: here.get(said).name, texts: [] });
  const current = record.seen === base;
  const rowsOf = (boxes) => new Set([...boxes.keys()].flatMap(rowOf));
  const myRows = rowsOf(mine), hereRows = rowsOf(here);
  const found = [], told = new Set();
  for (const [said, { name, texts }] of mine) {
    const row = rowOf(said).find((each) => !hereRows.has(each));
    if (row) {
      if (told.has(row)) continue;
      told.add(row);
      const inside = [...mine].filter(([other]) => other.startsWith(`${row}-`));
      if (inside.some(([other, box]) => !other.endsWith("-id") && box.texts.some(Boolean))) found.push({ kind: "new", said: row, name: rowName(name, row), inside });
      continue;
    }
    const stood = here.get(said)?.texts ?? [];
    if (said.endsWith("-id") || same(texts, stood) || !(texts.some(Boolean) || stood.some(Boolean))) continue;
    if (!current && !(said in record.was)) continue;
    const both = !current && !(record.was[said] && same(record.was[said], stood));
    found.push({ kind: "box", said, name: here.get(said)?.name ?? name, mine: texts, stood, both });
  }
  if (!current) return found;
  for (const [said, { name }] of here) {
    const row = rowOf(said).find((each) => !myRows.has(each));
    if (!row || told.has(row)) continue;
    told.add(row);
    found.push({ kind: "gone", said: row, name: rowName(name, row), inside: [...here].filter(([other]) => other.startsWith(`${row}-`)) });
  }
  const order = (rows, others) => [...rows].filter((row) => others.has(row)).join("\n");
  if (order(myRows, hereRows) !== order(hereRows, myRows)) found.push({ kind: "order" });
  return found;
}

const rowName = (name, said) => name.split("-").slice(0, said.split("-").length).join("-");

// --- putting it back ---------------------------------------------------------------------------------------------------
/** Put the chosen differences into the page's boxes; false when rows have to come or go, which the server does. */
export function fill(form, chosen) {
  if (chosen.some((each) => each.kind !== "box")) return false;
  let first = null;
  for (const { name, mine } of chosen) {
    const boxes = controlsOf(form).filter((box) => box.name === name);
    let turn = 0;
    for (const box of boxes) {
      if (box.type === "checkbox" || box.type === "radio") box.checked = mine.includes(box.value);
      else if (box.multiple && box.tagName === "SELECT") for (const option of box.options) option.selected = mine.includes(option.value);
      else box.value = mine[turn++] ?? "";
    }
    for (const box of boxes) for (const kind of ["input", "change"]) box.dispatchEvent(new Event(kind, { bubbles: true }));
    first ??= boxes[0];
  }
  for (let card = first?.closest("details"); card; card = card.parentElement.closest("details")) card.open = true;
  first?.focus({ preventScroll: false });
  return true;
}

/** Names and texts of the whole form with the chosen differences in it. */
export function merged(record, form, found, chosen, base) {
  if (record.seen === base && chosen.length === found.length) return record.fields;
  let made = pairs(read(form));
  for (const each of chosen) {
    if (each.kind === "box") made = [...made.filter(([name]) => name !== each.name), ...each.mine.map((text) => [each.name, text])];
    if (each.kind === "gone") made = made.filter(([name]) => !name.startsWith(`${each.name}-`));
    if (each.kind === "new") made.push(...asNewRow(each, form, made));
  }
  return made;
}

function asNewRow(each, form, made) {
  const parent = each.said.split("-").slice(0, -2).join("-");
  const list = each.name.split("-").slice(-2)[0];
  const here = [...steady(read(form))].find(([said]) => parent && said.startsWith(`${parent}-`));
  const before = parent ? `${here ? here[1].name.split("-").slice(0, parent.split("-").length).join("-") : rowName(each.name, parent)}-${list}` : list;
  const numbers = made.map(([name]) => (name.startsWith(`${before}-`) ? Number(name.slice(before.length + 1).split("-")[0]) : -1));
  const place = `${before}-${Math.max(-1, ...numbers) + 1}`;
  return each.inside.flatMap(([, box]) => box.texts.map((text) => [place + box.name.slice(each.name.length), text]));
}

// --- showing it --------------------------------------------------------------------------------------------------------
const make = (tag, inside = [], more = {}) => {
  const node = Object.assign(document.createElement(tag), more);
  node.append(...[inside].flat());
  return node;
};
const plain = (node) => {
  const copy = node?.cloneNode(true);
  for (const aside of copy?.querySelectorAll(".must") ?? []) aside.remove();
  return copy?.textContent.replace(/\s+/g, " ").trim() ?? "";
};

function label(form, name) {
  const words = name.split("-");
  const said = [];
  words.forEach((word, n) => {
    if (!/^\d+$/.test(word)) return;
    const list = words.slice(0, n).join("-");
    const legend = plain(form.querySelector(`#${CSS.escape(list)} > legend`));
    said.push(`${legend || list} ${Number(word) + 1}`);
  });
  if (!/^\d+$/.test(words.at(-1))) said.push(ownLabel(form, name) || words.at(-1));
  return said.join(" › ");
}

function ownLabel(form, name) {
  const alike = new RegExp(`^${name.split("-").map((word) => (/^\d+$/.test(word) ? "\\d+" : word)).join("-")}$`);
  const box = controlsOf(form).find((each) => each.name === name) ?? controlsOf(form).find((each) => alike.test(each.name));
  if (!box) return "";
  const group = box.closest("fieldset");
  if (box.type === "radio" || (box.type === "checkbox" && controlsOf(form).filter((each) => each.name === name).length > 1)) {
    return plain(group?.querySelector("legend, h3")) || group?.getAttribute("aria-label") || "";
  }
  return box.getAttribute("aria-label") || plain(form.querySelector(`label[for="${CSS.escape(box.id)}"]`));
}

function spoken(form, name, texts) {
  const boxes = controlsOf(form).filter((box) => box.name === name);
  const said = texts.filter(Boolean).map((text) => {
    const option = boxes.flatMap((box) => (box.tagName === "SELECT" ? [...box.options] : [])).find((each) => each.value === text);
    const ticked = boxes.find((box) => ["radio", "checkbox"].includes(box.type) && box.value === text);
    return option ? option.textContent.trim() : ticked ? plain(ticked.closest("label") ?? form.querySelector(`label[for="${CSS.escape(ticked.id)}"]`)) || text : text;
  });
  return said.join("; ");
}

const summary = (form, inside) => inside.filter(([said, box]) => !said.endsWith("-id") && box.texts.some(Boolean))
  .map(([, box]) => `${ownLabel(form, box.name) || box.name.split("-").at(-1)}: ${box.texts.join("; ")}`).join("\n");

const MOST_WORDS = 2_000;
/** Both texts as pieces that stand in both or in one, by words; very long texts that differ all over are one piece. */
export function compare(old, fresh) {
  const alike = (one, other) => one.trim() === other.trim();
  const cut = (text) => text.match(/\s*\S+\s*/g) ?? [];
  const a = cut(old), b = cut(fresh);
  let start = 0, end = 0;
  while (start < a.length && start < b.length && alike(a[start], b[start])) start += 1;
  while (end < a.length - start && end < b.length - start && alike(a[a.length - 1 - end], b[b.length - 1 - end])) end += 1;
  const left = a.slice(start, a.length - end), right = b.slice(start, b.length - end);
  const pieces = [["same", a.slice(0, start).join(""), b.slice(0, start).join("")]];
  if (left.length > MOST_WORDS || right.length > MOST_WORDS) pieces.push(["old", left.join(""), ""], ["new", "", right.join("")]);
  else {
    const length = Array.from({ length: left.length + 1 }, () => new Uint16Array(right.length + 1));
    for (let i = left.length - 1; i >= 0; i -= 1) for (let j = right.length - 1; j >= 0; j -= 1) {
      length[i][j] = alike(left[i], right[j]) ? length[i + 1][j + 1] + 1 : Math.max(length[i + 1][j], length[i][j + 1]);
    }
    for (let i = 0, j = 0; i < left.length || j < right.length;) {
      if (i < left.length && j < right.length && alike(left[i], right[j])) { pieces.push(["same", left[i++], right[j++]]); }
      else if (j >= right.length || (i < left.length && length[i + 1][j] >= length[i][j + 1])) pieces.push(["old", left[i++], ""]);
      else pieces.push(["new", "", right[j++]]);
    }
  }
  pieces.push(["same", a.slice(a.length - end).join(""), b.slice(b.length - end).join("")]);
  const joined = [];
  for (const [kind, before, after] of pieces.filter(([, ...texts]) => texts.some(Boolean))) {
    const last = joined.at(-1);
    if (last?.[0] === kind) { last[1] += before; last[2] += after; } else joined.push([kind, before, after]);
  }
  return joined;
}

const AROUND = 160;
function side(pieces, kind, words) {
  const shown = pieces.filter(([each]) => each === "same" || each === kind);
  return shown.map(([each, before, after], n) => {
    const text = kind === "old" ? before : after;
    if (each === kind) return make(kind === "old" ? "del" : "ins", [make("span", `${kind === "old" ? words.without : words.with} `, { className: "visually-hidden" }), text]);
    if (text.length <= AROUND * 2) return text;
    const head = n ? text.slice(0, AROUND).replace(/\S*$/, "") : "", tail = n < shown.length - 1 ? text.slice(-AROUND).replace(/^\S*/, "") : "";
    return head || tail ? `${head}… ${tail}` : text;
  });
}

/** The panel that offers one kept text, above the form. `on.take(chosen)` and `on.drop()` do what is pressed. */
export function panel(form, record, found, { words, more, current, on }) {
  const say = (code, values = {}) => words[code].replace(/\{(\w+)\}/g, (_whole, name) => values[name] ?? "");
  const ticks = [];
  const many = found.length > 1 && found.every((each) => each.kind !== "order");
  const rows = found.map((each, n) => {
    const name = each.kind === "order" ? say("order") : label(form, each.name);
    let before, after;
    if (each.kind === "box") {
      [before, after] = [spoken(form, each.name, each.stood), spoken(form, each.name, each.mine)];
      if (before && after) {
        const pieces = compare(before, after);
        [before, after] = [side(pieces, "old", words), side(pieces, "new", words)];
      }
      [before, after] = [before || words.empty, after || words.empty];
    } else if (each.kind === "order") [before, after] = ["…", "…"];
    else if (each.kind === "new") [before, after] = [words.absent, summary(form, each.inside)];
    else [before, after] = [summary(form, each.inside), words.absent];
    const box = make("input", [], { type: "checkbox", checked: !each.both, id: `kept-${n}` });
    ticks.push([box, each]);
    const head = make("p", [], { className: "kept-name" });
    if (many) {
      box.setAttribute("aria-label", say("choose", { box: name }));
      head.append(make("label", [box, " ", make("b", name)], { className: "check" }));
    } else head.append(make("b", name));
    if (each.both) head.append(" ", make("span", words.both, { className: "pill wait" }));
    const half = (title, text) => make("div", [make("p", title, { className: "quiet small" }), make("div", text, { className: "typed" })], { className: "kept-half" });
    return make("li", [head, make("div", [half(words.stands, before), half(words.typed, after)], { className: "kept-sides" })]);
  });
  const take = make("button", many ? words.take_some : words.take, { type: "button", className: "button primary" });
  const drop = make("button", words.drop, { type: "button", className: "button" });
  const sure = make("span", [words.drop_sure, " "], { hidden: true });
  const yes = make("button", words.drop_yes, { type: "button", className: "button danger" });
  const no = make("button", words.drop_no, { type: "button", className: "button" });
  sure.append(yes, " ", no);
  const usual = make("span", [take, " ", drop], { className: "acts" });
  const node = make("section", [
    make("h2", say("title", { time: record.time })),
    make("p", [words[record.where], current ? "" : ` ${words.newer}`, more ? ` ${say("more", { n: more })}` : ""]),
    make("ol", rows, { className: "kept-list plain" }),
    make("div", [usual, sure], { className: "acts" }),
  ], { className: "notice warn kept", tabIndex: -1 });
  node.setAttribute("role", "region");
  node.querySelector("h2").id = "kept-title";
  node.setAttribute("aria-labelledby", "kept-title");
  const turn = (asked) => { usual.hidden = asked; sure.hidden = !asked; (asked ? no : drop).focus(); };
  const weigh = () => { take.disabled = !ticks.some(([box]) => box.checked); };
  for (const [box] of ticks) box.addEventListener("change", weigh);
  weigh();
  take.addEventListener("click", () => on.take(ticks.filter(([box]) => !many || box.checked).map(([, each]) => each)));
  drop.addEventListener("click", () => turn(true));
  no.addEventListener("click", () => turn(false));
  yes.addEventListener("click", () => on.drop());
  return node;
}
