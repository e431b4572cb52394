/* The few behaviours that pages share; pages ask for them by data attributes, never by inline script. */
(function () {
  "use strict";

  // data-confirm="question" on a form or button: asks before submitting.
  document.addEventListener("submit", function (event) {
    var asker = event.submitter && event.submitter.dataset.confirm ? event.submitter : event.target;
    if (asker.dataset.confirm && !window.confirm(asker.dataset.confirm)) {
      event.preventDefault();
      return;
    }
    // A form is sent once: a second click while the answer is on its way does nothing.
    var form = event.target;
    if (form.method === "post") {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "yes";
      window.setTimeout(function () { delete form.dataset.sent; }, 5000);
    }
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
  });

  // data-print on a button: prints the page.
  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-print]")) { window.print(); }
  });

  // Tables behind a switch are on paper too: what a picture shows can be checked there.
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll(".picture-switch:not([open])").forEach(function (one) { one.open = true; one.dataset.printed = "yes"; });
  });
  window.addEventListener("afterprint", function () {
    document.querySelectorAll(".picture-switch[data-printed]").forEach(function (one) { one.open = false; delete one.dataset.printed; });
  });

  // data-check-all="name" on a checkbox: ticks all of that name in its form.
  document.addEventListener("change", function (event) {
    var name = event.target.dataset ? event.target.dataset.checkAll : "";
    if (name) {
      event.target.form.querySelectorAll('input[name="' + name + '"]').forEach(function (box) { box.checked = event.target.checked; });
    }
  });

  // data-submit-on-change on a select: sends its form.
  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-submit-on-change]")) { event.target.form.requestSubmit(); }
  });

  // A clause or reading opens beside what is being read: its own page, in a dialog. With a key held it is a link like any other.
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a.cited"), dialog = document.getElementById("cited");
    var asks = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!link || !dialog || !window.htmx || asks) { return; }
    event.preventDefault();
    dialog.querySelector("[data-whole]").href = link.href;
    window.htmx.ajax("GET", link.href, {
      target: "#cited-text",
      select: ".page-title, .page-header .text-secondary, #content > .container-fluid",
      swap: "innerHTML"
    }).then(function () { if (!dialog.open) { dialog.showModal(); } dialog.scrollTop = 0; });
  });

  // Polling by htmx is not use of the session (see IdleLogoutMiddleware).
  document.addEventListener("htmx:configRequest", function (event) {
    var trigger = event.detail.elt.getAttribute("hx-trigger") || "";
    if (trigger.indexOf("every") !== -1) { event.detail.headers["X-Poll"] = "1"; }
  });

  // "/" goes to the box that finds anything, unless somebody is typing.
  document.addEventListener("keydown", function (event) {
    var box = document.querySelector(".canbao-find input[name='find']");
    if (event.key === "/" && box && !event.ctrlKey && !event.metaKey && !event.target.closest("input, textarea, select")) {
      event.preventDefault();
      box.focus();
    }
  });

  // The first wrong field after a refused form gets the keyboard.
  var wrong = document.querySelector("[aria-invalid='true']");
  if (wrong) { wrong.focus(); }
})();
