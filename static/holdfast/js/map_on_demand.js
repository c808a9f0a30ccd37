// A map that nobody asked for costs nothing: its styles and scripts are fetched on the first tap.
(() => {
  "use strict";

  function stylesheet(address) {
    const link = document.createElement("link");
    Object.assign(link, { rel: "stylesheet", href: address });
    document.head.append(link);
  }

  function script(address) {
    return new Promise((done, failed) => {
      const element = document.createElement("script");
      Object.assign(element, { src: address, async: false, onload: done, onerror: failed });
      document.head.append(element);
    });
  }

  async function open(box) {
    const button = box.querySelector("[data-map-open]");
    const { styles, scripts, wordsFailed } = box.dataset;
    button.disabled = true;
    box.append(box.querySelector("template").content.cloneNode(true));
    try {
      styles.split(" ").forEach(stylesheet);
      for (const address of scripts.split(" ")) await script(address);
      button.remove();
    } catch {
      box.querySelector(".map").remove();
      button.disabled = false;
      button.textContent = wordsFailed;
    }
  }

  function prepare(root) {
    for (const button of root.querySelectorAll("[data-map-open]")) button.hidden = false;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-map-open]");
    if (button) open(button.closest("[data-map-on-demand]"));
  });
  document.addEventListener("htmx:afterSettle", () => prepare(document));
  prepare(document);
})();
