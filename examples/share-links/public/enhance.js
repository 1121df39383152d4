// The one thing that a page cannot do without a script: copy. Everything else works without this file.
for (const button of document.querySelectorAll('[data-copy]')) {
  const input = document.getElementById(button.dataset.copy)
  const said = document.querySelector('[data-copied]')
  button.addEventListener('click', async () => {
    input.select()
    try {
      await navigator.clipboard.writeText(input.value)
      said.textContent = 'Copied.'
    } catch {
      said.textContent = 'Press Ctrl+C to copy it.'
    }
  })
}
