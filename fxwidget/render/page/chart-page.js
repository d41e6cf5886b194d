// The page of a chart asks for itself again, and shows what has changed.
((state, body) => {
  let until = Date.parse(state.until), shown;
  const one = {
    idle: () => false,
    show: ({ text, answer, ...source }) => {
      if (shown !== text) renew(document, answer.querySelector(".chart").cloneNode(true));
      shown = text;
      until = Date.parse(source.state.until);
      one.age(passed() + source.ahead);
    },
    age: now => {
      const old = body.querySelector(".old-copy");
      if (old) old.hidden = !(now >= until);
    },
  };
  crosshair(body.querySelector(".chart"));
  join(location.href.split("#")[0], one, Date.now() >= until ? 0 : pace(state));
})(document.documentElement.dataset, document.body);
