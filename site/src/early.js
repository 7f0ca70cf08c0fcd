// Runs before the first paint, inline: settles the theme and tells CSS that scripts work.
// Its hash goes into the content policy, so it depends on nothing.
(() => {
  const root = document.documentElement;
  root.classList.add('js');
  try {
    const theme = JSON.parse(localStorage.getItem('crossings.theme'));
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
    const width = JSON.parse(localStorage.getItem('crossings.text-width'));
    if (typeof width === 'number') root.style.setProperty('--text-width', `${width}%`);
  } catch {
    // Closed storage: the system's theme.
  }
})();
