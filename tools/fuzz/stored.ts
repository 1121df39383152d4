/**
 * Inputs that are kept: a line each, in base64url, sorted by length. The corpus is what the loop begins with; `crashes/` has every input
 * that ever broke a law, and the law behind it.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'

export const names: readonly string[] = ['text', 'body', 'django', 'narrow', 'key-text', 'notation']

const fileOf = (kind: 'corpus' | 'crashes', name: string): string => `tools/fuzz/${kind}/${name}.txt`

export function readInputs(kind: 'corpus' | 'crashes', name: string): Uint8Array[] {
  const file = fileOf(kind, name)
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean)
  return lines.map((line) => Uint8Array.from(Buffer.from(line.split(' ')[0]!, 'base64url')))
}

export function writeCorpus(name: string, inputs: readonly Uint8Array[]): void {
  const lines = inputs.map((input) => Buffer.from(input).toString('base64url')).filter(Boolean)
  const sorted = lines.toSorted((one, other) => one.length - other.length || (one < other ? -1 : 1))
  writeFileSync(fileOf('corpus', name), `${sorted.join('\n')}\n`)
}

export function addCrash(name: string, input: Uint8Array, message: string): void {
  const law = message.split('\n')[0]!.slice(0, 300)
  mkdirSync('tools/fuzz/crashes', { recursive: true })
  appendFileSync(fileOf('crashes', name), `${Buffer.from(input).toString('base64url')} ${law}\n`)
}
