/** The one script of the demo pages: views that change without loading, and an event of the shop's own. */
export const SCRIPT = `"use strict";
const VIEWS = {
  "/demo/app": ["Today", "High water 06:12 and 18:41, low water 12:20."],
  "/demo/app/week": ["This week", "Spring tides on Thursday; the ebb runs hardest after noon."],
  "/demo/app/stations": ["Stations", "Cuxhaven, Saint-Malo, Bristol, Hook of Holland."],
};

function show(path) {
  const view = VIEWS[path];
  const place = document.getElementById("view");
  if (!view || !place) return;
  document.title = view[0] + " · Tideway";
  place.replaceChildren(Object.assign(document.createElement("h1"), { textContent: view[0] }),
    Object.assign(document.createElement("p"), { textContent: view[1] }));
  for (const link of document.querySelectorAll("nav.views a"))
    link.toggleAttribute("aria-current", new URL(link.href).pathname === path);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-view]");
  if (link && !event.metaKey && !event.ctrlKey && event.button === 0) {
    event.preventDefault();
    history.pushState({}, "", link.href);
    show(location.pathname);
  }
  const plan = event.target.closest("[data-plan]")?.dataset.plan;
  if (plan) window.footfall?.track?.("signup", { plan });
});
addEventListener("popstate", () => show(location.pathname));
show(location.pathname);
`;
