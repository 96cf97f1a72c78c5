{% raw %}
(() => {
"use strict";
const root = document.documentElement;
const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const form = one("#filters"), count = one("#count"), help = one("#help"), theme = one("#theme");
const field = (name) => (form.elements[name] ? form.elements[name].value : "");
root.classList.add("js");

/* Texts without accents, as people type them. */
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()
  .replace(/đ/g, "d").replace(/œ/g, "oe").replace(/æ/g, "ae")
  .replace(/[\u2018\u2019]/g, "'").replace(/\s+/g, " ");
const folded = new WeakMap();
const foldedText = (element) => {
  if (!folded.has(element)) folded.set(element, fold(element.textContent));
  return folded.get(element);
};

const stories = all(".story").map((element) => ({
  element,
  about: all(":scope > header .note", element),
  rows: all(".row:not(.head)", element).map((row) => ({
    element: row,
    texts: all(".c > p", row),
    notes: all(".note", row),
  })),
}));
const notes = all(".note");
const marks = all("mark").map((element) =>
  ({element, notes: element.getAttribute("aria-describedby").split(" ")}));
const flagged = all(".fe, .fw, .fi");
const entries = all(".contents tbody tr");
const isIndex = !form.elements.show;

const plural = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;

const filterNotes = (show, check, lang) => {
  for (const note of notes) {
    const fits = (!check || note.dataset.check === check)
      && (!lang || !note.dataset.lang || note.dataset.lang === lang)
      && (!show || show === "any" || note.classList.contains(show));
    note.hidden = !fits;
  }
  for (const mark of marks) {
    mark.element.classList.toggle("off", mark.notes.every((id) => document.getElementById(id).hidden));
  }
  for (const cell of flagged) {
    cell.classList.toggle("off", all(".note", cell).every((note) => note.hidden));
  }
};

const filterStories = (article, needsFinding, query, visibleIndex) => {
  let rowCount = 0, rowTotal = 0, found = 0;
  for (const story of stories) {
    const isChosen = !article || story.element.id === article;
    const about = story.about.filter((note) => !note.hidden).length;
    let left = 0, own = about;
    for (const row of story.rows) {
      const seen = row.notes.filter((note) => !note.hidden).length;
      const texts = visibleIndex ? [row.texts[0], row.texts[visibleIndex]] : row.texts;
      const fits = (!needsFinding || seen) && (!query || texts.some((text) => foldedText(text).includes(query)));
      row.element.hidden = !fits;
      if (fits) { left += 1; own += seen; }
    }
    const isLeft = isChosen && (left > 0 || (about > 0 && !query) || (!needsFinding && !query));
    story.element.hidden = !isLeft;
    rowTotal += story.rows.length;
    if (isLeft) { rowCount += left; found += own; }
  }
  for (const entry of entries) {
    const story = document.getElementById(one("a", entry).hash.slice(1));
    entry.hidden = story.hidden;
  }
  one("#nothing").hidden = !stories.length || stories.some((story) => !story.element.hidden);
  return `${rowCount} of ${plural(rowTotal, "line")}, ${plural(found, "finding")}`;
};

const filterEntries = (query) => {
  let left = 0;
  for (const entry of entries) {
    entry.hidden = query !== "" && !foldedText(entry.cells[0]).includes(query);
    left += entry.hidden ? 0 : 1;
  }
  one("#nothing").hidden = !entries.length || left > 0;
  return `${left} of ${plural(entries.length, "article")}`;
};

/* Hits are painted by the browser: the document stays as it is. */
const MOST_HITS = 500;
const rangesOf = (element, query) => {
  let text = "";
  const places = [];
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    let at = 0;
    for (const char of walker.currentNode.data) {
      let piece = fold(char);
      if (piece === " " && text.endsWith(" ")) piece = "";
      const place = [walker.currentNode, at, at + char.length];
      for (let i = 0; i < piece.length; i += 1) places.push(place);
      text += piece;
      at += char.length;
    }
  }
  const ranges = [];
  for (let hit = text.indexOf(query); hit >= 0; hit = text.indexOf(query, hit + query.length)) {
    const range = new Range();
    const first = places[hit], last = places[hit + query.length - 1];
    range.setStart(first[0], first[1]);
    range.setEnd(last[0], last[2]);
    ranges.push(range);
  }
  return ranges;
};
const paintHits = (query) => {
  if (!window.Highlight || !CSS.highlights) return;
  CSS.highlights.delete("hit");
  if (query.length < 2) return;
  const ranges = [];
  for (const story of stories) {
    if (story.element.hidden) continue;
    for (const row of story.rows) {
      if (row.element.hidden) continue;
      for (const text of row.texts) {
        if (foldedText(text).includes(query)) ranges.push(...rangesOf(text, query));
      }
      if (ranges.length > MOST_HITS) break;
    }
    if (ranges.length > MOST_HITS) break;
  }
  if (ranges.length) CSS.highlights.set("hit", new Highlight(...ranges));
};

const apply = () => {
  const query = fold(field("q")).trim();
  if (isIndex) { count.value = filterEntries(query); return; }
  const lang = form.elements.lang;
  const visibleIndex = Number(lang.selectedOptions[0].dataset.index || 0);
  document.body.className = visibleIndex ? `only-${visibleIndex}` : "";
  filterNotes(field("show"), field("check"), lang.value);
  count.value = filterStories(
    field("article"), field("show") !== "" || field("check") !== "", query, visibleIndex);
  paintHits(query);
};
form.elements.q.addEventListener("input", apply);
form.addEventListener("change", apply);
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => setTimeout(apply));

