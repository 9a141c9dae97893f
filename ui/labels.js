/* What Streamlit leaves out for screen readers, and what it says in English only.

   `ui/scripts.py` calls `kakehashiLabels(words)`.  Streamlit draws anew at will, so the page is
   looked through after every change: roles of our containers, the language of texts on links
   and buttons, labels of Streamlit's own, and the colour scheme of what lies over the page.
   No "<" may stand before a letter in this file (see keyboard.js). */
function kakehashiLabels(words) {
  const LABELS = ':is(a, button, label, summary) p, [role="option"]';
  const known = words.builtin.map(([from, to]) => [pattern(from), to]);

  document.documentElement.lang = words.language;

  function pattern(text) {
    const escaped = text.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
    return new RegExp('^' + escaped.replace(/\{\w+\}/, '(.+)') + '$');
  }

  function translated(text) {
    for (const [from, to] of known) {
      const found = from.exec(text.trim());
      if (found) return to.replace(/\{\w+\}/, found[1]);
    }
    return text;
  }

  /* Kana and kanji make a text Japanese unless they are a word or two in an English one. */
  function languageOf(text) {
    const japanese = (text.match(/[\u3040-\u30ff\u3400-\u9fff]/g) || []).length;
    const latin = (text.match(/[A-Za-z]/g) || []).length;
    if (japanese && japanese * 2 >= latin) return 'ja';
    return latin > 2 ? 'en' : '';
  }

  function set(element, name, value) {
    if (value ? element.getAttribute(name) === value : !element.hasAttribute(name)) return;
    if (value) element.setAttribute(name, value);
    else element.removeAttribute(name);
  }

  function all(selector, act) {
    document.querySelectorAll(selector).forEach(act);
  }

  function tidy() {
    all(LABELS, (label) => {
      const around = label.parentElement.closest('[lang]')?.lang;
      const own = languageOf(label.textContent);
      set(label, 'lang', own === around ? '' : own);
    });
    all('[aria-label]', (each) => {
      set(each, 'aria-label', translated(each.getAttribute('aria-label')));
    });
    all('[data-testid="stSkipToContent"]', (each) => {
      const text = each.firstChild;
      if (text && translated(text.data) !== text.data) text.data = translated(text.data);
    });
    all('[data-testid="stFileUploaderDropzone"] button:has(p)', (each) => {
      set(each, 'aria-label', words.upload);
    });
    all('.st-key-k-navigation', (each) => {
      set(each, 'role', 'navigation');
      set(each, 'aria-label', words.navigation);
    });
    all('[data-testid="stForm"]:has(input[type="search"])', (each) => set(each, 'role', 'search'));
    const level = document.querySelector('.st-key-k-list') ? '3' : '2';
    all('[class*="st-key-k-title-"]', (each) => {
      set(each, 'role', 'heading');
      set(each, 'aria-level', level);
    });
    /* Popovers lie outside the app's element, which alone knows whether it is dark. */
    const app = document.querySelector('[data-testid="stApp"]');
    const scheme = app && getComputedStyle(app).colorScheme;
    if (scheme && document.documentElement.style.colorScheme !== scheme) {
      document.documentElement.style.colorScheme = scheme;
    }
  }

  let waiting = 0;
  const observer = new MutationObserver(() => {
    waiting ||= setTimeout(() => {
      waiting = 0;
      tidy();
      observer.takeRecords();
    }, 30);
  });
  observer.observe(document.body, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: ['aria-label', 'class'],
  });
  tidy();
  return () => {
    observer.disconnect();
    clearTimeout(waiting);
  };
}
