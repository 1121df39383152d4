/**
 * What the library kept to itself and what it told while the tests of a file ran, and the search for the one in the other.
 *
 * Secrets, keys and tags are looked for in every eight of their bytes, in hexadecimal, base64 of any alignment, lists of numbers, and as
 * they are; a token holds its tag, and so is found by it.
 */
import { inspect } from 'node:util'

/** As many as these are kept, the first ones; then one in a thousand. */
const kept = { hidden: 3000, told: 1000, objects: 100, printed: 4_000_000 }
/** No text is searched further than this: the largest tokens show megabytes of ids. */
const longest = 50_000

const hidden = new Set<Uint8Array>()
const told = new Map<string, unknown>()
const printed = new Map<number, string>()
let calls = 0
let objects = 0
let printedLength = 0

interface Recorder {
  /** Something that nobody may see. */
  hide(bytes: Uint8Array): void
  /** Something that was given to a program. */
  tell(what: unknown): void
  print(text: string): void
  counts(): { readonly hidden: number; readonly told: number }
  /** What was told or printed and holds something hidden; forgets all. */
  search(): string[]
}

export const recorder: Recorder = {
  hide(bytes) {
    if (hidden.size < kept.hidden || calls++ % 1000 === 0) hidden.add(bytes.slice())
  },
  tell(what) {
    if (told.size > kept.told) return
    const name = what instanceof Error ? what.message : typeof what === 'string' ? what : `${told.size}`
    if (told.has(name)) return
    if (typeof what === 'object' && !(what instanceof Error) && objects++ > kept.objects) return
    told.set(name, what)
  },
  print(text) {
    if (printedLength > kept.printed) return
    printedLength += text.length
    printed.set(printed.size, text)
  },
  counts: () => ({ hidden: hidden.size, told: told.size }),
  search() {
    const index = new Map<number, Set<number>>()
    for (const bytes of hidden)
      eachEight(bytes, (first, second) => {
        index.set(first, (index.get(first) ?? new Set()).add(second))
        return false
      })
    const texts = [...printed.values(), ...[...told.values()].flatMap(textsOf)].map((text) =>
      text.slice(0, longest),
    )
    hidden.clear()
    told.clear()
    printed.clear()
    printedLength = 0
    objects = 0
    const isHidden = (first: number, second: number): boolean => index.get(first)?.has(second) === true
    return texts.filter((text) => spelled(text).some((bytes) => eachEight(bytes, isHidden)))
  },
}

/**
 * Whether `ask` says so of any eight bytes, as two numbers. Not of zeros and such, nor of those of the vectors' first secret, which counts
 * up: they are in many things.
 */
function eachEight(bytes: Uint8Array, ask: (first: number, second: number) => boolean): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  /** How many bytes up to this one go up or down by the same step. */
  let steady = 1
  let before = 0
  for (let at = 1; at < bytes.length; at++) {
    const step = bytes[at]! - bytes[at - 1]!
    steady = step === before ? steady + 1 : 2
    before = step
    if (at >= 7 && steady < 8 && ask(view.getUint32(at - 7), view.getUint32(at - 3))) return true
  }
  return false
}

/** How somebody could write it into a log. */
function textsOf(what: unknown): string[] {
  if (typeof what === 'string') return [what]
  // An inspected error has its stack.
  const texts = [inspect(what, { showHidden: true, depth: 6, getters: true, maxArrayLength: 300 })]
  try {
    texts.push(JSON.stringify(what) ?? '')
  } catch {
    // What cannot be written so is not written so.
  }
  return texts
}

/** The bytes that stand in a text, in any spelling. */
function spelled(text: string): Uint8Array[] {
  const found: Uint8Array[] = [Buffer.from(text, 'latin1')]
  for (const [run] of text.matchAll(/[A-Za-z0-9+/_-]{11,}/g))
    for (const skip of [0, 1, 2, 3]) found.push(Buffer.from(run.slice(skip), 'base64'))
  for (const [run] of text.matchAll(/(?:[0-9A-Fa-f]{2}[ :,]?){8,}/g)) {
    const digits = run.replaceAll(/[ :,]/g, '')
    found.push(Buffer.from(digits, 'hex'), Buffer.from(digits.slice(1), 'hex'))
  }
  for (const [run] of text.matchAll(/\d{1,3}(?:[\s,]+\d{1,3}){7,}/g))
    found.push(Uint8Array.from(run.split(/[\s,]+/), Number))
  return found
}
