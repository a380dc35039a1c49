// @ts-check
// Runs before Streamlit's scripts; see first.py.
(() => {
  // Each page stands right below the server's own path. Streamlit would try the page's address first, and get a 404.
  Object.assign(window, { __streamlit: { BACKEND_BASE_URL: new URL(".", location.href).href } });

  /** @type {{on: ((event: PopStateEvent) => void)|null}} who is offered each Back before Streamlit */
  const back = { on: null };
  Object.assign(window, { __tracewalkBack: back });
  addEventListener("popstate", (event) => back.on?.(event));

  // A switch of pages with parameters comes as two pushes: the old page with the new parameters, then the new page.
  // Back must not stop between them, so the second takes the place of the first.
  const push = history.pushState;
  /** @type {string|null} */
  let between = null;
  history.pushState = function (state, unused, to) {
    const url = new URL(to ?? location.href, document.baseURI);
    const moved = url.pathname !== location.pathname;
    const asked = url.search !== location.search;
    if (between === location.href && moved && !asked) {
      between = null;
      history.replaceState(state, unused, to);
      return;
    }
    between = !moved && asked ? url.href : null;
    push.call(history, state, unused, to);
  };
})();
