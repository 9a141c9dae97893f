/* The keys of the app: one listener for the document, replaced when the language changes.

   `ui/scripts.py` calls `kakehashiKeys(words)`.  A key only clicks or focuses what is on the
   page; where that is absent it does nothing.  No "<" may stand before a letter in this file:
   Streamlit's sanitizer would drop the whole script. */
function kakehashiKeys(words) {
  const TITLES = '[class*="st-key-k-title-"] a';
  const TYPED = 'textarea, select, [role="combobox"], [role="textbox"], [role="searchbox"],'
    + 'input:not([type="checkbox"], [type="radio"], [type="button"], [type="submit"])';

  const find = (selector) => document.querySelector(selector);
  const results = () => [...document.querySelectorAll('[class*="st-key-k-hit-"]')]
    .filter(title);
  /* A link with a tooltip is there twice, once for small screens. */
  const title = (result) => [...result.querySelectorAll(TITLES)]
    .find((link) => link.getClientRects().length);
  const focused = () => document.activeElement?.closest('[class*="st-key-k-hit-"]');

  function typing(event) {
    const target = event.composedPath()[0];
    return target instanceof Element && (target.isContentEditable || target.closest(TYPED));
  }

  function click(selector) {
    const button = find(selector);
    if (!button || button.disabled) return false;
    button.click();
    return true;
  }

  function step(by) {
    const stops = results();
    const at = stops.indexOf(focused());
    const next = at === -1 ? (by > 0 ? 0 : -1) : at + by;
    if (next === stops.length) {
      const more = find('.st-key-more button');
      more?.focus();
      return Boolean(more);
    }
    const result = stops[next];
    if (!result) return false;
    title(result).focus({preventScroll: true, focusVisible: true});
    result.scrollIntoView({block: 'start'});
    return true;
  }

  /* Back from the button under the results, `k` finds the last of them. */
  function back() {
    if (!document.activeElement?.closest('.st-key-more')) return step(-1);
    title(results().at(-1)).focus({focusVisible: true});
    return true;
  }

  function searchBox(left) {
    const box = find('input[type="search"]');
    if (box) {
      box.focus();
      box.select();
    } else if (left > 0) {
      setTimeout(() => searchBox(left - 1), 100);
    }
  }

  function search() {
    if (!find('input[type="search"]') && !click('.st-key-k-navigation a')) return false;
    searchBox(150);  // a busy machine takes its time
    return true;
  }

  function other() {
    const result = focused();
    if (result) {
      const link = result.querySelector('[class*="st-key-k-other-"] a');
      link?.click();
      return Boolean(link);
    }
    const editions = [...document.querySelectorAll('.st-key-edition [role="radio"]')];
    const shown = editions.findIndex((each) => each.getAttribute('aria-checked') === 'true');
    const next = editions[(shown + 1) % editions.length];
    next?.click();
    return Boolean(next);
  }

  function element(name, text, style) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (style) made.className = style;
    return made;
  }

  function help() {
    const open = find('dialog.k-keys');
    if (open) {
      open.close();
      return true;
    }
    const dialog = element('dialog', '', 'k-keys');
    const heading = element('h2', words.title);
    heading.id = 'k-keys-title';
    dialog.setAttribute('aria-labelledby', heading.id);
    const list = element('dl');
    for (const [key, meaning] of words.keys) {
      const name = element('dt');
      name.append(element('kbd', key));
      list.append(name, element('dd', meaning));
    }
    const close = element('button', words.close);
    close.type = 'button';
    close.addEventListener('click', () => dialog.close());
    dialog.addEventListener('close', () => dialog.remove());
    dialog.append(heading, list, element('p', words.note), close);
    document.body.append(dialog);
    dialog.showModal();
    return true;
  }

  const actions = {
    '/': search,
    j: () => step(1),
    k: back,
    '[': () => click('.st-key-hit-previous button'),
    ']': () => click('.st-key-hit-next button'),
    t: other,
    b: () => Boolean(window.kakehashiAdd?.()),
    '?': help,
  };

  function press(event) {
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
    if (event.ctrlKey || event.altKey || event.metaKey || typing(event)) return;
    if (find('dialog.k-keys') ? event.key !== '?' : find('[data-testid="stDialog"]')) return;
    if (Object.hasOwn(actions, event.key) && actions[event.key]()) event.preventDefault();
  }

  function ask(event) {
    if (event.target instanceof Element && event.target.closest('.k-keys-open')) help();
  }

  document.addEventListener('keydown', press);
  document.addEventListener('click', ask);
  return () => {
    document.removeEventListener('keydown', press);
    document.removeEventListener('click', ask);
    find('dialog.k-keys')?.close();
  };
}
