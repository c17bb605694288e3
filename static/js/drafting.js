// Drafting: a box that narrows a long closed list, and rows that open when a link leads into them. Without it both still work.
"use strict";

(() => {
  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/gi, "d").toLowerCase();

  for (const list of document.querySelectorAll("select[data-filter]")) {
    const options = [...list.options].map((option) => ({ option, home: option.parentElement, words: plain(option.textContent) }));
    const box = document.createElement("input");
    box.type = "search";
    box.className = "box filter-list";
    box.placeholder = list.dataset.filter;
    box.setAttribute("aria-label", list.dataset.filter);
    box.setAttribute("aria-controls", list.id);
    box.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
    box.addEventListener("input", () => {
      const wanted = plain(box.value).split(/\s+/).filter(Boolean);
      for (const { option, words } of options) {
        option.hidden = option.disabled = option.value !== "" && !option.selected && !wanted.every((word) => words.includes(word));
      }
      for (const group of list.querySelectorAll("optgroup")) group.hidden = [...group.children].every((option) => option.hidden);
    });
    list.before(box);
  }

  const goal = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (goal && goal.closest("form")) {
    for (let card = goal.closest("details"); card; card = card.parentElement.closest("details")) card.open = true;
    const box = goal.matches("input, textarea, select") ? goal : goal.querySelector("input:not([type=hidden]), textarea, select, summary, .button");
    if (box) { box.focus(); box.scrollIntoView({ block: "center" }); }
  }
})();
