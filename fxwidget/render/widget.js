(({ dataset }) => {
  if (dataset.reload) setTimeout(() => location.reload(), dataset.reload * 1000);
  const old = document.getElementById("old-copy"), until = Date.parse(dataset.until);
  const look = () => { if (Date.now() >= until) old.hidden = false; };
  if (old) { look(); setInterval(look, 15000); }
})(document.documentElement);
