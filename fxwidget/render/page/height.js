(() => {
  if (parent === self) return;
  const secret = (/secret=(\w{1,64})/.exec(location.hash) || [])[1];
  const height = () => Math.ceil(document.body.getBoundingClientRect().height);
  let last;
  const tell = () => {
    last = height();
    parent.postMessage({ message: "height", value: last, secret }, "*");
    parent.postMessage({ height: last }, "*");
  };
  // WordPress hides the frame until it knows its height, and in a hidden frame nothing is observed: tell at once, and when asked.
  tell();
  addEventListener("message", ({ source, data }) => source === parent && data?.message === "ready" && tell());
  new ResizeObserver(() => height() === last || tell()).observe(document.body);
})();
