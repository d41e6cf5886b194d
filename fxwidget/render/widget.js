(({ dataset }) => {
  if (dataset.reload) setTimeout(() => location.reload(), dataset.reload * 1000);
  const old = document.getElementById("old-copy"), until = Date.parse(dataset.until);
  if (old) setInterval(() => { if (Date.now() >= until) old.hidden = false; }, 15000);
})(document.documentElement);
