/**
 * A plugin of Vite's that lets the library tell the tests what it keeps to itself, and what it tells others.
 *
 * Keys, tags and secrets go to `hide()`, errors, refusals, passes and answers to `tell()` of `recorder.ts`.
 */
import type { Plugin } from 'vitest/config'

/** By file: a stretch of it, and what is put behind. */
const hooks: Readonly<Record<string, readonly (readonly [stretch: string, added: string])[]>> = {
  'src/errors.ts': [['    this.status = status\n', '__outputs?.tell(this)\n']],
  'src/verdict.ts': [
    ["refusal(reason: Refused['reason'], detail: string): Refused {\n", '__outputs?.tell(detail)\n'],
  ],
  'src/pass.ts': [['    Object.freeze(this)\n', '__outputs?.tell(this)\n']],
  'src/seal/mac.ts': [
    ['  oHash.digestInto(digest)\n', '__outputs?.hide(digest.subarray(0, tagLength))\n'],
    ['makeReady(key: Uint8Array): ReadyKey {\n', '__outputs?.hide(key)\n'],
  ],
  'src/seal/keyring.ts': [['  if (problem !== undefined) throw weak(problem)\n', '__outputs?.hide(copy)\n']],
  'src/django/ring.ts': [
    ["refusal(reason: NotSigned['reason'], detail: string): NotSigned {\n", '__outputs?.tell(detail)\n'],
  ],
  'src/django/mac.ts': [
    ['  scratch.oHash.digestInto(digest)\n', '__outputs?.hide(digest)\n'],
    ['    .digest()\n', '__outputs?.hide(key)\n'],
  ],
}

export function recordOutputs(): Plugin {
  return {
    name: 'record-outputs',
    enforce: 'pre',
    transform(code, id) {
      const file = Object.keys(hooks).find((name) => id.endsWith(`/${name}`))
      if (file === undefined) return undefined
      return hooks[file]!.reduce((text, [stretch, added]) => {
        if (!text.includes(stretch))
          throw new Error(`${file} has no ${JSON.stringify(stretch)} to listen behind`)
        return text.replace(stretch, () => stretch + added)
      }, code)
    },
  }
}
