// Puts the text of a .k-copy button on the clipboard and says so beside it.  Where there is no
// clipboard (plain HTTP), the text is copied from a field that is gone at once.
function kakehashiCopies(words) {
  const copy = async (event) => {
    const button = event.target.closest?.('.k-copy');
    if (!button) return;
    const text = button.dataset.text;
    let done = true;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const field = document.createElement('textarea');
      field.value = text;
      document.body.append(field);
      field.select();
      done = document.execCommand('copy');
      field.remove();
      button.focus();
    }
    const status = button.parentElement?.querySelector('[role=status]');
    if (status) status.textContent = done ? words.copied : words.failed;
  };
  document.addEventListener('click', copy);
  return () => document.removeEventListener('click', copy);
}
