// A sitting by keyboard: go from signal to signal and choose what each is. It only fills in the form that is there
// already; nothing is saved before the person saves. Keys can be switched off, and stay off in this browser; they are
// never taken while somebody types, nor together with Ctrl, Alt or Meta.
const form = document.querySelector("form[data-sitting]");
const bar = document.querySelector("[data-keys]");
const toggle = bar.querySelector("[data-keys-toggle]");
const help = bar.querySelector("[data-keys-help]");
const status = bar.querySelector("[data-keys-status]");
const signals = [...form.querySelectorAll("[data-signal]")];
const save = form.querySelector("[data-save]");
const KEPT = "trigpoint.keys";
const OUTCOMES = { n: "noted", r: "real", a: "artefact", k: "known", o: "no_concern", l: "" };
const done = []; // every change, by key, mouse or arrow: which signal, and what was chosen before
let was = [];
let isOn = true;

function here() {
  return signals.findIndex((signal) => signal.contains(document.activeElement));
}

function go(place) {
  const target = place < signals.length ? signals[Math.max(place, 0)] : save;
  target.focus();
  target.scrollIntoView({ block: "nearest" });
}

function radio(signal, value) {
  return signal.querySelector(`input[type="radio"][value="${value}"]`);
}

function name(signal) {
  return `${signal.querySelector("h3").textContent.trim()}, signal ${signals.indexOf(signal) + 1}`;
}

function reason(signal) {
  return signal.querySelector('input[type="text"], textarea');
}

function chosen(signal) {
  return signal.querySelector('input[type="radio"]:checked')?.value ?? "";
}

function remember() {
  was = signals.map(chosen);
}

// What is chosen now was not before: it can be taken back.
function note(place) {
  const now = chosen(signals[place]);
  if (now !== was[place]) {
    done.push([place, was[place]]);
    was[place] = now;
  }
}

function tell(words) {
  const answered = signals.filter(chosen).length;
  status.textContent = `${words} ${answered} of ${signals.length} answered; nothing is saved yet.`.trim();
}

function choose(value) {
  const place = here();
  if (place < 0) {
    go(0);
    return;
  }
  const signal = signals[place];
  const choice = radio(signal, value);
  choice.checked = true;
  note(place);
  tell(`${choice.labels[0].dataset.words}.`);
  if (value === "noted" || value === "") {
    go(place + 1);
  } else {
    reason(signal).focus();
  }
}

function undo() {
  const last = done.pop();
  if (!last) {
    tell("Nothing to take back.");
    return;
  }
  const [place, value] = last;
  const choice = radio(signals[place], value);
  choice.checked = true;
  was[place] = value;
  go(place);
  tell(`Taken back, ${name(signals[place])}: ${choice.labels[0].dataset.words}.`);
}

function back() {
  const place = here();
  const isBehind =
    signals.at(-1).compareDocumentPosition(document.activeElement) & Node.DOCUMENT_POSITION_FOLLOWING;
  go(place < 0 && isBehind ? signals.length - 1 : place - 1);
}

function changed(event) {
  if (event.target.type === "radio") {
    note(signals.findIndex((signal) => signal.contains(event.target)));
  }
  tell("");
}

const MOVES = {
  j: () => go(here() + 1),
  p: back,
  u: undo,
  w: () => here() >= 0 && reason(signals[here()]).focus(),
  s: () => save.focus(),
  "?": () => {
    help.open = !help.open;
  },
};
const ARROWS = { ArrowDown: "j", ArrowUp: "p" };

function isTyping(element) {
  return element.matches('textarea, select, [contenteditable], input:not([type="radio"])');
}

function typed(event) {
  const place = here();
  if (event.key === "Escape" && place >= 0) {
    go(place);
  } else if (event.key === "Enter" && event.target === reason(signals[place] ?? form)) {
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
  // Arrows belong to the page and to groups of radio buttons; they move only from a signal itself.
  const key = ARROWS[event.key] && signals.includes(event.target) ? ARROWS[event.key] : event.key.toLowerCase();
  if (key in OUTCOMES) {
    event.preventDefault();
    choose(OUTCOMES[key]);
  } else if (key in MOVES) {
    event.preventDefault();
    MOVES[key]();
  }
}

function hint(signal) {
  for (const [key, value] of Object.entries(OUTCOMES)) {
    const label = radio(signal, value).labels[0];
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

if (signals.length > 0) {
  for (const signal of signals) {
    signal.tabIndex = -1;
    hint(signal);
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
