/**
 * The inspector: from what is pasted, dropped or in the fragment of the address to the page.
 *
 * ```text
 * text ──diagnose──▶ token ──inspect, explain──▶ what it says ──views──▶ page
 * secret, scope, age ──judge──▶ verdict        scope, secret ──make──▶ token
 * ```
 *
 * Everything is computed here, by the library itself. Laws: no request leaves the page, and nothing is stored.
 */
import { render } from 'lit-html'
import { decode } from './diagnose.ts'
import { getState, onChange, paste, setLock, setState } from './state.ts'
import { markCharacters } from './views/byte-map.ts'
import { page } from './views/page.ts'

const root = document.querySelector<HTMLElement>('#page')!
let isDue = false

onChange(() => {
  if (isDue) return
  isDue = true
  queueMicrotask(() => {
    isDue = false
    render(page(getState()), root)
    markCharacters(getState())
  })
})

/** Takes the token out of `#token=…` or `#…`, and the fragment out of the address bar. */
function readFragment(): void {
  const fragment = location.hash.slice(1)
  if (fragment === '') return
  const named = new URLSearchParams(fragment).get('token')
  history.replaceState(null, '', location.pathname + location.search)
  paste(named ?? decode(fragment))
}

/** A file with JSON in it is a lock, anything else a token. Text that is dropped into a field stays there. */
async function drop(event: DragEvent): Promise<void> {
  const file = event.dataTransfer?.files[0]
  if (file === undefined && event.target instanceof Element && event.target.matches('input, textarea')) return
  event.preventDefault()
  const text = file === undefined ? (event.dataTransfer?.getData('text/plain') ?? '') : await file.text()
  if (text.trimStart().startsWith('{')) setLock(text)
  else if (text !== '') paste(text)
}

addEventListener('hashchange', readFragment)
addEventListener('dragover', (event) => event.preventDefault())
addEventListener('drop', (event) => void drop(event))
setInterval(() => setState({ now: Date.now() }), 1000)
render(page(getState()), root)
readFragment()
