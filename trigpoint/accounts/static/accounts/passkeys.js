// Passkeys. What the server asks goes to the browser, and the browser's answer goes back in a hidden field of the form.
//
// A form says what it is for: data-passkey is "add" or "use"; data-options holds what the server asks, or
// data-options-from an address that gives it. Its part with the button is hidden until it is known to work here.

const toBytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

const known = (list = []) => list.map((each) => ({ ...each, id: toBytes(each.id) }));

async function add(asked, form) {
  const publicKey = {
    ...asked,
    challenge: toBytes(asked.challenge),
    user: { ...asked.user, id: toBytes(asked.user.id) },
    excludeCredentials: known(asked.excludeCredentials),
  };
  const alone = form.querySelector("[name=passwordless]")?.checked ?? false;
  publicKey.authenticatorSelection = {
    ...publicKey.authenticatorSelection,
    residentKey: alone ? "required" : "discouraged",
    requireResidentKey: alone,
    ...(alone ? { userVerification: "required" } : {}),
  };
  const made = await navigator.credentials.create({ publicKey });
  return answer(made, {
    attestationObject: toText(made.response.attestationObject),
  });
}

async function use(asked) {
  const publicKey = { ...asked, challenge: toBytes(asked.challenge), allowCredentials: known(asked.allowCredentials) };
  const chosen = await navigator.credentials.get({ publicKey });
  const { authenticatorData, signature, userHandle } = chosen.response;
  return answer(chosen, {
    authenticatorData: toText(authenticatorData),
    signature: toText(signature),
    ...(userHandle ? { userHandle: toText(userHandle) } : {}),
  });
}

function answer(credential, response) {
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: { clientDataJSON: toText(credential.response.clientDataJSON), ...response },
  };
}

async function options(form) {
  if (form.dataset.options) {
    return JSON.parse(form.dataset.options).publicKey;
  }
  const told = await fetch(form.dataset.optionsFrom, { headers: { Accept: "application/json" } });
  return (await told.json()).request_options.publicKey;
}

function prepare(form) {
  const problem = form.querySelector("[data-passkey-problem]");
  form.querySelector("[data-passkey-button]").addEventListener("click", async () => {
    problem.hidden = true;
    try {
      const asked = await options(form);
      const credential = await (form.dataset.passkey === "add" ? add(asked, form) : use(asked));
      form.querySelector("[name=credential]").value = JSON.stringify(credential);
      form.submit();
    } catch {
      problem.hidden = false; // refused, cancelled, too late, or none there: the page says what else can be done
    }
  });
  form.querySelector("[data-passkey-part]").hidden = false;
  form.querySelector("[data-passkey-missing]")?.remove();
}

if (window.PublicKeyCredential) {
  document.querySelectorAll("form[data-passkey]").forEach(prepare);
}
