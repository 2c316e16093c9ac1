// Keys, sums in amount fields, and where the focus goes. Every page works without this file.
"use strict";

const find = (selector) => document.querySelector(selector);
// The same keys while Hangul is typed.
const HANGUL = { "ㅜ": "n", "ㅓ": "j", "ㅏ": "k", "ㅕ": "u" };

const KEYS = {
  n: () => focusOr(find(".quick #amount"), "n"),
  "/": () => focusOr(find("#q"), "/", "#q"),
  j: () => move(1),
  k: () => move(-1),
  u: () => find(".undo button")?.click(),
  "?": () => {
    const keys = find("#keys");
    keys.open = !keys.open;
    keys.querySelector("summary").focus();
  },
};

function focusOr(field, key, place = "") {
  const link = find(`[data-key="${key}"]`);
  if (field) {
    field.focus();
    field.select();
  } else if (link) {
    location.assign(link.href + place);
  }
}

// The focus goes to the link of the next line; Enter opens it as any link.
function move(step) {
  const links = [...document.querySelectorAll(".entries .what > a, .history .told > li > a, .rows .what > a")];
  const line = document.activeElement?.closest("tr, li");
  const now = links.findIndex((link) => line?.contains(link));
  const next = now < 0 ? (step > 0 ? 0 : links.length - 1) : now + step;
  links[next]?.focus();
}

function typing(element) {
  return element.isContentEditable || element.matches("input:not([type=checkbox], [type=radio]), select, textarea");
}

document.addEventListener("keydown", (event) => {
  const action = KEYS[HANGUL[event.key] ?? event.key];
  if (!action || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || typing(event.target)) return;
  event.preventDefault();
  action();
});

// Enter in a line of a preview leads to the next one: the form is sent by its button.
find(".preview")?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("[list]") || event.isComposing) return;
  event.preventDefault();
  const fields = [...document.querySelectorAll(".preview [list]")];
  fields[fields.indexOf(event.target) + 1]?.focus();
});

// What a sum comes to, in hundredths so that 0.1 + 0.2 is 0.3; null for what is no sum.
function sum(text) {
  const clean = text.normalize("NFKC").replace(/[\s,₩$€£¥원]/g, "").replace(/−/g, "-");
  if (!/^=[+-]?\d+(\.\d{1,2})?([+-]\d+(\.\d{1,2})?)*$/.test(clean)) return null;
  const terms = clean.match(/[+-]?\d+(\.\d+)?/g);
  return terms.reduce((total, term) => total + Math.round(Number(term) * 100), 0) / 100;
}

for (const field of document.querySelectorAll("[inputmode=decimal]")) {
  const output = document.createElement("output");
  output.htmlFor = field.id;
  output.setAttribute("aria-live", "polite");
  field.after(output);
  const show = () => {
    const total = sum(field.value);
    output.textContent = total === null ? "" : `= ${total.toLocaleString(document.documentElement.lang)}`;
  };
  field.addEventListener("input", show);
  show();
}

const all = find("#all");
if (all) {
  const boxes = [...document.querySelectorAll("[name=entry]")];
  all.closest("label").hidden = false;
  all.addEventListener("change", () => boxes.forEach((box) => (box.checked = all.checked)));
  document.addEventListener("change", () => {
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && !all.checked;
  });
}

find("[aria-invalid]")?.focus();
