// Suggestions of organisations while somebody types whom it is about. Without this the server asks which one is meant.

const form = document.querySelector("form[data-suggestions]");
const box = form?.querySelector("[name=about]");
const list = form?.querySelector("[data-suggested]");
const count = form?.querySelector("[data-suggested-count]");
const PAUSE = 200;
let waiting = 0;
let asked = 0;

function clear(said = "") {
  list.replaceChildren();
  list.hidden = true;
  count.textContent = said;
}

function choose(value) {
  asked += 1; // an answer that is still on its way counts no more
  box.value = value;
  clear(`${value} is chosen.`);
  box.focus({ preventScroll: true });
}

function show(found) {
  clear(found.length ? `${found.length} suggestions are below the box.` : "");
  for (const each of found) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = each.text;
    button.addEventListener("click", () => choose(each.value));
    const entry = document.createElement("li");
    entry.append(button);
    list.append(entry);
  }
  list.hidden = found.length === 0;
}

async function ask() {
  const text = box.value.trim();
  asked += 1;
  const mine = asked;
  if (text.length < 2) {
    clear();
    return;
  }
  try {
    const answer = await fetch(`${form.dataset.suggestions}?q=${encodeURIComponent(text)}`);
    if (answer.ok && mine === asked) {
      show((await answer.json()).found);
    }
  } catch {
    clear(); // without a network the form asks which one is meant
  }
}

if (box && list) {
  box.setAttribute("autocomplete", "off");
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });
}
