// A sitting by keyboard: go from one to the next and choose what each is. It only fills in the form that is there
// already; nothing is saved before the person saves. Keys can be switched off, and stay off in this browser; they are
// never taken while somebody types, nor together with Ctrl, Alt or Meta.
// The form says what its keys mean: data-sitting='{"one": "signal", "keys": {"n": "noted"}, "atOnce": ["noted"],
// "moves": {"j": "next", "p": "back"}, "stock": {}}'. atOnce: choices after which it goes on to the next. stock: words
// ready to use by choice, chosen with 1 to 9 from a <select> of their own.
const form = document.querySelector("form[data-sitting]");
const told = JSON.parse(form.dataset.sitting);
const bar = document.querySelector("[data-keys]");
const toggle = bar.querySelector("[data-keys-toggle]");
const help = bar.querySelector("[data-keys-help]");
const status = bar.querySelector("[data-keys-status]");
const ones = [...form.querySelectorAll("[data-one]")];
const save = form.querySelector("[data-save]");
const KEPT = "trigpoint.keys";
const OUTCOMES = told.keys;
const STOCK = told.stock ?? {};
const done = []; // every change, by key, mouse or arrow: which one, and what was chosen before
let was = [];
let isOn = true;

function here() {
  return ones.findIndex((one) => one.contains(document.activeElement));
}

function go(place) {
  const target = place < ones.length ? ones[Math.max(place, 0)] : save;
  target.focus();
  target.scrollIntoView({ block: "nearest" });
}

function radio(one, value) {
  return one.querySelector(`input[type="radio"][value="${value}"]`);
}

function name(one) {
  return `${one.querySelector("h3").textContent.trim()}, ${told.one} ${ones.indexOf(one) + 1}`;
}

function reason(one) {
  return one.querySelector('input[type="text"], textarea');
}

function chosen(one) {
  return one.querySelector('input[type="radio"]:checked')?.value ?? "";
}

function remember() {
  was = ones.map(chosen);
}

// What is chosen now was not before: it can be taken back.
function note(place) {
  const now = chosen(ones[place]);
  if (now !== was[place]) {
    done.push([place, was[place]]);
    was[place] = now;
  }
}

function tell(words) {
  const answered = ones.filter(chosen).length;
  status.textContent = `${words} ${answered} of ${ones.length} answered; nothing is saved yet.`.trim();
}

function choose(value) {
  const place = here();
  if (place < 0) {
    go(0);
    return;
  }
  const one = ones[place];
  const choice = radio(one, value);
  if (!choice) {
    tell("That cannot be chosen here.");
    return;
  }
  choice.checked = true;
  note(place);
  offer(one);
  tell(`${choice.labels[0].dataset.words}.`);
  if (told.atOnce.includes(value)) {
    go(place + 1);
  } else if (!STOCK[value]) {
    reason(one).focus();
  }
}

// Shows the words that are ready for what was chosen, with their keys.
function offer(one) {
  const list = one.querySelector("[data-stock]");
  if (!list) {
    return;
  }
  const words = STOCK[chosen(one)] ?? [];
  list.replaceChildren(...words.map((each) => {
    const line = document.createElement("li");
    line.textContent = each;
    return line;
  }));
  list.hidden = words.length === 0 || !isOn;
}

// One of the words that are ready, and on to the next.
function take(number) {
  const place = here();
  const words = place < 0 ? undefined : STOCK[chosen(ones[place])]?.[number - 1];
  if (!words) {
    return false;
  }
  ones[place].querySelector("select").value = words;
  tell(`${words}`);
  go(place + 1);
  return true;
}

function undo() {
  const last = done.pop();
  if (!last) {
    tell("Nothing to take back.");
    return;
  }
  const [place, value] = last;
  const choice = radio(ones[place], value);
  choice.checked = true;
  offer(ones[place]);
  was[place] = value;
  go(place);
  tell(`Taken back, ${name(ones[place])}: ${choice.labels[0].dataset.words}.`);
}

function back() {
  const place = here();
  const isBehind =
    ones.at(-1).compareDocumentPosition(document.activeElement) & Node.DOCUMENT_POSITION_FOLLOWING;
  go(place < 0 && isBehind ? ones.length - 1 : place - 1);
}

function changed(event) {
  if (event.target.type === "radio") {
    offer(event.target.closest("[data-one]"));
    note(ones.findIndex((one) => one.contains(event.target)));
  }
  tell("");
}

const MOVES = {
  next: () => go(here() + 1),
  back,
  undo,
  words: () => here() >= 0 && reason(ones[here()]).focus(),
  save: () => save.focus(),
  help: () => {
    help.open = !help.open;
  },
};
const ARROWS = { ArrowDown: "next", ArrowUp: "back" };

function isTyping(element) {
  return element.matches('textarea, select, [contenteditable], input:not([type="radio"])');
}

function typed(event) {
  const place = here();
  if (event.key === "Escape" && place >= 0) {
    go(place);
  } else if (event.key === "Enter" && !event.shiftKey && event.target === reason(ones[place] ?? form)) {
    // Else the browser would save the whole sitting.
    event.preventDefault();
    go(place + 1);
  }
}

function pressed(event) {
  if (!isOn || event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) {
    return;
  }
  if (isTyping(event.target)) {
    typed(event);
    return;
  }
  // Arrows belong to the page and to groups of radio buttons; they move only from one itself.
  const move = ones.includes(event.target) ? ARROWS[event.key] : undefined;
  const key = event.key.toLowerCase();
  if (key in OUTCOMES) {
    event.preventDefault();
    choose(OUTCOMES[key]);
  } else if (move || key in told.moves) {
    event.preventDefault();
    MOVES[move ?? told.moves[key]]();
  } else if (/^[1-9]$/.test(key) && take(Number(key))) {
    event.preventDefault();
  }
}

function hint(one) {
  for (const [key, value] of Object.entries(OUTCOMES)) {
    const choice = radio(one, value);
    if (!choice) {
      continue;
    }
    const label = choice.labels[0];
    label.dataset.words ??= label.textContent.trim().split(":")[0];
    const shown = document.createElement("kbd");
    shown.textContent = key;
    shown.setAttribute("aria-hidden", "true");
    shown.hidden = !isOn;
    label.append(" ", shown);
  }
}

function turn(on) {
  isOn = on;
  toggle.textContent = on ? toggle.dataset.off : toggle.dataset.on;
  help.hidden = !on;
  for (const shown of form.querySelectorAll("label kbd")) {
    shown.hidden = !on;
  }
  ones.forEach(offer);
}

function kept() {
  try {
    return localStorage.getItem(KEPT) !== "off";
  } catch {
    return true; // a browser that keeps nothing
  }
}

function keep(on) {
  try {
    localStorage.setItem(KEPT, on ? "on" : "off");
  } catch {
    // It holds for this page.
  }
}

if (ones.length > 0) {
  for (const one of ones) {
    one.tabIndex = -1;
    hint(one);
  }
  toggle.addEventListener("click", () => {
    turn(!isOn);
    keep(isOn);
  });
  document.addEventListener("keydown", pressed);
  form.addEventListener("change", changed);
  remember();
  window.addEventListener("pageshow", remember); // browsers fill in what was chosen before a reload
  turn(kept());
  bar.hidden = false;
}
