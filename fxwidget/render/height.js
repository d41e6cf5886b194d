(() => {
  if (parent === self) return;
  const secret = (/secret=(\w{1,64})/.exec(location.hash) || [])[1];
  let last;
  new ResizeObserver(() => {
    const value = Math.ceil(document.body.getBoundingClientRect().height);
    if (value === last) return;
    last = value;
    parent.postMessage({ message: "height", value, secret }, "*");
    parent.postMessage({ height: value }, "*");
  }).observe(document.body);
})();
