// What pages gain when scripts run. Every page works without this file.
(() => {
  "use strict";
  const words = document.getElementById("trouble-words")?.dataset ?? {};
  const signInPath = document.body.dataset.signIn || "/accounts/login/";

  // --- one plain sentence when the server gave no usable answer ---------------------------------------------

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  function tell(sentence, { signIn = false } = {}) {
    silence();
    const dismiss = element("button", { type: "button", class: "btn" }, words.dismiss ?? "Dismiss");
    dismiss.addEventListener("click", silence);
    const actions = element("div", { class: "actions" }, dismiss);
    if (signIn) actions.prepend(element("a", { class: "btn go", href: signInPath, target: "_blank", rel: "noopener" }, words.signIn));
    const body = element("div", { class: "stack" }, element("p", {}, sentence), actions);
    document.getElementById("content").prepend(element("div", { id: "trouble", class: "message error trouble", role: "alert" }, body));
  }

  function silence() {
    document.getElementById("trouble")?.remove();
  }

  function wholePage(xhr) {
    return /^\s*<!doctype html/i.test(xhr.responseText.slice(0, 200));
  }

  function cameToSignIn(xhr) {
    return Boolean(xhr.responseURL) && new URL(xhr.responseURL).pathname === signInPath;
  }

  function isPoll(detail) {
    return detail.requestConfig.verb === "get" && detail.requestConfig.elt.hasAttribute("data-refresh");
  }

  function someoneTypesIn(target) {
    const active = document.activeElement;
    return target.contains(active) && active.matches("input, select, textarea");
  }

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, target } = event.detail;
    if (cameToSignIn(xhr) && location.pathname !== signInPath) {
      event.detail.shouldSwap = false;
      tell(words.signedOut, { signIn: true });
    } else if (xhr.status >= 400 && event.detail.shouldSwap && wholePage(xhr)) {
      event.detail.shouldSwap = false;
      tell(words[xhr.status] ?? words.other);
    } else if (isPoll(event.detail) && someoneTypesIn(target)) {
      event.detail.shouldSwap = false;
    } else if (xhr.status < 400 || event.detail.shouldSwap) {
      silence();
    }
    if (event.detail.shouldSwap) remember(target);
  });
  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    tell(words[status] ?? (status >= 500 ? words[500] : words.other));
  });
  for (const failure of ["htmx:sendError", "htmx:timeout"]) {
    // A poll that fails says nothing: the page still shows when it was true, and the next one may pass.
    document.addEventListener(failure, (event) => isPoll(event.detail) || tell(words.offline));
  }

  // --- the reader's place survives a refresh ------------------------------------------------------------------

  const kept = new WeakMap();

  function remember(target) {
    const active = target.contains(document.activeElement) ? document.activeElement : null;
    const open = [...target.querySelectorAll("details[open][id]")].map((details) => details.id);
    kept.set(target, { open, id: active?.id, href: active?.getAttribute("href") });
  }

  document.addEventListener("htmx:afterSettle", (event) => {
    const settled = event.detail.elt;
    const before = kept.get(event.detail.target);
    const root = settled.isConnected ? settled : document;
    for (const id of before?.open ?? []) document.getElementById(id)?.setAttribute("open", "");
    if (document.activeElement === document.body && before?.href && !before.id) {
      [...root.querySelectorAll("a[href]")].find((a) => a.getAttribute("href") === before.href)?.focus({ preventScroll: true });
    }
    prepare(root);
  });

  // --- counters: − n + around a number input ------------------------------------------------------------------

  function step(button) {
    const input = button.parentElement.querySelector("input");
    const { min, max } = input;
    const next = (Number.parseInt(input.value, 10) || 0) + Number(button.dataset.step);
    input.value = Math.min(max === "" ? Infinity : Number(max), Math.max(min === "" ? 0 : Number(min), next));
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // --- position of this device --------------------------------------------------------------------------------

  function write(id, value) {
    const input = id && document.getElementById(id);
    if (!input) return;
    input.value = value;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // A choice of precisions takes the first that is no finer than the device's own accuracy.
  function writeAccuracy(id, metres) {
    const choices = [...(document.getElementById(id)?.options ?? [])];
    const coarse = choices.find((option) => Number(option.dataset.metres) >= metres);
    if (!choices.length) write(id, metres);
    else if (coarse) write(id, coarse.value);
  }

  function usePosition(button) {
    const said = button.parentElement.querySelector("[data-position-said]");
    const say = (sentence) => { said.hidden = false; said.textContent = sentence; };
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      write(button.dataset.lat, coords.latitude.toFixed(5));
      write(button.dataset.lon, coords.longitude.toFixed(5));
      writeAccuracy(button.dataset.accuracy, Math.max(1, Math.round(coords.accuracy)));
      say(`${coords.latitude.toFixed(5)}, ${coords.longitude.toFixed(5)} ± ${Math.round(coords.accuracy)} m`);
      button.disabled = false;
    }, () => {
      say(words.noPosition);
      button.disabled = false;
    }, { enableHighAccuracy: true, timeout: 20_000, maximumAge: 30_000 });
  }

  document.addEventListener("click", (event) => {
    const stepper = event.target.closest("[data-step]");
    if (stepper) step(stepper);
    const position = event.target.closest("[data-use-position]");
    if (position) usePosition(position);
    const link = event.target.closest(".error-summary a[href^='#']");
    if (link) goToField(event, link);
    for (const menu of document.querySelectorAll("details.drop[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.drop[open]")) { menu.open = false; menu.querySelector("summary").focus(); }
  });

  function goToField(event, link) {
    const field = document.getElementById(link.hash.slice(1));
    const input = field?.querySelector("input:checked, input:not([type=hidden]), select, textarea");
    if (!input) return;
    event.preventDefault();
    field.scrollIntoView({ block: "start" });
    input.focus({ preventScroll: true });
  }

  // A form on its way is not sent twice by a second tap; the server would answer with the same receipt anyway.
  document.addEventListener("submit", (event) => {
    if (event.target.method !== "post" || event.target.matches("[hx-post]")) return;
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "yes";
    setTimeout(() => delete event.target.dataset.sent, 4000);
  });
  addEventListener("pageshow", () => { for (const form of document.forms) delete form.dataset.sent; });

  function prepare(root) {
    for (const button of root.querySelectorAll("[data-step]")) button.hidden = false;
    if ("geolocation" in navigator) for (const button of root.querySelectorAll("[data-use-position]")) button.hidden = false;
    root.querySelector("#error-summary, [data-focus]")?.focus();
  }

  prepare(document);
})();
