/**
 * What the library kept to itself and what it told while the tests of a file ran, and the search for the one in the other.
 *
 * Secrets, keys and tags are looked for in every eight of their bytes, in hexadecimal, base64 of any alignment, lists of numbers, and as
 * they are; a token holds its tag, and so is found by it.
 */
import { inspect } from 'node:util'

/** As many as these are kept, the first ones; then one in a thousand. */
const kept = { hidden: 3000, told: 3000, objects: 100, printed: 4_000_000 }
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
    const index = new Set<bigint>()
    for (const bytes of hidden) for (const window of windows(bytes)) index.add(window)
    const texts = [...printed.values(), ...[...told.values()].flatMap(textsOf)].map((text) =>
      text.slice(0, longest),
    )
    hidden.clear()
    told.clear()
    printed.clear()
    printedLength = 0
    objects = 0
    return texts.filter((text) => spelled(text).some((bytes) => windows(bytes).some((one) => index.has(one))))
  },
}

/** Every eight bytes, but zeros and such, and those of the vectors' first secret, which counts up: they are in many things. */
function windows(bytes: Uint8Array): bigint[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const found: bigint[] = []
  for (let at = 0; at + 8 <= bytes.length; at++) {
    const step = bytes[at + 1]! - bytes[at]!
    const eight = bytes.subarray(at, at + 8)
    if (eight.some((byte, index) => index > 0 && byte - eight[index - 1]! !== step))
      found.push(view.getBigUint64(at))
  }
  return found
}

/** How somebody could write it into a log. */
function textsOf(what: unknown): string[] {
  if (typeof what === 'string') return [what]
  const texts = [inspect(what, { showHidden: true, depth: 6, getters: true, maxArrayLength: 300 })]
  if (what instanceof Error) texts.push(what.stack ?? '', String(what.cause))
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
