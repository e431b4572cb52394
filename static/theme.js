/* Light or dark, as the officer's machine is set; loaded before the page is drawn, so that nothing flashes. Paper is light. */
(function () {
  "use strict";
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  var root = document.documentElement;
  function show(isDark) { root.setAttribute("data-bs-theme", isDark ? "dark" : "light"); }
  show(dark.matches);
  dark.addEventListener("change", function () { show(dark.matches); });
  window.addEventListener("beforeprint", function () { show(false); });
  window.addEventListener("afterprint", function () { show(dark.matches); });
})();
