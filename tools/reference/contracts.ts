/**
 * What every export has to say of itself: a contract, and, for a function or a value, an example that runs.
 */
import { readFileSync } from 'node:fs'
import { cutFrom } from './cuts.ts'
import type { Declaration, Entry } from './exports.ts'
import { flat } from './page.ts'

/** What is missing, one line each. */
export function missing(entries: readonly Entry[]): string[] {
  const codes = new Set(
    /LatchkeyErrorCode =([^]*?)\n\n/.exec(readFileSync('src/errors.ts', 'utf8'))![1]!.match(/[A-Z_]{2,}/g),
  )
  const found = new Set<string>()
  for (const entry of entries) {
    if (entry.comment === '') found.add(`${entry.file} does not say what it is`)
    const exported = flat(entry.exports).flatMap(({ name, declaration }) =>
      declaration === undefined ? [] : [{ name, declaration }],
    )
    const examples = exported.flatMap(({ declaration }) => examplesOf(declaration))
    for (const { name, declaration } of exported) {
      const { file, comment, isType } = declaration
      const [contract] = comment.split(/^@/m)
      if (contract!.trim() === '') found.add(`${file}: ${name} has no contract`)
      // That of another export may serve, where it calls this one.
      const own = examplesOf(declaration)
      const uses = new RegExp(`(?<![.\\w])${name}\\b`)
      if (!isType && own.length === 0 && !examples.some((example) => uses.test(example)))
        found.add(`${file}: ${name} has no example that runs`)
      for (const [, text] of comment.matchAll(/^@throws \{@link LatchkeyError\}([^]*?)(?=^@|$(?![^]))/gm))
        for (const code of text!.match(/\b[A-Z]+_[A-Z_]+\b/g) ?? [])
          if (!codes.has(code)) found.add(`${file}: ${name} throws ${code}, which is no code`)
    }
  }
  return [...found]
}

/**
 * The examples that are checked: by `tools/docs.ts`, which runs them or, where they need a server (`no-run`), compiles them; or, where that
 * lacks the framework (`fragment`), in a program or a test that has it.
 */
function examplesOf({ comment }: Declaration): string[] {
  return [...comment.matchAll(/^```ts( .*)?\n([^]*?)^```/gm)].flatMap(([, words, code]) =>
    words?.includes('fragment') === true && cutFrom(code!) === undefined ? [] : [code!],
  )
}