/* The findings one after the other. */
let current = -1;
const isSeen = (note) => !note.closest("[hidden]") && note.getClientRects().length > 0;
const focusNote = (note) => {
  note.focus({preventScroll: true});
  note.scrollIntoView({block: "center"});
};
const step = (by) => {
  const active = notes.indexOf(document.activeElement);
  if (active >= 0) current = active;
  let index = current < 0 && by < 0 ? 0 : current;
  for (let tries = 0; tries < notes.length; tries += 1) {
    index = (index + by + notes.length) % notes.length;
    if (isSeen(notes[index])) {
      current = index;
      focusNote(notes[index]);
      return;
    }
  }
};
const light = (event, isOn) => {
  if (!event.target.matches(".note")) return;
  for (const mark of marks) {
    if (mark.notes.includes(event.target.id)) mark.element.classList.toggle("on", isOn);
  }
};
document.addEventListener("focusin", (event) => light(event, true));
document.addEventListener("focusout", (event) => light(event, false));
document.addEventListener("click", (event) => {
  const mark = event.target.closest("mark");
  if (mark) focusNote(document.getElementById(mark.getAttribute("aria-describedby").split(" ")[0]));
});

const toggleHelp = () => (help.open ? help.close() : help.showModal());
one("#keys").addEventListener("click", toggleHelp);
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const isTyping = event.target.matches("input, select, textarea");
  if (event.key === "Escape" && isTyping) event.target.blur();
  if (isTyping) return;
  if (event.key === "?") toggleHelp();
  else if (help.open) return;
  else if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "/") form.elements.q.focus();
  else return;
  event.preventDefault();
});

/* Colours: as the system says, or as the reader does. */
const THEMES = ["", "light", "dark"];
const NAMES = {"": ["Auto", "as the system"], light: ["Light", "light"], dark: ["Dark", "dark"]};
const setTheme = (name) => {
  if (name) root.dataset.theme = name; else delete root.dataset.theme;
  theme.textContent = NAMES[name][0];
  theme.setAttribute("aria-label", `Colours: ${NAMES[name][1]}`);
};
const KEY = "triptyque-theme";
let chosen = "";
try { chosen = localStorage.getItem(KEY) || ""; } catch { /* A file may have no storage. */ }
setTheme(THEMES.includes(chosen) ? chosen : "");
theme.addEventListener("click", () => {
  const next = THEMES[(THEMES.indexOf(root.dataset.theme || "") + 1) % THEMES.length];
  setTheme(next);
  try { localStorage.setItem(KEY, next); } catch { /* As above: then it holds for this page. */ }
});

const measure = () => {
  const height = getComputedStyle(form).position === "sticky" ? form.offsetHeight : 0;
  root.style.setProperty("--bar-height", `${height}px`);
};
new ResizeObserver(measure).observe(form);
apply();
})();
{% endraw %}
