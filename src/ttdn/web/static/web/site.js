"use strict";
/* Small comforts; every page works without this file. */
(function () {
  /* Going back shows the form that was sent: it keeps its token, so that sending it again has no second effect. */
  const tokens = Array.from(document.querySelectorAll("input[name=once]"));
  const known = (window.history.state || {}).once || [];
  if (known.length === tokens.length) tokens.forEach(function (field, place) { field.value = known[place]; });
  else window.history.replaceState({ once: tokens.map(function (field) { return field.value; }) }, "");
  /* A text being written (form[data-keep]) is saved before the page is left by a link or by another form. */
  let saving = Promise.resolve();
  let saved = function () {};
  document.addEventListener("input", function (event) {
    const form = event.target.closest("form[data-keep]");
    if (form) form.dataset.unsaved = String(Number(form.dataset.unsaved || 0) + 1);
  });
  document.addEventListener("htmx:beforeRequest", function (event) {
    const form = event.detail.elt;
    if (!form.matches("form[data-keep]")) return;
    form.dataset.sending = form.dataset.unsaved || "0";
    saving = new Promise(function (done) { saved = done; });
  });
  document.addEventListener("htmx:afterSettle", function () { saved(); });
  document.addEventListener("htmx:afterRequest", function (event) {
    const form = event.detail.elt;
    if (!form.matches("form[data-keep]")) return;
    if (event.detail.successful && form.dataset.sending === form.dataset.unsaved) delete form.dataset.unsaved;
    if (!event.detail.successful) saved();
  });
  function saveFirst(event, leave) {
    const form = document.querySelector("form[data-keep]");
    if (!form || !form.dataset.unsaved || event.defaultPrevented || form === event.target) return;
    event.preventDefault();
    saving.then(function () {
      if (!form.dataset.unsaved) return leave();
      return fetch(form.action, { method: "POST", body: new FormData(form) }).then(function (answer) {
        if (!answer.ok) return form.submit();
        delete form.dataset.unsaved;
        leave();
      });
    }).catch(function () { form.submit(); });
  }
  document.addEventListener("submit", function (event) {
    const form = event.target, button = event.submitter;
    saveFirst(event, function () { form.requestSubmit(button); });
    if (form.dataset.keep !== undefined) delete form.dataset.unsaved;
  });
  document.addEventListener("click", function (event) {
    const link = event.target.closest("a[href]");
    if (!link || link.target || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.getAttribute("href").startsWith("#")) return;
    saveFirst(event, function () { window.location.assign(link.href); });
  });
  window.addEventListener("beforeunload", function (event) {
    const form = document.querySelector("form[data-keep]");
    if (form && form.dataset.unsaved) event.preventDefault();
  });
  /* One submission per click: the once token refuses the second, this spares the round trip. */
  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    window.setTimeout(function () { delete form.dataset.sent; }, 8000);
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
  });
  /* Filters that say so apply themselves. */
  document.addEventListener("change", function (event) {
    const form = event.target.closest("form[data-autosubmit]");
    if (form) form.requestSubmit();
  });
  /* A menu closes when the reader clicks elsewhere or presses Escape. */
  document.addEventListener("click", function (event) {
    document.querySelectorAll("details.dropdown[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.dropdown[open]").forEach(function (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });
  /* A table wider than the screen is scrolled by the arrow keys too (browsers that do not see to it themselves). */
  function reachTables() {
    document.querySelectorAll(".table-wrap").forEach(function (wrap) {
      if (wrap.scrollWidth > wrap.clientWidth) wrap.tabIndex = 0;
      else wrap.removeAttribute("tabindex");
    });
  }
  reachTables();
  window.addEventListener("resize", reachTables);
  document.addEventListener("htmx:afterSettle", reachTables);
  /* htmx: send the CSRF token, and show refusals (they carry a sentence for the reader). */
  document.addEventListener("htmx:configRequest", function (event) {
    const field = document.querySelector("input[name=csrfmiddlewaretoken]");
    if (field) event.detail.headers["X-CSRFToken"] = field.value;
  });
  document.addEventListener("htmx:beforeSwap", function (event) {
    if ([400, 403, 404, 409, 422].includes(event.detail.xhr.status)) event.detail.shouldSwap = true;
  });
})();
