// The page asks for itself again and shows what has changed; one that has no rates yet is loaded again.
((state, body) => {
  if (!state.until && state.reload) return setTimeout(() => location.reload(), state.reload * 1000);
  const button = body.querySelector(".pause");
  let paused = false, until = Date.parse(state.until);
  const ready = () => {
    button.hidden = false;
    button.ariaPressed = paused;
  };
  body.addEventListener("click", ({ target }) => {
    if (target.className !== "pause") return;
    paused = !paused;
    ready();
    if (!paused && source.answer) one.show(source);
    tick();
  });
  const one = {
    idle: () => paused,
    show: source => {
      if (paused) return;
      show(document, source.answer, true);
      until = Date.parse(source.state.until);
      body.querySelector("form")?.dispatchEvent(new Event("input"));
      ready();
      one.age(passed() + source.ahead);
    },
    age: now => {
      const old = body.querySelector(".old-copy");
      if (old) old.hidden = !(now >= until);
    },
  };
  ready();
  react(document);
  const source = join(location.href.split("#")[0], one, Date.now() >= until ? 0 : pace(state));
})(document.documentElement.dataset, document.body);
