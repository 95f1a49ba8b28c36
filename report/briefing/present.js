// Shows the pictures of a briefing one after the other over the whole window: in the program and in the file to take along.
// `briefing`: pictures (gzipped SVG in base64), titles, first (from 0), leave (an address within the program, or nothing).
(briefing => {
  const stage = document.querySelector(".td-show");
  if (!stage || stage.dataset.on) return;
  stage.dataset.on = "1";
  const [picture, counter, black] = ["img", ".td-show-counter", ".td-show-black"].map(one => stage.querySelector(one));
  const last = briefing.pictures.length - 1;
  const opened = [];
  let at = 0, byKey = false, touched = null;

  const inflate = async packed => {
    const bytes = Uint8Array.from(atob(packed), letter => letter.charCodeAt(0));
    const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return URL.createObjectURL(new Blob([await new Response(plain).arrayBuffer()], { type: "image/svg+xml" }));
  };
  const address = place => opened[place] ??= inflate(briefing.pictures[place]);

  const show = async place => {
    at = Math.min(Math.max(place, 0), last);
    black.hidden = true;
    counter.textContent = `${at + 1}/${last + 1}`;
    const wanted = at, ready = await address(at);
    if (wanted !== at) return;
    picture.src = ready;
    picture.alt = briefing.titles[at];
    if (at < last) address(at + 1);
  };

  const leave = () => {
    if (document.fullscreenElement) document.exitFullscreen();
    if (!briefing.leave) return;
    ended.abort();
    history.pushState({}, "", briefing.leave);
    dispatchEvent(new PopStateEvent("popstate"));
  };
  const whole = () => {
    byKey = !!document.fullscreenElement;
    byKey ? document.exitFullscreen() : document.documentElement.requestFullscreen?.();
  };
  const act = {
    next: () => show(at + 1), back: () => show(at - 1), first: () => show(0), last: () => show(last),
    black: () => { black.hidden = !black.hidden; }, whole, leave,
  };
  const keys = {
    ArrowRight: "next", ArrowDown: "next", PageDown: "next", " ": "next", Enter: "next", ArrowLeft: "back", ArrowUp: "back",
    PageUp: "back", Backspace: "back", Home: "first", End: "last", b: "black", B: "black", f: "whole", F: "whole", Escape: "leave",
  };

  const ended = new AbortController();
  const on = (where, what, then) => where.addEventListener(what, event => stage.isConnected ? then(event) : ended.abort(),
    { signal: ended.signal, capture: true, passive: false });
  on(window, "keydown", event => {
    event.stopPropagation();  // nothing underneath is to be moved
    const wanted = keys[event.key];
    if (!wanted || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.("button") && [" ", "Enter"].includes(event.key)) return;
    event.preventDefault();
    act[wanted]();
  });
  on(stage, "click", event => {
    const pressed = event.target.closest("[data-do]");
    act[pressed ? pressed.dataset.do : event.clientX < innerWidth / 2 ? "back" : "next"]();
  });
  on(stage, "touchstart", event => { touched = event.changedTouches[0]; });
  on(stage, "touchend", event => {
    const moved = touched ? event.changedTouches[0].clientX - touched.clientX : 0;
    if (Math.abs(moved) > 40) { event.preventDefault(); act[moved < 0 ? "next" : "back"](); }
  });
  // the browser takes Esc for itself on a full screen: leaving that leaves the show, unless F asked for it
  on(document, "fullscreenchange", () => {
    if (!document.fullscreenElement && !byKey) leave();
    byKey = false;
  });
  let rest;
  const awake = () => {
    stage.classList.add("td-awake");
    clearTimeout(rest);
    rest = setTimeout(() => stage.classList.remove("td-awake"), 2500);
  };
  on(window, "pointermove", awake);
  awake();
  show(briefing.first);
  stage.focus();
})
