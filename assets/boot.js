// Every page works without this; it only makes the vendored components livelier.
import { initAll } from "./vendor/govuk-6.6.0.js";

initAll();

// A table that fits needs no stop for the Tab key; one that scrolls does.
const scrollers = document.querySelectorAll(".app-scroll");
const settle = (scroller) => {
  if (scroller.scrollWidth > scroller.clientWidth) scroller.setAttribute("tabindex", "0");
  else scroller.removeAttribute("tabindex");
};
const watcher = new ResizeObserver((entries) => entries.forEach((entry) => settle(entry.target)));
scrollers.forEach((scroller) => watcher.observe(scroller));
